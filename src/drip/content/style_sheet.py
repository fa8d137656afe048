"""Reading a layout's source as it is written: its elements and its style sheet, with their places.

Jinja's tags are blanked first, so that places stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from drip.content.nodes import Place

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OPENING = re.compile(r"([^{};]*)([{};]|\Z)")
_NOT_BREAK = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Element:
    """An opening tag, its attributes, and the words inside it. `start` is an offset."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """One `name: value` of a style sheet. `media` is the condition around it, if there is one."""

    name: str
    value: str
    selector: str
    media: str
    start: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet: declarations, and at-rules as (name, rest, offset)."""

    declarations: tuple[Declaration, ...]
    at_rules: tuple[tuple[str, str, int], ...]


def place_of(source: str, start: int, length: int) -> Place:
    """Lines and columns of a piece of a text, which ends on its first line at the latest."""
    line = source.count("\n", 0, start) + 1
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    shown = len(source[start : start + length].partition("\n")[0])
    return Place(line, column, line, column + max(shown, 1))


def blanked(source: str) -> str:
    """The source without Jinja: values as `x`, everything else as blanks."""

    def stand_in(tag: re.Match[str]) -> str:
        return _NOT_BREAK.sub("x" if tag[0].startswith("{{") else " ", tag[0])

    return _JINJA.sub(stand_in, source)


def elements(source: str) -> list[Element]:
    """The opening tags of a blanked source."""
    reader = _Tags(source)
    reader.feed(source)
    reader.close()
    return reader.found


def sheet(source: str) -> Sheet:
    """The style sheets of a blanked source, as one."""
    declarations: list[Declaration] = []
    at_rules: list[tuple[str, str, int]] = []
    for style in _STYLE.finditer(source):
        css = _CSS_COMMENT.sub(lambda comment: _NOT_BREAK.sub(" ", comment[0]), style[1])
        for one in _read(css, style.start(1)):
            if isinstance(one, Declaration):
                declarations.append(one)
            else:
                at_rules.append(one)
    return Sheet(tuple(declarations), tuple(at_rules))


def _read(css: str, offset: int) -> Iterator[Declaration | tuple[str, str, int]]:
    """Declarations and at-rules, by a walk over braces and semicolons."""
    around: list[str] = []
    for piece in _OPENING.finditer(css):
        text, sign = piece[1].strip(), piece[2]
        start = offset + piece.start(1) + len(piece[1]) - len(piece[1].lstrip())
        if text.startswith("@"):
            name, _, rest = text[1:].partition(" ")
            yield name.lower(), rest.strip(), start
        elif sign != "{" and ":" in text and around:
            yield _declaration(text, around, start)
        if sign == "{":
            around.append(text)
        elif sign == "}" and around:
            around.pop()


def _declaration(text: str, around: list[str], start: int) -> Declaration:
    name, _, value = text.partition(":")
    media = next((one for one in around if one.startswith("@media")), "")
    selector = around[-1] if not around[-1].startswith("@") else ""
    return Declaration(name.strip().lower(), value.strip(), selector, media, start)


class _Tags(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self._lines = [0]
        for line in source.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        length = len(self.get_starttag_text() or "")
        attributes = {name: value or "" for name, value in attrs}
        self.found.append(Element(tag, attributes, start, start + length))
