"""Many people who agreed elsewhere enter together."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.joining.intake import Agreement, Newcomer, take_in
from drip.flow.leaving.leave import leave
from drip.storage.database import Database
from drip.storage.tables import consents, enrolments, subscribers
from tests.asking import Asking

SAID = Agreement(wording="Agreed on paper, 1 March", actor="cli")
PEOPLE = [
    Newcomer(email=f"{name}@example.com", first_name=name.title(), zone="Europe/Berlin", health=yes)
    for name, yes in (("dora", True), ("emil", False))
]


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Asking:
    return Asking(database, tmp_path)


def test_everybody_is_enrolled_with_evidence_and_a_first_letter(road: Asking) -> None:
    assert take_in(road.services, "asking", PEOPLE, SAID, road.present) == 2

    new = [row for row in road.table(subscribers) if row.first_name in {"Dora", "Emil"}]
    assert [(row.state, row.health_consent) for row in new] == [("active", True), ("active", False)]
    said = [row for row in road.table(consents) if row.wording == SAID.wording]
    assert sorted((row.subscriber_id, row.purpose) for row in said) == [
        (new[0].id, "health_answers"),
        (new[0].id, "programme"),
        (new[1].id, "programme"),
    ]
    road.tick()
    assert len([row for row in road.rows(step="first") if row.state == "accepted"]) == 3


def test_entering_twice_changes_nothing(road: Asking) -> None:
    take_in(road.services, "asking", PEOPLE, SAID, road.present)

    assert take_in(road.services, "asking", PEOPLE, SAID, road.present) == 0

    assert len(road.table(enrolments)) == 3


def test_who_said_goodbye_is_left_out(road: Asking) -> None:
    take_in(road.services, "daily", PEOPLE, SAID, road.present)
    dora = next(row for row in road.table(subscribers) if row.first_name == "Dora")
    leave(
        road.services,
        subscriber_id=dora.id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="test",
        now=road.present,
    )

    assert take_in(road.services, "asking", PEOPLE, SAID, road.present) == 1
    states = [row.state for row in road.table(enrolments) if row.subscriber_id == dora.id]
    assert states == ["unsubscribed"]
