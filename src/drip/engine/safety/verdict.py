"""From a text to a verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from drip.domain.safety import Concepts, SafetyFinding, SafetyGroup, Verdict
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
from drip.engine.safety.language import is_known
from drip.engine.safety.lexicon import Rule, lexicon_of
from drip.engine.safety.matching import Finder, Match, TooDenseError
from drip.engine.safety.own import answers_a_quote, quoted_words
from drip.engine.safety.stream import Stream, read_stream
from drip.engine.safety.weighing import weightiest
from drip.engine.safety.word_sets import word_set

#: The rest of a longer text is left to a person.
MOST_CHARACTERS = 100_000
_MOST_FINDINGS = 30
_MOST_MATCHES = 250
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
_NODS = frozenset(
    "\U0001f602\U0001f44d\U0001f44c\U0001f642\U0001f60a\U0001f600\U0001f601\U0001f603\U0001f64f\u2764\U0001f4aa\U0001f44f\u2705"
)
#: Skin tones, and the sign that asks for a coloured picture.
_JOINING = frozenset("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def detect(text: str, concepts: Concepts, *, own_lines: Collection[str] = ()) -> Verdict:
    """What a reply says that cannot wait.

    `text` is the new text of a reply, a comment or a note. `own_lines` are lines of the letter that
    it answers, in case some of it is still quoted; the safety sentences of every letter are known.
    Never raises: a reader that fails hands the text to a person.
    """
    try:
        return _read(text, concepts, own_lines)
    except Exception:  # noqa: BLE001 - a failing reader must not lose a cry for help
        return Verdict(urgent=False, needs_person=True)


def _read(text: str, concepts: Concepts, own_lines: Collection[str]) -> Verdict:
    bounded = text[:MOST_CHARACTERS]
    hidden = quoted_words(bounded, (*concepts.ours, *own_lines))
    lexicon = lexicon_of(concepts)
    spoken = read_stream(bounded, {}, hidden)
    corrections = lexicon.speller.corrections({one for one in spoken.tokens if one.isalpha()})
    stream = read_stream(bounded, corrections, hidden) if corrections else spoken
    try:
        reader = _Reader(stream, Finder(stream, lexicon))
        findings = tuple(sorted(reader.findings(), key=lambda one: (one.start, -one.end)))
        dense = False
    except TooDenseError:
        findings, dense = (), True
    if answers_a_quote(bounded, hidden):
        findings += (_agreed(bounded, hidden),)
    if not findings and not dense:
        weighed = weightiest(stream, concepts.weights, reader.explained)
        findings = (weighed,) if weighed else ()
    words = any(token[0].isalnum() for token in stream.tokens) or _nods(bounded)
    return Verdict(
        urgent=bool(findings) or dense,
        needs_person=dense
        or not words
        or not stream.whole
        or len(text) > MOST_CHARACTERS
        or not is_known(_without(bounded, hidden), lexicon.known),
        findings=findings,
    )


class _Reader:
    """Judges matches of one stream; each place is judged once."""

    def __init__(self, stream: Stream, finder: Finder) -> None:
        self._stream = stream
        self._finder = finder
        self.explained: set[int] = set()
        self._denied: dict[Place, bool] = {}
        self._anothers: dict[Place, bool] = {}
        self._beside: dict[str, bool] = {}

    def findings(self) -> Iterator[SafetyFinding]:
        """What counts, once for each concept and sentence."""
        found: set[tuple[str, int]] = set()
        for number, match in enumerate(self._finder.matches()):
            if number >= _MOST_MATCHES or len(found) >= _MOST_FINDINGS:
                if found:
                    return
                raise TooDenseError
            place = _place(self._stream, match)
            begin, end = self._stream.sentence(place.first)
            key = match.rule.concept.key, begin
            if key in found:
                continue
            if not self._is_said(match, place):
                continue
            if self._is_dismissed(match, place):
                self.explained.add(place.first)
            else:
                found.add(key)
                yield _finding(self._stream, match, place, (begin, end))

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


def _nods(text: str) -> bool:
    """Whether a text is nothing but a thumb or a smile."""
    signs = [sign for sign in text if not sign.isspace() and sign not in _JOINING]
    return bool(signs) and all(sign in _NODS for sign in signs)


def _agreed(text: str, hidden: frozenset[int]) -> SafetyFinding:
    start = max(hidden)
    return SafetyFinding(
        group=SafetyGroup.NAMED,
        concept="answers-our-signs",
        sentence=" ".join(text[start : start + _MOST_SHOWN].split()),
        start=start,
        end=min(len(text), start + _MOST_SHOWN),
    )


def _without(text: str, hidden: frozenset[int]) -> str:
    """The text without the words of ours, for telling its language."""
    if not hidden:
        return text
    return text[: min(hidden)] + "\n" + text[max(hidden) :].partition("\n")[2]
