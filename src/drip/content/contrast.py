"""How words stand out: every text of a letter with its colour, what is behind it, and its size.

The letter is drawn three times: in the light, in the dark, and on a phone. Each time the rules of
that palette are put behind the others and the CSS inliner, which knows the cascade, writes them
into the elements. Ratios are those of WCAG 2.2, success criterion 1.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser

import css_inline

LEAST_CONTRAST = 4.5
LEAST_SIZE = 14.0
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_MEDIA = re.compile(r"@media([^{]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.DOTALL)
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_UNSEEN = frozenset({"head", "script", "style", "title"})
#: Below this, WCAG takes a part of a colour as it is.
_LINEAR = 0.04045
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_NAMED = {
    "black": _BLACK,
    "white": _WHITE,
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "navy": (0, 0, 128),
    "orange": (255, 165, 0),
}
#: Words for sizes, as parts of 16 px; of `smaller` it is taken that nothing around is larger.
_SIZES = {"smaller": 5 / 6, "larger": 1.2, "medium": 1, "large": 1.125, "x-large": 1.5} | {
    "small": 13 / 16,
    "x-small": 10 / 16,
    "xx-small": 9 / 16,
}
#: Which media rules are put behind the others in each palette.
_PALETTES = {
    "in the light": (),
    "in the dark": ("prefers-color-scheme",),
    "on a phone": ("max-width",),
}
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A text as it is seen. `palette` says where; colours are as they are written.

    `size` is 0 where it cannot be read; `link` is where the text leads, if it does.
    """

    palette: str
    text: str
    tag: str
    colour: str
    behind: str
    size: float
    link: str = ""

    @property
    def ratio(self) -> float | None:
        """The contrast of the text with what is behind it; None for colours it cannot read."""
        ours, theirs = _rgb(self.colour), _rgb(self.behind)
        if ours is None or theirs is None:
            return None
        lighter, darker = sorted((_luminance(ours), _luminance(theirs)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)


def seen(html: str) -> list[Seen]:
    """Every text of a letter, in every palette. `html` has its style sheet, not yet inlined."""
    found: list[Seen] = []
    for palette, features in _PALETTES.items():
        reader = _Texts(palette)
        css = _flat("".join(_STYLE.findall(html)), features)
        bare = _STYLE.sub("", html)
        reader.feed(_inliner().inline(bare.replace("</head>", f"{css}</head>", 1)))
        found += reader.found
    return found


def _flat(css: str, features: Sequence[str]) -> str:
    """A style element in which the wanted media rules stand behind the plain ones."""
    kept = [
        rules[2]
        for rules in _MEDIA.finditer(css)
        if any(feature in rules[1] for feature in features) and "light" not in rules[1]
    ]
    return f"<style>{_MEDIA.sub('', css)}{''.join(kept)}</style>"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class _Look:
    tag: str = "body"
    colour: str = "black"
    behind: str = "white"
    size: float = 16.0
    shown: bool = True
    link: str = ""


class _Texts(HTMLParser):
    """Walks an inlined document with the look of each open element."""

    def __init__(self, palette: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Seen] = []
        self._palette = palette
        self._open = [_Look()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        self._open.append(_look(self._open[-1], tag, given))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        look = self._open[-1]
        if data.strip() and look.shown:
            self.found.append(
                Seen(
                    palette=self._palette,
                    text=" ".join(data.split()),
                    tag=look.tag,
                    colour=look.colour,
                    behind=look.behind,
                    size=look.size,
                    link=look.link,
                )
            )


def _look(around: _Look, tag: str, given: dict[str, str]) -> _Look:
    style = dict(_declared(given.get("style", "")))
    look = replace(around, tag=tag, shown=around.shown and tag not in _UNSEEN)
    if tag == "a":
        look = replace(look, colour="#0000ee", link=given.get("href", ""))
    if "color" in style:
        look = replace(look, colour=style["color"])
    behind = style.get("background-color") or style.get("background") or given.get("bgcolor")
    if behind and behind not in {"transparent", "none", "inherit"}:
        look = replace(look, behind=behind.split()[0])
    if style.get("display") == "none":
        look = replace(look, shown=False)
    sizes = [value for name, value in style.items() if name in {"font", "font-size"}]
    written = sizes[-1] if sizes else "smaller" if tag == "small" else ""
    return replace(look, size=_size(written, around.size))


def _declared(style: str) -> Iterator[tuple[str, str]]:
    """Names and values of a style attribute: the inliner has left one of each name."""
    for one in style.split(";"):
        name, _, value = one.partition(":")
        yield name.strip().lower(), value.replace("!important", "").strip().lower()


def _size(written: str, around: float) -> float:
    """A font's size in pixels, also from the shorthand `font`; 0 where it cannot be read."""
    if written in {"", "inherit", "unset"}:
        return around
    found = re.search(r"(?<![\w.])([\d.]+)(px|pt|em|rem|%)(?!\w)", written)
    if not found:
        return next((_SIZES[one] * 16 for one in written.split() if one in _SIZES), 0)
    number = float(found[1])
    return number * {"px": 1, "pt": 4 / 3, "em": around, "rem": 16, "%": around / 100}[found[2]]


def _rgb(written: str) -> Colour | None:
    """A colour as red, green and blue."""
    if written in _NAMED:
        return _NAMED[written]
    if re.fullmatch(r"#[0-9a-f]{3}", written):
        written = "#" + "".join(2 * one for one in written[1:])
    if re.fullmatch(r"#[0-9a-f]{6}", written):
        return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)
    if found := re.fullmatch(r"rgb\((\d+),? *(\d+),? *(\d+)\)", written):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def _luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (
        one / 12.92 if one <= _LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
