from __future__ import annotations

from pathlib import Path

import pytest

from drip.domain.answers import CheckInState
from drip.flow.front_desk.reasons import Reasons
from drip.flow.in_force.titles import titles
from drip.storage.database import Database
from drip.storage.record import CheckInLine
from drip.storage.tables import metadata
from tests.builders import MONDAY
from tests.road import Road, content

ASKING = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {days: [mon, tue, wed, thu, fri, sat, sun], remind_after: 2d, silent_after: 2d}
steps:
  - {id: hello, day: start}
  - id: one
    day: 1
    ask:
      session:
        question: How did it go?
        choices:
          fine: "Fine"
          sore: {say: "Pulled up sore", then: {send: too-sore}}
          not_yet: "Not yet"
  - {id: two, day: 2}
  - {id: too-sore}
  - {id: shall-we-stop}
rules:
  - {if: {silent: 2 check-ins}, then: {send: shall-we-stop}}
"""


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> Reasons:
    folder = tmp_path_factory.mktemp("reasons")
    database = Database(f"sqlite:///{folder / 'drip.db'}")
    metadata.create_all(database.engine)
    road = Road(database, Path(folder), files=content({"daily": ASKING}))
    with database.read() as tx:
        names = titles(road.services, tx)
    database.close()
    check_in = CheckInLine(
        id=7,
        delivery_id=1,
        enrolment_id=1,
        sequence="daily",
        step="one",
        state=CheckInState.OPEN,
        opened_at=MONDAY,
        remind_at=None,
        silent_at=None,
        closes_at=MONDAY,
    )
    return Reasons(titles=names, check_ins={7: check_in}, zone=names.zone)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("only if session is sore", "The answer to “How did it go?” was not “Pulled up sore”."),
        (
            "only if session is fine or not_yet or unanswered",
            "The answer to “How did it go?” was not “Fine” or “Not yet”.",
        ),
        ("not if session is sore", "The answer to “How did it go?” was “Pulled up sore”."),
        ("only if session is unanswered", "“How did it go?” was answered."),
        ("not if session is unanswered", "“How did it go?” had no answer."),
        ("not if barrier is far", "The answer to 'barrier' was “far”."),
        (
            "only if pain is at 3 or more",
            "It depends on this: pain is at 3 or more; and that was not so.",
        ),
        ("not if a is b and c is d", "It depends on this: a is b and c is d; and that was so."),
        (
            "passed: the day of two has come",
            "The day of the letter after it, “Letter two”, had come already.",
        ),
        ("expired", "It would have come too late to be of use."),
        ("start", "The first letter goes on confirming."),
        (
            "start, moved on: a letter went before it",
            "The first letter goes on confirming; it moved on: a letter went before it.",
        ),
        ("day 5", "It belongs to day 5."),
        (
            "day -2, moved on: its moment had passed",
            "It belongs to day -2; it moved on: its moment had passed.",
        ),
        (
            "Follows from answer:7:session=sore.",
            "Follows from the answer “Pulled up sore” to “How did it go?”.",
        ),
        (
            "Follows from rule:silent-2:7.",
            "Follows from a rule: check-ins without an answer are 2 or more in a row.",
        ),
        ("Follows from rule:gone:7.", "Follows from a rule: Gone."),
        ("Follows from answer:8:how_far=far.", "Follows from the answer “far” to “How far”."),
        ("They ended it: silence:7. (lapsed)", "It ended, since no answer came to “Letter one”."),
        (
            "They ended it: answer:7:session=sore. (graduated)",
            "It ended, because of the answer “Pulled up sore” to “How did it go?”.",
        ),
        (
            "They ended it: answer:7:session=sore.",
            "It ended, because of the answer “Pulled up sore” to “How did it go?”.",
        ),
        (
            "send too-sore, for answer:7:session=sore: done",
            "Send “Letter too-sore”, because of the answer “Pulled up sore” to “How did it go?”.",
        ),
        (
            "start daily, for answer:7:session=sore: they were in it already",
            (
                "Start “Day by day” (they were in it already), "
                "because of the answer “Pulled up sore” to “How did it go?”."
            ),
        ),
        (
            "skip two, for silence:7: done",
            "Leave out “Letter two”, since no answer came to “Letter one”.",
        ),
        (
            "finish lapsed, for silence:9: done",
            "End the sequence, since no answer came to “the letter”.",
        ),
        (
            "pause, for answer:7:session=sore: done",
            "Pause, because of the answer “Pulled up sore” to “How did it go?”.",
        ),
        (
            "Paused by subscriber, until 2027-01-04 08:00 UTC.",
            "Paused by the person, until Monday 4 January 2027, 09:00.",
        ),
        (
            "Paused by answer, until somebody resumes it.",
            "Paused by an answer, until somebody resumes it.",
        ),
        ("outside its window", "Outside its window."),
        ("", ""),
    ],
)
def test_reasons_are_sentences_with_the_names_that_people_know(
    reasons: Reasons, said: str, told: str
) -> None:
    assert reasons.say(said, "daily") == told
