"""Render: what passed the gate becomes a letter, by merging values into a compiled one."""

from __future__ import annotations

from datetime import datetime

from drip.content.letters import Variant
from drip.content.own_letter import compile_own
from drip.content.revision import Revision
from drip.domain.deliveries import PROGRAMME, Delivery, Purpose
from drip.domain.letters import CompiledLetter, Letter
from drip.domain.people import Clinic
from drip.flow.gate import Passed
from drip.links import LinkPurpose, Links

#: Letters that every installation has, by purpose.
_FIXED = {
    Purpose.CONFIRM: "_confirm",
    Purpose.REMINDER: "_reminder",
    Purpose.SAFETY: "_safety",
}
_TOKENS = {
    "token_confirm": LinkPurpose.CONFIRM,
    "token_page": LinkPurpose.ANSWER,
    "token_preferences": LinkPurpose.PREFERENCES,
    "token_unsubscribe": LinkPurpose.UNSUBSCRIBE,
    "token_web": LinkPurpose.WEB_COPY,
    "token_book": LinkPurpose.BOOK,
}
_ANSWER = "token_answer_"


def compiled_for(passed: Passed) -> CompiledLetter:
    """The compiled letter of a delivery: its own text, or its revision's in the person's variant."""
    if passed.own is not None:
        return compile_own(passed.own, passed.revision.clinic)
    enrolment = passed.standing.enrolment
    agrees = enrolment is None or enrolment.health_consent
    variant = Variant(questions=agrees, book=_books(passed))
    return compiled_row(passed.revision, passed.delivery, variant)


def _books(passed: Passed) -> bool:
    """Whether the letter shows a booking button. One that has none is the same either way."""
    step = passed.revision.sequence.known_as(passed.delivery.step)
    return passed.book or step is None or not step.book


def sent(
    revision: Revision, row: Delivery, letter_hash: str | None, *, questions: bool
) -> CompiledLetter:
    """The variant that went; the likely one where no hash says which it was."""
    made = [
        compiled_row(revision, row, Variant(questions=agrees, book=book))
        for agrees in (questions, not questions)
        for book in (True, False)
    ]
    return next((one for one in made if one.hash == letter_hash), made[0])


def compiled_row(revision: Revision, row: Delivery, variant: Variant) -> CompiledLetter:
    """The compiled letter of a delivery from one revision, in one variant."""
    step = revision.sequence.known_as(row.step)
    name = step.id if step else row.step
    if row.purpose in _FIXED:
        return revision.compile(_FIXED[row.purpose], variant, asked=name)
    return revision.compile(name, variant)


def letter(passed: Passed, links: Links, now: datetime) -> Letter:
    """The letter to one person. Its id and date stay the same on every attempt."""
    row = passed.delivery
    person = passed.subscriber
    clinic = passed.revision.clinic
    compiled = compiled_for(passed)
    return Letter(
        delivery_id=row.id,
        ref=row.ref,
        to_address=person.email,
        to_name=person.first_name,
        from_address=clinic.sender,
        from_name=clinic.name,
        reply_to=clinic.reply_to,
        compiled=compiled,
        values=values(compiled.tags, passed, links, now),
        headers=headers(row, passed.revision.sequence.title, clinic, links, now),
        message_id=f"<{row.ref}@{clinic.sender.rpartition('@')[2]}>",
        date=row.dated_at or now,
        attempt=row.tries + 1,
    )


def values(tags: frozenset[str], passed: Passed, links: Links, now: datetime) -> dict[str, str]:
    """A person's value for each merge tag of a letter."""
    row = passed.delivery
    made: dict[str, str] = {}
    for tag in tags:
        if tag in _TOKENS:
            made[tag] = links.token(_TOKENS[tag], row.id, now=now)
        elif tag.startswith(_ANSWER):
            place = int(tag[len(_ANSWER) :])
            made[tag] = links.token(LinkPurpose.ANSWER, row.id, now=now, extra=place)
        elif tag == "first_name":
            made[tag] = passed.subscriber.first_name
        elif tag == "question":
            made[tag] = _first_question(passed)
    return made


def _first_question(passed: Passed) -> str:
    step = passed.revision.sequence.known_as(passed.delivery.step)
    return step.ask[0].text if step and step.ask else ""


def headers(
    row: Delivery, title: str, clinic: Clinic, links: Links, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The headers of `email.md` 3.2 beyond the ones that every email has.

    RFC 8058 (one-click), RFC 2919 (List-Id), RFC 3834 (Auto-Submitted). The X- header keeps
    Exchange from answering for people who are away, and lets its bounces through.
    """
    common = (
        ("Auto-Submitted", "auto-replied" if row.purpose is Purpose.SAFETY else "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    )
    if row.purpose not in PROGRAMME:
        return common
    domain = clinic.sender.rpartition("@")[2]
    leave = links.url(LinkPurpose.UNSUBSCRIBE, row.id, now=now)
    return (
        ("List-Unsubscribe", f"<{leave}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"{title} <{row.sequence}.{domain}>"),
        ("Feedback-ID", f"{row.step}:{row.sequence}:drip"),
        *common,
    )
