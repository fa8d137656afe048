"""Answers in the database: appended, never changed."""

from __future__ import annotations

from datetime import timedelta

from drip.domain.answers import Channel, CheckIn
from drip.storage import answers, check_ins
from drip.storage.answers import Said
from drip.storage.database import Database, Transaction
from drip.storage.standing import facts
from tests import builders
from tests.builders import MONDAY

HOUR = timedelta(hours=1)


def check_in(tx: Transaction) -> CheckIn:
    who = builders.subscriber(tx)
    enrolment = builders.enrolment(tx, who)
    letter = builders.delivery(tx, who, enrolment_id=enrolment)
    one = builders.check_in(tx, who, enrolment, letter)
    return check_ins.get(tx, [one])[one]


def say(tx: Transaction, to: CheckIn, at: int, **values: str) -> None:
    rows = [Said(question=name, value=value, asked=f"{name}?") for name, value in values.items()]
    how: dict[str, str | int] = {"seconds": 4}
    answers.add(tx, to, rows, channel=Channel.PAGE, how=how, now=MONDAY + at * HOUR)


def test_the_last_value_counts_and_all_are_kept(database: Database) -> None:
    with database.write() as tx:
        to = check_in(tx)
        say(tx, to, 0, session="sore", pain="3")
        say(tx, to, 1, session="fine")

        assert answers.last_of(tx, to.id) == {"session": "fine", "pain": "3"}
        kept = answers.of_subscriber(tx, to.subscriber_id)
        assert [(one.question, one.value) for one in kept] == [
            ("session", "sore"),
            ("pain", "3"),
            ("session", "fine"),
        ]
        assert kept[0].channel is Channel.PAGE


def test_the_words_that_were_asked_are_kept_with_what_counts(database: Database) -> None:
    with database.write() as tx:
        to = check_in(tx)
        say(tx, to, 0, session="sore")
        say(tx, to, 1, session="fine")

        (line,) = answers.wording_of(tx, to.id)
    assert (line.asked, line.value, line.at) == ("session?", "fine", MONDAY + HOUR)


def test_facts_hold_one_answer_a_check_in_the_last(database: Database) -> None:
    with database.write() as tx:
        to = check_in(tx)
        say(tx, to, 0, pain="3")
        say(tx, to, 1, pain="5")

        (one,) = facts(tx, [to.enrolment_id])[to.enrolment_id].answers["pain"]
    assert one.value == "5"


def test_saying_nothing_keeps_nothing(database: Database) -> None:
    with database.write() as tx:
        to = check_in(tx)
        say(tx, to, 0)
        assert answers.of_subscriber(tx, to.subscriber_id) == []
