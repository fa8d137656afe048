"""Greetings, thanks and names around what somebody has to say."""

from __future__ import annotations

import re

from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import FILLERS, is_sign
from drip.engine.safety.word_sets import word_set

_GREETS = word_set("hi hello hey dear gday g'day morning afternoon evening greetings good hiya")
_CLOSES = word_set("""
    cheers regards thanks thank ta thx love kind warm best yours sincerely faithfully xx xxx
    bye ciao bless sent
    """)
_COURTEOUS = (
    FILLERS
    | _GREETS
    | _CLOSES
    | word_set("""
    for email emails letter message reminder help helping asking checking check kind everything
    all great hope well doctor sir madam truly wishes god you're welcome much appreciated lovely
    nice useful helpful really advice tips god willing sincerely faithfully your
    """)
)
_CLOSING_LINE = re.compile(
    r"^[ \t]*(?:cheers|(?:kind |warm |best |many )?(?:regards|wishes|thanks)|thank you|ta|thx|love"
    r"|yours(?: sincerely| faithfully| truly)?|sincerely|bye|sent from my .*|get outlook .*)"
    r"[ \t]*[,.!]*(?:[ \t]+[^\W\d_][\w.'() -]{0,40})?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_NAMES = 4


def without_closing(text: str) -> str:
    """The text up to the line that closes it, where only a name or a number follows."""
    for found in _CLOSING_LINE.finditer(text):
        behind = text[found.end() :].split()
        if len(behind) <= 2 * _MOST_NAMES and text[: found.start()].strip():
            return text[: found.start()]
    return text


def is_courtesy(sentence: Sentence) -> bool:
    """Whether a sentence only greets, thanks, or closes with a name."""
    words = [word.text for word in sentence.words if not is_sign(word.text)]
    if all(word in _COURTEOUS for word in words):
        return True
    if words[0] in _GREETS:
        return len(words) <= _MOST_NAMES and "," not in sentence.shown.strip(" ,")
    return words[0] in _CLOSES and len(words) <= 2 * _MOST_NAMES
