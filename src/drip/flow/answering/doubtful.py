"""Doubtful: answers that a machine may have posted are kept, shown to staff, and count for nothing.

Staff accept one with a press (`flow.accept`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from drip.domain.answers import Doubt
from drip.engine.machines import DECOY_FOR, Signs, doubt
from drip.flow.answering import said
from drip.flow.in_force import revisions
from drip.flow.planning.asked import Asked, questions_of
from drip.flow.services import Services
from drip.storage import answers, check_ins, observations
from drip.storage.answers import Doubtful
from drip.storage.database import Transaction
from drip.storage.observations import Visit, Visited

#: What `how` of a doubtful answer calls the reason.
WHY = "doubt"
ROBOT = "robot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form from a page, beside what it answers.

    `robot` tells that the program calls itself one; `again` that it was pressed on the page that
    asks for one more press.
    """

    asked: Asked
    robot: bool
    again: bool


def doubts(
    services: Services, tx: Transaction, posted: Iterable[Posted], now: datetime
) -> dict[int, Doubt]:
    """Which of these forms may be a machine's, and why, by the id of the letter that asked."""
    looked_at = list(posted)
    people = {one.asked.enrolment.subscriber_id for one in looked_at}
    visits = observations.recent(tx, people, now - max(DECOY_FOR, services.moment))
    found = {
        one.asked.delivery.id: doubt(
            _signs(services, one, visits.get(one.asked.enrolment.subscriber_id, ()), now),
            services.moment,
        )
        for one in looked_at
    }
    return {key: why for key, why in found.items() if why is not None}


def _signs(services: Services, one: Posted, visits: Collection[Visit], now: datetime) -> Signs:
    decoy = Visited.DECOY.value
    asked = one.asked.delivery.id
    opened = {
        (visit.kind, visit.delivery_id, visit.detail)
        for visit in visits
        if visit.kind != decoy and now - visit.at < services.moment
    }
    return Signs(
        robot=one.robot,
        decoy=any(
            visit.kind == decoy and visit.delivery_id == asked and now - visit.at < DECOY_FOR
            for visit in visits
        ),
        links=len(opened),
        since_letter=now - one.asked.arrived_at if one.asked.arrived_at is not None else None,
        again=one.again,
    )


def waiting(services: Services, subscriber_id: int) -> list[Doubtful]:
    """A person's answers in doubt that staff may still accept."""
    with services.database.read() as tx:
        found = answers.doubtful_of(tx, subscriber_id)
    last = {(one.check_in_id, one.question): one for one in found}
    return sorted(last.values(), key=lambda one: one.id)


def in_words(services: Services, found: Iterable[Doubtful]) -> dict[int, str]:
    """What was said, by the answer's id, in the words of the choices as they are in force."""
    lines = list(found)
    with services.database.read() as tx:
        asked = check_ins.get(tx, {one.check_in_id for one in lines})
        known = {
            key: questions_of(one.sequence) for key, one in revisions.in_force(services, tx).items()
        }
    questions = {
        one.id: known.get(asked[one.check_in_id].sequence, {}).get(one.question) for one in lines
    }
    return {
        one.id: said.in_words(question, one.value) if question is not None else one.value
        for one in lines
        for question in (questions[one.id],)
    }


def words_of(how: Mapping[str, str | int]) -> str:
    """Why an answer does not count, for staff; empty when it does."""
    return _WORDS.get(str(how.get(WHY, "")), "")


_WORDS: Mapping[str, str] = {
    Doubt.ROBOT: "The program that sent it says that it is a robot.",
    Doubt.DECOY: "A link that nobody can see was followed just before.",
    Doubt.BURST: "Many links of their letters were opened within the same few seconds.",
    Doubt.SWIFT: "It came within seconds of the letter.",
}
