"""Merging: a compiled letter and a person's values become plain HTML and text.

Transports encode the same values for the wire themselves; this is the form for people's eyes: the
web copy, previews, and providers that take plain strings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from drip.domain.letters import CompiledLetter, Segments
from drip.errors import DripError

_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class ValueMissingError(DripError):
    """A letter asks for a value that was not given."""


def clean_value(value: str) -> str:
    """A value fit for a letter: on one line, without control characters."""
    if value.isprintable():
        return value
    return _CONTROLS.sub("", _BREAKS.sub(" ", value))


def html_value(value: str) -> str:
    """A clean value as HTML: it can stand in text and in a quoted attribute."""
    return html.escape(value)


def render_plain(compiled: CompiledLetter, values: Mapping[str, str]) -> tuple[str, str]:
    """The letter for one person, as (HTML, text).

    Raises:
        ValueMissingError: a merge tag of the letter has no value.
    """
    missing = compiled.tags - values.keys()
    if missing:
        raise ValueMissingError(f"no value for {', '.join(sorted(missing))}")
    plain = {tag: clean_value(values[tag]) for tag in compiled.tags}
    marked = {tag: html_value(value) for tag, value in plain.items()}
    return _join(compiled.html, marked), _join(compiled.text, plain)


def _join(segments: Segments, values: Mapping[str, str]) -> str:
    pieces = [segments.plain[0]]
    for tag, static in zip(segments.tags, segments.plain[1:], strict=True):
        pieces += (values[tag], static)
    return "".join(pieces)
