"""Two presses at the same moment, from two windows or two impatient thumbs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from drip.flow.answering import answer
from drip.flow.answering.posting import Given
from drip.storage.database import Database
from tests.asking import Asking


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at once; answers what came."""
    barrier = threading.Barrier(len(acts))
    came: list[object] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        came.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


def test_two_presses_at_once_are_both_kept_and_act_once(database: Database, tmp_path: Path) -> None:
    road = Asking(database, tmp_path)
    token = road.token()

    def press() -> object:
        return answer.give(road.services, token, {"session": "stopped"}, road.present)

    assert together(press, press, press) == [Given()] * 3

    assert road.said() == [("session", "stopped")] * 3
    assert road.titles() == ["Ring: stopped after the first session"]


def test_a_change_that_races_with_the_deed_leaves_books_that_agree(
    database: Database, tmp_path: Path
) -> None:
    road = Asking(database, tmp_path)
    road.give(session="sore")
    road.to("2027-01-05T08:00Z")
    token = road.token()

    together(
        lambda: answer.give(road.services, token, {"session": "fine"}, road.present),
        road.owed,
    )

    went = road.effects() == {"send too-sore": "done"}
    assert road.branches() == (["too-sore"] if went else [])
    assert went or road.effects() == {"send too-sore": "withdrawn"}
