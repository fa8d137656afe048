"""Text in one plain form, character for character, so that offsets stay true."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SIGNS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u0060": "'",
    "\u00b4": "'",
    "\u2032": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": ";",
    "\u2014": ";",
    "\u2026": ".",
    "\u2022": "\n",
    "\u00b7": "\n",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u00a0": " ",
    "\u200b": "\u00ad",
    "\u200c": "\u00ad",
    "\u200d": "\u00ad",
    "\u2060": "\u00ad",
    "\ufeff": "\u00ad",
}


class _Table(dict[int, str]):
    """Learns each character once, however long the text."""

    def __missing__(self, code: int) -> str:
        folded = _SIGNS.get(chr(code)) or _plain(chr(code))
        self[code] = folded
        return folded


def _plain(letter: str) -> str:
    """A letter in lower case, full-width ones as plain ones; one character in, one out."""
    wide = unicodedata.normalize("NFKC", letter)
    low = (wide if len(wide) == 1 else letter).lower()
    return low if len(low) == 1 else letter


_TABLE = _Table()


@lru_cache(maxsize=2)
def fold(text: str) -> str:
    """The text in lower case with plain quotes; dashes end a clause; the same length."""
    return text.translate(_TABLE)
