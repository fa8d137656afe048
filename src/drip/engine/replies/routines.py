"""A routine in people's own words: "Tues and Fri, 6.30 in the morning, in the garage"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.clock import clock_times
from drip.engine.replies.sentences import MOST_CHARACTERS, Sentence, fold, sentences
from drip.engine.replies.small_words import EXPLICIT_CORRECTIONS
from drip.engine.routine import DAYS, Routine

_HEDGED = 0.7
_MOST_PLACE = 120
_DAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|r|day|days|sday|sdays|nesday|nesdays|rsday|rsdays"
    r"|urday|urdays|esday|esdays)?\b"
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
_PLACE = re.compile(
    r"\b((?:in|at|on|by|near|outside|beside|next to)"
    r"\s(?:the|my|our|a|home|work|mum|bed|front)\b[^,.;!?\n]{0,80}"
    r"|(?:at|from) (?:home|work|gym)\b|upstairs|downstairs|outside"
    r"|(?:\b(?:local|spare|back|front|lounge|living|sun|rumpus|meeting|dining)\s)?"
    r"(?:garage|lounge ?room|lounge|gym|bedroom|backyard|living ?room|kitchen|park|pool|study"
    r"|garden|shed|rumpus room|room|verandah?|balcony|deck|office|patio|hallway|sunroom|studio"
    r"|beach|yard|work|home)\b)"
)
_CUT = re.compile(
    r"\s(?:at|on|every|before|after|from|when|while|where|and|but|because|so|then|for|if|thanks"
    r"|cheers|mon|tue|wed|thu|fri|sat|sun|twice|around|about|each)\b.*$|\s\d.*$|\s-\s.*$"
)
_NO_PLACE = re.compile(
    r"^(?:in|at|on|by) (?:the|my|a) (?:morning|mornings|evening|evenings|afternoon|moment|same"
    r"|weekend|day|night|end|way|start|minute|first|second|back)\b|^work$|^home$"
)
_DOUBT = re.compile(
    r"\b(?:maybe|perhaps|possibly|might|not sure|probably|if|try|hopefully|or|depends?)\b|\?"
)
_NOT = re.compile(r"\b(?:not|never|except|don't|dont|can't|cant|instead|used to|longer)\b")
#: It is about another appointment, or about what was.
_NO_PLAN = re.compile(
    r"\b(?:had|was|were|went|saw|seen|appointment|appt|booking|booked|class|yesterday|last"
    r"|ring|call|phone|visit|reschedule|rang|called|meeting with|see you|going to do)\b"
)
_CORRECTED = re.compile(
    r"\b(?:" + "|".join(r"\s".join(phrase) for phrase in EXPLICIT_CORRECTIONS) + r")\b"
)


def read_routine_in(text: str, question: Question) -> Reading | None:
    """The routine that somebody wrote; nothing where days or the time of day cannot be told."""
    said = _plan(text[:MOST_CHARACTERS])
    folded = fold(said)
    days = _days(folded)
    times = clock_times(folded)
    if not days or len({one for one, _ in times}) != 1 or _NOT.search(folded):
        return None
    at, sure = times[0][0], max(sure for _, sure in times)
    if _DOUBT.search(folded):
        sure = min(sure, _HEDGED)
    return Reading(
        question=question.name,
        value=str(Routine(days=days, at=at, place=_place(said, folded))),
        sentence=" ".join(said.split())[:240],
        confidence=sure,
    )


def _plan(text: str) -> str:
    """The sentences from the first to the last that speak of a plan, behind any correction."""
    read = [one for one in sentences(text) if one.words]
    about = [number for number, one in enumerate(read) if _speaks_of_it(one)]
    if not about:
        return ""
    begin, end = read[about[0]].words[0].start, read[about[-1]].words[-1].end
    kept = text[begin:end]
    corrected = [one.end() for one in _CORRECTED.finditer(fold(kept))]
    return kept[corrected[-1] :] if corrected and _days(fold(kept[corrected[-1] :])) else kept


def _speaks_of_it(sentence: Sentence) -> bool:
    """Whether it names days, a time or a place, and is neither of the past nor a denial."""
    said = fold(sentence.shown)
    if sentence.asks or (_NO_PLAN.search(said) and not _CORRECTED.search(said)):
        return False
    if _NOT.match(said):
        return False
    return bool(_days(said) or clock_times(said) or _PLACE.fullmatch(said.strip(" .!")))


def _days(folded: str) -> tuple[int, ...]:
    found = {DAYS.index(one[1]) for one in _DAY.finditer(folded)}
    for pattern, days in _SETS:
        if pattern.search(folded):
            found.update(days)
    for span in _SPAN.finditer(folded):
        first, last = DAYS.index(span[1]), DAYS.index(span[2])
        found.update(range(first, last + 1) if first <= last else ())
    return tuple(sorted(found))


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
