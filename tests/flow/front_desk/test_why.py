import json
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from drip.domain.people import PauseReason, SuppressionReason
from drip.flow.front_desk.why import Why, why
from drip.flow.in_force import wording
from drip.flow.leaving.leave import leave
from drip.flow.planning.pace import pause
from drip.storage.database import Database, Transaction
from drip.storage.tables import attempts, consents, effects, enrolments, observations, signups
from tests import builders
from tests.road import Road


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path)


def story(road: Road, subscriber_id: int) -> Why:
    told = why(road.services, subscriber_id=subscriber_id)
    assert told is not None
    return told


def lines(told: Why) -> list[tuple[str, str]]:
    return [(entry.what, entry.reason) for entry in told.entries]


def test_a_person_is_found_by_address_however_it_is_written(road: Road) -> None:
    who, _ = road.person("Ann")

    found = why(road.services, email=" ANN@example.com ")

    assert found is not None
    assert found.who.id == who
    assert why(road.services, email="nobody@example.com") is None
    assert why(road.services, subscriber_id=who + 1) is None
    assert why(road.services) is None


def test_what_went_and_what_comes_is_told_with_its_reason(road: Road) -> None:
    who, _ = road.person("Ann")
    road.tick()

    told = story(road, who)

    assert ("Letter “Letter hello”: sent", "The first letter goes on confirming.") in lines(told)
    assert [(one.what, one.reason) for one in told.coming] == [
        ("Letter “Letter one”", "It belongs to day 1.")
    ]
    assert told.coming[0].at is not None
    assert told.coming[0].at > road.present
    assert told.enrolments[0].sequence == "daily"


def test_a_skipped_letter_says_which_answer_spoke_against_it(road: Road) -> None:
    who, where = road.person("Ann")
    with road.database.write() as tx:
        builders.delivery(
            tx,
            who,
            enrolment_id=where,
            sequence="daily",
            step="two",
            state="skipped",
            reason="only if barrier is positions",
            settled_at=road.present,
        )

    assert (
        "Letter “Letter two”: skipped",
        "The answer to 'barrier' was not “I can't get into the positions”.",
    ) in lines(story(road, who))


def test_a_decision_that_a_letter_tells_itself_is_told_once(road: Road) -> None:
    who, _ = road.person("Ann")

    leave(
        road.services,
        subscriber_id=who,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )

    told = lines(story(road, who))
    assert told.count(("Letter “Letter hello”: cancelled", "They unsubscribed.")) == 1
    assert not any(what.startswith("Not sent") for what, _ in told)
    assert (
        "No more programme letters: unsubscribed",
        "With the unsubscribe button of their mail program.",
    ) in told
    assert [one.reason for one in story(road, who).stops] == ["unsubscribed"]


def test_a_failed_letter_tells_of_every_try(road: Road) -> None:
    who, where = road.person("Ann")
    with road.database.write() as tx:
        letter = builders.delivery(
            tx,
            who,
            enrolment_id=where,
            sequence="daily",
            step="gone",
            purpose="branch",
            state="failed",
            reason="the letter could not be made",
            settled_at=road.present,
        )
        for number, result in ((1, "refused"), (2, "accepted")):
            builders.row(
                tx,
                attempts,
                delivery_id=letter,
                number=number,
                claim_token="t",
                worker="w",
                transport="smtp",
                intent_at=road.present,
                ended_at=road.present,
                result=result,
                detail="mailbox full",
            )

    told = lines(story(road, who))

    assert ("Extra letter “Gone”: could not be sent", "The letter could not be made.") in told
    assert ("Extra letter “Gone”: try 1 was refused", "Mailbox full.") in told
    assert not any("try 2" in what for what, _ in told)


def test_what_a_provider_reported_is_told(road: Road) -> None:
    who, where = road.person("Ann")
    with road.database.write() as tx:
        builders.delivery(
            tx,
            who,
            enrolment_id=where,
            purpose="reminder",
            step="",
            state="accepted",
            handed_at=road.present,
            bounced_at=road.present + timedelta(minutes=1),
        )

    told = lines(story(road, who))

    assert ("Reminder: sent", "The first letter goes on confirming.") in told
    assert ("Reminder came back", "") in told


