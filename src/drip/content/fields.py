"""The small values of the language: times, spans, weekdays, names, ranges.

Each is a type that pydantic reads with our own words for a mistake, and that publishes its
pattern in the JSON Schema, so that an editor says the same as `drip check`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import time
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from drip.content.hints import did_you_mean
from drip.domain.enrolments import ENDINGS
from drip.domain.spans import Span, SpanUnit

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_DAYS = 730

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_RANGE = re.compile(r"([0-9]{1,6})\s*-\s*([0-9]{1,6})")
_SPAN = r"^\s*\d{1,4}\s*([mhdw]|minutes?|hours?|days?|weeks?|months?|clinic days?)\s*$"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_VALUE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_SILENT = re.compile(r"([1-9]\d?)( check-ins?)?")
_LONGEST_NAME = 60
_DAYS = {SpanUnit.DAYS: 1, SpanUnit.CLINIC_DAYS: 1, SpanUnit.MONTHS: 30}
_NOT_ASCII = str.maketrans({"\u00df": "ss", "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})
#: What people write for "no holidays".
_NO_CALENDAR = frozenset({"no", "off", "false", "nil", "n/a", "-", ""})


def wrong(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """A mistake in a value, with a sentence and what to write instead."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def text_of(value: Any) -> str:
    """The value, if it is text.

    Raises:
        PydanticCustomError: `text-wanted`; the caller adds the hint, since it has the source.
    """
    if isinstance(value, str):
        return value
    raise PydanticCustomError("text-wanted", "text is wanted", {})


def _time(value: Any) -> time:
    match = _TIME.fullmatch(str(value).strip())
    if match is None:
        raise wrong("bad-time", f"{shown(value)} is no time of day.", 'write it like "07:30"')
    return time(int(match[1]), int(match[2]))


def _hours(value: Any) -> tuple[time, time]:
    ends = str(value).split("-")
    try:
        if len(ends) == 2:  # noqa: PLR2004 - two ends make a range
            return _time(ends[0]), _time(ends[1])
    except PydanticCustomError:
        pass
    message = f"{shown(value)} is no range of hours."
    raise wrong("bad-hours", message, 'write it like "21:00-07:00"')


def _span(value: Any) -> Span:
    try:
        span = Span.parse(str(value))
    except ValueError:
        message = f"{shown(value)} is not a length of time."
        raise wrong("bad-span", message, "write e.g. 3d, 2w, 72h or 3 clinic days") from None
    if span.count * _DAYS.get(span.unit, 0) > MOST_DAYS:
        message = f"{shown(value)} is longer than two years."
        raise wrong("bad-span", message, "write e.g. 3d, 2w, 1 month")
    if span.count == 0:
        raise wrong("bad-span", "A length of time must be more than nothing.", "leave the key out")
    return span


def _pause(value: Any) -> Span | None:
    if value == "until resumed":
        return None
    if str(value).startswith("until") or isinstance(value, bool):
        message = f"{shown(value)} does not say for how long."
        raise wrong("bad-span", message, "write e.g. 2w, 1 month, or until resumed")
    return _span(value)


def _weekday(value: Any) -> int:
    if value in WEEKDAYS:
        return WEEKDAYS.index(value)
    hint = f'did you mean "{str(value)[:3].casefold()}"?'
    if str(value)[:3].casefold() not in WEEKDAYS:
        hint = "write mon, tue, wed, thu, fri, sat or sun"
    raise wrong("bad-weekday", f"{shown(value)} is not a weekday.", hint)


def _day(value: Any) -> int | str:
    if value == "start":
        return "start"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS:
        return value
    message = f"{shown(value)} is not a day of the sequence."
    hint = f"write a whole number from 0 to {MOST_DAYS}, or start"
    if isinstance(value, str) and re.fullmatch("[0-9]{1,3}", value):
        message = f"{shown(value)} stands in quotes, so it is text and no day."
        hint = f"write {value}, without quotes"
    elif str(value).casefold() == "start":
        hint = "write start, in small letters"
    raise wrong("bad-day", message, hint)


def _range(value: Any) -> tuple[int, int]:
    match = _RANGE.fullmatch(str(value).strip())
    if match is None:
        hint = "write two whole numbers of at most 6 digits, e.g. 0-10"
        raise wrong("bad-range", f"{shown(value)} is not a range of numbers.", hint)
    least, most = int(match[1]), int(match[2])
    if least >= most:
        message = f"{shown(value)} is not a range of numbers: the smaller one comes first."
        raise wrong("bad-range", message, "write e.g. 0-10")
    return least, most


def _silent(value: Any) -> int:
    match = _SILENT.fullmatch(str(value))
    if match is None:
        message = f"{shown(value)} is not a number of check-ins."
        raise wrong("bad-silent", message, "write e.g. 2 check-ins")
    return int(match[1])


