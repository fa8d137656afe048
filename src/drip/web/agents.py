"""Which family of program a visitor uses. Only the family is kept, never the whole header."""

from __future__ import annotations

_FAMILIES = (
    ("bot", "robot"),
    ("crawl", "robot"),
    ("spider", "robot"),
    ("preview", "robot"),
    ("scan", "robot"),
    ("safelinks", "robot"),
    ("barracuda", "robot"),
    ("mimecast", "robot"),
    ("proofpoint", "robot"),
    ("curl", "program"),
    ("python", "program"),
    ("headless", "program"),
    ("edg/", "Edge"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


def family(header: str) -> str:
    """The family a User-Agent header belongs to, or `other`.

    A `robot` says itself that it looks at pages for nobody; a `program` may press for somebody.
    """
    text = header.casefold()
    return next((name for mark, name in _FAMILIES if mark in text), "other")
