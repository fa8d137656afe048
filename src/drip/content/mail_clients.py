"""Which mail programs leave out which parts of HTML and CSS: the data of caniemail.com.

`data/mail_clients.json` holds what layouts can use and what some client of ours leaves out. It is
made from the npm package `caniemail` (MIT, its licence stands beside it); to make it anew:

    npm pack caniemail && tar xzf caniemail-*.tgz
    python -m drip.content.mail_clients package/data/caniemail.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "mail_clients.json"
#: The clients that letters are checked for: (family, platform) of caniemail, and a name to show.
CLIENTS: Mapping[tuple[str, str], str] = {
    ("gmail", "desktop-webmail"): "Gmail on the web",
    ("gmail", "ios"): "Gmail on iOS",
    ("gmail", "android"): "Gmail on Android",
    ("gmail", "mobile-webmail"): "Gmail in a phone's browser",
    ("apple-mail", "macos"): "Apple Mail on macOS",
    ("apple-mail", "ios"): "Apple Mail on iOS",
    ("outlook", "windows"): "Outlook on Windows",
    ("outlook", "macos"): "Outlook on macOS",
    ("outlook", "outlook-com"): "Outlook.com",
    ("outlook", "ios"): "Outlook on iOS",
    ("outlook", "android"): "Outlook on Android",
    ("yahoo", "desktop-webmail"): "Yahoo on the web",
    ("yahoo", "ios"): "Yahoo on iOS",
    ("yahoo", "android"): "Yahoo on Android",
    ("samsung-email", "android"): "Samsung Email",
    ("thunderbird", "macos"): "Thunderbird",
}
#: Titles of caniemail that name several things, or name one in other words.
_SEVERAL = {
    "css-left-right-top-bottom": ("property", ("left", "right", "top", "bottom")),
    "css-gap": ("property", ("gap", "column-gap", "row-gap")),
    "css-variables": ("function", ("var",)),
    "css-pseudo-class-lang": ("pseudo", ("lang",)),
    "css-color-scheme": ("property", ("color-scheme",)),
    "css-intrinsic-size": ("value", ("fit-content", "min-content", "max-content")),
    "css-border-inline-block": ("property", ("border-inline", "border-block")),
    "css-margin-inline-block": ("property", ("margin-inline", "margin-block")),
    "css-padding-inline-block": ("property", ("padding-inline", "padding-block")),
    "html-address": ("element", ("address",)),
    "html-h1-h6": ("element", ("h1", "h2", "h3", "h4", "h5", "h6")),
    "html-lists": ("element", ("ul", "ol", "dl")),
    "html-semantics": (
        "element",
        ("article", "aside", "details", "figure", "footer", "header", "main", "nav", "section"),
    ),
    "html-svg": ("element", ("svg",)),
    "html-image-maps": ("element", ("map",)),
    "html-srcset": ("attribute", ("srcset", "sizes")),
}
#: How the other titles are read; the first that fits counts.
_FORMS = (
    ("css", re.compile(r"@media \((?P<one>[a-z-]+)\)"), "media"),
    ("css", re.compile(r"@(?P<one>[a-z-]+)"), "at-rule"),
    ("css", re.compile(r"::?(?P<one>[a-z-]+)(\(\))?"), "pseudo"),
    ("css", re.compile(r"(?P<one>[a-z-]+: ?[a-z-]+)"), "pair"),
    ("css", re.compile(r"(CSS )?(?P<one>[a-z-]+)\(\)( function)?"), "function"),
    ("css", re.compile(r"(?P<one>[a-z-]+)( shorthand| property)?"), "property"),
    ("html", re.compile(r"<(?P<one>[a-z0-9]+)> element"), "element"),
    ("html", re.compile(r"<(?P<one>[a-z0-9]+)>"), "element"),
    ("html", re.compile(r"(?P<one>[a-z-]+) attribute"), "attribute"),
)


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that some clients leave out. `kind`: element, attribute, property, pair ..."""

    title: str
    kind: str
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def features() -> Mapping[tuple[str, str], Feature]:
    """What some client leaves out, by kind and name."""
    read = json.loads(DATA.read_text(encoding="utf-8"))
    clients = read["clients"]
    return {
        (kind, name): Feature(title, kind, tuple(clients[place] for place in missing))
        for title, kind, names, missing in read["features"]
        for name in names
    }


def condensed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the checks need of caniemail's data.

    A feature is its title, its kind, its names, and the places of the clients that leave it out.
    """
    found: list[tuple[str, str, tuple[str, ...], list[int]]] = []
    for feature in given["data"]:
        title = feature["title"].strip().replace(": ", ":")
        kind, names = _read(feature["slug"], feature["category"], title)
        missing = [n for n, place in enumerate(CLIENTS) if _left_out(feature["stats"], *place)]
        if names and missing:
            found.append((title, kind, names, missing))
    return {
        "source": "https://www.caniemail.com, npm package caniemail, MIT",
        "updated": given["last_update_date"],
        "clients": list(CLIENTS.values()),
        "features": found,
    }


def _read(slug: str, category: str, title: str) -> tuple[str, tuple[str, ...]]:
    if slug in _SEVERAL:
        return _SEVERAL[slug]
    for wanted, form, kind in _FORMS:
        found = form.fullmatch(title)
        if category == wanted and found:
            return kind, (found["one"].replace(" ", ""),)
    return "", ()


def _left_out(stats: Mapping[str, Any], family: str, platform: str) -> bool:
    """Whether the newest version tested does not support it at all."""
    tested = list(stats.get(family, {}).get(platform, {}).values())
    return bool(tested) and str(tested[-1]).startswith("n")


def main(arguments: Iterable[str]) -> None:
    """Write the data anew from caniemail's file."""
    (source,) = arguments
    made = condensed(json.loads(Path(source).read_text(encoding="utf-8")))
    lines = [json.dumps(one, ensure_ascii=False) for one in made.pop("features")]
    head = json.dumps(made, ensure_ascii=False).removesuffix("}")
    body = ",\n".join(lines)
    DATA.write_text(f'{head}, "features": [\n{body}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
