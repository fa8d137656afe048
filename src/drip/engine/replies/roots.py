"""What is alike in two forms of a word: "mornings" and "morning", "wore" and "wear"."""

from __future__ import annotations

from functools import lru_cache

from drip.engine.replies.same_words import same_word
from drip.engine.replies.sentences import fold, sentences
from drip.engine.replies.small_words import NUMBERS
from drip.engine.safety.stems import stem

_IRREGULAR = {
    form: base
    for base, forms in {
        "wear": "wore worn", "wake": "woke woken", "sleep": "slept asleep", "take": "took taken",
        "eat": "ate eaten", "run": "ran", "sit": "sat", "stand": "stood", "drive": "drove driven",
        "feel": "felt", "keep": "kept", "ride": "rode ridden", "swim": "swam swum",
        "lie": "lay lain", "see": "saw seen", "give": "gave given", "come": "came",
        "forget": "forgot forgotten", "lose": "lost", "begin": "began begun", "buy": "bought",
        "bring": "brought", "break": "broke broken", "fall": "fell fallen", "hold": "held",
        "go": "went gone going goes", "bend": "bent", "make": "made",
        "speak": "spoke spoken", "ring": "rang rung", "meet": "met", "find": "found",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ADVERB = "ly"
_LONG = 5


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """A word without its endings; equal for equal words, and no dictionary form."""
    if word == "daily":
        return "day"
    if word in NUMBERS:
        return str(NUMBERS[word])
    same = same_word(word)
    return plain_root(word) if same == word else plain_root(same)


@lru_cache(maxsize=20_000)
def plain_root(word: str) -> str:
    """The same, other words for it left apart."""
    plain = _IRREGULAR.get(word, word)
    if plain.endswith(_ADVERB) and len(plain) > _LONG:
        plain = plain.removesuffix(_ADVERB)
    return stem(stem(plain))


@lru_cache(maxsize=512)
def roots_of(text: str) -> frozenset[str]:
    """The roots of the words of a text of ours."""
    return frozenset(root(word.text) for one in sentences(fold(text)) for word in one.words)
