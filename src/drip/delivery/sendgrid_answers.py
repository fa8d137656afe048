"""What SendGrid's answer to one request means for each of its letters (`reliability.md` 3.3).

202                              taken
400 that names people            these are refused for good, the others were not taken
400 that names the sender        the clinic's set-up
400 that names another part      this letter is refused for good
400 that names nothing, 413      somebody or something in it: the half of it next time
401, 403, a redirect, 404 ...    the clinic's set-up: key, sender, address of the service
429                              not now; when, it says
no connection                    nobody there
all else, and no answer          may have been taken
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from drip.delivery.sendgrid_client import Answer, NoAnswer
from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Outcome, Result, Trouble
from drip.domain.letters import Letter

#: How long to wait after a 429 that does not say, and the least and most that is believed.
_WAIT = timedelta(seconds=30)
_SHORTEST = timedelta(seconds=1)
_LONGEST = timedelta(hours=1)
#: Seconds since 1970 beyond this are milliseconds, or nonsense.
_LATEST_INSTANT = 32_503_680_000

_WORDS = 200
_PERSON = re.compile(r"personalizations[.\[](\d{1,4})(?!\d)")
_ACCOUNT = re.compile(
    r"(from|reply_to|mail_settings|tracking_settings|asm|ip_pool_name|template_id|batch_id)\b"
)
_LETTER = re.compile(r"(content|subject|headers)\b")
_UNVERIFIED = re.compile(r"verified sender|sender identity", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\[\]()\"',;]+@[^\s<>\[\]()\"',;]*")
_QUOTED = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|`[^`]*`|(?<!\w)'[^']*'(?!\w)|<[^>]*>")
_NUMBERS = re.compile(r"[.\[]\d+\]?")
#: Refusals that no letter is to blame for, beside every redirect.
_SET_UP = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
        HTTPStatus.GONE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """One outcome for each letter, in order. `halve`: smaller calls will find out more."""

    outcomes: list[Outcome]
    halve: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """One entry of an answer's `errors`."""

    field: str
    message: str


def sort_answer(letters: Sequence[Letter], answer: Answer | NoAnswer, now: datetime) -> Sorted:
    """What an answer means for each letter. `now` is real time, as the server's clock is."""
    if isinstance(answer, NoAnswer):
        return Sorted(outcomes=_without_answer(letters, answer))
    match answer.status:
        case HTTPStatus.ACCEPTED:
            return Sorted(outcomes=_accepted(letters, answer))
        case HTTPStatus.BAD_REQUEST:
            return _bad_request(letters, _faults(answer.body))
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _too_much(letters, "SendGrid finds this letter too large (413)")
        case status:
            return Sorted(outcomes=_not_about_letters(letters, answer, status, now))


def _not_about_letters(
    letters: Sequence[Letter], answer: Answer, status: int, now: datetime
) -> list[Outcome]:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        at, detail = now + _pause(answer.headers, now), "SendGrid asks us to wait (429)"
        return [_refused(one, detail, Trouble.BUSY, again_at=at) for one in letters]
    if status in _SET_UP or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _account(letters, status, _faults(answer.body))
    return _unknown(letters, f"SendGrid answered {status}")


def _without_answer(letters: Sequence[Letter], answer: NoAnswer) -> list[Outcome]:
    if answer.connected:
        return _unknown(letters, f"SendGrid did not answer: {answer.words}")
    detail = f"SendGrid cannot be reached: {answer.words}"
    return [_refused(one, detail, Trouble.UNREACHABLE) for one in letters]


def _accepted(letters: Sequence[Letter], answer: Answer) -> list[Outcome]:
    receipt = _plain(answer.headers.get("X-Message-Id") or "")
    return [
        Outcome(delivery_id=one.delivery_id, result=Result.ACCEPTED, receipt=receipt)
        for one in letters
    ]


def _bad_request(letters: Sequence[Letter], faults: Sequence[_Fault]) -> Sorted:
    if any(_ACCOUNT.match(one.field) or _UNVERIFIED.search(one.message) for one in faults):
        return Sorted(outcomes=_account(letters, HTTPStatus.BAD_REQUEST, faults))
    named: dict[int, _Fault] = {}
    for fault in faults:
        found = _PERSON.match(fault.field)
        if found and int(found[1]) < len(letters):
            named.setdefault(int(found[1]), fault)
    if named:
        outcomes = [
            _refused_for_good(one, _told([named[place]], one)) if place in named else _back(one)
            for place, one in enumerate(letters)
        ]
        return Sorted(outcomes=outcomes)
    if any(_LETTER.match(one.field) for one in faults):
        return Sorted(outcomes=[_refused_for_good(one, _told(faults, one)) for one in letters])
    return _too_much(letters, _told(faults, letters[0]))


