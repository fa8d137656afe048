"""A layout's HTML as it is written: what mail programs refuse, and what screen readers miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drip.content.contrast import LEAST_SIZE
from drip.content.nodes import TOP, Place
from drip.content.problems import Problem
from drip.content.report import problem_at
from drip.content.style_sheet import Element, Sheet, blanked, elements, place_of, sheet

#: Elements that no letter may hold, and why.
_REFUSED = {
    "script": "Mail programs drop scripts, and some drop the whole letter with them.",
    "iframe": "Mail programs drop frames.",
    "form": "Mail programs warn of forms in letters: a link to a page does it.",
    "object": "Mail programs drop objects.",
    "embed": "Mail programs drop objects.",
    "video": "Most mail programs drop videos.",
    "audio": "Most mail programs drop sounds.",
    "base": "A base address would bend every link of the letter.",
    "link": "A letter fetches nothing from outside: styles stand in its own <style>.",
    "font": "Sizes and colours stand in the style sheet, where the dark can change them.",
}
#: Attributes that make a mail program fetch something.
_FETCHING = ("background", "data", "dynsrc", "lowsrc", "poster", "src", "srcset", "xlink:href")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SAFE_SCHEMES = frozenset({"https", "http", "mailto", "tel"})  # http: has a finding of its own
#: The widest that a letter gets, and the phone that it still has to fit (px).
_WIDEST, _NARROWEST = 600, 320
_WIDTHS = frozenset({"width", "min-width"})
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)(?:px)?\s*(?:!important)?")
_META = {
    "viewport": (
        "Without a viewport phones show the letter tiny, as a desktop would.",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ),
    "color-scheme": (
        "The layout does not say that it knows the dark, so mail programs darken it themselves.",
        '<meta name="color-scheme" content="light dark">',
    ),
}
_ADDRESS = re.compile(r"http://[^\s\"'<>)]*", re.IGNORECASE)
_NAMESPACE = re.compile(r"xmlns(:\w+)?\s*=\s*[\"']?$")
_FETCHED = re.compile(r"(https?:)?//|\w+\.\w+/", re.IGNORECASE)
_URL = re.compile(r"url\(\s*['\"]?(?!data:)[^)]*\)", re.IGNORECASE)
_SIZE = re.compile(r"\d+(px)?")
_CONDITIONAL = re.compile(r"<!--\[if[^\]]*\]>(.*?)<!\[endif\]-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A layout's source: as written, with its Jinja blanked, its elements and its style sheet."""

    path: str
    text: str
    plain: str
    elements: tuple[Element, ...]
    sheet: Sheet

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """Read a layout."""
        plain = blanked(text)
        # What only Outlook on Windows reads stands in comments: it is looked at as well.
        opened = _CONDITIONAL.sub(_without_condition, plain)
        return cls(path, text, plain, tuple(elements(opened)), sheet(plain))

    def place(self, start: int, end: int) -> Place:
        """The place of a piece of the source."""
        return place_of(self.text, start, end - start)

    def declared(self, name: str, value: str, *, dark: bool = False) -> Place:
        """Where the style sheet gives something a value; the top where it does not."""
        for one in self.sheet.declarations:
            in_dark = "dark" in one.media
            if one.name == name and one.value.lower().startswith(value) and in_dark is dark:
                return self.place(one.start, one.start + len(one.name) + 2 + len(one.value))
        return TOP

    def problem(self, start: int, end: int, code: str, message: str, hint: str = "") -> Problem:
        """An error in a piece of the source."""
        return problem_at(self.path, self.place(start, end), code, message, hint)


def markup_problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong with a layout's HTML and styles as they are written."""
    for element in source.elements:
        for code, message, hint in _about(element):
            yield source.problem(element.start, element.end, code, message, hint)
    yield from _addresses(source)
    yield from _fetched_styles(source)
    yield from _small_in_media(source)
    yield from _wide_styles(source)
    yield from _missing_meta(source)
    for tag in ("style", "title"):
        if source.plain.count(f"<{tag}") != source.plain.count(f"</{tag}>"):
            message = f"A <{tag}> is not closed, so that mail programs show the letter empty."
            yield problem_at(source.path, TOP, "not-closed", message, f"write </{tag}>")
    if not any(one.tag == "html" and one.attributes.get("lang") for one in source.elements):
        message = "The layout does not say its language, so screen readers guess how to read it."
        yield problem_at(source.path, TOP, "no-lang", message, 'write <html lang="{{ language }}">')


def _without_condition(found: re.Match[str]) -> str:
    inside = found[1]
    before = found.start(1) - found.start()
    after = found.end() - found.end(1)
    return " " * before + inside + " " * after


