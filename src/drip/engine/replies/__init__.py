"""What people mean by a reply: text and questions in, answers with evidence and confidence out.

Nothing is guessed. A sure answer counts by itself; an unsure one is a suggestion for staff; where
nothing can be told, nothing is said. English only.

    no answers out -> sentences and clauses -> whose piece? -> numbers, choices, routine, text
"""

from drip.engine.replies.interpret import SURE, interpret, interpret_all, wish_beside
from drip.engine.replies.language import language_known
from drip.engine.replies.wishes import Wish, says_only_that, wants_to_leave

__all__ = [
    "SURE",
    "Wish",
    "interpret",
    "interpret_all",
    "language_known",
    "says_only_that",
    "wants_to_leave",
    "wish_beside",
]