def test_signups_consents_and_visits_are_told(road: Road) -> None:
    who = road.subscriber("Ann")
    with road.database.write() as tx:
        tx.execute(
            insert(signups).values(
                subscriber_id=who,
                first_name="Ann",
                sequence="daily",
                onset=date(2027, 1, 2),
                zone="Europe/Berlin",
                health_consent=True,
                wording={},
                source="home",
                asked_at=road.present,
                confirmed_at=road.present,
            )
        )
        tx.execute(
            insert(consents).values(
                subscriber_id=who,
                purpose="health_answers",
                given=False,
                wording="I agree.",
                version="1",
                source="preferences",
                asked_at=road.present,
                at=road.present,
            )
        )
        tx.execute(insert(observations).values(at=road.present, kind="booking", subscriber_id=who))

    told = lines(story(road, who))

    assert ("Signed up for Day by day", "On the form “home”. It began on 2 January 2027.") in told
    assert ("Confirmed the address", "Pressed the button in the confirmation.") in told
    assert ("No longer agrees to health answers", "“I agree.” (preferences, version 1)") in told
    assert ("Went to the booking page", "") in told


def test_answers_and_tasks_are_told_in_the_persons_and_the_staffs_words(road: Road) -> None:
    who, where = road.person("Ann")
    with road.database.write() as tx:
        letter = builders.delivery(tx, who, enrolment_id=where, purpose="branch", state="accepted")
        asked = builders.check_in(
            tx,
            who,
            where,
            letter,
            sequence="daily",
            step="one",
            remind_at=road.present + timedelta(days=2),
            closes_at=road.present + timedelta(days=14),
        )
        builders.answer(tx, who, where, asked, value="positions")
        builders.task(tx, who, title="Ring", created_at=road.present, detail="Sore")
        builders.task(
            tx,
            who,
            title="Write",
            state="done",
            done_at=road.present,
            done_by="staff:7",
            note="Rang, all good.",
        )

    told = story(road, who)

    answer = "Answered “I can't get into the positions”"
    assert (answer, "To “How did your first session go?”") in lines(told)
    assert ("To do: Ring", "Sore") in lines(told)
    assert ("Done by staff: Write", "Rang, all good.") in lines(told)
    assert [one.what for one in told.coming] == [
        "Letter “Letter hello”",
        "A reminder of “Letter one”",
        "The questions of “Letter one” close",
    ]


def test_a_pause_tells_when_it_goes_on_and_promises_no_reminder(road: Road) -> None:
    who, where = road.person("Ann")
    with road.database.write() as tx:
        letter = builders.delivery(tx, who, enrolment_id=where, purpose="branch", state="accepted")
        builders.check_in(tx, who, where, letter, remind_at=road.present, closes_at=road.present)

    pause(
        road.services,
        enrolment_id=where,
        until=None,
        reason=PauseReason.STAFF,
        actor="staff:1",
        now=road.present,
    )

    told = story(road, who)
    what = [one.what for one in told.coming]
    assert "Day by day goes on" in what
    assert not any(one.startswith("A reminder") for one in what)
    assert any(head == "Paused by staff" for head, _ in lines(told))


def test_a_story_runs_from_the_oldest_to_the_newest(road: Road) -> None:
    who, _ = road.person("Ann")
    road.run(days=3)

    moments = [entry.at for entry in story(road, who).entries]

    assert len(moments) > 3
    assert moments == sorted(moments)


def test_a_story_is_plain_data_that_a_program_can_have(road: Road) -> None:
    who, _ = road.person("Ann")

    told = json.dumps(asdict(story(road, who)), default=str)

    assert json.loads(told)["sequences"] == {"daily": "Day by day"}


