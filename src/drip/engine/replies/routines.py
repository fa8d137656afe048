"""A routine in people's own words: "Tues and Fri, 6.30 in the morning, in the garage"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.sentences import MOST_CHARACTERS, fold
from drip.engine.routine import DAYS, Routine, read_time

_CLEAR, _HEDGED, _ASSUMED = 0.93, 0.7, 0.6
_MOST_PLACE = 120
_DAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|r|day|days|sday|sdays|nesday|nesdays|rsday|rsdays"
    r"|urday|urdays)?\b"
)
_SETS = (
    (
        re.compile(
            r"\b(?:every ?day|each day|daily|every (?:morning|evening|night|afternoon)|7 days)\b"
        ),
        range(7),
    ),
    (re.compile(r"\bweek ?days\b"), range(5)),
    (re.compile(r"\bweek ?ends?\b"), range(5, 7)),
)
_SPAN = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\s?(?:to|-|through|thru|till|until)\s?"
    r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b"
)
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(a\.?m\b\.?|p\.?m\b\.?|o'?clock)?"
    r"(?!\d|\s?(?:min|day|week|x\b|times))"
)
_NAMED_TIMES = {"midday": time(12), " noon": time(12)}
_MORNING = re.compile(r"\b(?:morning|mornings|breakfast|am)\b")
_LATE = re.compile(r"\b(?:afternoon|afternoons|evening|evenings|night|nights|dinner|tea|pm)\b")
_PLACE = re.compile(
    r"\b((?:in|at|on|by|near|outside|beside|next to)"
    r"\s(?:the|my|our|a|home|work|mum|bed|front)\b[^,.;!?\n]{0,80}"
    r"|(?:at|from) (?:home|work|gym)\b|upstairs|downstairs|outside"
    r"|(?:garage|lounge ?room|lounge|gym|bedroom|backyard|living ?room|kitchen|park|pool|study"
    r"|garden|shed|rumpus room|spare room|verandah?|balcony)\b)"
)
_CUT = re.compile(
    r"\s(?:at|on|every|before|after|from|when|while|and|but|because|so|then|for|if|thanks|cheers"
    r"|mon|tue|wed|thu|fri|sat|sun|twice|around|about|each)\b.*$|\s\d.*$|\s-\s.*$"
)
_NO_PLACE = re.compile(
    r"^(?:in|at|on|by) (?:the|my|a) (?:morning|mornings|evening|evenings|afternoon|moment|same"
    r"|weekend|day|night|end|way|start|minute|first|second|back)\b"
)
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|possibly|might|not sure|probably|if|try|hopefully|or)\b|\?"
)
_NOT = re.compile(r"\b(?:not|never|except|no|dont|don't|can't|cant|instead|used to|but not)\b")


def read_routine_in(text: str, question: Question) -> Reading | None:
    """The routine that somebody wrote; nothing where days or the time of day cannot be told."""
    folded = fold(text[:MOST_CHARACTERS])
    days = _days(folded)
    at, sure = _time(folded)
    if not days or at is None or _NOT.search(folded):
        return None
    place = _place(text, folded)
    if _DOUBT.search(folded):
        sure = min(sure, _HEDGED)
    return Reading(
        question=question.name,
        value=str(Routine(days=days, at=at, place=place)),
        sentence=" ".join(text.split())[:240],
        confidence=sure,
    )


def _days(folded: str) -> tuple[int, ...]:
    found = {DAYS.index(one[1]) for one in _DAY.finditer(folded)}
    for pattern, days in _SETS:
        if pattern.search(folded):
            found.update(days)
    for span in _SPAN.finditer(folded):
        first, last = DAYS.index(span[1]), DAYS.index(span[2])
        found.update(range(first, last + 1) if first <= last else ())
    return tuple(sorted(found))


def _time(folded: str) -> tuple[time | None, float]:
    """The one time of day, and how surely; none where several are told, or none."""
    found = {one for one in (_moment(each, folded) for each in _CLOCK.finditer(folded)) if one}
    found |= {(at, _CLEAR) for word, at in _NAMED_TIMES.items() if word in folded}
    times = {at for at, _ in found}
    if len(times) != 1:
        return None, 0.0
    return times.pop(), max(sure for _, sure in found)


def _moment(clock: re.Match[str], folded: str) -> tuple[time, float] | None:
    hour, minute, half = clock[1], clock[2], (clock[3] or "").replace(".", "").replace("'", "")
    if half in {"am", "pm"}:
        at = read_time(f"{hour}:{minute or '00'} {half}")
        return (at, _CLEAR) if at else None
    at = read_time(f"{hour}:{minute or '00'}")
    if at is None or not (minute or half or _led_by(clock, folded)):
        return None
    late, early = bool(_LATE.search(folded)), bool(_MORNING.search(folded))
    if at.hour > _NOON or (len(hour) > 1 and hour[0] == "0"):
        return at, _CLEAR
    if late == early:
        return at, _ASSUMED
    if late and at.hour < _NOON:
        return at.replace(hour=at.hour + _NOON), _CLEAR
    return at, _CLEAR


_NOON = 12


def _led_by(clock: re.Match[str], folded: str) -> bool:
    """Whether a bare number is a time: at 7, around 7, 7 in the morning."""
    before = folded[max(0, clock.start() - 8) : clock.start()].split()
    after = folded[clock.end() : clock.end() + 8].split()
    return before[-1:] in (["at"], ["around"], ["about"], ["@"]) or after[:2] in (
        ["in", "the"], ["at", "night"],
    )  # fmt: skip


def _place(text: str, folded: str) -> str:
    """Where, in the words that were written."""
    for found in _PLACE.finditer(folded):
        kept = _CUT.sub("", found[0]).strip()
        if _NO_PLACE.match(kept) or kept in {"in the", "at the"}:
            continue
        place = " ".join(text[found.start() : found.start() + len(kept)].split())
        if place.isprintable() and len(place) <= _MOST_PLACE:
            return place
    return ""


def days_of(names: Iterable[str]) -> tuple[int, ...]:
    """The weekdays that these words name, in the week's order."""
    return _days(fold(" ".join(names)))
