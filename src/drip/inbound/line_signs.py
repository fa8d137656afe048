"""What one line shows of the marks that mail programs put over a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from drip.inbound.attribution_words import OPENERS, WROTE, WROTE_BEFORE_NAME
from drip.inbound.reply_lines import Line

#: What a line may show: a date, a time, an address, "wrote" at its end or before a name, "On".
DATE, TIME, ADDRESS, WROTE_LAST, WROTE_EARLIER, OPENER = 1, 2, 4, 8, 16, 32
MOMENT = DATE | TIME

_DATE = re.compile(r"(?<!\d)(?:1[89]|20|25)\d\d(?!\d)|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
_TIME = re.compile(r"\d{1,2}\s?[:.h\u6642\u65f6\u70b9\u9ede\uc2dc]\s?\d{2}(?!\d)")
_ADDRESS = re.compile(r"[^\s<>()\[\]@:]{1,64}@[^\s<>()\[\]@]{1,200}")


class Strength(Enum):
    """How sure a mark is."""

    SURE = "sure"  #: everything below is theirs, marked or not
    LIKELY = "likely"  #: theirs if it reads like an answer to ours
    WITH_QUOTE = "with quote"  #: only if a marked quote follows


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines `start` to `end` (not included) are a mark; bare `headers`, or something else."""

    start: int
    end: int
    strength: Strength
    headers: bool = False


def has_date(text: str) -> bool:
    """Whether a date stands in these words."""
    return bool(_DATE.search(text))


def starts_with_date(text: str) -> bool:
    """Whether a date opens these words."""
    return bool(_DATE.match(text))


def signs_of(line: Line) -> int:
    """What a line shows of an attribution, as bits. Digits of an address are no date."""
    text = line.lower
    if not text:
        return 0
    address = "@" in text and bool(_ADDRESS.search(text))
    plain = _ADDRESS.sub(" ", text) if address else text
    bare = text.rstrip(" *_:\uff1a")
    wrote = bare.endswith(WROTE) or (bare.endswith(")") and "írta" in bare)
    return (
        bool(_DATE.search(plain)) * DATE
        | bool(_TIME.search(plain)) * TIME
        | address * ADDRESS
        | wrote * WROTE_LAST
        | any(word in text for word in WROTE_BEFORE_NAME) * WROTE_EARLIER
        | _opens(text) * OPENER
    )


def _opens(text: str) -> bool:
    """Whether a line begins as attributions do: a word such as "on", a weekday or a number."""
    first = text.lstrip("*_\"'- ")
    if first[:1].isdigit():
        return True
    word, _, rest = first.partition(" ")
    if word.rstrip(".,") in OPENERS or first.startswith(("בתאריך", "在", "于", "於", "เมื่อ", "في")):
        return True
    return word.endswith((".", ",")) and rest[:1].isdigit()
