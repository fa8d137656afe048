"""From a text to a verdict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from drip.domain.safety import Concepts, SafetyFinding, SafetyGroup, Verdict
from drip.engine.safety.language import is_known
from drip.engine.safety.lexicon import Lexicon, lexicon_of
from drip.engine.safety.matching import Finder, TooDenseError
from drip.engine.safety.own import answers_a_quote, quoted_words
from drip.engine.safety.sayings import Reader, Saying
from drip.engine.safety.sounds import heard
from drip.engine.safety.stream import Stream, read_stream
from drip.engine.safety.weighing import Scale

#: The rest of a longer text is left to a person.
MOST_CHARACTERS = 100_000
_MOST_SHOWN = 240
#: So many sentences without a concept are shown.
_MOST_WEIGHED = 10
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is read: its words, what they say before they are weighed, and what is ours.

    `dense` is whether so much was said that nothing is known of it, `stopped` whether reading ended
    early with what is known.
    """

    stream: Stream
    said: tuple[Saying, ...]
    hidden: frozenset[int]
    dense: bool
    stopped: bool


def read_text(text: str, concepts: Concepts, own_lines: Collection[str] = ()) -> Reading:
    """What a text says, in words, before it is weighed."""
    hidden = quoted_words(text, (*concepts.ours, *own_lines))
    lexicon = lexicon_of(concepts)
    stream = _spelt(text, lexicon, hidden)
    try:
        reader = Reader(stream, Finder(stream, lexicon))
        said = tuple(reader.sayings())
        dense, stopped = False, reader.stopped
    except TooDenseError:
        said, dense, stopped = (), True, True
    return Reading(stream=stream, said=said, hidden=hidden, dense=dense, stopped=stopped)


def _spelt(text: str, lexicon: Lexicon, hidden: frozenset[int]) -> Stream:
    """The words of a text, with slips of the finger repaired."""
    spoken = read_stream(text, {}, hidden)
    words = {one for one in spoken.tokens if one.isalpha()}
    corrections = {**lexicon.speller.corrections(words), **heard(spoken.tokens)}
    return read_stream(text, corrections, hidden) if corrections else spoken


def _read(text: str, concepts: Concepts, own_lines: Collection[str]) -> Verdict:
    bounded = text[:MOST_CHARACTERS]
    reading = read_text(bounded, concepts, own_lines)
    findings = _counting(reading, concepts)
    if answers_a_quote(bounded, reading.hidden):
        findings += (_agreed(bounded, reading.hidden),)
    words = any(token[0].isalnum() for token in reading.stream.tokens) or _nods(bounded)
    return Verdict(
        urgent=bool(findings) or reading.dense,
        needs_person=reading.dense
        or not words
        or not reading.stream.whole
        or len(text) > MOST_CHARACTERS
        or not is_known(_without(bounded, reading.hidden), lexicon_of(concepts).known),
        findings=findings,
    )


def _counting(reading: Reading, concepts: Concepts) -> tuple[SafetyFinding, ...]:
    """What was found, in order, without what stands in sentences that weigh too little."""
    if reading.dense:
        return ()
    scale = Scale(reading.stream, concepts.weights, reading.said)
    said = [one for one in reading.said if reading.stopped or one.plain or scale.bears(one)]
    found = [*(one.finding for one in said), *islice(scale.weighty(said), _MOST_WEIGHED)]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


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
