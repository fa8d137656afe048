"""American spellings and words in letters, with what Australians write."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

#: Endings that differ, and words that end so; the rest of the word stays.
_ENDINGS = (
    (r"(col|fav|behavi|neighb|hon|hum|rum|flav|vig|harb)or(?!ous|ar|if|iz|is)", r"\1our"),
    (r"(cent|fib|theat|calib)er(?!\w*i)", r"\1re"),
    (r"(anal|paral|catal)yz", r"\1ys"),
    (
        (
            r"((?:re)?organ|recogn|real|minim|maxim|stabil|mobil|final|priorit|emphas|apolog|custom"
            r"|familiar|general|local|normal|optim|special|summar|util|visual|critic|strateg|person"
            r"|memor|symbol|energ|immun)iz(?=e|i|a)"
        ),
        r"\1is",
    ),
    (r"(travel|cancel|counsel|model|label|fuel|signal)(ed|ing|er|or)(?=s?\b)", r"\1l\2"),
    (r"(enrol|fulfil)l(?=ments?\b|s?\b)", r"\1"),
    (r"practic(?=ing\b|ed\b)", "practis"),
)
_WORDS = {
    "gray": "grey",
    "mom": "mum",
    "moms": "mums",
    "gotten": "got",
    "aging": "ageing",
    "skeptical": "sceptical",
    "skeptic": "sceptic",
    "orthopedic": "orthopaedic",
    "orthopedics": "orthopaedics",
    "pediatric": "paediatric",
    "anesthetic": "anaesthetic",
    "anesthesia": "anaesthesia",
    "edema": "oedema",
    "skillful": "skilful",
    "acetaminophen": "paracetamol",
    "911": "000",
}
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_COMPILED = tuple((re.compile(pattern), instead) for pattern, instead in _ENDINGS)
#: Words that may be one of them: most letters hold none, and are read through once.
_MAYBE = re.compile(
    "(?:"
    + "|".join([*_WORDS, *(rf"{pattern}[a-z]*" for pattern, _ in _ENDINGS)])
    + r")(?![\w@]|\.\w)"
)
_BEFORE = re.compile(r"[\w@./-]\Z")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that Australians write otherwise, with its offset."""

    start: int
    word: str
    better: str


def american_in(text: str) -> Iterator[Spelling]:
    """Every American spelling in a text, in order."""
    for found in _MAYBE.finditer(text.translate(_LOWER)):
        start, word = found.start(), found[0]
        if not _BEFORE.search(text[max(start - 1, 0) : start]) and (better := _better(word)):
            yield Spelling(start, text[start : found.end()], better)


def _better(word: str) -> str:
    """What Australians write for a word in small letters; empty when it is theirs already."""
    if word in _WORDS:
        return _WORDS[word]
    return next(
        (pattern.sub(instead, word) for pattern, instead in _COMPILED if pattern.match(word)), ""
    )
