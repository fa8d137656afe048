"""Render: what passed the gate becomes a letter, by merging values into a compiled one."""

from __future__ import annotations

from datetime import datetime

from drip.content.letters import Variant
from drip.content.own_letter import compile_own
from drip.content.revision import Revision
from drip.domain.deliveries import PROGRAMME, Delivery, Purpose, is_automatic
from drip.domain.letters import CompiledLetter, Letter, OwnText
from drip.domain.people import SubscriberState
from drip.domain.sending import Sending
from drip.flow.letters.addresses import (
    envelope_from,
    goodbye_address,
    reply_address,
    shared_reply_address,
)
from drip.flow.letters.gate import Passed
from drip.flow.letters.threading import header_of
from drip.flow.letters.variants import FIXED, letter_name, variant_of, variants_of
from drip.links import LinkPurpose, Links

_TOKENS = {
    "token_confirm": LinkPurpose.CONFIRM,
    "token_page": LinkPurpose.ANSWER,
    "token_preferences": LinkPurpose.PREFERENCES,
    "token_unsubscribe": LinkPurpose.UNSUBSCRIBE,
    "token_web": LinkPurpose.WEB_COPY,
    "token_book": LinkPurpose.BOOK,
}
#: Whoever answers these answers Drip, whatever the letter asks.
_CONVERSES = frozenset({Purpose.REMINDER, Purpose.STAFF_REPLY, Purpose.SAFETY})
_ANSWER = "token_answer_"
_NOBODY_LISTENS = Sending()


def compiled_for(passed: Passed) -> CompiledLetter:
    """The compiled letter of a delivery: its own text, or that of the person's variant."""
    if passed.own is not None and passed.own.text:
        return compile_own(passed.own, passed.revision.clinic)
    return compiled_row(passed.revision, passed.delivery, variant_of(passed))


def sent(
    revision: Revision, row: Delivery, letter_hash: str | None, *, questions: bool
) -> CompiledLetter:
    """The variant that went; the likely one where no hash says which it was."""
    texts = variants_of(revision, row, questions=questions)
    likely = compiled_row(revision, row, next(texts))
    if letter_hash is None or likely.hash == letter_hash:
        return likely
    made = (compiled_row(revision, row, variant) for variant in texts)
    return next((one for one in made if one.hash == letter_hash), likely)


def compiled_row(revision: Revision, row: Delivery, variant: Variant) -> CompiledLetter:
    """The compiled letter of a delivery from one revision, in one variant."""
    name = letter_name(revision, row)
    if row.purpose not in FIXED:
        return revision.compile(name, variant)
    step = revision.sequence.known_as(row.step)
    return revision.compile(name, variant, asked=step.id if step else row.step)


def letter(
    passed: Passed, links: Links, now: datetime, *, sending: Sending = _NOBODY_LISTENS
) -> Letter:
    """The letter to one person. Its id and date stay the same on every attempt."""
    row = passed.delivery
    person = passed.subscriber
    clinic = passed.revision.clinic
    compiled = compiled_for(passed)
    goodbye = goodbye_address(row, sending, links, now)
    return Letter(
        delivery_id=row.id,
        ref=row.ref,
        to_address=person.email,
        to_name=person.first_name,
        from_address=clinic.sender,
        from_name=clinic.name,
        reply_to=_reply_to(passed, sending, links, now),
        compiled=compiled,
        values=values(compiled.tags, passed, links, now),
        headers=headers(
            passed, leave=links.url(LinkPurpose.UNSUBSCRIBE, row.id, now=now), goodbye=goodbye
        ),
        message_id=f"<{row.ref}@{clinic.sender.rpartition('@')[2]}>",
        date=row.dated_at or now,
        envelope_from=envelope_from(row, sending, links, now),
        attempt=row.tries + 1,
    )


def _reply_to(passed: Passed, sending: Sending, links: Links, now: datetime) -> str:
    """Where an answer goes: a letter that asks has its own address, where somebody listens.

    Every other letter to a person shares one, since a cry for help may answer any letter.
    """
    if passed.subscriber.state is SubscriberState.CLINIC:
        return passed.revision.clinic.reply_to
    enrolment = passed.standing.enrolment
    asked = _first_question(passed) and (enrolment is None or enrolment.health_consent)
    asks = passed.delivery.purpose in _CONVERSES or asked
    own = reply_address(passed.delivery, sending, links, now) if asks else ""
    return own or shared_reply_address(sending) or passed.revision.clinic.reply_to


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


def headers(passed: Passed, *, leave: str, goodbye: str) -> tuple[tuple[str, str], ...]:
    """The headers of `email.md` 3.2 beyond the ones that every email has.

    RFC 8058 (one-click) with the mailto of RFC 2369 beside it, where a `goodbye` address listens;
    RFC 2919 (List-Id), RFC 3834 (Auto-Submitted). The X- header keeps Exchange from answering for
    people who are away, and lets its bounces through.
    """
    row = passed.delivery
    common = (*_made_by(row), ("X-Auto-Response-Suppress", "OOF, AutoReply"))
    if row.purpose not in PROGRAMME:
        return (*_thread_of(passed.own), *common)
    domain = passed.revision.clinic.sender.rpartition("@")[2]
    return (
        ("List-Unsubscribe", f"<{leave}>, <mailto:{goodbye}>" if goodbye else f"<{leave}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"{passed.revision.sequence.title} <{row.sequence}.{domain}>"),
        ("Feedback-ID", f"{row.step}:{row.sequence}:drip"),
        *common,
    )


def _made_by(row: Delivery) -> tuple[tuple[str, str], ...]:
    """What RFC 3834 wants said of a letter; nothing of one that a person wrote."""
    if row.purpose is Purpose.STAFF_REPLY:
        return ()
    return (("Auto-Submitted", "auto-replied" if is_automatic(row) else "auto-generated"),)


def _thread_of(own: OwnText | None) -> tuple[tuple[str, str], ...]:
    """Where a letter stands in a conversation (RFC 5322, 3.6.4)."""
    if own is None:
        return ()
    named = (("In-Reply-To", (own.in_reply_to,)), ("References", own.references))
    found = ((name, header_of([one for one in ids if one])) for name, ids in named)
    return tuple((name, value) for name, value in found if value)