def _about(element: Element) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one element: code, message, hint."""
    given = element.attributes
    if element.tag in _REFUSED:
        yield "refused-element", _REFUSED[element.tag], f"take <{element.tag}> out"
    if element.tag == "table" and given.get("role") != "presentation":
        message = "Screen readers read this table out as data: it only places things."
        yield "table-role", message, 'write <table role="presentation" ...>'
    if element.tag == "img":
        yield from _about_picture(given)
    if given.get("http-equiv", "").lower() == "refresh":
        message = "A letter that leads on by itself is what fraud does: mail programs drop it."
        yield "refused-element", message, "take this <meta> out"
    handlers = [name for name in given if name.startswith("on")]
    if handlers:
        message = f"Mail programs drop scripts such as {handlers[0]}."
        yield "refused-element", message, f"take {handlers[0]} out"
    yield from _about_addresses(element)
    width = _PIXELS.fullmatch(given.get("width", ""))
    if width and float(width[1]) > _WIDEST:
        message = f"This is {width[1]} px wide; letters are at most {_WIDEST} px."
        yield "too-wide", message, 'write width="100%"'


def _about_addresses(element: Element) -> Iterator[tuple[str, str, str]]:
    given = element.attributes
    leads = element.tag in {"a", "area"}
    fetching = _FETCHING if leads else (*_FETCHING, "href")
    fetched = [name for name in fetching if not given.get(name, "data:").startswith("data:")]
    if _URL.search(given.get("style", "")):
        fetched.append("the url(...)")
    if fetched:
        message = "A letter fetches nothing from outside: that tells who opens it when."
        yield "fetched", message, f"take {fetched[0]} out, and say it in words"
    scheme = _SCHEME.match(given.get("href", "")) if leads else None
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        message = f"A link that begins with {scheme[1]}: is none that mail programs follow."
        yield "unsafe-link", message, "begin it with https://"


def _about_picture(given: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if "alt" not in given:
        message = "This picture has no words for people who do not see it."
        yield "no-alt", message, 'write alt="what it shows", or alt="" for an ornament'
    if not all(_SIZE.fullmatch(given.get(name, "")) for name in ("width", "height")):
        message = "Without a size the letter jumps when the picture comes, or leaves a hole."
        yield "picture-size", message, 'write e.g. width="120" height="40"'


def _addresses(source: Source) -> Iterator[Problem]:
    for found in _ADDRESS.finditer(source.plain):
        if _NAMESPACE.search(source.plain, max(0, found.start() - 40), found.start()):
            continue
        message = f"{found[0]} is not a safe address: anybody on the way can read and change it."
        yield source.problem(*found.span(), "unsafe-link", message, "begin it with https://")


def _fetched_styles(source: Source) -> Iterator[Problem]:
    message = "A letter fetches nothing from outside: mail programs drop it, or tell who reads."
    for name, rest, start in source.sheet.at_rules:
        if name in {"import", "font-face"}:
            end = start + len(name) + len(rest) + 2
            yield source.problem(start, end, "fetched", message, f"take @{name} out")
    for one in source.sheet.declarations:
        if _URL.search(one.value):
            end = one.start + len(one.name) + len(one.value) + 2
            yield source.problem(one.start, end, "fetched", message, "take the url(...) out")


def _wide_styles(source: Source) -> Iterator[Problem]:
    """Fixed widths that do not fit a small phone, in the style sheet and in elements."""
    for one in source.sheet.declarations:
        if not one.media and one.name in _WIDTHS and _too_wide(one.value):
            end = one.start + len(one.name) + len(one.value) + 2
            yield source.problem(one.start, end, *_wide(one.value))
    for element in source.elements:
        for written in element.attributes.get("style", "").split(";"):
            name, _, value = written.partition(":")
            if name.strip().lower() in _WIDTHS and _too_wide(value.strip()):
                yield source.problem(element.start, element.end, *_wide(value.strip()))


def _too_wide(value: str) -> bool:
    width = _PIXELS.fullmatch(value)
    return width is not None and float(width[1]) > _NARROWEST


def _wide(value: str) -> tuple[str, str, str]:
    message = f"A width of {value} is wider than a small phone ({_NARROWEST} px)."
    return "too-wide", message, "write width: 100% and max-width"


def _missing_meta(source: Source) -> Iterator[Problem]:
    given = {one.attributes.get("name", "").lower() for one in source.elements if one.tag == "meta"}
    for name, (message, hint) in _META.items():
        if name not in given:
            yield problem_at(source.path, TOP, f"no-{name}", message, f"write {hint}")


def _small_in_media(source: Source) -> Iterator[Problem]:
    """Small text that only some screens get, where no palette of the sample shows it."""
    for one in source.sheet.declarations:
        size = re.fullmatch(r"([\d.]+)px.*", one.value) if one.name == "font-size" else None
        if one.media and size and float(size[1]) < LEAST_SIZE:
            end = one.start + len(one.name) + len(one.value) + 2
            message = f"Text of {size[1]} px is too small to read on a phone."
            yield source.problem(one.start, end, "small-text", message, "write 14px or more")
