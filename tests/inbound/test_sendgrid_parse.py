"""Inbound Parse as bytes: any body becomes a mail, and none is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.inbound.authenticity import Vouched, kept, of_post
from drip.inbound.form_data import read_form
from drip.inbound.mime import read_mail
from drip.inbound.sendgrid_parse import read_post

KIND = "multipart/form-data; boundary=xYzZY"


def form(**fields: bytes) -> bytes:
    parts = (
        b'--xYzZY\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value
        for name, value in fields.items()
    )
    return b"\r\n".join((*parts, b"--xYzZY--\r\n"))


@given(st.binary(max_size=300), st.sampled_from([KIND, "application/x-www-form-urlencoded", ""]))
def test_any_body_is_a_mail_of_some_bytes(body: bytes, kind: str) -> None:
    post = read_post(kind, body)

    assert post.raw or not body
    assert post.envelope_to


@given(raw=st.binary(min_size=1, max_size=200))
def test_a_raw_mail_comes_out_as_it_went_in(raw: bytes) -> None:
    if b"\r\n--xYzZY" in raw or not raw.strip():
        return
    assert read_post(KIND, form(email=raw)).raw == raw


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_pieces_become_a_mail_that_can_be_read(
    headers: str, text: str, html: str, charsets: str
) -> None:
    fields = {"headers": headers, "text": text, "html": html, "charsets": charsets, "from": "a@b.c"}
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
    post = read_post(KIND, form(**encoded))

    assert not read_mail(post.raw).unread


@pytest.mark.parametrize("envelope", ["", "[]", "{", '{"to": 4}', '{"to": [4], "from": {}}'])
def test_without_an_envelope_the_headers_say_for_whom_it_is(envelope: str) -> None:
    post = read_post(KIND, form(email=b"x", envelope=envelope.encode(), to=b"<a@x.example>, b"))

    assert (post.envelope_from, post.envelope_to) == ("", ("a@x.example",))


@pytest.mark.parametrize(
    "body",
    [
        form(email=b"x" * 30_000_000),
        b"\r\n--xYzZY" * 2_000_000,
        b"--xYzZY\r\n" + b"a: b\r\n" * 2_000_000,
        form(headers=b"content-type: multipart/report\n " * 200_000, text=b"x"),
        form(charsets=b"[" * 1_000_000, text=b"x", dkim=b"@" * 1_000_000),
    ],
    ids=["large", "boundaries", "headers", "reports", "nested"],
)
def test_hostile_bodies_are_mails_too(body: bytes) -> None:
    assert read_post(KIND, body).raw


def test_a_form_in_the_other_encoding_is_read_too() -> None:
    body = b"email=From%3A+a%0D%0A%0D%0ATr%E8s&envelope=%7B%7D"

    assert [one.value for one in read_form("application/x-www-form-urlencoded", body)] == [
        b"From: a\r\n\r\nTr\xe8s", b"{}",
    ]  # fmt: skip


def test_what_sendgrid_found_of_a_sender_is_kept_in_words() -> None:
    found = of_post("{@example.org : pass, @evil.example : fail}", "pass", "b@mail.example.com")

    assert found == Vouched(frozenset({"example.org", "mail.example.com"}))
    assert kept(str(found)) == found
    assert kept(str(of_post("none", "fail", "a@b.example"))) == Vouched(forged=True)


@pytest.mark.parametrize(
    ("address", "covered"),
    [
        ("ann@example.org", True),
        ("ann@Mail.Example.ORG", True),
        ("ann@example.org.evil.example", False),
        ("ann@notexample.org", False),
        ("ann@org", False),
        ("", False),
    ],
)
def test_a_domain_stands_behind_its_own_addresses_and_those_under_it(
    address: str, *, covered: bool
) -> None:
    assert Vouched(frozenset({"example.org"})).covers(address) is covered


def test_charsets_of_pieces_are_those_of_the_post() -> None:
    charsets = json.dumps({"text": "windows-1252"}).encode()
    post = read_post(KIND, form(text="Très 5 €".encode("cp1252"), charsets=charsets))

    assert read_mail(post.raw).text.strip() == "Très 5 €"
