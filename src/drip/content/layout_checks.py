"""What is wrong with the layouts, and with what only letters in a layout show (`email.md` 5.2).

The source is looked at as it is written, for places; a sample letter with everything in it is
drawn, for what people would see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from drip.content.claims import claims_in
from drip.content.compile import LINKS
from drip.content.contrast import LEAST_CONTRAST, LEAST_SIZE, Seen, seen
from drip.content.hints import did_you_mean
from drip.content.layout import HTML_PATH, TEXT_PATH, Layout, LayoutRefusedError
from drip.content.layout_markup import Source, markup_problems
from drip.content.layout_shows import shown_problems
from drip.content.letters import LetterSource
from drip.content.mail_program_checks import mail_program_problems
from drip.content.markdown import links
from drip.content.nodes import TOP, Place
from drip.content.problems import Problem
from drip.content.report import problem_at
from drip.content.sample_letter import sample
from drip.content.style_sheet import blanked, place_of

#: Words that say nothing about where a link leads; screen readers list links by their words.
VAGUE = frozenset(
    {"click here", "here", "this link", "link", "this", "read more", "more", "tap here"}
)
#: A letter's text that is sure to make more HTML than Gmail shows.
MOST_BODY = 60_000
_CLICK = ("click here", "tap here", "click on this", "press here")
_MAYBE_VAGUE = re.compile(
    rf"\[[ .!*_]*(?:(?:{'|'.join(sorted(VAGUE))})[ .!*_]*\]|(?:{'|'.join(_CLICK)}))", re.IGNORECASE
)
#: What a layout may name, and how names stand in it.
_NAMES = (
    "clinic",
    "sequence",
    "subject",
    "preheader",
    "programme",
    "safety",
    "language",
    "signed",
    "block",
    "blocks",
    "choice",
    "questions",
    "loop",
    *LINKS,
)
_NAME = re.compile(r"\{\{\s*(\w+)")
_TAG = re.compile(r"\{\{.*?\}\}")
_LINK = re.compile(r"<a\b[^<>]*>(.*?)</a\s*>", re.DOTALL | re.IGNORECASE)
_INSIDE = re.compile(r"<[^<>]*>")
_UNREAD = re.compile(r"<style.*?</style>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_NOT_BREAK = re.compile(r"[^\n]")
_MOST_SHOWN = 40


def layout_problems(
    files: Mapping[str, str], letters: Mapping[str, LetterSource]
) -> tuple[Problem, ...]:
    """Everything that is wrong with the layouts, and with links and sizes of letters.

    Never raises. A layout that is missing is told by `check_letters`.
    """
    in_letters = tuple(one for letter in letters.values() for one in _letter_problems(letter))
    if HTML_PATH not in files or TEXT_PATH not in files:
        return in_letters
    return (*in_letters, *_in_layout(Layout.of(files)))


@lru_cache(maxsize=4)
def _in_layout(layout: Layout) -> tuple[Problem, ...]:
    source = Source.of(HTML_PATH, layout.html)
    return (
        *markup_problems(source),
        *mail_program_problems(source),
        *_claim_problems(HTML_PATH, _UNREAD.sub(_blank, source.plain)),
        *_claim_problems(TEXT_PATH, blanked(layout.text)),
        *_drawn_problems(source, layout),
    )


def _claim_problems(path: str, words: str) -> Iterator[Problem]:
    """Claims in the frame: every letter shows them, so that nobody can sign for one of them."""
    for claim in claims_in(words):
        place = place_of(words, claim.start, claim.end - claim.start)
        hint = f'softer: "{claim.softer}"; or make it in a letter, where somebody can sign for it'
        yield problem_at(path, place, claim.kind.value, claim.message, hint)


def _blank(found: re.Match[str]) -> str:
    return _NOT_BREAK.sub(" ", found[0])


def _letter_problems(letter: LetterSource) -> Iterator[Problem]:
    if len(letter.body.encode()) > MOST_BODY:
        message = "This letter is so long that Gmail would cut it off before its end."
        yield problem_at(letter.path, TOP, "big-letter", message, "make two letters of it")
    if not _MAYBE_VAGUE.search(letter.body):
        return
    lines = letter.body.split("\n")
    for link in links(_TAG.sub("https://tag.invalid/", letter.body)):
        if _is_vague(link.label):
            number = letter.body_line + link.line - 1
            start = max(lines[link.line - 1].find(link.label), 0) + 1
            place = Place(number, start, number, start + len(link.label))
            message = f'The words "{link.label}" do not say where the link leads.'
            hint = 'name the place: "Change my pace", not "click here"'
            yield problem_at(letter.path, place, "vague-link", message, hint)


def _is_vague(words: str) -> bool:
    plain = words.strip(" .!*_").lower()
    return plain in VAGUE or plain.startswith(_CLICK)


def _drawn_problems(source: Source, layout: Layout) -> Iterator[Problem]:
    try:
        drawn = sample(layout)
    except LayoutRefusedError as error:
        yield _refused(error, layout)
        return
    texts = seen(drawn.html)
    yield from shown_problems(drawn, texts)
    yield from _look_problems(source, texts)
    yield from _vague_problems(source)


def _vague_problems(source: Source) -> Iterator[Problem]:
    for found in _LINK.finditer(source.plain):
        words = " ".join(_INSIDE.sub(" ", found[1]).split())
        if _is_vague(words):
            message = f'The words "{words}" do not say where the link leads.'
            hint = 'name the place: "Change my pace", not "click here"'
            yield source.problem(*found.span(), "vague-link", message, hint)


def _refused(error: LayoutRefusedError, layout: Layout) -> Problem:
    """Why a layout cannot be drawn; a misspelt name is told as such."""
    text = layout.html if error.path == HTML_PATH else layout.text
    line = text.split("\n")[error.line - 1]
    message, hint, start = error.said, "compare it with the sample content", 0
    for name in _NAME.findall(line):
        if name not in _NAMES and did_you_mean(name, _NAMES):
            message, hint = f"There is no {{{{ {name} }}}}.", did_you_mean(name, _NAMES)
            start = line.find(name)
            break
    place = Place(error.line, start + 1, error.line, max(len(line), start + 1) + 1)
    return problem_at(error.path, place, "layout-code", message, hint)


def _look_problems(source: Source, texts: Sequence[Seen]) -> Iterator[Problem]:
    told: set[tuple[str, ...]] = set()
    for one in texts:
        size = ("size", f"{one.size:g}")
        if one.size < LEAST_SIZE and size not in told:
            told.add(size)
            yield _small(source, one)
        pair = (one.colour, one.behind)
        if one.ratio is None and pair not in told:
            told.add(pair)
            yield _odd(source, one)
        if (one.ratio or LEAST_CONTRAST) < LEAST_CONTRAST and pair not in told:
            told.add(pair)
            yield _faint(source, one)


def _small(source: Source, one: Seen) -> Problem:
    size = f"{one.size:g}"
    text = one.text[:_MOST_SHOWN]
    message = f'Text of {size} px {one.palette} ("{text}") is too small to read on a phone.'
    if not one.size:
        message = f'The size of "{text}" {one.palette} is none that can be looked at.'
    place = source.declared("font-size", size)
    return problem_at(source.path, place, "small-text", message, "write 14px or more")


def _odd(source: Source, one: Seen) -> Problem:
    message = (
        f'"{one.text[:_MOST_SHOWN]}" is {one.colour} on {one.behind} {one.palette}, which cannot '
        "be looked at."
    )
    place = source.declared("color", one.colour, dark=one.palette == "in the dark")
    return problem_at(source.path, place, "odd-colour", message, "write colours as #22645a")


def _faint(source: Source, one: Seen) -> Problem:
    message = (
        f'"{one.text[:_MOST_SHOWN]}" is hard to read {one.palette}: {one.colour} on {one.behind} '
        f"has a contrast of {one.ratio or 0:.1f}, and {LEAST_CONTRAST} is the least."
    )
    dark = one.palette == "in the dark"
    place = source.declared("color", one.colour, dark=dark)
    if place == TOP:
        place = source.declared("background-color", one.behind, dark=dark)
    return problem_at(source.path, place, "faint-text", message, "take a darker or lighter colour")
