"""HTML as a row of tags and texts. One walk, no recursion, at home in broken mark-up.

The standard library's parser takes quadratic time for some broken mark-up, and so for an attack.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/><]{0,60})")
_ATTRIBUTE = re.compile(
    r"([^\s=\"'>/]{1,60})"
    r"(?:\s{0,10}=\s{0,10}(?:\"([^\"]{0,4000})\"?|'([^']{0,4000})'?|([^\s>\"']{1,4000})))?"
)
_MARK = re.compile(r"[\"'>]")
#: Their content is no text.
_RAW = frozenset({"script", "style", "title", "textarea", "template", "noembed", "xmp"})
_MOST_ATTRIBUTES = 4000
#: Tags with quotes that never close, until quotes are no longer minded.
_MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening or closing tag, its name in lower case."""

    name: str
    closing: bool
    source: str

    def attributes(self) -> dict[str, str]:
        """The attributes, in lower case names. The first of a name counts."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.source[:_MOST_ATTRIBUTES]):
            found.setdefault(name.lower(), unescape(double or single or bare))
        return found


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags, and texts between them with their entities read. Comments and scripts are left out."""
    walk = _Walk(source)
    at = here = 0
    last = source.rfind(">")
    while at < len(source):
        tag = source.find("<", here)
        if tag < 0 or tag > last:
            yield unescape(source[at:])
            return
        match = _TAG_NAME.match(source, tag)
        if not match and not source.startswith(("<!", "<?"), tag):
            here = tag + 1
            continue
        if tag > at:
            yield unescape(source[at:tag])
        if match:
            at = walk.tag_end(match.end())
            found = Tag(match[1].lower(), source[tag + 1] == "/", source[match.end() : at - 1])
            yield found
            at = walk.after_raw(at, found)
        else:
            at = walk.after_comment(tag)
        here = at


def unescape(text: str) -> str:
    """Entities as letters. A number that no letter has stays as it is."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except (ValueError, OverflowError):
        return text


class _Walk:
    """Ends of things in one source. What was looked for in vain once is not looked for again."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._failures = 0
        self._last_comment = source.rfind("-->")
        self._no_end: set[str] = set()

    def tag_end(self, at: int) -> int:
        """Behind a tag's `>`, not counting one within quotes, unless those never close."""
        here = at
        while self._failures < _MOST_FAILURES:
            match = _MARK.search(self._source, here)
            if match is None:
                break
            if match[0] == ">":
                return match.end()
            here = self._source.find(match[0], match.end()) + 1
            if not here:
                break
        else:
            return self._plain_end(at)
        self._failures += 1
        return self._plain_end(at)

    def after_raw(self, at: int, tag: Tag) -> int:
        """Behind the content of a script or the like; an endless one has no content."""
        if tag.closing or tag.name not in _RAW or tag.name in self._no_end:
            return at
        closing = re.compile(f"</{tag.name}", re.IGNORECASE).search(self._source, at)
        if closing is None:
            self._no_end.add(tag.name)
            return at
        return closing.start()

    def after_comment(self, at: int) -> int:
        """Behind a comment or a declaration."""
        if self._source.startswith("<!--", at) and at + 4 <= self._last_comment:
            return self._source.find("-->", at + 4) + 3
        return self._plain_end(at)

    def _plain_end(self, at: int) -> int:
        return self._source.find(">", at) + 1 or len(self._source)
