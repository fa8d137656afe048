"""A rendered part, cut at its merge tags and encoded for the wire."""

from __future__ import annotations

from drip.content.marks import split
from drip.domain.letters import Segments
from drip.domain.quoted_printable import SOFT_BREAK, encode_text


def segments(rendered: str) -> Segments:
    """Statics and tags of a rendered part.

    On the wire every value stands on lines of its own: a soft break ends the static before it,
    and another one, at the head of the static behind it, ends the value.
    """
    plain, tags = split(rendered.replace("\r\n", "\n"))
    last = len(plain) - 1
    wire = tuple(
        (SOFT_BREAK if place else b"") + encode_text(static) + (SOFT_BREAK if place < last else b"")
        for place, static in enumerate(plain)
    )
    return Segments(tuple(plain), wire, tuple(tags))
