"""What word processors, other mail tools and hasty hands leave in files, each said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from drip.content.front_matter import front_place
from drip.content.letters import LetterSource
from drip.content.models import SequenceFile
from drip.content.nodes import Place, lines_of
from drip.content.problems import Problem, Severity
from drip.content.report import Report, problem_at
from drip.content.wording import labels_of, questions_of
from drip.content.world import effects_in


class Trap(NamedTuple):
    """A pattern, and what to say about a place where it is found."""

    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str


def _trap(pattern: str, code: str, message: str, hint: str) -> Trap:
    return Trap(re.compile(pattern, re.IGNORECASE), code, message, hint)


_IN_LETTERS = (
    _trap(
        r"</?(?:script|iframe|object|embed|form|style|link|meta)\b[^>\n]*>?",
        "script",
        "Letters run nothing: mail programs block it, and people would read it as it stands.",
        "take it out",
    ),
    _trap(
        r"</?(?:[a-z][a-z0-9]*)(?:\s[^>\n]*)?/?>|<!--.*?(?:-->|$)",
        "html",
        "HTML is not used in letters: people would read it as it stands.",
        "write **bold**, *italic*, - a list, or [words](https://...)",
    ),
    _trap(
        r"\]\(\s*(?:javascript|data|vbscript|file):[^)\n]*\)?",
        "unsafe-link",
        "This is no safe address for a link.",
        "begin it with https://",
    ),
    _trap(
        r"\]\(\s*(?:https?:)?[^)\n]*\\[^)\n]*\)|\]\((?!\s*(?:https?://|mailto:|tel:|\{\{))[^)\n]*\)?",
        "broken-link",
        "This address is not whole, so people would read the brackets.",
        "write the whole address, beginning with https://",
    ),
    _trap(
        r"\]\(https?://[^)\n]*$",
        "broken-link",
        "This link is never closed, so people would read the brackets.",
        "write ) behind the address",
    ),
    _trap(
        r"\]\s+\((?:https?:|mailto:|tel:)[^)\n]*\)?",
        "broken-link",
        "There is a space between the words and the address, so this is no link.",
        "write [words](https://...) without the space",
    ),
    _trap(
        r"(?<![(\w\"'/])https?://[^\s)>\]]+|(?<![\w(\"'/@.])www\.[a-z0-9-]+\.[a-z]{2,}[^\s)]*",
        "bare-link",
        "An address stands in the text by itself.",
        "write it as a link with words: [words](https://...)",
    ),
    _trap(
        r"\]\([^)\n]*[?&](?:e?mail|name|first_?name|phone|pain|score|answers?|dob)=[^)\n]*\)|"
        r"\]\([^)\n]*\?[^)\n]*(?:@|%40)[^)\n]*\)",
        "personal-link",
        "A link's address holds something about the person; others may see it.",
        "leave it out of the address",
    ),
    _trap(
        r"(?<![{%#])\{(?![{%#])\s*[a-z_.]+\s*\}(?!\})|\*\|[^|\n]{1,30}\|\*|<<[^<>\n]{1,30}>>|"
        r"\[(?:first ?name|last ?name|name|your name|clinic|phone|date)\](?!\()|%%[a-z_]+%%",
        "placeholder",
        "This is no merge tag of Drip's, so people would read it as it stands.",
        "write e.g. {{ first_name }} or {{ clinic.phone }}",
    ),
    _trap(
        r"(?<!\{)\{\{(?!\{)[^{}]*\}\}\}",
        "placeholder",
        "There is one brace too many: a merge tag has two on each side.",
        "write e.g. {{ first_name }}",
    ),
    _trap(
        r"^\s*\|?[\s:-]*-{3,}\s*\|[\s:|-]*$",
        "table",
        "Letters hold no tables: people would read the lines as they stand.",
        "write a list: a line for each, beginning with a hyphen and a space",
    ),
    _trap(
        r"^#{1,6}(?=[A-Za-z])|^\s*(?:[-+](?=[A-Za-z])|\d{1,2}[.)](?=[A-Za-z])|[\u2022\u2023\u25e6\u00b7]\s?)|"
        r"^\*(?=\w)(?=[^*]*$)",
        "broken-mark",
        "A list or a heading needs a hyphen, a number or a # with a space behind it.",
        'write "- one", "1. one" or "# Heading"',
    ),
    _trap(
        r"~~[^~]+~~|\[\^\w+\]|^\s*[-*]\s\[[ x]\]\s|\*\*(?=\s)[^*]+(?<=\s)\*\*",
        "broken-mark",
        "Letters do not know this mark: people would read it as it stands.",
        "say it in words",
    ),
    _trap(
        "[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\u00e2\u20ac[\u2122\u0153\u02dc\u201c\u201d\u00a2]|"
        "\u00c3[\u00a4\u00a9\u00a8\u00b6\u00bc\u00b1\u00a0]|\u00c2[\u00a0\u00a3\u00b0]",
        "odd-character",
        "This was text in another character set; people would read it as it stands.",
        "type it again",
    ),
    _trap(
        r"\b(?:lorem ipsum|TODO|FIXME|XXX+|TBC|TBD)\b",
        "placeholder",
        "This looks like a note to oneself; people would read it.",
        "finish the sentence",
    ),
)
_PLACEHOLDERS = tuple(trap for trap in _IN_LETTERS if trap.code == "placeholder")

_IN_YAML = (
    _trap(
        "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
        "odd-character",
        "There is an invisible character here, as copying from a web page leaves them.",
        "delete it and write the word again",
    ),
    _trap(
        "^[ \u00a0]*\u00a0|\u00a0?:\u00a0|\u00a0+:(?=\\s)|\u00a0+$",
        "odd-space",
        "There is a no-break space here, as word processors write; it does not count as a space.",
        "write ordinary spaces",
    ),
    _trap(
        "^\\s*[\u2013\u2014\u2022]\\s",
        "odd-dash",
        "This is a long dash or a bullet, as word processors write; a list begins with a hyphen.",
        'write "- "',
    ),
    _trap(
        "(?<=[:\\[,]\\s)\\d+\\s?[\u2013\u2014]\\s?\\d+",
        "odd-dash",
        "This is a long dash, as word processors write; a range has a hyphen.",
        "write e.g. 0-10",
    ),
    _trap(
        "(?<=[:\\[,-]\\s)[\u201c\u201e\u2018][^\u201d\u2019]*[\u201d\u2019](?=\\s*(?:[,\\]}#]|$))",
        "curly-quotes",
        "These are a word processor's curly quotes: people would read them as part of the text.",
        'write straight ones: "..."',
    ),
)

#: Text that goes on behind a #: it is cut off there. A comment has a space behind its mark.
_CUT_OFF = re.compile(r"""^\s*(?:- )?[\w-]+:\s+[^\s"'#{\[|>&*!%@`][^"'#]*?\s(#(?=[^\s#!]).*)$""")
#: What a question holds that stands for something in letters only.
_IN_QUESTIONS = (
    _trap(
        r"\{\{.*?\}\}|\{%.*?%\}",
        "tag-in-question",
        "Questions know no merge tags: people would read this as it stands.",
        "say it without",
    ),
    _IN_LETTERS[0],
    _IN_LETTERS[1],
    *_PLACEHOLDERS,
    _trap(
        r"\*\*[^*]+\*\*|(?<!\w)__[^_]+__(?!\w)|\[[^\]]+\]\([^)]+\)",
        "marked-question",
        "Questions are plain words: people would read these marks as they stand.",
        "say it without",
    ),
)

#: Breaks that YAML counts as lines and that editors do not show.
_ODD_BREAK = re.compile("[\u0085\u2028\u2029]")


def letter_traps(source: LetterSource, text: str) -> Iterator[Problem]:
    """What is left in a letter's words. `text` is its file."""
    for key, words in (("subject", source.subject), ("preheader", source.preheader)):
        if "\n" in words:
            message = f"The {key} runs over several lines."
            place = front_place(text, key)
            yield problem_at(source.path, place, "several-lines", message, "write it on one line")
        for trap in _PLACEHOLDERS:
            if trap.pattern.search(words):
                place = front_place(text, key)
                yield problem_at(source.path, place, trap.code, trap.message, trap.hint)
    yield from _cut_in_front(source, text)
    if not text.isascii():
        front = lines_of(text.removeprefix("\ufeff"))[: source.body_line - 1]
        yield from _in_lines(source.path, enumerate(front, 1), _IN_YAML)
    body = enumerate(source.body.split("\n"), source.body_line)
    yield from _in_lines(source.path, body, _IN_LETTERS)


def _cut_in_front(source: LetterSource, text: str) -> Iterator[Problem]:
    front = "\n".join(lines_of(text.removeprefix("\ufeff"))[: source.body_line - 1])
    yield from cut_off(source.path, front)


def question_traps(file: SequenceFile, report: Report) -> None:
    """What is left in the words of a sequence's title, questions and tasks."""
    said = [label for _, question in questions_of(file) for label in labels_of(question)]
    tasks = [
        ((*effect.path, "task"), effect.task)
        for placed in effects_in(file)
        for effect in placed.effects
        if effect.task
    ]
    for path, words in ((("title",), file.title), *said, *tasks):
        for trap in _IN_QUESTIONS:
            if trap.pattern.search(words):
                report.value(path, trap.code, trap.message, trap.hint)
                break


def cut_off(path: str, text: str) -> Iterator[Problem]:
    """Text that a # cuts off."""
    if " #" not in text:
        return
    for number, line in enumerate(lines_of(text), 1):
        if found := _CUT_OFF.match(line):
            place = Place(number, found.start(1) + 1, number, found.end(1) + 1)
            message = "Everything from this # on is left out, as a comment."
            hint = 'put the text in "quotes", or write a space after the # of a comment'
            yield problem_at(path, place, "cut-off", message, hint, Severity.WARNING)


def yaml_traps(path: str, text: str) -> Iterator[Problem]:
    """What is left in a YAML file, beyond its comments."""
    if text.isascii():
        return
    text = text.removeprefix("\ufeff")
    for found in _ODD_BREAK.finditer(text):
        before = lines_of(text[: found.start()])
        column = len(before[-1]) + 1
        place = Place(len(before), column, len(before), column + 1)
        message = "There is an invisible line break here, as copying from other programs leaves it."
        yield problem_at(path, place, "odd-character", message, "delete it")
    lines = enumerate(lines_of(text), 1)
    odd = ((n, line) for n, line in lines if not line.isascii())
    yield from _in_lines(
        path, (one for one in odd if not one[1].lstrip().startswith("#")), _IN_YAML
    )


def _in_lines(
    path: str, lines: Iterable[tuple[int, str]], traps: tuple[Trap, ...]
) -> Iterator[Problem]:
    for number, line in lines:
        yield from _in_line(path, number, line, traps)


def _in_line(path: str, number: int, line: str, traps: tuple[Trap, ...]) -> Iterator[Problem]:
    taken: list[range] = []
    for trap in traps:
        for match in trap.pattern.finditer(line):
            if any(match.start() in one for one in taken):
                continue
            taken.append(range(match.start(), match.end()))
            place = Place(number, match.start() + 1, number, match.end() + 1)
            yield problem_at(path, place, trap.code, trap.message, trap.hint)
