"""The safety words as a file: `sequences/_safety.yaml`, which a clinician reviews and extends.

It is read with the same care as sequences: every mistake with its place and what to write. A clinic
that has no file of its own, or a broken one, gets the shipped words: the reader never goes without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, ClassVar
from zlib import crc32

from pydantic import Field, PlainValidator, WithJsonSchema

from drip.content.fields import Slug, Words, one_of, shown, wrong
from drip.content.files import find_content, read_files
from drip.content.findings import parse
from drip.content.hints import did_you_mean
from drip.content.nodes import Path, read_document
from drip.content.parts import Part
from drip.content.problems import Problem
from drip.content.report import Report
from drip.domain.safety import Concept, Concepts, SafetyGroup, Weight
from drip.engine.safety.patterns import PatternError, families_in, parse_pattern
from drip.engine.safety.small_words import content_stems

PATH = "sequences/_safety.yaml"
#: The points of words, learnt from the case file; no clinic writes them by hand.
WEIGHTS = FilePath(__file__).with_name("safety_weights.txt")
#: Digests of the phrases that the points were learnt with. A clinic may edit the file that came
#: with Drip, so that file itself cannot tell what a clinic added.
LEARNT_PHRASES = FilePath(__file__).with_name("safety_phrases.txt")
_GROUPS = [group.value for group in SafetyGroup]


def _phrases(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise wrong("not-a-list", f"{shown(value)} is no list of words.", "write [word, word]")
    return tuple(_phrase(one) for one in value)


def _phrase(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    message = f"{shown(value)} is no word."
    raise wrong("text-wanted", message, 'put words such as no and on into "quotes"')


def _group(value: object) -> SafetyGroup:
    return SafetyGroup(one_of(value, _GROUPS, "a group"))


_LIST = {"type": "array", "items": {"type": ["string", "integer"]}}
Phrases = Annotated[tuple[str, ...], PlainValidator(_phrases), WithJsonSchema(_LIST)]
Group = Annotated[
    SafetyGroup, PlainValidator(_group), WithJsonSchema({"type": "string", "enum": _GROUPS})
]


class ConceptEntry(Part):
    """One thing that people say."""

    what: ClassVar[str] = "a concept"

    group: Group
    """What it is about."""
    why: Words
    """Why it is here, for whoever reviews it."""
    says: Phrases
    """How people say it."""
    unless: Phrases = ()
    """How the same words say something harmless, in the same sentence."""
    needs: Phrases = ()
    """One of these must stand somewhere in the message too."""
    past: bool = False
    """Whether it counts however long ago it was."""
    faint: bool = False
    """Whether it counts only where the words around it weigh enough."""
    plain: bool = False
    """Whether it counts whatever the words around it weigh."""


class SafetyFile(Part):
    """Words that may mean an emergency."""

    what: ClassVar[str] = "the safety words"

    words: dict[Slug, Phrases]
    """Families of words that mean the same."""
    concepts: dict[Slug, ConceptEntry] = Field(min_length=1)
    """What people may say, by name."""
    harmless: Phrases = ()
    """Figures of speech that hide a word."""
    misspelt: Phrases = ()
    """Words in which a slip of the finger is forgiven."""
    ordinary: Phrases = ()
    """Words that look like a misspelt one and are none."""
    ours: Phrases = ()
    """The sentences of our own letters that hold safety words."""


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """What came of reading: the concepts if the file has no mistakes, and the mistakes."""

    concepts: Concepts | None
    problems: tuple[Problem, ...]


def read_safety(path: str, text: str) -> SafetyWords:
    """The safety words of one file."""
    reading = read_document(path, text)
    if reading.document is None:
        return SafetyWords(None, reading.problems)
    parsed = parse(SafetyFile, reading.document)
    problems = [*reading.problems, *parsed.problems]
    if parsed.file is None:
        return SafetyWords(None, tuple(problems))
    report = Report(reading.document)
    _check(parsed.file, report)
    problems += report.problems
    return SafetyWords(None if problems else _value(parsed.file), tuple(problems))


def safety_problems(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every mistake in the safety words among the files of content, if they are there."""
    return read_safety(PATH, files[PATH]).problems if PATH in files else ()


