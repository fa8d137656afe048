"""The small words of English: short forms spelt out, and words that change nothing.

`don't`, `dont` and `do not` are read as the same two words, as `can't`, `carnt` and `cannot` are.
"""

from __future__ import annotations

import re

from drip.engine.safety.stems import stem
from drip.engine.safety.word_sets import word_set

_NOT = {
    "can": "can't cant cannot carnt cnat couldn't couldnt couldent",
    "do": "don't dont doesn't doesnt dosent dosnt doesent didn't didnt dident dnt",
    "have": "haven't havent hasn't hasnt hadn't hadnt",
    "is": "isn't isnt aren't arent ain't aint wasn't wasnt weren't werent wernt",
    "will": "won't wont wouldn't wouldnt wouldent",
    "should": "shouldn't shouldnt mustn't mustnt needn't neednt",
}
_LONG = {
    "i'm": "i am",
    "im": "i am",
    "iam": "i am",
    "i've": "i have",
    "ive": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "it's": "it is",
    "its": "it is",
    "that's": "that is",
    "thats": "that is",
    "there's": "there is",
    "theres": "there is",
    "he's": "he is",
    "she's": "she is",
    "they're": "they are",
    "we're": "we are",
    "you're": "you are",
    "what's": "what is",
    "wanna": "want to",
    "gonna": "going to",
    "gotta": "got to",
    "dunno": "do not know",
    "u": "you",
    "ur": "your",
    "r": "are",
    "cos": "because",
    "cuz": "because",
    "coz": "because",
    "bc": "because",
    "tho": "though",
    "tonite": "tonight",
    "nite": "night",
    "2day": "today",
    "2nite": "tonight",
    "yr": "year",
    "yrs": "year",
    "y/o": "year",
    "tryna": "trying to",
    "wif": "with",
    "til": "until",
    "till": "until",
    "&": "and",
    "+": "and",
    "me": "me",
    "meself": "myself",
    "mself": "myself",
    "doin": "doing",
    "gettin": "getting",
    "feelin": "feeling",
    "goin": "going",
    "pissin": "pissing",
    "havin": "having",
    "nothin": "nothing",
    "somethin": "something",
}
#: Short forms and their words.
SPELT_OUT: dict[str, tuple[str, ...]] = {
    **{short: tuple(long.split()) for short, long in _LONG.items()},
    **{short: (verb, "not") for verb, shorts in _NOT.items() for short in shorts.split()},
    "couldn't": ("could", "not"),
    "couldnt": ("could", "not"),
}

#: Words that change nothing: patterns and texts are compared without them.
IDLE = word_set("""
    a an the my our your his their this these those of is am are was were be been being really
    very quite just so too kinda sorta actually basically literally bit little slightly somewhat
    pretty totally completely fully absolutely properly bloody fucking fuckin frigging freaking
    effing damn even also still kind sort like well right-o um uh er oh hey please lol haha have
    has had having bein i you we he she they will would to with some in at for by as that
    """)
_ENDINGS = frozenset({"s", "d", "ll", "ve", "re", ""})
#: Words that come and go even in a fixed figure of speech.
LOOSE = word_set("a an the my your his her our their this that really very quite just so")
_PARTS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[./]\d+)*|[&+]")


def spelt_out(word: str) -> tuple[str, ...]:
    """The words that a written word stands for; a possessive loses its ending."""
    if long := SPELT_OUT.get(word):
        return long
    if "'" in word:
        head, _, tail = word.rpartition("'")
        return (head,) if tail in _ENDINGS else (word.replace("'", ""),)
    return (word,)


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a phrase that count."""
    return tuple(stem(word) for word in _words(text) if word not in IDLE)


def figure_stems(text: str) -> tuple[str, ...]:
    """The stems of a figure of speech, small words and all."""
    return tuple(stem(word) for word in _words(text) if word not in LOOSE)


def _words(text: str) -> list[str]:
    return [one for part in _PARTS.findall(text.lower()) for one in spelt_out(part)]
