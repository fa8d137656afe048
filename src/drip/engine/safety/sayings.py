"""What a text says of the clinician's concepts: said, and not denied, over, or another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drip.domain.safety import SafetyFinding, SafetyGroup
from drip.engine.safety.bearing import (
    is_about_another_mother,
    is_about_others,
    is_happening_to_kin,
    is_long_ago,
    is_over,
    is_read_about,
    is_supposed,
)
from drip.engine.safety.denial import Place, is_denied
from drip.engine.safety.lexicon import Rule
from drip.engine.safety.matching import Finder, Match, TooDenseError
from drip.engine.safety.stream import Stream
from drip.engine.safety.word_sets import word_set

_MOST_FINDINGS = 30
_MOST_MATCHES = 180
_MOST_SHOWN = 240
#: What explains words away stands at most so many words before or behind them.
_AROUND = 15
#: What counts no more once it has passed.
_PASSING = frozenset({SafetyGroup.INFECTION, SafetyGroup.FRACTURE})
#: What nobody would tell a clinic about somebody else, unless help is needed.
_ANYBODYS = frozenset(
    {
        SafetyGroup.SADDLE,
        SafetyGroup.BLADDER,
        SafetyGroup.BOWEL,
        SafetyGroup.SEXUAL,
        SafetyGroup.LEGS,
        SafetyGroup.MEDICINES,
        SafetyGroup.MIND,
    }
)
_TURNING = word_set("but except however although though until apart yet")
_EXPLAINING = word_set("only just because after from when that for during not then it")


@dataclass(frozen=True, slots=True)
class Saying:
    """A concept that is said and counts. `place` is the token where it begins.

    `faint` ones are said in ordinary talk; `plain` ones count whatever the words around them weigh.
    """

    finding: SafetyFinding
    place: int
    faint: bool
    plain: bool


class Reader:
    """Judges matches of one stream; each place is judged once.

    `stopped` is whether so much is said that reading ended early.
    """

    def __init__(self, stream: Stream, finder: Finder) -> None:
        self._stream = stream
        self._finder = finder
        self.stopped = False
        self._denied: dict[Place, bool] = {}
        self._anothers: dict[Place, bool] = {}
        self._beside: dict[str, bool] = {}

    def sayings(self) -> Iterator[Saying]:
        """What counts, once for each concept and sentence."""
        found: set[tuple[str, int, bool]] = set()
        for number, match in enumerate(self._finder.matches()):
            if number >= _MOST_MATCHES or len(found) >= _MOST_FINDINGS:
                if not found:
                    raise TooDenseError
                self.stopped = True
                return
            place = _place(self._stream, match)
            begin, end = self._stream.sentence(place.first)
            plain = match.plain and not match.rule.concept.faint
            key = match.rule.concept.key, begin, plain
            if key in found or (*key[:2], True) in found:
                continue
            if self._is_said(match, place) and not self._is_dismissed(match, place):
                found.add(key)
                end = max(end, self._stream.sentence(place.last)[1])
                said = _finding(self._stream, match, place, (begin, end))
                yield Saying(said, place.first, match.rule.concept.faint, plain)

    def _is_said(self, match: Match, place: Place) -> bool:
        """Whether what a concept needs is there, and nothing explains it away."""
        if match.rule.with_ and not self._goes_with(match.rule):
            return False
        if not match.rule.unless or self._is_denied(place):
            return True
        return not self._finder.said(match.rule.unless, *_around(self._stream, match))

    def _is_dismissed(self, match: Match, place: Place) -> bool:
        """Whether it is denied, about somebody else, over, supposed or read."""
        stream, concept = self._stream, match.rule.concept
        if self._is_denied(place) or self._is_anothers(match, place):
            return True
        if not concept.past and _has_passed(stream, place, concept.group):
            return True
        if concept.group is SafetyGroup.MIND:
            return False
        return is_supposed(stream, place) or is_read_about(stream, place)

    def _goes_with(self, rule: Rule) -> bool:
        """Whether the text says what a concept needs beside it."""
        key = rule.concept.key
        if key not in self._beside:
            words = len(self._stream.words)
            self._beside[key] = self._finder.said(rule.with_, 0, words)
        return self._beside[key]

    def _is_denied(self, place: Place) -> bool:
        if place not in self._denied:
            self._denied[place] = is_denied(self._stream, place)
        return self._denied[place]

    def _is_anothers(self, match: Match, place: Place) -> bool:
        """Whether somebody else is meant, who is not in danger now."""
        group = match.rule.concept.group
        if group is SafetyGroup.PREGNANCY:
            return is_about_another_mother(self._stream, place)
        if place not in self._anothers:
            self._anothers[place] = is_about_others(self._stream, place)
        if not self._anothers[place]:
            return False
        return group not in _ANYBODYS or not is_happening_to_kin(self._stream, place)


def _has_passed(stream: Stream, place: Place, group: SafetyGroup) -> bool:
    """Whether it was long ago, or is over."""
    return is_long_ago(stream, place) or (group in _PASSING and is_over(stream, place))


def _place(stream: Stream, match: Match) -> Place:
    return Place(
        tuple((stream.words[first], stream.words[end - 1] + 1) for first, end in match.spans)
    )


def _around(stream: Stream, match: Match) -> tuple[int, int]:
    """The words of the thought around a match; people who dictate make no sentences."""
    reach = stream.reach[match.first]
    begin = match.first
    while begin > max(0, match.first - _AROUND) and stream.reach[begin - 1] >= reach:
        if _turns(stream, begin - 1):
            break
        begin -= 1
    end = match.last + 1
    while end < min(reach, match.last + 1 + _AROUND) and not _turns(stream, end):
        end += 1
    return begin, end


def _turns(stream: Stream, number: int) -> bool:
    """Whether a word turns to something else: what is said beyond it explains nothing away."""
    at = stream.words[number]
    following = stream.tokens[at + 1] if at + 1 < len(stream.tokens) else ""
    return stream.tokens[at] in _TURNING and following not in _EXPLAINING


def _finding(
    stream: Stream, match: Match, place: Place, sentence: tuple[int, int]
) -> SafetyFinding:
    begin, end = sentence
    last = stream.ends[end - 1] if end > begin else stream.ends[place.last]
    start = stream.starts[place.first]
    shown = stream.text[max(stream.starts[begin], start - _MOST_SHOWN) : last][: 2 * _MOST_SHOWN]
    return SafetyFinding(
        group=match.rule.concept.group,
        concept=match.rule.concept.key,
        sentence=" ".join(shown.split()),
        start=start,
        end=max(stream.ends[place.last], start),
    )
