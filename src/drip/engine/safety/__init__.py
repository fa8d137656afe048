"""Reads a reply for words that may mean an emergency, and moves such a reply to the top.

It orders an inbox and does nothing else: it names no condition, grades no risk, reassures nobody,
and what it does not find is not said to be absent (`domain.md` 3.5). It errs towards raising.

    own words out -> spelling -> patterns -> denied? whose? when? -> weighed -> verdict
"""

from drip.engine.safety.verdict import detect

__all__ = ["detect"]
