"""Times of day as people write them: 6.30pm, 7 in the morning, half past nine, noon."""

from __future__ import annotations

import re
from datetime import time

from drip.engine.replies.small_words import NUMBERS
from drip.engine.routine import read_time

_CLEAR, _ASSUMED = 0.93, 0.6
_NOON = 12
_LATE_HOUR = 7
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(a\.?m\b\.?|p\.?m\b\.?|o'?clock|ish\b)?"
    r"(?!\d|\s?(?:min|day|week|x\b|times|sets|reps|/))"
)
_NAMED_TIMES = ((re.compile(r"\b(?:midday|noon)\b"), time(12)),)
_MORNING = re.compile(r"\b(?:morning|mornings|breakfast|brekkie|brekky|am|sunrise|first thing)\b")
_LATE = re.compile(
    r"\b(?:afternoon|afternoons|arvo|arvos|evening|evenings|night|nights|dinner|tea|pm|tonight"
    r"|after (?:work|school))\b"
)
_HOURS = "|".join(word for word, number in NUMBERS.items() if 1 <= number <= _NOON)
_PAST = re.compile(rf"\b(half|(?:a )?quarter)(?:[ -](past|to)| )[ ]?(\d{{1,2}}|{_HOURS})\b")
_WORD_HOUR = re.compile(
    rf"\b({_HOURS})\s?(?:([ap])\.?\s?m\b|o'?\s?clock|in the (morning|afternoon|evening)"
    rf"|(thirty|fifteen|forty[ -]five)\b)"
)
_AT_HOUR = re.compile(rf"\b(?:at|around|about|by) ({_HOURS})\b(?! (?:home|the|my|days|times))")
_MINUTES = {"thirty": 30, "fifteen": 15}


def clock_times(folded: str) -> list[tuple[time, float]]:
    """Every time of day that a folded text names, with how surely it is that one."""
    plain = _WORD_HOUR.sub(_in_digits, _PAST.sub(_in_minutes, folded))
    plain = _AT_HOUR.sub(lambda one: f"at {NUMBERS[one[1]]}", plain)
    found = [one for each in _CLOCK.finditer(plain) if (one := _moment(each, plain))]
    return found + [(at, _CLEAR) for named, at in _NAMED_TIMES if named.search(folded)]


def _in_minutes(found: re.Match[str]) -> str:
    """Half past nine as 9:30, quarter to eight as 7:45."""
    hour = int(found[3]) if found[3].isdigit() else NUMBERS[found[3]]
    if found[1] == "half":
        return f"{hour}:30"
    if found[2] == "to":
        return f"{(hour - 2) % _NOON + 1}:45"
    return f"{hour}:15"


def _in_digits(found: re.Match[str]) -> str:
    """Six pm as 6 pm, six thirty as 6:30."""
    hour = NUMBERS[found[1]]
    if found[4]:
        return f"{hour}:{_MINUTES.get(found[4], 45)}"
    if found[2]:
        return f"{hour} {found[2]}m"
    return f"{hour} in the {found[3]}" if found[3] else f"{hour} o'clock"


def _moment(clock: re.Match[str], folded: str) -> tuple[time, float] | None:
    hour, minute, half = clock[1], clock[2], (clock[3] or "").replace(".", "").replace("'", "")
    if half in {"am", "pm"}:
        at = read_time(f"{hour}:{minute or '00'} {half}")
        return (at, _CLEAR) if at else None
    at = read_time(f"{hour}:{minute or '00'}")
    if at is None or not (minute or half or _led_by(clock, folded)):
        return None
    late, early = bool(_LATE.search(folded)), bool(_MORNING.search(folded))
    if at.hour >= _NOON or (len(hour) > 1 and hour[0] == "0"):
        return at, _CLEAR
    if late == early:
        return at, _ASSUMED
    if late:
        return at.replace(hour=at.hour + _NOON), _CLEAR
    return at, _CLEAR


def _led_by(clock: re.Match[str], folded: str) -> bool:
    """Whether a bare number is a time: at 7, around 7, 7 in the morning."""
    before = folded[max(0, clock.start() - 8) : clock.start()].split()
    after = folded[clock.end() : clock.end() + 16].split()
    return (
        before[-1:] in (["at"], ["around"], ["about"], ["@"], ["arvo"], ["arvos"])
        or after[:2] in (["in", "the"], ["at", "night"])
        or before[-1:] in (["morning"], ["evening"], ["mornings"], ["evenings"])
    )
