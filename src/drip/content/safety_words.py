"""The safety words at the end of every letter: when not to wait for the clinic, and what to call.

They are the clinic's (`safety` and `emergency` in `_clinic.yaml`); those for back pain stand in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drip.domain.people import Clinic

#: What people call in Australia.
EMERGENCY = "000"
#: A layout that shows the clinic's own words names this.
SHOWN = "safety.number"
_WORDS = (
    "Some symptoms with back pain need a doctor straight away. If you have new numbness around the "
    "groin or back passage, trouble passing or holding urine or stools, new leg weakness, a fever, "
    "or pain after a fall, or if you feel unsafe, do not wait for us. Call {number} or go to your "
    "nearest emergency department."
)


def safety_words(number: str) -> str:
    """The words for back pain, with a number to call."""
    return _WORDS.format(number=number)


def names(words: str, number: str) -> bool:
    """Whether words name a number, by itself."""
    return _around(words, number) is not None


def safety_context(clinic: Clinic) -> Mapping[str, str]:
    """The words in three pieces, so that a layout can make the number one to tap."""
    number = clinic.emergency
    words = clinic.safety or safety_words(number)
    found = _around(words, number)
    if found is None:
        return {"before": words, "number": "", "after": ""}
    start, end = found.span()
    return {"before": words[:start], "number": words[start:end], "after": words[end:]}


def _around(words: str, number: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w+-]){re.escape(number)}(?![\w-])", words)
