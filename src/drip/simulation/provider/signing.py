"""Signatures of posted events: ECDSA over P-256 and SHA-256 (FIPS 186-4), as SendGrid makes them.

Written out here so that what checks signatures is held to something that is not itself. Neither
quick nor safe from being watched: it signs made-up events on the same machine.
"""

from __future__ import annotations

import base64
import hashlib

from drip.simulation.provider.plans import chance

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
#: A SubjectPublicKeyInfo (RFC 5480) up to the point of a P-256 key.
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")

Point = tuple[int, int]


class Signer:
    """A key pair of its own, made from a seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = chance(f"signer {seed}")
        self._secret = self._chance.randrange(1, _N)
        x, y = _times(self._secret, _G)
        point = b"\x04" + x.to_bytes(32) + y.to_bytes(32)
        self.public_key = base64.b64encode(_SPKI + point).decode()

    def sign(self, timestamp: str, body: bytes) -> str:
        """The signature of one post, in base64."""
        digest = int.from_bytes(hashlib.sha256(timestamp.encode() + body).digest())
        r = s = 0
        while not (r and s):
            k = self._chance.randrange(1, _N)
            r = _times(k, _G)[0] % _N
            s = pow(k, -1, _N) * (digest + r * self._secret) % _N
        inner = _integer(r) + _integer(s)
        return base64.b64encode(b"\x30" + bytes([len(inner)]) + inner).decode()


def _integer(number: int) -> bytes:
    """An integer in DER: as short as can be, led by a zero where it would seem negative."""
    raw = number.to_bytes(number.bit_length() // 8 + 1)
    return b"\x02" + bytes([len(raw)]) + raw


def _times(factor: int, point: Point) -> Point:
    result: Point | None = None
    while factor:
        if factor & 1:
            result = point if result is None else _plus(result, point)
        point = _plus(point, point)
        factor >>= 1
    if result is None:
        raise ValueError("a factor of zero has no point")
    return result


def _plus(one: Point, other: Point) -> Point:
    """The sum of two points, neither of them the other's opposite."""
    if one == other:
        slope = 3 * (one[0] ** 2 - 1) * pow(2 * one[1], -1, _P) % _P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _P) % _P
    x = (slope**2 - one[0] - other[0]) % _P
    return x, (slope * (one[0] - x) - one[1]) % _P
