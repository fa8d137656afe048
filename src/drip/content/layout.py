"""The frame around every letter, and the look of its blocks: one for HTML, one for text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import css_inline

from drip.content.sandbox import FOR_HTML, FOR_TEXT, render

HTML_PATH = "templates/emails/_layout.html"
TEXT_PATH = "templates/emails/_layout.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The sources of `_layout.html` and `_layout.txt`."""

    html: str
    text: str

    @classmethod
    def of(cls, files: Mapping[str, str]) -> Layout:
        """The layout among a revision's files. Raises KeyError when it is not there."""
        return cls(html=files[HTML_PATH], text=files[TEXT_PATH])


def html_part(layout: Layout, context: Mapping[str, object]) -> str:
    """The whole HTML document, with the styles written into its elements as well."""
    return _inliner().inline(render(FOR_HTML, layout.html, context))


def text_part(layout: Layout, context: Mapping[str, object]) -> str:
    """The whole text part: no blanks at the ends of lines, never two blank lines in a row."""
    lines = [line.rstrip() for line in render(FOR_TEXT, layout.text, context).split("\n")]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip("\n") + "\n"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
