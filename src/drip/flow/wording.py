"""The ledger's words, said for a front desk: short sentences, no codes, no judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drip.domain.answers import REASONS
from drip.domain.deliveries import DeliveryState, Purpose
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import ConsentPurpose, SubscriberState
from drip.domain.sequences import UNANSWERED, Question

PURPOSES: Mapping[Purpose, str] = {
    Purpose.STEP: "Letter",
    Purpose.BRANCH: "Extra letter",
    Purpose.REMINDER: "Reminder",
    Purpose.CONFIRM: "Confirmation letter",
    Purpose.SAFETY: "Safety message",
    Purpose.STAFF_REPLY: "Reply from staff",
    Purpose.NOTICE: "Notice",
}
DELIVERY_STATES: Mapping[DeliveryState, str] = {
    DeliveryState.PLANNED: "planned",
    DeliveryState.CLAIMED: "about to go",
    DeliveryState.HANDING_OVER: "going now",
    DeliveryState.ACCEPTED: "sent",
    DeliveryState.UNKNOWN: "may have gone; we are finding out",
    DeliveryState.UNRESOLVED: "may have gone; nobody can tell",
    DeliveryState.SKIPPED: "skipped",
    DeliveryState.CANCELLED: "cancelled",
    DeliveryState.EXPIRED: "too late, so not sent",
    DeliveryState.FAILED: "could not be sent",
}
SUBSCRIBER_STATES: Mapping[SubscriberState, str] = {
    SubscriberState.PENDING: "waiting to confirm",
    SubscriberState.ACTIVE: "active",
    SubscriberState.LEFT: "left",
    SubscriberState.ERASED: "erased",
}
ENROLMENT_STATES: Mapping[EnrolmentState, str] = {
    EnrolmentState.ACTIVE: "active",
    EnrolmentState.PAUSED: "paused",
    EnrolmentState.COMPLETED: "had every letter",
    EnrolmentState.GRADUATED: "finished, feeling better",
    EnrolmentState.LAPSED: "went quiet",
    EnrolmentState.STOPPED: "stopped",
    EnrolmentState.UNSUBSCRIBED: "unsubscribed",
    EnrolmentState.REFERRED: "stopped for a medical reason",
    EnrolmentState.ERASED: "erased",
}
CONSENTS: Mapping[str, str] = {
    ConsentPurpose.PROGRAMME: "the programme's emails",
    ConsentPurpose.HEALTH: "health answers",
}
DECISIONS: Mapping[str, str] = {
    "waited": "Waited",
    "dropped": "Not sent",
    "passed": "Left out",
    "set_aside": "Set aside",
    "settled": "Settled",
    "signed_up": "Sign-up",
    "confirmed": "Confirmation",
    "consent": "Consent",
    "enrolled": "Started",
    "finished": "Finished",
    "paused": "Paused",
    "resumed": "Goes on",
    "moved": "Moved",
    "left": "Left",
    "effect": "What followed an answer",
    "silent": "No answer came",
    "changed": "Changed",
}
VISITS: Mapping[str, str] = {
    "confirm_page": "Opened the confirmation page",
    "preferences_page": "Opened the preferences",
    "unsubscribe_page": "Opened the unsubscribe page",
    "answer_page": "Opened the answer page",
    "web_copy": "Read a letter on the web",
    "booking": "Went to the booking page",
}
_ACTORS: Mapping[str, str] = {
    "engine": "by Drip",
    "worker": "by Drip",
    "subscriber": "by the person",
    "cli": "from the command line",
}
_PHRASES: Mapping[str, str] = {
    "start": "The first letter goes on confirming.",
    "expired": "It would have come too late to be of use.",
}
_CONDITION = re.compile(r"(\w[\w-]*) is (?!at |up by |down by )([\w-]+)")
_DAY = re.compile(r"day (-?\d+)(?:, moved on: (.+))?")
_PASSED = re.compile(r"passed: the day of (\S+) has come")


def sentence(text: str) -> str:
    """The text as a sentence: a capital at the front, a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def title(name: str) -> str:
    """The id of a step or a sequence as a person would say it: `first-session`, First session."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def reason(text: str) -> str:
    """Why something was decided, as a sentence; the engine's own words where these do."""
    for start, word in (("only if ", "was not"), ("not if ", "was")):
        if text.startswith(start):
            return _condition(text.removeprefix(start), word)
    if match := _PASSED.fullmatch(text):
        return f"The day of the letter after it, “{title(match[1])}”, had come already."
    if match := _DAY.fullmatch(text):
        moved = f", and moved on: {match[2]}" if match[2] else ""
        return f"It belongs to day {match[1]}{moved}."
    if text in _PHRASES:
        return _PHRASES[text]
    return sentence(text)


def _condition(text: str, word: str) -> str:
    if (match := _CONDITION.fullmatch(text)) is None:
        was_so = "that was so" if word == "was" else "that was not so"
        return f"It depends on this: {text}; and {was_so}."
    question, value = match.groups()
    if value == UNANSWERED:
        return f"'{question}' {'had no answer' if word == 'was' else 'was answered'}."
    return f"The answer to '{question}' {word} '{value}'."


def actor(text: str, names: Mapping[int, str]) -> str:
    """Who did it, in words; nothing where that goes without saying."""
    kind, _, number = text.partition(":")
    if kind == "staff":
        name = names.get(int(number), "") if number.isdigit() else ""
        return f"by {name}" if name else "by staff"
    return _ACTORS.get(kind, f"by {text}" if text else "")


def answer(value: str, question: Question | None) -> str:
    """What the person chose, as they read it."""
    if question is not None and (choice := question.choice(value)):
        return choice.say
    return REASONS.get(value, value)
