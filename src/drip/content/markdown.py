"""Markdown as blocks: one reading, from which the HTML and the text part are both made.

A letter is a run of blocks. Most are prose. A link that stands alone in its paragraph is a button,
and the markers for answers and booking stand alone too; the layout draws those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from drip.content.marks import BLOCKS, PERSONAL, sentinel, split
from drip.content.plain_text import plain_text
from drip.errors import DripError

#: A marker with a line to itself, wherever that line stands.
_LONE = re.compile(f"^[ \t]*({'|'.join(map(sentinel, BLOCKS))})[ \t]*$", re.MULTILINE)
#: Stress that is never closed, and links by a name that nothing explains.
_LEFT = re.compile(r"\*\*|(?<!\w)__(?=\w)|\]\[")
_SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a letter. `kind`: prose, button, or a marker's name (answers, book).

    Prose has `html` and `text`; a button has `text` (its label) and `url`.
    """

    kind: str
    html: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link in a letter: its target, the line of the body it begins on (from 1), its words."""

    url: str
    line: int
    label: str = ""


class MarkerMisplacedError(DripError):
    """{{ answers }} and {{ book }} stand on a line of their own."""


class PersonalLinkError(DripError):
    """A link's address holds something about a person; addresses are seen by others."""


def _with_sentinels(url: str) -> str:
    """Percent-encode a link's target around its merge tags."""
    statics, tags = split(url)
    if any(tag in PERSONAL for tag in tags):
        raise PersonalLinkError
    pieces = [normalizeLink(statics[0])]
    for tag, static in zip(tags, statics[1:], strict=True):
        pieces += (sentinel(tag), normalizeLink(static) if static else "")
    return "".join(pieces)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": False})
    reader.disable(["html_block", "html_inline", "image"])
    reader.normalizeLink = _with_sentinels  # type: ignore[method-assign] # its documented hook
    reader.validateLink = lambda url: url.startswith(_SCHEMES)  # type: ignore[method-assign] # the same
    return reader


_MARKDOWN = _reader()


def blocks(source: str) -> tuple[Block, ...]:
    """A letter's blocks, in order.

    Raises:
        MarkerMisplacedError: a block's marker stands inside other text.
        PersonalLinkError: a link leads to an address with a person's value in it.
    """
    found: list[Block] = []
    prose: list[Token] = []
    for group in _groups(_MARKDOWN.parse(_LONE.sub(r"\n\1\n", source))):
        special = _special(group)
        if special is None:
            prose += group
            continue
        if prose:
            found.append(_prose(prose))
            prose = []
        found.append(special)
    if prose:
        found.append(_prose(prose))
    for block in found:
        if any(sentinel(name) in block.text for name in BLOCKS):
            raise MarkerMisplacedError
    return tuple(found)


def links(source: str) -> tuple[WrittenLink, ...]:
    """Every link in a letter's body."""
    found: list[WrittenLink] = []
    for token in _tokens(source):
        line = token.map[0] + 1 if token.map else 1
        for place, child in enumerate(token.children or ()):
            if child.type == "link_open":
                label = _label(token.children or [], place)
                found.append(WrittenLink(str(child.attrGet("href") or ""), line, label))
            elif child.type in {"softbreak", "hardbreak"}:
                line += 1
    return tuple(found)


def leftovers(source: str) -> Iterator[tuple[int, str]]:
    """Marks that people would read as they stand, and text set in so far that it becomes code.

    Each with the line of the body that it begins on (from 1).
    """
    for token in _tokens(source):
        line = token.map[0] + 1 if token.map else 1
        if token.type in {"code_block", "fence"}:
            yield line, ""
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type == "text" and (mark := _LEFT.search(child.content)):
                yield line, mark[0]


@lru_cache(maxsize=4)
def _tokens(source: str) -> Sequence[Token]:
    return _MARKDOWN.parse(source)


def _label(children: Sequence[Token], opened: int) -> str:
    """The words of the link that is opened at a place."""
    words: list[str] = []
    for child in children[opened + 1 :]:
        if child.type == "link_close":
            break
        words.append(child.content or " ")
    return "".join(words).strip()


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Top-level elements, each with everything in it."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _special(group: list[Token]) -> Block | None:
    """The button or marker that a paragraph stands for, if it does."""
    if group[0].type != "paragraph_open":
        return None
    children = group[1].children or []
    if len(children) == 1:
        names = {sentinel(name): name for name in BLOCKS}
        name = names.get(children[0].content.strip())
        return Block(kind=name) if name else None
    alone = (
        len(children) > 1
        and children[0].type == "link_open"
        and children[-1].type == "link_close"
        and sum(child.type == "link_open" for child in children) == 1
    )
    if not alone:
        return None
    label = "".join(child.content for child in children[1:-1])
    return Block(kind="button", text=label, url=str(children[0].attrGet("href") or ""))


def _prose(tokens: list[Token]) -> Block:
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Block(kind="prose", html=html, text=plain_text(tokens))
