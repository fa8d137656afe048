"""The text part of a letter, from the same tokens as its HTML.

Links stand on lines of their own behind the paragraph that names them, so that they stay whole
in every mail program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

_SPACES = re.compile(r"[\s()-]")
_UNDERLINES = {"h1": "=", "h2": "-"}


@dataclass(slots=True)
class _Page:
    """What has been written, and the lists and quotes that are open."""

    paragraphs: list[str] = field(default_factory=list)
    #: one entry for each open list: the next number, or None for bullets
    lists: list[int | None] = field(default_factory=list)
    #: what the next paragraph begins with, and what its further lines begin with
    first: str = ""
    indent: str = ""
    tight: bool = False
    #: whether the innermost list has an item already
    inside: bool = False

    def write(self, text: str) -> None:
        lines = text.split("\n")
        written = [f"{self.first or self.indent}{lines[0]}"]
        written += [f"{self.indent}{line}".rstrip() for line in lines[1:]]
        separator = "\n" if self.tight and self.paragraphs else "\n\n"
        self.paragraphs += ([separator] if self.paragraphs else []) + ["\n".join(written)]
        self.first = ""


def plain_text(tokens: Sequence[Token]) -> str:
    """Headings underlined, lists with dashes or numbers, links on lines of their own."""
    page = _Page()
    for place, token in enumerate(tokens):
        if token.type == "inline":
            _write_inline(page, token, tokens[place - 1])
        elif token.type in {"fence", "code_block"}:
            page.write("\n".join(f"    {line}" for line in token.content.rstrip().split("\n")))
        elif token.type == "hr":
            page.write("* * *")
        else:
            _open_or_close(page, token)
    return "".join(page.paragraphs)


def _open_or_close(page: _Page, token: Token) -> None:
    if token.type in {"bullet_list_open", "ordered_list_open"}:
        start = int(token.attrGet("start") or 1)
        page.lists.append(start if token.type.startswith("ordered") else None)
        page.inside = len(page.lists) > 1
    elif token.type in {"bullet_list_close", "ordered_list_close"}:
        page.lists.pop()
    elif token.type == "list_item_open":
        _open_item(page)
    elif token.type == "list_item_close":
        page.indent = page.indent[: -len(_width(page))]
        page.first = ""
        if page.lists[-1] is not None:
            page.lists[-1] += 1
    elif token.type == "blockquote_open":
        page.indent += "> "
    elif token.type == "blockquote_close":
        page.indent = page.indent[:-2]


def _open_item(page: _Page) -> None:
    number = page.lists[-1]
    label = "- " if number is None else f"{number}. "
    page.first = page.indent + label
    page.indent += _width(page)


def _width(page: _Page) -> str:
    number = page.lists[-1]
    return "  " if number is None else " " * len(f"{number}. ")


def _write_inline(page: _Page, token: Token, opener: Token) -> None:
    text, targets = _inline(token.children or [])
    if opener.type == "heading_open" and opener.tag in _UNDERLINES:
        text += "\n" + _UNDERLINES[opener.tag] * min(len(text), 60)
    page.tight = opener.hidden and page.inside
    page.inside = True
    page.write("\n".join([text, *targets]))
    page.tight = False


def _inline(children: Sequence[Token]) -> tuple[str, list[str]]:
    """The words, and the targets of links that the words do not already show."""
    words: list[str] = []
    targets: list[str] = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            words.append(" " if child.type == "softbreak" else "\n")
        elif child.type == "link_open":
            targets.append(str(child.attrGet("href") or ""))
        else:
            words.append(child.content)
    text = "".join(words)
    return text, [_shown(target) for target in targets if not _in_words(target, text)]


def _in_words(target: str, text: str) -> bool:
    """Whether the words show the target already; a telephone number with or without its spaces."""
    searched = _SPACES.sub("", text) if target.startswith("tel:") else text
    return _shown(target) in searched


def _shown(target: str) -> str:
    return target.removeprefix("mailto:").removeprefix("tel:")
