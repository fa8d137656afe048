"""Whether a post is authentic. The first vector is SendGrid's own, from its public packages."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from drip.inbound.signed_posts import (
    MARGIN,
    OLDEST,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    authentic,
    readable_key,
)
from tests.reports import Signer

KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1"
    "flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
)
OTHER_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDut"
    "dhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA=="
)
SIGNATURE = (
    "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAb"
    "PIqHh89M15TluLtEZtM="
)
TIMESTAMP = "1600112502"
BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",'
    b'"timestamp":1600112492}]\r\n'
)
NOW = datetime.fromtimestamp(1600112502, UTC)


def check(
    *keys: str,
    signature: str | None = SIGNATURE,
    timestamp: str | None = TIMESTAMP,
    body: bytes = BODY,
    now: datetime = NOW,
) -> bool:
    return authentic(keys or (KEY,), signature=signature, timestamp=timestamp, body=body, now=now)


def test_the_vector_of_sendgrids_own_packages_is_authentic() -> None:
    assert check()


def test_two_keys_are_accepted_during_a_rotation() -> None:
    assert check(OTHER_KEY, KEY)
    assert check(KEY, OTHER_KEY)
    assert not check(OTHER_KEY)
    assert not authentic((), signature=SIGNATURE, timestamp=TIMESTAMP, body=BODY, now=NOW)


def test_a_key_may_be_pasted_with_line_breaks() -> None:
    assert check(f" {KEY[:60]}\n{KEY[60:]} ")


@pytest.mark.parametrize(
    "body",
    [
        BODY.rstrip(),
        BODY.replace(b"\r\n", b"\n"),
        BODY.replace(b":", b": "),
        BODY.replace(b"dropped", b"bounce"),
        b"\xef\xbb\xbf" + BODY,
        b"",
    ],
)
def test_a_body_that_was_written_anew_is_not(body: bytes) -> None:
    assert not check(body=body)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        SIGNATURE[:-1],
        SIGNATURE[:-4],
        SIGNATURE[:40],
        "Ä" * 96,
        "!" + SIGNATURE,
        base64.b64encode(b"").decode(),
        base64.b64encode(b"0" * 70).decode(),
        "A" * 100_000,
        "\x00",
    ],
)
def test_a_signature_that_is_none_is_refused_without_a_word(signature: str | None) -> None:
    assert not check(signature=signature)


@pytest.mark.parametrize(
    "timestamp",
    [
        None,
        "",
        "timestamp",
        "nan",
        "inf",
        "1e400",
        "-1",
        "9" * 19,
        "9" * 500,
        "١٦٠٠١١٢٥٠٢",
        "1600112502 ",
    ],
)
def test_a_timestamp_that_is_none_is_refused_without_a_word(timestamp: str | None) -> None:
    assert not check(timestamp=timestamp)


def _der(key: object) -> str:
    return base64.b64encode(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]  # either kind of key
    ).decode()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "garbage",
        KEY[:-5],
        KEY[:40],
        "AAAA",
        "Ä",
        _der(ec.generate_private_key(ec.SECP384R1()).public_key()),
        _der(rsa.generate_private_key(65537, 2048).public_key()),
    ],
)
def test_a_key_of_another_kind_signs_nothing(key: str) -> None:
    assert not readable_key(key)
    assert not check(key)
    assert check(key, KEY)


def test_a_post_is_believed_for_two_days_and_a_margin() -> None:
    assert check(now=NOW + OLDEST + MARGIN)
    assert not check(now=NOW + OLDEST + MARGIN + timedelta(seconds=1))
    assert check(now=NOW - MARGIN)
    assert not check(now=NOW - MARGIN - timedelta(seconds=1))


@given(body=st.binary(max_size=2000), place=st.integers(min_value=0))
def test_one_other_bit_makes_it_another_post(body: bytes, place: int) -> None:
    signer = Signer()
    headers = signer.sign(body, NOW)
    said = {"signature": headers[SIGNATURE_HEADER], "timestamp": headers[TIMESTAMP_HEADER]}
    assert authentic((signer.public_key,), body=body, now=NOW, **said)
    other = bytearray(body + b"\0")
    other[place % len(other)] ^= 1
    assert not authentic((signer.public_key,), body=bytes(other), now=NOW, **said)


def test_the_timestamp_is_signed_too() -> None:
    signer = Signer()
    headers = [signer.sign(BODY, NOW + timedelta(seconds=n)) for n in range(3)]
    for one, other in pairwise(headers):
        assert not authentic(
            (signer.public_key,),
            signature=one[SIGNATURE_HEADER],
            timestamp=other[TIMESTAMP_HEADER],
            body=BODY,
            now=NOW,
        )