def _too_much(letters: Sequence[Letter], detail: str) -> Sorted:
    """Somebody or something among these is at fault; one alone is."""
    if len(letters) == 1:
        return Sorted(outcomes=[_refused_for_good(letters[0], detail)])
    return Sorted(outcomes=[_back(one) for one in letters], halve=True)


def _account(letters: Sequence[Letter], status: int, faults: Sequence[_Fault]) -> list[Outcome]:
    detail = f"SendGrid refuses the account or its set-up ({status})"
    if said := _messages(faults):
        detail = f"{detail}: {said}"
    return [_refused(one, detail, Trouble.ACCOUNT) for one in letters]


def _unknown(letters: Sequence[Letter], detail: str) -> list[Outcome]:
    return [
        Outcome(delivery_id=one.delivery_id, result=Result.UNKNOWN, detail=detail)
        for one in letters
    ]


def _back(letter: Letter) -> Outcome:
    return _refused(letter, NOT_CALLED, Trouble.NONE)


def _refused(
    letter: Letter, detail: str, trouble: Trouble, *, again_at: datetime | None = None
) -> Outcome:
    return Outcome(
        delivery_id=letter.delivery_id,
        result=Result.REFUSED,
        trouble=trouble,
        again_at=again_at,
        detail=detail,
    )


def _refused_for_good(letter: Letter, detail: str) -> Outcome:
    return Outcome(
        delivery_id=letter.delivery_id, result=Result.REFUSED, permanent=True, detail=detail
    )


def _faults(body: bytes) -> list[_Fault]:
    """The entries of `errors`, if the body is what SendGrid documents; else none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return []
    errors = said.get("errors") if isinstance(said, dict) else None
    return [
        _Fault(field=str(one.get("field") or ""), message=str(one.get("message") or ""))
        for one in (errors if isinstance(errors, list) else [])
        if isinstance(one, dict)
    ]


def _told(faults: Sequence[_Fault], letter: Letter) -> str:
    """What was refused and why, without anything of the person in it."""
    field = _plain(_NUMBERS.sub("", faults[0].field)) if faults else ""
    said = _messages(faults)
    for own in (letter.to_name, *letter.to_name.split(), *letter.values.values()):
        if own.strip():
            said = re.sub(re.escape(own), "(...)", said, flags=re.IGNORECASE)
    return ": ".join(["SendGrid refuses this letter (400)", *filter(None, (field, said))])


def _messages(faults: Sequence[_Fault]) -> str:
    return _plain(" ".join(dict.fromkeys(one.message for one in faults[:3])))


def _plain(text: str) -> str:
    """A server's words on one line, without addresses and without what it quotes."""
    line = "".join(char if char.isprintable() else " " for char in text[: 20 * _WORDS])
    line = _QUOTED.sub("(...)", _ADDRESS.sub("(address)", line))
    return " ".join(line.split())[:_WORDS]


def _pause(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long a 429 asks us to wait, within sane bounds.

    The reset is an instant of the server's clock, so it is held against the server's own Date.
    """
    there = _date(headers.get("Date")) or now
    asked = _number(headers.get("X-RateLimit-Reset"))
    if asked is not None and 0 < asked < _LATEST_INSTANT:
        wait = datetime.fromtimestamp(asked, UTC) - there
    else:
        wait = _retry_after(headers.get("Retry-After"), there)
    return min(max(wait, _SHORTEST), _LONGEST)


def _retry_after(value: str | None, there: datetime) -> timedelta:
    seconds = _number(value)
    if seconds is not None:
        return timedelta(seconds=min(seconds, _LONGEST.total_seconds()))
    until = _date(value)
    return until - there if until else _WAIT


def _number(value: str | None) -> float | None:
    text = (value or "").strip()
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d{1,9})?", text, re.ASCII) else None


def _date(value: str | None) -> datetime | None:
    """An HTTP date (RFC 9110, 5.6.7) as aware UTC."""
    try:
        found = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
