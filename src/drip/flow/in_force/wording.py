"""The ledger's words, said for a front desk: short sentences, no codes, no judgement."""

from __future__ import annotations

from collections.abc import Mapping

from drip.domain.answers import REASONS
from drip.domain.deliveries import DeliveryState, Purpose
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import ConsentPurpose, SubscriberState
from drip.domain.sequences import Question
from drip.domain.spans import Span

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
    "effect": "What followed",
    "silent": "No answer came",
    "changed": "Changed",
    "booked": "Visit",
    "case": "Urgent message",
    "called": "Call",
}
VISITS: Mapping[str, str] = {
    "confirm_page": "Opened the confirmation page",
    "preferences_page": "Opened the preferences",
    "unsubscribe_page": "Opened the unsubscribe page",
    "answer_page": "Opened the answer page",
    "web_copy": "Read a letter on the web",
    "booking": "Went to the booking page",
    "decoy": "A machine followed a link that nobody can see",
}
_ACTORS: Mapping[str, str] = {
    "engine": "by Drip",
    "worker": "by Drip",
    "subscriber": "by the person",
    "cli": "from the command line",
}
SOURCES: Mapping[str, str] = {
    "one-click": "With the unsubscribe button of their mail program.",
    "page": "On the unsubscribe page.",
    "preferences": "On the preferences page.",
    "events": "The mail provider reported it.",
    "dsn": "Their mail server wrote it back.",
    "feedback report": "Their mail provider reported it.",
    "mail": "By an email to the unsubscribe address.",
    "dialogue": "Their mail server said so when it was given a letter.",
    "sendgrid:bounces": "It stood on the mail provider's own list.",
    "sendgrid:invalid_emails": "It stood on the mail provider's own list.",
    "sendgrid:spam_reports": "It stood on the mail provider's own list.",
    "sendgrid:unsubscribes": "It stood on the mail provider's own list.",
}


def sentence(text: str) -> str:
    """The text as a sentence: a capital at the front, a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def span(text: str) -> str:
    """A span as a person would say it: `2d`, 2 days."""
    length = Span.parse(text)
    unit = length.unit.value
    return f"{length.count} {unit.removesuffix('s') if length.count == 1 else unit}"


def title(name: str) -> str:
    """The id of a step or a sequence as a person would say it: `first-session`, First session."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


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
