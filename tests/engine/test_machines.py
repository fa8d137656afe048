"""Machines: what gives a scanner away, and what does not give a person away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drip.domain.answers import Doubt
from drip.engine.machines import Signs, doubt

MOMENT = timedelta(seconds=10)


@pytest.mark.parametrize(
    ("signs", "why"),
    [
        (Signs(robot=True), Doubt.ROBOT),
        (Signs(decoy=True), Doubt.DECOY),
        (Signs(links=4), Doubt.BURST),
        (Signs(since_letter=timedelta(seconds=9)), Doubt.SWIFT),
    ],
)
def test_each_mark_of_a_machine_is_a_doubt(signs: Signs, why: Doubt) -> None:
    assert doubt(signs, MOMENT) is why


def test_a_person_who_takes_a_moment_is_believed() -> None:
    assert doubt(Signs(links=3, since_letter=timedelta(seconds=10)), MOMENT) is None


def test_a_letter_that_never_left_by_our_books_makes_nobody_swift() -> None:
    assert doubt(Signs(since_letter=None), MOMENT) is None


def test_a_second_press_clears_haste_and_nothing_else() -> None:
    swift = timedelta(seconds=1)
    assert doubt(Signs(since_letter=swift, again=True), MOMENT) is None
    assert doubt(Signs(decoy=True, again=True), MOMENT) is Doubt.DECOY
    assert doubt(Signs(links=9, again=True), MOMENT) is Doubt.BURST


def test_where_the_clock_stands_still_speed_tells_nothing() -> None:
    signs = Signs(links=9, since_letter=timedelta())
    assert doubt(signs, timedelta()) is None
