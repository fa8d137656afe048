"""The intent checks everything once more: whatever changed since the gate stops the letter.

Each change is made by hand, behind the back of the flow, so that nothing but the intent can see it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from drip.domain.deliveries import Outcome, Purpose, Result
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.sending import handover
from drip.flow.sending.handover import Ready
from drip.storage import claims, ledger, letter_days, outcomes
from drip.storage.database import Database, Transaction
from drip.storage.intents import Claim
from drip.storage.ledger import NewDelivery
from drip.storage.letter_days import DayWanted
from drip.storage.outcomes import Retry
from drip.storage.tables import (
    consents,
    deliveries,
    enrolments,
    mails,
    sequences,
    subscribers,
    suppressions,
    switches,
)
from tests.road import Road

Change = Callable[[Transaction, Road], object]


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def ready(road: Road) -> tuple[list[Ready], Claim]:
    """One person's letter, claimed, through the gate and rendered."""
    token = secrets.token_hex(8)
    with road.database.write() as tx:
        lease = road.present + road.services.lease
        rows = claims.claim(tx, token=token, now=road.present, lease_until=lease, limit=9)
    passed = gate.look(road.services, rows, road.present).passed
    claim = Claim(
        token=token,
        now=road.present,
        lease_until=road.present + road.services.lease,
        worker="w1",
        transport="outbox",
    )
    return [Ready(one, letter(one, road.services.links, road.present)) for one in passed], claim


def suppressed(tx: Transaction, road: Road) -> None:
    row = tx.execute(subscribers.select()).first()
    assert row is not None
    tx.execute(
        insert(suppressions).values(
            address_hash=row.address_hash, reason="complaint", source="t", at=road.present
        )
    )


def mail_in(tx: Transaction, road: Road) -> None:
    row = tx.execute(deliveries.select()).first()
    assert row is not None
    mail = {"source": "lmtp", "envelope_from": "", "envelope_to": "unsub", "box": "unsub"}
    words = {"raw": b"stop", "sha256": "", "fingerprint": "1"}
    tx.execute(insert(mails).values(delivery_id=row.id, received_at=road.present, **mail, **words))