def test_a_story_of_a_sequence_that_is_gone_is_still_told(road: Road) -> None:
    who = road.subscriber("Ann")
    with road.database.write() as tx:
        where = builders.enrolment(tx, who, sequence="long-gone", state="completed")
        letter = builders.delivery(
            tx,
            who,
            enrolment_id=where,
            sequence="long-gone",
            step="last-word",
            state="accepted",
            plan_reason="",
            handed_at=road.present,
        )
        asked = builders.check_in(tx, who, where, letter, sequence="long-gone", state="closed")
        builders.answer(tx, who, where, asked, asked="", question="how_far", value="far")

    told = lines(story(road, who))

    assert ("Letter “Last word”: sent", "") in told
    assert ("Answered “far”", "To “How far”") in told


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        ("staff:1", "by Kim"),
        ("staff:2", "by staff"),
        ("staff:x", "by staff"),
        ("subscriber", "by the person"),
        ("robot", "by robot"),
        ("", ""),
    ],
)
def test_it_is_told_who_did_it(actor: str, told: str) -> None:
    assert wording.actor(actor, {1: "Kim"}) == told


def effect(tx: Transaction, where: int, asked: int, **columns: object) -> None:
    builders.row(
        tx,
        effects,
        enrolment_id=where,
        check_in_id=asked,
        cause=f"answer:{asked}:first_session=positions",
        **columns,
    )


def answered(road: Road) -> tuple[int, int, int]:
    """Ann has answered a check-in just now: her id, her enrolment's and the check-in's."""
    who, where = road.person("Ann")
    with road.database.write() as tx:
        letter = builders.delivery(tx, who, enrolment_id=where, purpose="branch", state="accepted")
        asked = builders.check_in(tx, who, where, letter, sequence="daily", step="one")
        builders.answer(tx, who, where, asked, value="positions", at=road.present)
    return who, where, asked


def test_what_an_answer_will_do_is_told_before_it_is_done(road: Road) -> None:
    who, where, asked = answered(road)
    soon = road.present + timedelta(minutes=10)
    with road.database.write() as tx:
        owed = {"state": "owed", "due_at": soon, "value": ""}
        effect(tx, where, asked, kind="pause", after="1 months", **owed)
        effect(tx, where, asked, kind="finish", **owed)

    told = story(road, who)

    (pausing,) = [one for one in told.entries if one.what == "About to pause for 1 month"]
    assert pausing.at == road.present
    assert pausing.reason.startswith("Takes effect Monday 4 January 2027, 09:10. Because of the")
    assert [(one.at, one.what) for one in told.coming if one.at == soon] == [
        (soon, "Pause for 1 month"),
        (soon, "End the sequence"),
    ]


def test_what_was_taken_back_in_time_is_told(road: Road) -> None:
    who, where, asked = answered(road)
    with road.database.write() as tx:
        effect(
            tx,
            where,
            asked,
            kind="send",
            value="two",
            state="withdrawn",
            due_at=road.present + timedelta(minutes=10),
            settled_at=road.present + timedelta(minutes=3),
            note="the answer was changed before its moment came",
        )

    told = story(road, who)

    assert (
        "No longer to send “Letter two”",
        "The answer was changed before its moment came.",
    ) in lines(told)
    assert not any("Letter two" in one.what for one in told.coming)


def test_nothing_is_promised_in_a_sequence_that_has_ended(road: Road) -> None:
    who, where, asked = answered(road)
    with road.database.write() as tx:
        effect(tx, where, asked, kind="pause", value="", state="owed", due_at=road.present)
        tx.execute(update(enrolments).values(state="lapsed", ended_at=road.present))

    told = story(road, who)

    assert "About to pause until somebody resumes it" in [one.what for one in told.entries]
    assert not any(one.what.startswith("Pause") for one in told.coming)
    assert told.standing == "in no programme now"


def test_at_one_instant_causes_stand_before_their_effects(road: Road) -> None:
    who, _ = road.person("Ann")
    road.tick()
    with road.database.write() as tx:
        builders.row(
            tx,
            signups,
            subscriber_id=who,
            first_name="Ann",
            sequence="daily",
            zone="Europe/Berlin",
            health_consent=True,
            wording={},
            source="home",
            asked_at=road.present,
            confirmed_at=road.present,
        )
        builders.delivery(
            tx,
            who,
            sequence="",
            step="",
            purpose="confirm",
            state="accepted",
            handed_at=road.present,
        )

    told = [one.what for one in story(road, who).entries if one.at == road.present]

    order = ["Signed up", "Confirmation letter: sent", "Confirmed", "Started", "Letter “Letter h"]
    found = [one for one in told if one.startswith(tuple(order))]
    assert [one.startswith(start) for one, start in zip(found, order, strict=True)] == [True] * 5
