"""Which family of program a visitor uses. Only the family is kept, never the whole header."""

from __future__ import annotations

_FAMILIES = (
    ("bot", "robot"),
    ("crawl", "robot"),
    ("spider", "robot"),
    ("preview", "robot"),
    ("scan", "robot"),
    ("curl", "robot"),
    ("python", "robot"),
    ("headless", "robot"),
    ("edg/", "Edge"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


def family(header: str) -> str:
    """The family a User-Agent header belongs to, or `other`."""
    text = header.casefold()
    return next((name for mark, name in _FAMILIES if mark in text), "other")