CHANGES: dict[str, Change] = {
    "the address is suppressed": suppressed,
    "the person left": lambda tx, _: tx.execute(update(subscribers).values(state="left")),
    "the consent was taken back": lambda tx, _: tx.execute(update(consents).values(given=False)),
    "the consent never was": lambda tx, _: tx.execute(delete(consents)),
    "the enrolment is paused": lambda tx, _: tx.execute(update(enrolments).values(state="paused")),
    "the enrolment ended": lambda tx, _: tx.execute(update(enrolments).values(state="stopped")),
    "the sequence is paused": lambda tx, _: tx.execute(update(sequences).values(state="paused")),
    "the kill switch is thrown": lambda tx, road: tx.execute(
        insert(switches).values(
            name="sending", value="off", changed_at=road.present, changed_by="tests"
        )
    ),
    "another worker holds the claim": lambda tx, _: tx.execute(
        update(deliveries).values(claim_token="another")
    ),
    "the lease is over": lambda tx, road: tx.execute(
        update(deliveries).values(lease_until=road.present - timedelta(seconds=1))
    ),
    "the window has closed": lambda tx, road: tx.execute(
        update(deliveries).values(open_until=road.present)
    ),
    "the letter was put off": lambda tx, road: tx.execute(
        update(deliveries).values(due_at=road.present + timedelta(hours=1))
    ),
    "the letter was cancelled": lambda tx, _: tx.execute(
        update(deliveries).values(state="cancelled")
    ),
    "a mail of theirs was taken in and nobody has read it": mail_in,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_the_gate_stops_the_letter(road: Road, change: str) -> None:
    road.person()
    letters, claim = ready(road)
    assert len(letters) == 1
    with road.database.write() as tx:
        CHANGES[change](tx, road)

    assert handover.intend(road.services, letters, claim) == []

    assert road.rows()[0].tries == 0
    assert road.rows()[0].handed_at is None


def test_mail_that_was_worked_off_holds_nothing_back(road: Road) -> None:
    road.person()
    letters, claim = ready(road)
    with road.database.write() as tx:
        mail_in(tx, road)
        tx.execute(update(mails).values(processed_at=road.present))

    assert handover.intend(road.services, letters, claim) == letters


def test_a_letter_that_may_not_go_gives_its_day_back(road: Road) -> None:
    subscriber_id, _ = road.person()
    letters, claim = ready(road)
    with road.database.write() as tx:
        tx.execute(update(subscribers).values(state="left"))
    handover.intend(road.services, letters, claim)

    day = letters[0].passed.day
    with road.database.write() as tx:
        held, taken = letter_days.take(
            tx, [DayWanted(subscriber_id, day, letters[0].letter.delivery_id)]
        )
    assert held == taken != set()


def test_a_letter_that_was_refused_gives_its_day_back(road: Road) -> None:
    road.person()
    letters, claim = ready(road)
    handover.intend(road.services, letters, claim)
    one = letters[0].letter.delivery_id

    with road.database.write() as tx:
        outcomes.plan_again(tx, [Retry(one, road.present, counted=True)], token=claim.token)
        rows = tx.exec_driver_sql("SELECT count(*) FROM letter_days").scalar_one()

    assert rows == 0


def test_a_frozen_workers_result_does_not_touch_another_claim(road: Road) -> None:
    road.person()
    letters, claim = ready(road)
    handover.intend(road.services, letters, claim)
    road.set(letters[0].letter.delivery_id, claim_token="another")

    rows = [one.passed.delivery for one in letters]
    result = [Outcome(delivery_id=rows[0].id, result=Result.ACCEPTED)]
    counts = handover.record(road.services, rows, result, claim, road.present)

    assert counts["accepted"] == 0
    assert road.rows()[0].state == "handing_over"


def test_a_transport_that_answers_for_the_wrong_letters_loses_none(road: Road) -> None:
    road.person("Ann")
    road.person("Bea")
    letters, claim = ready(road)
    handover.intend(road.services, letters, claim)
    rows = [one.passed.delivery for one in letters]

    told = [
        Outcome(delivery_id=one, result=result)
        for one in (rows[0].id, 99_999)
        for result in (Result.ACCEPTED, Result.UNKNOWN, Result.REFUSED)
    ]
    counts = handover.record(road.services, rows, told, claim, road.present)

    assert counts["accepted"] == 1
    assert [row.state for row in road.rows(step="hello")] == ["accepted", "handing_over"]
    road.wait(hours=1)
    road.maintain()
    assert road.rows(step="hello")[1].state in {"unknown", "planned"}


def test_an_intent_that_still_has_its_lease_is_left_alone(road: Road) -> None:
    road.person()
    letters, claim = ready(road)
    handover.intend(road.services, letters, claim)

    road.wait(seconds=100)
    road.maintain()

    assert road.rows()[0].state == "handing_over"


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.STAFF_REPLY])
@pytest.mark.parametrize(
    ("reason", "goes"), [("unsubscribed", True), ("complaint", False), ("dead", False)]
)
def test_what_goes_to_those_who_left_does_not_go_to_those_who_complained(
    road: Road,
    purpose: Purpose,
    reason: str,
    goes: bool,  # noqa: FBT001 - a table of cases
) -> None:
    road.person()
    letters, claim = ready(road)
    with road.database.write() as tx:
        suppressed(tx, road)
        tx.execute(update(suppressions).values(reason=reason))
        tx.execute(update(deliveries).values(purpose=purpose.value))
        tx.execute(update(subscribers).values(state="left"))

    assert bool(handover.intend(road.services, letters, claim)) is goes


@pytest.mark.parametrize("purpose", [Purpose.SAFETY, Purpose.CONFIRM])
def test_a_paused_sequence_holds_back_nothing_but_its_programme(
    road: Road, purpose: Purpose
) -> None:
    subscriber_id = road.subscriber()
    with road.database.write() as tx:
        CHANGES["the sequence is paused"](tx, road)
        letter = NewDelivery(
            slot=f"{purpose}:{subscriber_id}",
            purpose=purpose,
            subscriber_id=subscriber_id,
            sequence="daily",
            due_at=road.present,
            plan_reason="a test",
        )
        ledger.add(tx, [letter], road.present)

    road.tick()

    assert [row.state for row in road.rows()] == ["accepted"]


def test_an_enrolment_whose_last_letter_went_is_completed(road: Road) -> None:
    _, enrolment_id = road.person()
    road.run(days=9)

    with road.database.read() as tx:
        row = tx.execute(enrolments.select().where(enrolments.c.id == enrolment_id)).one()

    assert (row.state, bool(row.ended_at)) == ("completed", True)


def test_the_gap_is_counted_from_the_newest_letter(road: Road) -> None:
    subscriber_id, _ = road.person()
    road.tick()

    with road.database.read() as tx:
        row = tx.execute(subscribers.select().where(subscribers.c.id == subscriber_id)).one()

    assert row.last_letter_at == road.present
    assert row.last_letter_id == road.rows(step="hello")[0].id
