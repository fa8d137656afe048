"""Links: short, signed, for one purpose, and good for 400 days."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.links import Link, LinkError, LinkExpiredError, LinkPurpose, Links, fold_address

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
LINKS = Links(b"a secret of thirty-two bytes ....", "https://clinic.example/")
OTHERS = Links(b"another one of thirty-two bytes.", "https://clinic.example/")


@given(
    purpose=st.sampled_from(LinkPurpose),
    subject=st.integers(0, 2**48 - 1),
    extra=st.integers(0, 2**16 - 1),
)
def test_a_token_says_what_was_put_in(purpose: LinkPurpose, subject: int, extra: int) -> None:
    token = LINKS.token(purpose, subject, now=NOW, extra=extra)

    read = LINKS.read(purpose, token, now=NOW)

    assert (read.purpose, read.subject, read.extra) == (purpose, subject, extra)
    assert base64.b32decode(token.upper() + "======")[:6] == subject.to_bytes(6, "big")


def test_case_does_not_matter() -> None:
    token = LINKS.token(LinkPurpose.ANSWER, 7, now=NOW)

    assert LINKS.read(LinkPurpose.ANSWER, token.upper(), now=NOW).subject == 7


@pytest.mark.parametrize("other", [p for p in LinkPurpose if p is not LinkPurpose.ANSWER])
def test_a_token_is_good_for_one_purpose_only(other: LinkPurpose) -> None:
    token = LINKS.token(LinkPurpose.ANSWER, 7, now=NOW)

    with pytest.raises(LinkError):
        LINKS.read(other, token, now=NOW)


@given(st.integers(0, 41), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_letter_is_noticed(place: int, letter: str) -> None:
    token = LINKS.token(LinkPurpose.PREFERENCES, 7, now=NOW)
    changed = token[:place] + letter + token[place + 1 :]
    # The last letter holds three bits of the token and two of padding.
    same = base64.b32decode(changed.upper() + "======") == base64.b32decode(
        token.upper() + "======"
    )

    if same:
        return
    with pytest.raises(LinkError):
        LINKS.read(LinkPurpose.PREFERENCES, changed, now=NOW)


@pytest.mark.parametrize("text", ["", "a", "é" * 42, "1" * 42, "a" * 41, "a" * 43, "a" * 5000])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(LinkError):
        LINKS.read(LinkPurpose.ANSWER, text, now=NOW)


def test_another_installations_token_is_refused() -> None:
    with pytest.raises(LinkError):
        LINKS.read(LinkPurpose.ANSWER, OTHERS.token(LinkPurpose.ANSWER, 7, now=NOW), now=NOW)


def test_links_work_for_400_days() -> None:
    token = LINKS.token(LinkPurpose.ANSWER, 7, now=NOW)

    assert LINKS.read(LinkPurpose.ANSWER, token, now=NOW + timedelta(days=400)).subject == 7
    with pytest.raises(LinkExpiredError):
        LINKS.read(LinkPurpose.ANSWER, token, now=NOW + timedelta(days=401))


def test_unsubscribing_works_for_ever() -> None:
    token = LINKS.token(LinkPurpose.UNSUBSCRIBE, 7, now=NOW)

    read = LINKS.read(LinkPurpose.UNSUBSCRIBE, token, now=NOW + timedelta(days=4000))

    assert read == Link(LinkPurpose.UNSUBSCRIBE, 7, 0, read.day)


def test_an_address_links_whole() -> None:
    url = LINKS.url(LinkPurpose.CONFIRM, 3, now=NOW)

    assert url.startswith("https://clinic.example/confirm/")
    assert len(url.rpartition("/")[2]) == 42


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann@Example.COM", "ann@example.com", True),
        (" ann@example.com ", "ann@example.com", True),
        ("ann+back@example.com", "ann@example.com", False),
        ("ann@bücher.example", "ann@xn--bcher-kva.example", True),
        ("ann@faß.example", "ann@xn--fa-hia.example", True),
        ("ann@faß.example", "ann@fass.example", False),
        ("an.n@example.com", "ann@example.com", False),
    ],
)
def test_which_addresses_are_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table of cases
    assert (fold_address(one) == fold_address(other)) is same


def test_hashes_are_keyed_and_kept_apart_by_kind() -> None:
    hashes = {
        LINKS.keyed_hash("address", "a"),
        LINKS.keyed_hash("network", "a"),
        OTHERS.keyed_hash("address", "a"),
    }

    assert len(hashes) == 3
    assert all(len(one) == 40 for one in hashes)
