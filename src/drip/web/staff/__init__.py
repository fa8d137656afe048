"""For staff: who needs a person today, who is where, and why each letter went or did not.

Every page here needs a sign-in, but the two that let people in. A demo is open to its visitor.
"""

from __future__ import annotations

from drip.web.staff import account, cases, letters, people, sequences, today
from drip.web.staff.blueprint import staff

__all__ = ["account", "cases", "letters", "people", "sequences", "staff", "today"]
