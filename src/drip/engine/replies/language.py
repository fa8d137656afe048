"""Whether a reply is in a language that is understood here. That is English."""

from __future__ import annotations

from functools import cache

from drip.engine.replies.phrases import MEANINGS
from drip.engine.replies.small_words import (
    AVERAGES,
    ELSEWHERE,
    FILLERS,
    HEDGES,
    MOMENTS,
    NUMBERS,
    OTHERS,
    SUPPOSED,
)
from drip.engine.safety.language import is_known


def language_known(text: str) -> bool:
    """Whether every sentence can be English. Other languages need a person."""
    return is_known(text, _words())


@cache
def _words() -> frozenset[str]:
    said = {word for phrases in MEANINGS.values() for word in phrases.replace("/", " ").split()}
    small = FILLERS | HEDGES | MOMENTS | AVERAGES | ELSEWHERE | OTHERS | SUPPOSED | set(NUMBERS)
    return frozenset(said | small)
