"""The outbox: a letter is in it once, or not at all, and the folders are the proof."""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drip.delivery.mime import mime
from drip.delivery.outbox import Outbox, OutboxFolderError
from drip.domain.deliveries import Result
from tests.delivery.building import NOON, a_letter


def eml(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_a_letter_is_a_file_in_the_folder_of_its_day(tmp_path: Path) -> None:
    letter = a_letter(1)

    (outcome,) = Outbox(tmp_path).send([letter])

    assert outcome.result is Result.ACCEPTED
    assert outcome.receipt == "2026-11-23/ref1.eml"
    assert (tmp_path / "2026-11-23/ref1.eml").read_bytes() == mime(letter)


def test_a_second_hand_over_of_a_letter_writes_nothing(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    (first,) = outbox.send([a_letter(1)])

    (second,) = outbox.send([a_letter(1, first_name="Another text")])

    assert second == first
    assert eml(tmp_path) == ["2026-11-23/ref1.eml"]
    assert b"Another" not in (tmp_path / "2026-11-23/ref1.eml").read_bytes()


def test_a_letter_that_appeared_meanwhile_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(tmp_path)
    outbox.send([a_letter(1)])
    monkeypatch.setattr(Path, "exists", lambda _: False)

    (outcome,) = outbox.send([a_letter(1, first_name="Another text")])

    assert outcome.result is Result.ACCEPTED
    assert (tmp_path / "2026-11-23/ref1.eml").read_bytes() == mime(a_letter(1))
    assert eml(tmp_path) == ["2026-11-23/ref1.eml"]


def test_racing_writers_leave_one_whole_file(tmp_path: Path) -> None:
    letters = [a_letter(1, first_name=name) for name in ("Ann", "Bob", "Cas", "Dot")]
    start = threading.Barrier(len(letters))

    def hand_over(number: int) -> None:
        start.wait()
        Outbox(tmp_path).send([letters[number]])

    threads = [threading.Thread(target=hand_over, args=(n,)) for n in range(len(letters))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert eml(tmp_path) == ["2026-11-23/ref1.eml"]
    assert (tmp_path / "2026-11-23/ref1.eml").read_bytes() in [mime(one) for one in letters]


def test_absence_is_proof_and_so_is_presence(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.send([a_letter(1), a_letter(2, date=NOON - timedelta(days=40))])

    found = outbox.find({"ref1": NOON, "ref2": NOON, "ref3": NOON})

    assert found == {"ref1": True, "ref2": True, "ref3": False}


def test_a_half_written_file_is_no_letter(tmp_path: Path) -> None:
    day = tmp_path / "2026-11-23"
    day.mkdir()
    (day / ".ref1.eml.0123456789ab").write_bytes(b"From: half a le")

    assert Outbox(tmp_path).find({"ref1": NOON}) == {"ref1": False}


def test_a_full_disk_refuses_for_now_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    outcomes = Outbox(tmp_path).send([a_letter(1), a_letter(2)])
    monkeypatch.undo()

    assert [one.result for one in outcomes] == [Result.REFUSED, Result.REFUSED]
    assert not any(one.permanent for one in outcomes)
    assert "No space left" in outcomes[0].detail
    assert eml(tmp_path) == []
    assert Outbox(tmp_path).send([a_letter(1)])[0].result is Result.ACCEPTED


def test_a_day_that_cannot_be_made_refuses_for_now(tmp_path: Path) -> None:
    (tmp_path / "2026-11-23").write_text("in the way")

    (outcome,) = Outbox(tmp_path).send([a_letter(1)])

    assert outcome.result is Result.REFUSED
    assert not outcome.permanent


def test_one_bad_letter_does_not_hold_up_the_others(tmp_path: Path) -> None:
    letters = [a_letter(1), a_letter(2, to_name="a\r\nBcc: x@example.org"), a_letter(3)]

    outcomes = Outbox(tmp_path).send(letters)

    assert [one.delivery_id for one in outcomes] == [1, 2, 3]
    assert [one.result for one in outcomes] == [Result.ACCEPTED, Result.REFUSED, Result.ACCEPTED]
    assert outcomes[1].permanent
    assert "example.org" not in outcomes[1].detail


@pytest.mark.parametrize("ref", ["../x", "a/b", "", ".hidden", "a\0b", "a" * 200])
def test_a_ref_never_names_a_file_elsewhere(tmp_path: Path, ref: str) -> None:
    (outcome,) = Outbox(tmp_path / "outbox").send([replace(a_letter(1), ref=ref)])

    assert outcome.result is Result.REFUSED
    assert outcome.permanent
    assert eml(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutboxFolderError, match="cannot be made"):
        Outbox(tmp_path / "file" / "outbox")
