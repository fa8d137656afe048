"""Questions that are answered in one's own words."""

from __future__ import annotations

import re

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.sentences import fold, sentences
from drip.engine.replies.small_words import FILLERS, is_sign

_OWN, _ONLY, _LOOSE = 0.93, 0.8, 0.5
_MOST_TEXT = 2000
_MOST_SHOWN = 240
_WANTS = re.compile(
    r"\b(?:i(?:'d| would)? (?:want|like|love|wish|hope)|want to|like to|love to|able to|again"
    r"|back to|get back|would (?:help|make)|it would be|looking forward)\b"
)


def read_free_text(
    text: str, question: Question, *, own: bool, alone: bool = False
) -> Reading | None:
    """What somebody wrote to such a question. `own`: it stands under this very question.

    `alone`: nothing else was asked. Otherwise only a sentence that sounds like an answer is taken,
    and never surely.
    """
    written = text.strip()
    if own or alone:
        if not written or len(written) > _MOST_TEXT or "\0" in written or _only_small(written):
            return None
        sure = _OWN if own and not _asks(written) else _ONLY if not _asks(written) else _LOOSE
        return _reading(question, written, sure)
    for sentence in sentences(written):
        if not sentence.asks and _WANTS.search(fold(sentence.shown)):
            return _reading(question, sentence.shown, _LOOSE)
    return None


def _reading(question: Question, value: str, sure: float) -> Reading:
    shown = " ".join(value.split())[:_MOST_SHOWN]
    return Reading(question=question.name, value=value, sentence=shown, confidence=sure)


def _asks(text: str) -> bool:
    return any(one.asks for one in sentences(text))


def _only_small(text: str) -> bool:
    """Whether nothing is said but thanks and greetings."""
    words = [word.text for one in sentences(text) for word in one.words if not is_sign(word.text)]
    return all(word in FILLERS for word in words)
