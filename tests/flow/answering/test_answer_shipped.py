"""The shipped sequences: every choice of every question can be given, and the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from drip.content.files import find_content, read_files
from drip.domain.sequences import QuestionKind
from drip.flow.answering import answer
from drip.flow.answering.answer import DonePage
from drip.flow.answering.effects import run_owed
from drip.flow.answering.posting import Given
from drip.flow.in_force import revisions
from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import effects
from tests import builders
from tests.road import Road

#: What is said to questions without choices.
OTHERS = {
    QuestionKind.SCALE: ["0", "10"],
    QuestionKind.TEXT: ["In my own words"],
    QuestionKind.ROUTINE: ["mon,thu 07:00 at home"],
}


@pytest.mark.parametrize("key", ["strengthening", "spasm"])
def test_every_shipped_answer_is_taken_and_followed(
    database: Database, tmp_path: Path, key: str
) -> None:
    road = Road(database, tmp_path, start="2026-08-02T23:30Z", files=read_files(find_content(None)))
    with database.read() as tx:
        sequence = revisions.current(road.services, tx, key).sequence
    for step in (one for one in sequence.steps if one.ask):
        first = step.ask[0]
        values = [choice.value for choice in first.choices] or OTHERS[first.kind]
        for value in values:
            token = asked(road, key, step.id)
            came = answer.give(road.services, token, {first.name: value}, road.present)
            assert came == Given(), (step.id, value)
            page = answer.done(road.services, token, road.present)
            assert isinstance(page, DonePage)
            for more in page.more:
                offered = [choice.value for choice in more.question.choices]
                said = (offered or OTHERS[more.question.kind])[0]
                answer.give(road.services, token, {more.question.name: said}, road.present)
    road.wait(days=4)
    run_owed(road.services, road.present, 10_000)

    with database.read() as tx:
        kept = list(tx.execute(select(effects)))
    assert {row.state for row in kept} == {"done"}
    assert len(kept) > 10


def asked(road: Road, key: str, step: str) -> str:
    """Somebody new who was just asked; the token of their link."""
    who = road.subscriber(f"p{len(road.rows())}")
    with road.database.write() as tx:
        enrolment = builders.enrolment(tx, who, sequence=key, confirmed_at=road.present)
        letter = builders.delivery(
            tx, who, enrolment_id=enrolment, sequence=key, step=step, state="accepted"
        )
    return road.services.links.token(LinkPurpose.ANSWER, letter, now=road.present)
