"""What a YAML syntax error means, in words for somebody who has never heard of YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml
from yaml.reader import ReaderError

from drip.content.problems import Problem

_QUOTE_IT = 'put the text in "quotes"'


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A pattern for the parser's words; what they mean; what to do.

    `begin` tells to point at where the parser began on the thing, not at where it gave up;
    `near` that both must be on one line.
    """

    pattern: str
    message: str
    hint: str
    begin: bool = False
    near: bool = False


_MEANINGS = (
    _Meaning(
        r"mapping values are not allowed",
        "A ':' inside unquoted text starts a new key.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"quoted scalar.*unexpected (end of stream|document separator)",
        "A quote is opened here and never closed.",
        "close the quote at the end of the text",
        begin=True,
    ),
    _Meaning(
        r"'\\t'|tab character",
        "A tab is used for indentation; YAML allows only spaces.",
        "replace the tab by spaces",
    ),
    _Meaning(
        r"could not find expected ':'",
        "This line has no ': ' after its key.",
        'write "key: value"; or indent the line below the text it belongs to',
        begin=True,
    ),
    _Meaning(
        r"unknown escape character|escape (?:code|sequence)",
        'Inside "double quotes" a backslash means something else.',
        "write the text in 'single quotes'",
    ),
    _Meaning(
        r"flow (sequence|mapping).*but got '<scalar>'",
        "A comma is missing before this.",
        "write a comma between the two",
        near=True,
    ),
    _Meaning(
        r"flow sequence.*expected ',' or '\]'",
        "A list in [brackets] is not closed, or a comma is missing in it.",
        "close it with ]",
        begin=True,
    ),
    _Meaning(
        r"flow mapping.*expected ',' or '\}'",
        "A block in {braces} is not closed, or a comma is missing in it.",
        "close it with }",
        begin=True,
    ),
    _Meaning(
        r"scanning an (alias|anchor)",
        "Unquoted text cannot begin with * or &.",
        _QUOTE_IT,
        begin=True,
    ),
    _Meaning(
        r"cannot start any token",
        "Unquoted text cannot begin with this character.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"found '<scalar>'",
        "This text does not belong to what stands before it.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"but found '[\]}]'",
        "There is one closing bracket too many.",
        "remove it, or open it before",
    ),
    _Meaning(
        r"but found ','",
        "There is a comma after the closing quote or bracket.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"scanning a block scalar",
        "Unquoted text cannot begin with | or >.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"sequence entries are not allowed",
        "Unquoted text cannot begin with a hyphen and a space.",
        'put the text in "quotes"; a list begins on the next line',
    ),
    _Meaning(
        r"found unexpected ':'",
        "There is nothing after this ':'.",
        'write "key: value", or put text with a colon in "quotes"',
    ),
    _Meaning(
        r"expected '<document start>'",
        "This line belongs to nothing above it.",
        "begin it under the first letter of the other keys; remove lines with ... or ---",
    ),
    _Meaning(
        r"scanning a directive|found incompatible YAML|unexpected directive|duplicate YAML",
        "A line cannot begin with %.",
        "remove it",
    ),
    _Meaning(
        r"expected <block end>|expected '-' indicator",
        "This line does not line up with its neighbours.",
        "indent it by as many spaces as the keys it belongs to",
    ),
    _Meaning(
        r"mapping keys are not allowed",
        "Unquoted text cannot begin with '? '.",
        _QUOTE_IT,
    ),
    _Meaning(
        r"expected the node content",
        "A value is missing here.",
        "write a value, or remove the comma or bracket",
    ),
)
_DASH = re.compile(r"\s*-(?=[\w\"'])")
_WORD_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
#: A line up to the colon of its first key.
_KEY_ALONE = re.compile(r"[\s{-]*[\w-]+:?$")
_COMMENT = re.compile(r"(^|\s)#.*$")


