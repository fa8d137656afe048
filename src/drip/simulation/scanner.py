"""A scanner in front of a mailbox: every link at once, the links behind them, and the forms.

It does what such machines have been seen to do, and a little more: it asks for headers first, opens
each link of a letter, follows what it finds there whether an eye could see it or not, and posts the
forms of answer pages with the first of everything chosen. Nothing of it may change anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from drip.domain.letters import Letter
from drip.domain.merge import render_plain

#: Opens a link: the method, the address, the fields of a form; answers the page.
Fetch = Callable[[str, str, Mapping[str, str]], str]

_LINK = re.compile(r"https?://[^\s\"'<>)\]]+")
_NOTHING: Mapping[str, str] = {}
_ANSWERS = "/a/"


def scan(letter: Letter, fetch: Fetch, base_url: str) -> None:
    """Do with a letter what a scanner does."""
    html, text = render_plain(letter.compiled, letter.values)
    headers = " ".join(value for _, value in letter.headers)
    links = set(_LINK.findall(f"{html} {text} {headers}"))
    ours = sorted(url for url in links if url.startswith(base_url))
    forms: dict[str, Mapping[str, str]] = {}
    behind: set[str] = set()
    for url in ours:
        fetch("HEAD", url, _NOTHING)
        page = _Page()
        page.feed(fetch("GET", url, _NOTHING))
        behind |= {f"{base_url}{path}" for path in page.links}
        if page.posts and url.startswith(f"{base_url}{_ANSWERS}"):
            forms[url] = page.fields
    for url in sorted(behind - links):
        fetch("GET", url, _NOTHING)
    for url, fields in forms.items():
        fetch("POST", url, fields)


class _Page(HTMLParser):
    """The links of a page that lead on, and the fields of its form with the first choices made."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.posts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form or a field."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(_ANSWERS):
            self.links.append(given["href"])
        elif tag == "form":
            self.posts = given.get("method", "").lower() == "post"
        elif tag == "input" and "name" in given:
            self.fields.setdefault(given["name"], given.get("value", ""))
