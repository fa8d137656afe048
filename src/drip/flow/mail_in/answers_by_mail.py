"""Answers by mail: what a reply answers to the questions of its check-in.

What is sure, and surely the person's own, goes the way of a posted form. The rest is suggested to
staff; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from drip.domain.answers import Channel, CheckIn, Reading
from drip.domain.inbox import Sender
from drip.domain.sequences import Question
from drip.domain.sequences import Sequence as Sequenced
from drip.engine.replies import SURE, Wish, interpret_all, wish_beside
from drip.flow.answering.posting import Given, Post, post_tx
from drip.flow.mail_in.correlation import Whose
from drip.flow.mail_in.reading import ReadReply
from drip.flow.planning import asked as asking
from drip.flow.planning.asked import Asked, Closed, Why
from drip.flow.services import Services
from drip.links import LinkPurpose
from drip.storage import answers, enrolments, suggestions
from drip.storage.database import Transaction
from drip.storage.suggestions import NewSuggestion

log = structlog.get_logger()

#: Whose answers are looked for; those of others are staff's to take.
_READ = frozenset({Sender.SELF, Sender.OTHER})
_OVER = frozenset({Why.CLOSED, Why.SETTLED})


def take_answers(
    services: Services,
    tx: Transaction,
    whose: Whose,
    read: ReadReply,
    message_id: int,
    now: datetime,
) -> int:
    """Count what is sure and suggest the rest; answers how many answers were counted.

    The sentence of a sure wish to get no more letters is a goodbye, and answers no question.
    """
    check_in = whose.check_in
    if check_in is None or whose.sender not in _READ:
        return 0
    token = token_of(services, check_in, now)
    asked = asking.find(services, tx, token, now)
    found = _readings(services, tx, asked, check_in, read)
    wish = read.wish
    if wish is not None and wish.sure:
        found = {key: one for key, one in found.items() if not _within(one, wish)}
    counted: Mapping[str, Reading] = {}
    if isinstance(asked, Asked) and whose.sender is Sender.SELF:
        sure = {key: one for key, one in found.items() if one.confidence >= SURE}
        counted = _count(services, tx, token, sure, message_id, now)
    rest = [one for key, one in found.items() if key not in counted]
    suggestions.add_all(tx, [_suggested(one, message_id, check_in) for one in rest])
    return len(counted)


def beside_the_questions(
    services: Services, tx: Transaction, whose: Whose, read: ReadReply, now: datetime
) -> ReadReply:
    """The same, a doubtful wish left out where it is the answer to a question: "Shall we stop?"."""
    if read.wish is None or read.wish.sure or whose.check_in is None:
        return read
    asked = asking.find(services, tx, token_of(services, whose.check_in, now), now)
    if not isinstance(asked, Asked):
        return read
    questions = asked.questions(answers.last_of(tx, whose.check_in.id))
    return replace(
        read, wish=wish_beside(read.wish, read.text, questions, under=read.new.quoted_under)
    )


def _within(one: Reading, wish: Wish) -> bool:
    """Whether an answer stands on the very words of a wish."""
    said, wished = (" ".join(text.lower().split()) for text in (one.sentence, wish.sentence))
    return bool(said) and (said in wished or wished in said)


def token_of(services: Services, check_in: CheckIn, now: datetime) -> str:
    """A token that answers a check-in, as the letter's own links do."""
    return services.links.token(LinkPurpose.ANSWER, check_in.delivery_id, now=now)


def _readings(
    services: Services,
    tx: Transaction,
    asked: Asked | Closed | None,
    check_in: CheckIn,
    read: ReadReply,
) -> dict[str, Reading]:
    """What the reply says to each question, also to those that its own answers add."""
    if isinstance(asked, Asked):
        earlier = answers.last_of(tx, check_in.id)
        return _interpreted(read, asked.questions(earlier), asked.revision.sequence)
    if isinstance(asked, Closed) and asked.why in _OVER:
        enrolment = enrolments.get(tx, [check_in.enrolment_id])[check_in.enrolment_id]
        sequence = asking.Reading(services, tx).sequence(enrolment)
        step = asking.step_named(sequence, check_in.step)
        return _interpreted(read, step.ask if step is not None else (), sequence)
    return {}


def _interpreted(
    read: ReadReply, questions: Sequence[Question], sequence: Sequenced
) -> dict[str, Reading]:
    under = read.new.quoted_under
    try:
        found = interpret_all(read.text, questions, sequence.questions, under=under)
    except Exception:
        # A reader that fails must not keep a message from the person who reads it.
        log.exception("answers not read")
        return {}
    return {one.question: one for one in found}


def _count(
    services: Services,
    tx: Transaction,
    token: str,
    sure: Mapping[str, Reading],
    message_id: int,
    now: datetime,
) -> Mapping[str, Reading]:
    """Keep sure answers like those of a form; answers those that were kept."""
    if not sure:
        return {}
    least = min(one.confidence for one in sure.values())
    post = Post(
        token=token,
        form={key: one.value for key, one in sure.items()},
        marks={"message": message_id, "confidence": round(least * 1000)},
        channel=Channel.EMAIL_REPLY,
    )
    return sure if isinstance(post_tx(services, tx, post, now), Given) else {}


def _suggested(one: Reading, message_id: int, check_in: CheckIn) -> NewSuggestion:
    return NewSuggestion(
        message_id=message_id,
        check_in_id=check_in.id,
        question=one.question,
        value=one.value,
        sentence=one.sentence,
        confidence=one.confidence,
    )
