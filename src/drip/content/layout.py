"""The frame around every letter, and the look of its blocks: one for HTML, one for text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import css_inline

from drip.content.sandbox import (
    FOR_HTML,
    FOR_TEXT,
    LetterEnvironment,
    TemplateRefusedError,
    render,
)
from drip.errors import DripError

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


class LayoutRefusedError(DripError):
    """A layout holds something that layouts cannot do. `line` counts from 1."""

    def __init__(self, path: str, line: int, message: str) -> None:
        self.path, self.line, self.said = path, line, message
        super().__init__(f"{path}:{line}: {message}")


def html_part(layout: Layout, context: Mapping[str, object]) -> str:
    """The whole HTML document, with the styles written into its elements as well.

    Raises:
        LayoutRefusedError: the layout cannot be drawn.
    """
    return _inliner().inline(drawn_html(layout, context))


def drawn_html(layout: Layout, context: Mapping[str, object]) -> str:
    """The HTML document with its style sheet only.

    Raises:
        LayoutRefusedError: the layout cannot be drawn.
    """
    return _drawn(FOR_HTML, HTML_PATH, layout.html, context)


def text_part(layout: Layout, context: Mapping[str, object]) -> str:
    """The whole text part: no blanks at the ends of lines, never two blank lines in a row.

    Raises:
        LayoutRefusedError: the layout cannot be drawn.
    """
    drawn = _drawn(FOR_TEXT, TEXT_PATH, layout.text, context)
    lines = [line.rstrip() for line in drawn.split("\n")]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip("\n") + "\n"


def _drawn(
    environment: LetterEnvironment, path: str, source: str, context: Mapping[str, object]
) -> str:
    try:
        return render(environment, source, context)
    except TemplateRefusedError as error:
        raise LayoutRefusedError(path, error.line, error.message) from error


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
