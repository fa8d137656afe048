"""Text out of HTML, so that it reads as the plain text part would: quotes marked with `> `.

What a mail program hides is not read. Links keep their words, pictures only a letter-like
`alt` (some programs write emoji as pictures).
"""

from __future__ import annotations

import re

from drip.domain.mail import Problem
from drip.inbound import bounds
from drip.inbound.bounds import Budget
from drip.inbound.html_tokens import Tag, tokens

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "o:p",
        "v:shape",
    ]
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "title",
        "textarea",
        "template",
        "noembed",
        "xmp",
        "head",
        "select",
        "object",
        "iframe",
        "svg",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tr",
        "ul",
    ]
)
#: Blank lines stand around these.
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl"])
_HIDDEN = re.compile(
    r"display\s?:\s?none|visibility\s?:\s?hidden|mso-hide\s?:\s?all|(?<![-\w])font-size\s?:\s?0(?![.\d])"
    r"|max-height\s?:\s?0(?![.\d])|(?<![-\w])opacity\s?:\s?0(?![.\d])",
    re.IGNORECASE,
)
#: People indent with this; it marks no quote.
_INDENT = re.compile(r"border\s?:\s?(none|0)", re.IGNORECASE)
_QUOTE_CLASS = re.compile(r"quote|cite|forward", re.IGNORECASE)
#: A line that some program puts over a quote, in whatever language.
_ATTRIBUTION_CLASS = re.compile(r"gmail_attr|moz-cite-prefix|protonmail_quote_header")
_REPLY_HEADER = frozenset({"divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION"})
_RULE = "_" * 32
_BLANKS = re.compile(r"[ \t\n\r\f\xa0\u2007\u202f]+")
#: The next one of these ends the one before, without a closing tag.
_CLOSED_BY_NEXT = frozenset({"p", "li", "td", "tr", "option"})
_INVISIBLE = re.compile(r"[\u00ad\u034f\u200b\u2060\ufeff]")
_MOST_QUOTES = 50
_MOST_ALT = 8


def html_to_text(source: str, budget: Budget | None = None) -> str:
    """Plain text of an HTML part. What is over a bound is not read, and noted in the budget."""
    page = _Page()
    read = 0
    for token in tokens(source[: bounds.HTML]):
        if isinstance(token, str):
            page.text(token)
        elif token.closing:
            page.close(token.name)
        else:
            page.open(token)
        read += 1
        if page.full or read > bounds.TOKENS:
            break
    if budget and (page.full or read > bounds.TOKENS or len(source) > bounds.HTML):
        budget.note(Problem.TEXT_CUT)
    return page.result()


class _Page:
    """Lines that are being written, with the quotes and hidden things that are open."""

    def __init__(self) -> None:
        self.size = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[tuple[str, int]] = []
        self._hidden: tuple[str, int] | None = None
        self._pre = 0
        self._blank_wanted = False

    @property
    def full(self) -> bool:
        """Whether there is as much as is kept of a mail."""
        return self.size > bounds.TEXT or len(self._lines) > bounds.LINES

    def text(self, text: str) -> None:
        """Words, their white space folded as a browser would."""
        if self._hidden:
            return
        self.size += len(text)
        if self._pre:
            head, *rest = text.split("\n")
            self._write(head)
            for line in rest:
                self._break()
                self._write(line)
            return
        folded = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
        if folded == " " and not self._line:
            return
        self._write(folded)

    def open(self, tag: Tag) -> None:
        """A tag opens: hide, quote, break lines."""
        if self._hidden and not self._shows_again(tag.name):
            if tag.name == self._hidden[0]:
                self._hidden = (tag.name, self._hidden[1] + 1)
            return
        found = tag.attributes() if tag.source else {}
        if tag.name not in _VOID and _is_hidden(tag.name, found):
            self._hidden = (tag.name, 1)
            return
        if tag.name in _BLOCKS:
            self._block(tag.name, found)
        else:
            self._inline(tag.name, found)

    def close(self, name: str) -> None:
        """A tag closes."""
        if self._hidden:
            depth = self._hidden[1] - (name == self._hidden[0])
            self._hidden = (self._hidden[0], depth) if depth else None
            return
        if name in {"td", "th"}:
            self._write(" ")
        if name not in _BLOCKS:
            return
        self._flush()
        self._pre = max(self._pre - (name == "pre"), 0)
        self._blank_wanted |= name in _SPACED
        if self._quotes and self._quotes[-1][0] == name:
            depth = self._quotes[-1][1] - 1
            self._quotes[-1] = (name, depth)
            if not depth:
                self._quotes.pop()

    def result(self) -> str:
        """The text so far, without blank lines at its ends."""
        self._flush()
        return "\n".join(self._lines).strip("\n")

    def _shows_again(self, name: str) -> bool:
        """Whether a tag ends what is hidden, because that was never closed."""
        hidden = self._hidden[0] if self._hidden else ""
        if (hidden, name) == ("head", "body") or hidden == name in _CLOSED_BY_NEXT:
            self._hidden = None
        return self._hidden is None

    def _block(self, name: str, found: dict[str, str]) -> None:
        self._flush()
        self._blank_wanted |= name in _SPACED
        if found.get("id") in _REPLY_HEADER:
            self._rule()
        if _is_quote(name, found) and len(self._quotes) < _MOST_QUOTES:
            self._quotes.append((name, 1))
        elif self._quotes and self._quotes[-1][0] == name:
            self._quotes[-1] = (name, self._quotes[-1][1] + 1)
        if name == "pre":
            self._pre += 1
        if name == "li":
            self._write("- ")

    def _inline(self, name: str, found: dict[str, str]) -> None:
        if name == "br":
            self._break()
        elif name == "hr":
            self._rule()
        elif name == "img":
            alt = found.get("data-emoji") or found.get("alt", "")
            if alt and len(alt) <= _MOST_ALT and not alt.isascii():
                self._write(alt)

    def _rule(self) -> None:
        self._flush()
        self._blank_wanted = False
        if not self._lines or not self._lines[-1].endswith(_RULE):
            self._add(_RULE)

    def _write(self, text: str) -> None:
        if self._blank_wanted and text.strip():
            self._blank_wanted = False
            if self._lines and self._lines[-1].strip("> "):
                self._add("")
        self._line.append(text)

    def _break(self) -> None:
        self._add("".join(self._line))
        self._line = []

    def _flush(self) -> None:
        if "".join(self._line).strip():
            self._break()
        self._line = []

    def _add(self, line: str) -> None:
        line = line.rstrip() if self._pre else _BLANKS.sub(" ", line).strip()
        depth = len(self._quotes)
        self._lines.append((">" * depth + " " + line).rstrip() if depth else line)


def _is_hidden(name: str, found: dict[str, str]) -> bool:
    return (
        name in _DROPPED
        or ("hidden" in found and found["hidden"] in {"", "hidden", "true"})
        or bool(_HIDDEN.search(found.get("style", "")[:2000]))
    )


def _is_quote(name: str, found: dict[str, str]) -> bool:
    """Whether a block holds what somebody else wrote."""
    classes = found.get("class", "")
    if name != "blockquote":
        return bool(_ATTRIBUTION_CLASS.search(classes))
    if found.get("type") == "cite" or "cite" in found or _QUOTE_CLASS.search(classes):
        return True
    return not _INDENT.search(found.get("style", ""))
