"""Signed posts: ECDSA on P-256 with SHA-256 over a timestamp and the raw bytes, as SendGrid signs.

The bytes are the post's own: a proxy that writes the JSON anew breaks every signature. Nothing here
raises: whatever is wrong with a post, its key or its headers, it is simply not authentic.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"

#: Retries go on for a day, and were seen for 29 hours; whether each is signed anew is not known.
OLDEST = timedelta(hours=48)
#: How far two clocks may be apart.
MARGIN = timedelta(hours=2)

_LONGEST_SIGNATURE = 512
_LONGEST_TIMESTAMP = 20


def authentic(
    keys: Sequence[str],
    *,
    signature: str | None,
    timestamp: str | None,
    body: bytes,
    now: datetime,
) -> bool:
    """Whether one of the keys signed these bytes, not too long ago.

    `keys` are public keys as SendGrid shows them: base64 of a DER SubjectPublicKeyInfo. During a
    rotation both the old and the new one are accepted.
    """
    signed_at = _instant(timestamp)
    if signed_at is None or not now - OLDEST - MARGIN <= signed_at <= now + MARGIN:
        return False
    raw = _base64(signature)
    if raw is None:
        return False
    message = (timestamp or "").encode("ascii") + body
    return any(_signed(key, raw, message) for key in map(_public_key, keys) if key is not None)


def readable_key(key: str) -> bool:
    """Whether a text is a public key that signatures can be checked with."""
    return _public_key(key) is not None


def _signed(key: ec.EllipticCurvePublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _public_key(key: str) -> ec.EllipticCurvePublicKey | None:
    try:
        found = load_der_public_key(base64.b64decode("".join(key.split()), validate=True))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(found, ec.EllipticCurvePublicKey) and isinstance(found.curve, ec.SECP256R1):
        return found
    return None


def _base64(text: str | None) -> bytes | None:
    if not text or len(text) > _LONGEST_SIGNATURE:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _instant(timestamp: str | None) -> datetime | None:
    if not timestamp or len(timestamp) > _LONGEST_TIMESTAMP or not timestamp.isascii():
        return None
    try:
        return datetime.fromtimestamp(float(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