def _yes(value: Any) -> bool:
    if value is not True:
        raise wrong("bad-kind", f"{shown(value)} makes no sense here.", "write true")
    return True


def _answer(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(value)


def _words(value: Any) -> str:
    text = text_of(value).strip()
    if not text:
        hint = "write them, or remove the key"
        raise wrong("empty-text", "There must be some words here.", hint)
    return text


def _calendar(value: Any) -> str:
    text = str(value).strip()
    if text.casefold() in _NO_CALENDAR:
        message = f"{shown(value)} is no calendar of holidays."
        raise wrong("unknown-calendar", message, "write none, for letters on holidays too")
    return _words(value)


def _named(pattern: re.Pattern[str], what: str, hint: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = text_of(value)
        if not pattern.fullmatch(text) or len(text) > _LONGEST_NAME:
            raise wrong("bad-name", f"{shown(value)} cannot be the name of {what}.", near(text))
        return text

    def near(text: str) -> str:
        """What to write: the words themselves, if small letters and hyphens make a name of them."""
        joint = "_" if "_" in hint else "-"
        plain = unicodedata.normalize("NFC", text.lower()).translate(_NOT_ASCII)
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        slug = re.sub(r"[\W_]+", joint, plain, flags=re.ASCII).strip(joint)
        fits = pattern.fullmatch(slug) and len(slug) <= _LONGEST_NAME
        return f'{hint}, e.g. "{slug}"' if fits else hint

    return read


def _ending(value: Any) -> str:
    return one_of(value, sorted(ENDINGS), "a way for a sequence to end")


def one_of(value: Any, known: Iterable[str], what: str) -> str:
    """The value, if it is one of the known words."""
    words = list(known)
    if value not in words:
        message = f"{shown(value)} is not {what}."
        raise wrong("unknown-word", message, did_you_mean(str(value), words))
    return str(value)


def shown(value: Any) -> str:
    """A value as it stands in a sentence."""
    if isinstance(value, dict):
        return "A block of keys"
    if isinstance(value, list):
        return "A list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"'


def _text_schema(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_HYPHENS = "use small letters, digits and hyphens"
_UNDERSCORES = "use small letters, digits, _ and hyphens, and begin with a letter"
_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"

WallTime = Annotated[time, PlainValidator(_time), _text_schema(f"^{_CLOCK}$", "07:30")]
Hours = Annotated[
    tuple[time, time], PlainValidator(_hours), _text_schema(f"^{_CLOCK}-{_CLOCK}$", "21:00-07:00")
]
SpanText = Annotated[Span, PlainValidator(_span), _text_schema(_SPAN, "3 clinic days")]
PauseText = Annotated[
    Span | None,
    PlainValidator(_pause),
    _text_schema(_SPAN.replace(r"\s*$", r"\s*$|^until resumed$"), "1 month"),
]
Weekday = Annotated[
    int, PlainValidator(_weekday), WithJsonSchema({"type": "string", "enum": list(WEEKDAYS)})
]
DayNumber = Annotated[
    int | str,
    PlainValidator(_day),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_DAYS}, {"const": "start"}]}
    ),
]
Range = Annotated[
    tuple[int, int], PlainValidator(_range), _text_schema(r"^[0-9]{1,6}\s*-\s*[0-9]{1,6}$", "0-10")
]
Silent = Annotated[
    int,
    PlainValidator(_silent),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[1-9][0-9]?( check-ins?)?$"},
                {"type": "integer", "minimum": 1},
            ],
            "examples": ["2 check-ins"],
        }
    ),
]
Yes = Annotated[bool, PlainValidator(_yes), WithJsonSchema({"const": True})]
Calendar = Annotated[
    str, PlainValidator(_calendar), WithJsonSchema({"type": "string", "minLength": 1})
]
Words = Annotated[str, PlainValidator(_words), WithJsonSchema({"type": "string", "minLength": 1})]
Answer = Annotated[str, PlainValidator(_answer), WithJsonSchema({"type": ["string", "integer"]})]
Slug = Annotated[
    str,
    PlainValidator(_named(_SLUG, "a step or a sequence", _HYPHENS)),
    _text_schema(f"^{_SLUG.pattern}$", "first-session"),
]
Name = Annotated[
    str,
    PlainValidator(_named(_NAME, "a question or a service", _UNDERSCORES)),
    _text_schema(f"^{_NAME.pattern}$", "pain"),
]
Value = Annotated[
    str,
    PlainValidator(_named(_VALUE, "an answer", "use small letters, digits, _ and hyphens")),
    _text_schema(f"^{_VALUE.pattern}$", "not_yet"),
]
Ending = Annotated[
    str,
    PlainValidator(_ending),
    WithJsonSchema({"type": "string", "enum": sorted(ENDINGS)}),
]