def explain(path: str, text: str, error: yaml.YAMLError) -> Problem:
    """The problem that stands for a syntax error."""
    if isinstance(error, ReaderError):
        return _odd_character(path, text, error)
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    line, column = _place(error, "problem_mark")
    seen = _seen(text, said, line, column)
    if seen is not None:
        return _at(path, *seen)
    begun = _place(error, "context_mark")
    for meaning in _MEANINGS:
        if re.search(meaning.pattern, said) and not (meaning.near and begun[0] != line):
            where = begun if meaning.begin else (line, column)
            return _at(path, *where, meaning.message, meaning.hint)
    return _at(path, line, column, f"This is not YAML: {said.strip()}.", "")


def _seen(text: str, said: str, line: int, column: int) -> tuple[int, int, str, str] | None:
    """What a person sees at once and the parser does not: place, message and hint."""
    if dash := _dash_without_space(text, line):
        return *dash, "A '-' needs a space after it.", "write e.g. - id: welcome"
    if "'<scalar>'" in said and (opened := _opened_quote(text, line)):
        message = "A quote is opened here and not closed on its line."
        return *opened, message, "close the quote at the end of the text"
    if bracket := _after_bracket(text, said, line, column):
        return bracket
    if closed := _after_quote(text, said, line, column):
        return line, column, "There is text after the closing quote.", closed
    if "mapping values are not allowed" in said and _KEY_ALONE.match(_line(text, line)[:column]):
        message = "This line is set in below one that has its text already."
        return line, column, message, "begin it under the first letter of the line above"
    return None


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _after_bracket(
    text: str, said: str, line: int, column: int
) -> tuple[int, int, str, str] | None:
    """What is wrong where the parser stumbles behind a closing bracket."""
    before = _line(text, line)[: column - 1].rstrip()
    if "found '<scalar>'" in said and before.endswith(("}", "]")):
        message = "Unquoted text cannot begin with { or [."
        return line, column, message, "put the whole text in quotes"
    if "but found ','" in said and before.endswith(("}}", "]]")):
        return line, column - 1, "There is one closing bracket too many.", "remove it"
    return None


def _after_quote(text: str, said: str, line: int, column: int) -> str:
    """What to do where the parser stumbles right behind a closing quote."""
    before = _line(text, line)[: column - 1].rstrip()[-1:]
    if before not in {'"', "'"}:
        return ""
    if "flow" not in said:
        return "use one pair of quotes around the whole text" if "'<scalar>'" in said else ""
    other = "'single'" if before == '"' else '"double"'
    return f"quotes inside quotes must be others: use {other} ones around the whole text"


def _place(error: yaml.YAMLError, name: str) -> tuple[int, int]:
    mark = getattr(error, name, None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _dash_without_space(text: str, line: int) -> tuple[int, int] | None:
    """Where the line of the error, or the one above it, begins with a dash and no space."""
    lines = text.splitlines()
    for number in (line, line - 1):
        if 0 < number <= len(lines) and (match := _DASH.match(lines[number - 1])):
            return number, match.end()
    return None


def _opened_quote(text: str, until: int) -> tuple[int, int] | None:
    """The nearest earlier line with an odd number of quotes, and where its last one stands."""
    lines = text.splitlines()
    for number in range(min(until - 1, len(lines)), 0, -1):
        line = _WORD_APOSTROPHE.sub("_", _COMMENT.sub("", lines[number - 1])).replace('\\"', "__")
        for quote in "\"'":
            if line.count(quote) % 2:
                return number, line.rindex(quote) + 1
    return None


def _odd_character(path: str, text: str, error: ReaderError) -> Problem:
    before = text[: error.position]
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    message = (
        f"There is an invisible character here that no text file holds (U+{error.character:04X})."
    )
    return _at(path, line, column, message, "delete it and type the text again")


def _at(path: str, line: int, column: int, message: str, hint: str) -> Problem:
    return Problem(
        path=path,
        line=line,
        column=column,
        end_line=line,
        end_column=column + 1,
        code="yaml-syntax",
        message=message,
        hint=hint,
    )