def safety_concepts(files: Mapping[str, str]) -> Concepts:
    """The safety words among the files of content, else the shipped ones.

    A broken file does not switch the reader off; `drip check` tells what is wrong with it.

    Raises:
        LookupError: the shipped file is missing or broken too.
    """
    own = read_safety(PATH, files[PATH]).concepts if PATH in files else None
    return own or shipped_concepts()


@cache
def word_weights() -> Mapping[str, Weight]:
    """The points of words and pairs of words; none if the file is missing."""
    if not WEIGHTS.is_file():
        return {}
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines())
    return {one: Weight(int(points), SafetyGroup(group)) for one, points, group in lines}


def digest_of(place: str, phrase: str) -> str:
    """Eight hexadecimal digits for a phrase of a family or a concept."""
    return f"{crc32(f'{place}: {phrase.lower()}'.encode()):08x}"


@cache
def learnt_phrases() -> frozenset[str]:
    """The digests of the phrases that the points were learnt with; others raise by themselves.

    Without the file every phrase does.
    """
    if not LEARNT_PHRASES.is_file():
        return frozenset()
    return frozenset(LEARNT_PHRASES.read_text("ascii").split())


@cache
def shipped_concepts() -> Concepts:
    """The safety words that come with Drip.

    Raises:
        LookupError: the shipped file is missing or broken.
    """
    shipped = read_safety(PATH, read_files(find_content())[PATH]).concepts
    if shipped is None:
        raise LookupError(f"The shipped {PATH} cannot be read. Install Drip again.")
    return shipped


def _check(file: SafetyFile, report: Report) -> None:
    for name, phrases in file.words.items():
        _check_phrases(("words", name), phrases, report)
    _check_phrases(("harmless",), file.harmless, report)
    for name, concept in file.concepts.items():
        for key in ("says", "unless", "needs"):
            patterns: tuple[str, ...] = getattr(concept, key)
            _check_patterns(("concepts", name, key), patterns, file.words, report)


def _check_phrases(path: Path, phrases: tuple[str, ...], report: Report) -> None:
    for place, phrase in enumerate(phrases):
        if not content_stems(phrase):
            message = f'"{phrase}" holds only small words, which are never looked at.'
            report.value((*path, place), "small-words", message, "write a word that says more")


def _check_patterns(
    path: Path, patterns: tuple[str, ...], families: Iterable[str], report: Report
) -> None:
    if path[-1] == "says" and not patterns:
        report.key(path, "empty-list", "Nothing is said here.", "write at least one pattern")
    known: Callable[[str], bool] = set(families).__contains__
    for place, pattern in enumerate(patterns):
        for family in families_in(pattern):
            if not known(family):
                message = f'There is no family "{family}" under `words`.'
                hint = did_you_mean(family, families)
                report.value((*path, place), "unknown-family", message, hint)
        if said := _pattern_problem(pattern):
            hint = "see the top of the shipped file for how to write it"
            report.value((*path, place), "bad-pattern", said, hint)


def _pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern, as a sentence; empty if nothing is."""
    try:
        read = parse_pattern(pattern)
    except PatternError as error:
        return str(error)
    if len(pattern.split()) > 1 and len(read[0]) == 1 and not read[0][0].closes:
        return f'Only one word of "{pattern}" counts; the others are small words.'
    return ""


def _value(file: SafetyFile) -> Concepts:
    learnt = learnt_phrases()
    return Concepts(
        words=file.words,
        own=frozenset(
            (family, phrase)
            for family, phrases in file.words.items()
            for phrase in phrases
            if digest_of(family, phrase) not in learnt
        ),
        concepts=tuple(_concept(name, one) for name, one in file.concepts.items()),
        harmless=file.harmless,
        misspelt=tuple(word.lower() for word in file.misspelt),
        ordinary=frozenset(word.lower() for word in file.ordinary),
        ours=file.ours,
        weights=word_weights(),
    )


def _concept(name: str, one: ConceptEntry) -> Concept:
    learnt = learnt_phrases()
    plain = (phrase for phrase in one.says if one.plain or digest_of(name, phrase) not in learnt)
    return Concept(
        key=name,
        group=one.group,
        says=one.says,
        unless=one.unless,
        with_=one.needs,
        past=one.past,
        faint=one.faint,
        plain=frozenset(plain),
    )
