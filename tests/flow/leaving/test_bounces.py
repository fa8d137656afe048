"""Letters that come back: whose fault it was decides, and nobody pays for the clinic's own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import OwnText
from drip.domain.people import SuppressionReason
from drip.flow.front_desk.why import why
from drip.flow.leaving.bounces import bounced
from drip.flow.leaving.complaints import complained
from drip.flow.letters import notices
from drip.flow.planning.pace import resume
from drip.storage import ledger, suppressions
from drip.storage.database import Database
from drip.storage.tables import bounces, circuits, deliveries, enrolments, subscribers, tasks
from drip.storage.tables import suppressions as suppressed
from tests.reports import Doubtful, Reported
from tests.road import DAILY, at, content
from tests.site import Site

DEAD = {"status": "5.1.1", "reason": "550 5.1.1 no such user", "type": "bounce"}
FULL = {"status": "5.2.2", "reason": "552 5.2.2 mailbox full", "type": "blocked"}
POLICY = {"status": "5.7.515", "reason": "550 5.7.515 Access denied, sender not DMARC"}
TWO = {"daily": DAILY, "other": DAILY.replace("daily", "other")}


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Reported:
    return Reported(database, tmp_path, files=content(TWO))


def join(road: Reported, name: str = "Ann") -> tuple[int, Any]:
    """Somebody in both sequences with one letter out; answers their id and that letter."""
    ann, _ = road.person(name)
    road.enrol(ann, "other")
    road.tick()
    return ann, road.rows(subscriber_id=ann, state="accepted")[0]


def state_of(road: Reported, person: int) -> str:
    return str(next(row.state for row in road.all_of(subscribers) if row.id == person))


def reasons(road: Reported) -> list[tuple[str, str]]:
    return [(row.reason, row.source) for row in road.all_of(suppressed) if row.lifted_at is None]


def waiting(road: Reported, person: int) -> list[str]:
    return [
        row.state
        for row in road.rows(subscriber_id=person)
        if row.state in {"planned", "claimed", "handing_over"}
    ]


def titles(road: Reported) -> list[str]:
    return [row.title for row in road.all_of(tasks)]


def test_a_hard_bounce_cancels_everything_that_waits_for_the_address(road: Reported) -> None:
    """Scenario 49, case 13: in every sequence, and the reason is shown."""
    ann, letter = join(road)
    bob, _ = join(road, "Bob")
    assert len(waiting(road, ann)) >= 2
    road.report(letter, "bounce", **DEAD)

    assert waiting(road, ann) == []
    assert reasons(road) == [("dead", "events")]
    assert state_of(road, ann) == "left"
    assert {row.reason for row in road.rows(subscriber_id=ann, state="cancelled")} == {
        "The address does not exist any more."
    }
    assert {row.state for row in road.all_of(enrolments) if row.subscriber_id == ann} == {
        "unsubscribed"
    }
    assert waiting(road, bob)
    assert "Letters come back: the address does not exist" in titles(road)


def test_a_dead_address_gets_no_answer_of_staff_either(road: Reported) -> None:
    ann, letter = join(road)
    with road.database.write() as tx:
        for purpose in ("staff_reply", "safety"):
            tx.execute(
                deliveries.insert().values(
                    ref=purpose,
                    slot=purpose,
                    purpose=purpose,
                    state="planned",
                    subscriber_id=ann,
                    sequence="daily",
                    planned_at=road.present,
                    due_at=road.present + timedelta(days=1),
                )
            )
    road.report(letter, "bounce", **DEAD)
    assert waiting(road, ann) == []


@pytest.mark.parametrize(
    ("purpose", "title"),
    [("staff_reply", "Your answer came back"), ("safety", "The safety message came back")],
)
def test_staff_hear_that_an_answer_never_arrived_whoever_is_to_blame(
    road: Reported, purpose: str, title: str
) -> None:
    _, letter = join(road)
    road.set(letter.id, purpose=purpose)
    for _ in range(2):
        road.report(letter, "bounce", **FULL)
    assert titles(road) == [title]


def test_a_late_bounce_without_any_id_is_found_by_address_and_time(road: Reported) -> None:
    """Case 5: the provider lost its own id and ours."""
    ann, letter = join(road)
    bob, _ = join(road, "Bob")
    road.wait(days=3)
    lost = {"drip_msg": None, "drip_try": None, "sg_message_id": None, "email": "ANN@Example.com"}
    road.report(letter, "bounce", **DEAD, **lost)

    assert (state_of(road, ann), state_of(road, bob)) == ("left", "active")
    row = road.rows(id=letter.id)[0]
    assert row.bounced_at == road.present


def test_a_late_bounce_wins_over_delivered(road: Reported) -> None:
    ann, letter = join(road)
    road.report(letter, "delivered")
    road.wait(days=2)
    road.report(letter, "bounce", **DEAD)
    assert state_of(road, ann) == "left"


def test_a_full_mailbox_pauses_after_three_letters_in_ten_days(road: Reported) -> None:
    """Case 15: paused, not deleted, with a reason and a task."""
    ann, letter = join(road)
    for n in range(3):
        assert [row.pause_reason for row in road.all_of(enrolments)] == [None, None]
        road.report(letter, "bounce", **FULL)
        if n < 2:
            road.wait(days=4)

    assert [(row.state, row.pause_reason) for row in road.all_of(enrolments)] == [
        ("paused", "bounces"),
        ("paused", "bounces"),
    ]
    assert state_of(road, ann) == "active"
    assert reasons(road) == []
    assert titles(road) == ["Letters keep coming back: the mailbox is full or out of reach"]


def test_a_full_mailbox_now_and_then_pauses_nothing(road: Reported) -> None:
    _, letter = join(road)
    for _ in range(5):
        road.report(letter, "bounce", **FULL)
        road.wait(days=5, minutes=1)
    assert [row.state for row in road.all_of(enrolments)] == ["active", "active"]


def test_reports_of_one_day_about_one_letter_count_once(road: Reported) -> None:
    _, letter = join(road)
    for _ in range(4):
        road.report(letter, "bounce", **FULL)
    assert len(road.all_of(bounces)) == 4
    assert [row.state for row in road.all_of(enrolments)] == ["active", "active"]


def test_a_refusal_by_policy_is_never_held_against_the_person(road: Reported) -> None:
    """Case 14: what goes to that provider waits, and staff are told."""
    ann, letter = join(road)
    road.report(letter, "bounce", **POLICY)

    assert (state_of(road, ann), reasons(road)) == ("active", [])
    (circuit,) = road.all_of(circuits)
    assert (circuit.name, circuit.trouble) == ("outbox:example.com", "policy")
    assert circuit.probe_at - road.present >= timedelta(hours=6)
    assert titles(road) == ["Letters are waiting: a mail provider refuses what the clinic sends"]

    road.wait(days=1, hours=-4)
    before = len(road.mails())
    road.set(road.rows(subscriber_id=ann, state="planned")[0].id, due_at=road.present)
    with road.database.write() as tx:
        tx.execute(circuits.update().values(probe_at=road.present + timedelta(hours=1)))
    road.tick()
    assert len(road.mails()) == before


def test_a_block_is_not_the_addresss_fault(road: Reported) -> None:
    ann, letter = join(road)
    road.report(letter, "bounce", status="5.1.1", reason="550 5.1.1 no such user", type="blocked")
    road.report(letter, "blocked", status="5.0.0", reason="550 no")
    assert (state_of(road, ann), reasons(road)) == ("active", [])
    assert road.rows(id=letter.id)[0].blocked_at
    assert [row.verdict for row in road.all_of(bounces)] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Bounced Address", "dead"),
        ("Invalid", "dead"),
        ("Spam Reporting Address", "complaint"),
        ("Unsubscribed Address", "unsubscribed"),
    ],
)
def test_a_drop_shows_that_lists_have_drifted(road: Reported, said: str, reason: str) -> None:
    ann, letter = join(road)
    road.report(letter, "dropped", reason=said)
    assert reasons(road) == [(reason, "events")]
    assert (state_of(road, ann), waiting(road, ann)) == ("left", [])
    assert road.rows(id=letter.id)[0].dropped_at


def test_a_drop_for_the_letters_sake_is_a_task_alone(road: Reported) -> None:
    ann, letter = join(road)
    road.report(letter, "dropped", reason="Invalid SMTPAPI header")
    assert (state_of(road, ann), reasons(road)) == ("active", [])
    assert titles(road) == ["SendGrid does not send what it was given"]


def test_who_came_back_is_not_sent_away_by_a_list_that_has_not_heard(road: Reported) -> None:
    ann, letter = join(road)
    with road.database.write() as tx:
        key = tx.execute(select(subscribers.c.address_hash)).scalar_one()
        reason = SuppressionReason.UNSUBSCRIBED
        suppressions.add(tx, address_hash=key, reason=reason, source="page", now=road.present)
        road.wait(hours=1)
        suppressions.lift(tx, address_hash=key, reasons=[reason], by="signup", now=road.present)
    road.report(letter, "dropped", reason="Unsubscribed Address")
    road.report(letter, "unsubscribe", at=road.present - timedelta(hours=30))
    assert (state_of(road, ann), reasons(road)) == ("active", [])

    road.wait(minutes=5)
    road.report(letter, "unsubscribe")
    assert (state_of(road, ann), reasons(road)) == ("left", [("unsubscribed", "events")])


def test_a_complaint_stops_everything_at_once(road: Reported) -> None:
    """Case 16: in every sequence, without a confirmation."""
    ann, letter = join(road)
    before = len(road.rows())
    road.report(letter, "spamreport")
    assert reasons(road) == [("complaint", "events")]
    assert (state_of(road, ann), waiting(road, ann)) == ("left", [])
    assert len(road.rows()) == before
    assert road.rows(id=letter.id)[0].complained_at


def test_who_complained_is_not_even_asked_to_confirm(database: Database, tmp_path: Path) -> None:
    site = Site(database, tmp_path)
    sam = site.join()
    with database.write() as tx:
        complained(
            site.services,
            tx,
            delivery=ledger.get(tx, site.confirmations()[0].id),
            source="arf",
            now=site.present,
        )
    site.wait(days=2)
    site.sign_up()
    site.tick()
    assert len(site.rows(subscriber_id=sam, purpose="confirm", state="accepted")) <= 1
    assert len(list(site.mails())) <= 1


def test_an_unsubscribe_at_the_provider_is_a_goodbye(road: Reported) -> None:
    ann, letter = join(road)
    road.report(letter, "group_unsubscribe")
    assert (state_of(road, ann), reasons(road)) == ("left", [("unsubscribed", "events")])


@pytest.mark.parametrize("kind", ["bounce", "dropped", "spamreport", "unsubscribe"])
def test_the_clinics_own_mailbox_is_never_suppressed(road: Reported, kind: str) -> None:
    """An alarm that does not arrive is a task: suppressed, no alarm would ever arrive again."""
    text = OwnText(subject="An alarm", text="Please look.")
    with road.database.write() as tx:
        notices.tell(road.services, tx, about="test", text=text, now=road.present)
    road.tick()
    (letter,) = road.rows(purpose="notice")
    assert letter.state == "accepted"
    said = {"reason": "Bounced Address"} if kind == "dropped" else DEAD
    road.report(letter, kind, **said, email="desk@clinic.example")

    assert reasons(road) == []
    assert state_of(road, letter.subscriber_id) == "clinic"
    assert titles(road) == ["A notice to one of the clinic's own mailboxes did not arrive"]


def test_an_erased_person_stays_suppressed_by_the_hash(road: Reported) -> None:
    """Scenario 50: the ledger keeps ids, and the address may not come back by another door."""
    ann, letter = join(road)
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(state="erased", email="", first_name=""))
    road.report(letter, "spamreport")
    road.report(letter, "bounce", **DEAD)

    (key,) = {row.address_hash for row in road.all_of(suppressed)}
    assert key == road.services.links.keyed_hash("address", "ann@example.com")
    assert reasons(road) == [("complaint", "events"), ("dead", "events")]
    assert state_of(road, ann) == "erased"
    assert [row.title for row in road.all_of(tasks)] == []


def test_an_address_that_is_not_theirs_any_more_is_suppressed_alone(road: Reported) -> None:
    ann, letter = join(road)
    road.report(letter, "bounce", **DEAD, email="ann.before@example.com")
    (row,) = road.all_of(suppressed)
    assert row.address_hash == road.services.links.keyed_hash("address", "ann.before@example.com")
    assert state_of(road, ann) == "active"
    assert waiting(road, ann)


def test_a_press_after_the_bounce_proves_the_address(road: Reported) -> None:
    """Late news of an older refusal; a dead address is never lifted again."""
    ann, letter = join(road)
    road.wait(hours=2)
    with road.database.write() as tx:
        tx.execute(subscribers.update().values(confirmed_at=road.present))
    road.report(letter, "bounce", **DEAD, at=road.present - timedelta(hours=1))
    assert (state_of(road, ann), reasons(road)) == ("active", [])


def test_a_bounce_by_mail_takes_the_same_road(road: Reported) -> None:
    ann, letter = join(road)
    with road.database.write() as tx:
        for _ in range(2):
            bounced(
                road.services,
                tx,
                delivery=ledger.get(tx, letter.id),
                status="5.1.1",
                diagnostic="smtp; 550 5.1.1 <ann@example.com>: no such user",
                source="dsn",
                now=road.present,
            )
    assert (state_of(road, ann), reasons(road)) == ("left", [("dead", "dsn")])
    assert road.rows(id=letter.id)[0].bounced_at == road.present


class Refusing(Doubtful):
    """A relay that answers RCPT for good with the same words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def send(self, letters: Any) -> list[Outcome]:
        """Refuse them all."""
        return [
            Outcome(
                delivery_id=one.delivery_id,
                result=Result.REFUSED,
                permanent=True,
                detail=self.words,
            )
            for one in letters
        ]


