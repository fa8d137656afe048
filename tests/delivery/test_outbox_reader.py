"""Reading the outbox back."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from drip.delivery.outbox import Outbox
from drip.delivery.outbox_reader import OutboxReader
from tests.delivery.building import COMPILED, NOON, a_letter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three letters on two days, in this order."""
    names = ("Margaret", "Zo\u00eb", "Donald")
    for number, name in enumerate(names, 1):
        day = NOON + timedelta(days=number // 3)
        Outbox(tmp_path).send([a_letter(number, first_name=name, date=day)])
        path = tmp_path / day.date().isoformat() / f"ref{number}.eml"
        os.utime(path, ns=(number, number))
    return tmp_path


def test_the_newest_letter_comes_first(folder: Path) -> None:
    ids = [entry.id for entry in OutboxReader(folder).list()]

    assert ids == ["2026-11-24_ref3", "2026-11-23_ref2", "2026-11-23_ref1"]


def test_a_list_ends_where_it_is_told(folder: Path) -> None:
    assert len(OutboxReader(folder).list(limit=2)) == 2


def test_a_list_goes_on_where_the_last_one_ended(folder: Path) -> None:
    for query in ("", "example.org"):
        ids = [one.id for one in OutboxReader(folder).list(query, limit=1, skip=1)]
        assert ids == ["2026-11-23_ref2"]


def test_letters_that_are_skipped_are_not_opened(folder: Path) -> None:
    newest = folder / "2026-11-24/ref3.eml"
    newest.unlink()
    newest.mkdir()  # opening it would fail

    assert len(OutboxReader(folder).list(skip=1)) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [("PERSON2@", 1), ("zo\u00eb", 1), (COMPILED.subject.upper(), 3), ("nobody", 0), ("  ", 3)],
)
def test_a_search_looks_at_address_and_subject(folder: Path, query: str, found: int) -> None:
    assert len(OutboxReader(folder).list(query)) == found


def test_a_letter_is_read_whole(folder: Path) -> None:
    mail = OutboxReader(folder).read("2026-11-23_ref2")

    assert mail is not None
    assert mail.to == "Zo\u00eb <person2@example.org>"
    assert mail.subject == COMPILED.subject
    assert mail.date == NOON
    assert "Hello Zo\u00eb," in mail.text
    assert "Hello Zo\u00eb," in mail.html
    assert ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") in mail.headers
    assert mail.source.startswith("From: ")


@pytest.mark.parametrize(
    "mail_id", ["", "2026-11-23_ref9", "../2026-11-23_ref1", "2026-11-23_../../x", "x", "_", "a_b"]
)
def test_an_unknown_id_is_nothing(folder: Path, mail_id: str) -> None:
    assert OutboxReader(folder).read(mail_id) is None


def test_an_outbox_that_was_never_used_is_empty(tmp_path: Path) -> None:
    assert OutboxReader(tmp_path / "none").list() == []
