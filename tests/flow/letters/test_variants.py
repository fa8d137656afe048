"""A letter's text depends on what a person answered, and on whether a booking may be offered."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from drip.flow.letters.letter_text import letter_text
from drip.flow.letters.web_copy import web_copy
from drip.links import LinkPurpose
from drip.storage.database import Database
from tests.asking import FILES, Asking

SECOND = "templates/emails/asking/second.md"
WORDS = """\
{% if facts.session == "sore" %}
Sore then?
{% elif facts.session %}
Not sore then.
{% else %}
Nothing said.
{% endif %}

{% if booking %}
You can book.
{% endif %}
"""


def with_words(words: str) -> dict[str, str]:
    front = FILES[SECOND].rpartition("---\n")[0]
    return {**FILES, SECOND: f"{front}---\n{words}"}


def second_letter(road: Asking) -> str:
    """The text part of the second letter."""
    road.to("2027-01-14T12:00Z")
    road.tick()
    mail = message_from_bytes(road.mails()[-1].read_bytes(), policy=policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize(
    ("answered", "shown"),
    [("sore", "Sore then?"), ("not_yet", "Not sore then."), ("", "Nothing said.")],
)
def test_a_letter_looks_at_the_last_answer(
    database: Database, tmp_path: Path, answered: str, shown: str
) -> None:
    road = Asking(database, tmp_path, files=with_words(WORDS))
    if answered:
        road.give(session=answered)

    assert shown in second_letter(road)


def test_the_copies_are_the_letter_as_it_went_whatever_is_answered_later(
    database: Database, tmp_path: Path
) -> None:
    road = Asking(database, tmp_path, files=with_words(WORDS))
    road.give(session="sore")
    second_letter(road)
    road.give(session="fine")

    row = road.letter("second")
    token = road.services.links.token(LinkPurpose.WEB_COPY, row.id, now=road.present)
    copy = letter_text(road.services, row.ref)
    assert "Sore then?" in web_copy(road.services, token)[1]
    assert copy is not None
    assert "Sore then?" in copy.text


@pytest.mark.parametrize(("answered", "offered"), [("fine", True), ("much_better", False)])
def test_a_letter_speaks_of_booking_only_where_one_may_be_offered(
    database: Database, tmp_path: Path, *, answered: str, offered: bool
) -> None:
    files = with_words(WORDS)
    asking = "sequences/asking.yaml"
    files[asking] = files[asking].replace(
        "farewell:", "much_better: Much better\n          farewell:", 1
    )
    road = Asking(database, tmp_path, files=files)
    road.give(session=answered)

    assert ("You can book." in second_letter(road)) is offered
