"""The call list of today: whom staff should ring, why, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drip.domain.sequences import Condition
from drip.domain.sequences import Sequence as Programme
from drip.domain.standing import Facts
from drip.engine.conditions import holds
from drip.flow.in_force import offer, revisions
from drip.flow.in_force.titles import Titles
from drip.flow.services import Services
from drip.insight.call_list import Slipping, ToRing, call_list
from drip.storage import slipping, subscribers
from drip.storage.database import Transaction
from drip.storage.decisions import Kind
from drip.storage.decisions import note as note_decision
from drip.storage.slipping import Call, Candidate
from drip.storage.standing import facts

#: Somebody who was reached is left in peace for this long.
REACHED = timedelta(days=7)
#: The same result noted again within this time is the same press.
_ONE_PRESS = timedelta(minutes=1)
#: How many people are looked at closely in one go.
_BATCH = 200
_PERHAPS = "perhaps"
_MOST_WORDS = 200


class CallResult(StrEnum):
    """What came of ringing somebody."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    LATER = "later"


_RESULTS = {
    CallResult.REACHED: "reached",
    CallResult.NO_ANSWER: "no answer",
    CallResult.MESSAGE_LEFT: "left a message",
    CallResult.LATER: "to be rung later",
}
#: Who was not reached stands on the list again after this.
AGAIN = {
    CallResult.NO_ANSWER: timedelta(hours=20),
    CallResult.MESSAGE_LEFT: timedelta(days=2),
    CallResult.LATER: timedelta(days=3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody to ring, with their name, the title of their programme and what they said last."""

    first_name: str
    programme: str
    ring: ToRing
    last_words: str = ""


def today(services: Services, now: datetime, *, most: int | None = None) -> list[Line]:
    """Whom to ring today, cut to the calls that the clinic can make (or to `most`)."""
    with services.database.read() as tx:
        return today_tx(services, tx, now, most=most)


def today_tx(
    services: Services, tx: Transaction, now: datetime, *, most: int | None = None
) -> list[Line]:
    """The same, within a transaction."""
    clinic = offer.clinic_in(services, tx)
    titles = Titles(revisions.in_force(services, tx))
    programmes = {key: one.sequence for key, one in titles.in_force.items()}
    known = slipping.candidates(tx, now, called_since=now - REACHED)
    people = {one.enrolment_id: one for one in known}
    limit = clinic.calls_a_day if most is None else most
    found = _found(tx, known, programmes, now, most=limit)
    words = _last_words(tx, titles, [people[one.enrolment_id] for one in found])
    return [
        Line(
            first_name=people[one.enrolment_id].first_name,
            programme=titles.sequence(people[one.enrolment_id].sequence),
            ring=one,
            last_words=words.get(one.subscriber_id, ""),
        )
        for one in found
    ]


def record(services: Services, call: Call) -> int:
    """Keep what came of a call; answers its id."""
    with services.database.write() as tx:
        return slipping.note_call(tx, call)


def note(
    services: Services, subscriber_id: int, result: CallResult, *, words: str, by: str
) -> bool:
    """Keep what came of a call just made, and when to try again; False for nobody we know."""
    now = services.now()
    wait = AGAIN.get(result)
    call = Call(
        subscriber_id=subscriber_id,
        at=now,
        by=by,
        result=result.value,
        note=words,
        again_at=now + wait if wait else None,
    )
    with services.database.write() as tx:
        if not subscribers.get(tx, [subscriber_id]):
            return False
        subscribers.lock(tx, subscriber_id)
        if _is_known(slipping.calls_of(tx, subscriber_id), call):
            return True
        slipping.note_call(tx, call)
        reason = f"Rang them: {_RESULTS[result]}." + (f" {words}" if words else "")
        note_decision(
            tx, now=now, kind=Kind.CALLED, reason=reason, actor=by, subscriber_id=subscriber_id
        )
    return True


def _is_known(earlier: Sequence[Call], call: Call) -> bool:
    """Whether the last call is this very one, noted by a press that came twice."""
    if not earlier:
        return False
    last = earlier[0]
    same = (last.result, last.note, last.by) == (call.result, call.note, call.by)
    return same and call.at - last.at < _ONE_PRESS


def _found(
    tx: Transaction,
    known: Sequence[Candidate],
    programmes: Mapping[str, Programme],
    now: datetime,
    *,
    most: int,
) -> list[ToRing]:
    """The first of the list, without asking what everybody has said.

    Ordered by what they might score at most; who is looked at closely can only go back from there.
    """
    theirs: dict[int, list[Candidate]] = defaultdict(list)
    for one in known:
        theirs[one.subscriber_id].append(one)
    at_most = call_list(_at_most(tx, known, programmes), now)
    close: list[Slipping] = []
    found: list[ToRing] = []
    for start in range(0, len(at_most) if most else 0, _BATCH):
        if len(found) == most and found[-1].place <= at_most[start].place:
            break
        some = at_most[start : start + _BATCH]
        people = [each for one in some for each in theirs[one.subscriber_id]]
        close.extend(_slipping(tx, people, programmes))
        found = call_list(close, now, most=most)
    return found


def _at_most(
    tx: Transaction, known: Sequence[Candidate], programmes: Mapping[str, Programme]
) -> Iterator[Slipping]:
    """Everybody, with a change for the worse wherever there may have been one."""
    missed = slipping.missed(tx)
    changes = {key: _changes(one) for key, one in programmes.items()}
    moves = slipping.moves(tx, {one.question or "" for each in changes.values() for one in each})
    for one in known:
        moved = moves.get(one.subscriber_id)
        worse = moved and any(_may_be(each, moved) for each in changes.get(one.sequence, ()))
        yield _of(one, missed=missed.get(one.enrolment_id, 0), worse=_PERHAPS if worse else "")


def _may_be(change: Condition, moved: Mapping[str, int]) -> bool:
    by = moved.get(change.question or "", 0)
    rose = change.rises_by is not None and by >= change.rises_by
    return rose or (change.falls_by is not None and -by >= change.falls_by)


def _slipping(
    tx: Transaction, some: Sequence[Candidate], programmes: Mapping[str, Programme]
) -> Iterator[Slipping]:
    """These people, by all that they have said."""
    said = facts(tx, [one.enrolment_id for one in some])
    for one in some:
        theirs = said[one.enrolment_id]
        worse = _worse(programmes.get(one.sequence), theirs)
        yield _of(one, missed=theirs.silent, worse=worse)


def _of(one: Candidate, *, missed: int, worse: str) -> Slipping:
    return Slipping(
        subscriber_id=one.subscriber_id,
        enrolment_id=one.enrolment_id,
        started_at=one.started_at,
        heard_at=one.heard_at,
        missed=missed,
        worse=worse,
        waiting_since=one.waiting_since,
        asked=one.asked,
    )


def _worse(programme: Programme | None, theirs: Facts) -> str:
    """What got worse, by the changes that the programme's own rules look out for."""
    for condition in _changes(programme) if programme is not None else ():
        if holds((condition,), theirs):
            return _change(condition, theirs)
    return ""


def _changes(programme: Programme) -> list[Condition]:
    """The changes that a programme's rules look out for."""
    return [one for rule in programme.rules for one in rule.conditions if _is_change(one)]


def _is_change(condition: Condition) -> bool:
    return condition.rises_by is not None or condition.falls_by is not None


def _change(condition: Condition, theirs: Facts) -> str:
    series = theirs.answers[condition.question or ""]
    moved = int(series[-1].value) - int(series[-2].value)
    name = (condition.question or "").replace("_", " ").replace("-", " ")
    return f"{name} {'up' if moved > 0 else 'down'} by {abs(moved)}"


def _last_words(tx: Transaction, titles: Titles, people: Sequence[Candidate]) -> dict[int, str]:
    """What each of a few people said last, by pressing or in writing."""
    said = facts(tx, [one.enrolment_id for one in people])
    written = slipping.last_written(tx, [one.subscriber_id for one in people])
    words: dict[int, str] = {}
    for one in people:
        series = said[one.enrolment_id].answers.values()
        newest = max((each[-1] for each in series if each), key=lambda it: it.at, default=None)
        wrote = written.get(one.subscriber_id)
        if wrote is not None and (newest is None or wrote.at >= newest.at):
            words[one.subscriber_id] = _shortened(wrote.text)
        elif newest is not None:
            asked = titles.question(one.sequence, newest.question)
            answer = titles.answer(one.sequence, newest.question, newest.value)
            words[one.subscriber_id] = f"{asked.text if asked else newest.question} {answer}"
    return words


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_WORDS else line[:_MOST_WORDS].rsplit(" ", 1)[0] + " ..."