@pytest.mark.parametrize(
    ("words", "state", "suppressed_for"),
    [
        ("550 5.1.1 (address): Recipient address rejected: User unknown", "left", ["dead"]),
        ("550 No such user here", "left", ["dead"]),
        ("552 5.2.2 Mailbox full", "active", []),
        ("SendGrid refuses this letter (400): does not contain a valid address.", "active", []),
    ],
)
def test_a_refusal_in_the_dialogue_counts_too(
    database: Database, tmp_path: Path, words: str, state: str, suppressed_for: list[str]
) -> None:
    road = Reported(database, tmp_path, transport=Refusing(words))
    ann, _ = road.person()
    road.tick()
    assert road.rows()[0].state == "failed"
    assert state_of(road, ann) == state
    assert [reason for reason, _ in reasons(road)] == suppressed_for
    assert waiting(road, ann) == ([] if state == "left" else ["planned"])


def test_bounces_come_at_the_moment_of_the_refusal(road: Reported) -> None:
    _, letter = join(road)
    road.report(letter, "bounce", **FULL, at=at("2027-01-04T09:30Z"))
    (row,) = road.all_of(bounces)
    assert (row.at, row.source, row.status) == (at("2027-01-04T09:30Z"), "events", "5.2.2")


def test_the_same_report_over_days_is_one_refusal(road: Reported) -> None:
    """Scenario 47: counts right once."""
    _, letter = join(road)
    again = road.about(letter, "bounce", **FULL)
    for _ in range(5):
        road.post(again, again)
        road.maintain()
        road.wait(hours=25)
    assert len(road.all_of(bounces)) == 1
    assert [row.state for row in road.all_of(enrolments)] == ["active", "active"]


def test_who_is_paused_for_bounces_goes_on_when_staff_resume(road: Reported) -> None:
    ann, letter = join(road)
    for _ in range(3):
        road.report(letter, "bounce", **FULL)
        road.wait(days=2)
    road.run(days=20)
    sent = len(road.rows(subscriber_id=ann, state="accepted"))
    assert [row.state for row in road.all_of(enrolments)] == ["paused", "paused"]
    for row in road.all_of(enrolments):
        resume(road.services, enrolment_id=row.id, actor="staff:1", now=road.present)
    road.run(days=2)
    assert len(road.rows(subscriber_id=ann, state="accepted")) > sent


def test_the_story_tells_who_paused_and_how_a_goodbye_came(road: Reported) -> None:
    _, letter = join(road)
    for _ in range(3):
        road.report(letter, "bounce", **FULL)
        road.wait(days=2)
    road.report(letter, "bounce", **DEAD)
    told = why(road.services, email="ann@example.com")
    assert told is not None
    words = " / ".join(f"{entry.what} {entry.reason}" for entry in told.entries)
    assert "letters that kept coming back" in words
    assert "The mail provider reported it." in words
