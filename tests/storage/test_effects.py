"""Effects in the database: owed, taken once, withdrawn, and owed again."""

from __future__ import annotations

from datetime import timedelta

from drip.domain.sequences import Effect, EffectKind
from drip.domain.spans import Span, SpanUnit
from drip.storage import effects
from drip.storage.database import Database, Transaction
from drip.storage.effects import EffectState, NewEffect, StoredEffect
from tests import builders
from tests.builders import MONDAY

MINUTE = timedelta(minutes=1)
SEND = Effect(kind=EffectKind.SEND, value="too-sore")
PAUSE = Effect(kind=EffectKind.PAUSE, after=Span(2, SpanUnit.MONTHS))


def owed(tx: Transaction, enrolment: int, effect: Effect = SEND, cause: str = "answer:1") -> None:
    one = NewEffect(
        enrolment_id=enrolment, check_in_id=None, cause=cause, effect=effect, due_at=MONDAY
    )
    effects.add(tx, [one], MONDAY)


def enrolment(tx: Transaction) -> int:
    return builders.enrolment(tx, builders.subscriber(tx))


def all_of(tx: Transaction, enrolment_id: int) -> list[StoredEffect]:
    return effects.of_enrolments(tx, [enrolment_id])


def test_an_effect_comes_back_as_it_was(database: Database) -> None:
    with database.write() as tx:
        one = enrolment(tx)
        owed(tx, one, SEND)
        owed(tx, one, PAUSE)

        assert [row.effect for row in all_of(tx, one)] == [SEND, PAUSE]


def test_the_same_effect_of_the_same_cause_is_one(database: Database) -> None:
    with database.write() as tx:
        one = enrolment(tx)
        owed(tx, one)
        owed(tx, one)
        owed(tx, one, cause="answer:2")

        assert [row.cause for row in all_of(tx, one)] == ["answer:1", "answer:2"]


def test_what_is_due_is_taken_once(database: Database) -> None:
    with database.write() as tx:
        owed(tx, enrolment(tx))
        (one,) = effects.due(tx, MONDAY, 10)

        assert effects.due(tx, MONDAY - MINUTE, 10) == []
        assert effects.take(tx, [one.id], MONDAY - MINUTE) == set()
        assert effects.take(tx, [one.id], MONDAY) == {one.id}
        assert effects.take(tx, [one.id], MONDAY) == set()
        assert effects.due(tx, MONDAY, 10) == []


def test_what_was_put_off_meanwhile_is_not_taken(database: Database) -> None:
    with database.write() as tx:
        owed(tx, enrolment(tx))
        (one,) = effects.due(tx, MONDAY, 10)
        effects.put_off(tx, [one.id], MONDAY + MINUTE)

        assert effects.take(tx, [one.id], MONDAY) == set()


def test_what_was_done_is_not_withdrawn(database: Database) -> None:
    with database.write() as tx:
        person = enrolment(tx)
        owed(tx, person)
        (one,) = all_of(tx, person)
        effects.take(tx, [one.id], MONDAY)

        gone = effects.settle(tx, [one.id], state=EffectState.WITHDRAWN, now=MONDAY)
        effects.remark(tx, [one.id], "too late")
        (one,) = all_of(tx, person)
    assert gone == set()
    assert (one.state, one.note) == (EffectState.DONE, "too late")


def test_what_was_withdrawn_is_owed_again_when_wanted_again(database: Database) -> None:
    with database.write() as tx:
        person = enrolment(tx)
        owed(tx, person)
        (one,) = all_of(tx, person)
        effects.settle(tx, [one.id], state=EffectState.WITHDRAWN, now=MONDAY, note="changed")
        owed(tx, person)

        (again,) = all_of(tx, person)
    assert (again.id, again.state, again.note) == (one.id, EffectState.OWED, "")


def test_one_that_was_taken_can_stay_owed_for_a_while(database: Database) -> None:
    with database.write() as tx:
        person = enrolment(tx)
        owed(tx, person)
        (one,) = all_of(tx, person)
        effects.take(tx, [one.id], MONDAY)
        later = MONDAY + MINUTE
        effects.amend(tx, one.id, state=EffectState.OWED, note="waits", due_at=later)

        assert effects.due(tx, MONDAY, 10) == []
        assert [row.note for row in effects.due(tx, later, 10)] == ["waits"]


def test_asking_for_none_asks_nothing(database: Database) -> None:
    with database.write() as tx:
        effects.add(tx, [], MONDAY)
        assert effects.take(tx, [], MONDAY) == set()
        assert effects.settle(tx, [], state=EffectState.DONE, now=MONDAY) == set()
        assert effects.of_enrolments(tx, []) == []
