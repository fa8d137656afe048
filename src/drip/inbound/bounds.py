"""How much of an email is read. Whatever is over a bound is kept, and a person looks.

The standard library's parser falls over a header of 6 kB (nested brackets) and takes seconds for
others, so nothing reaches any parser unbounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drip.domain.mail import Problem
from drip.errors import DripError

#: Bytes of a whole mail.
MAIL = 40 * 1024 * 1024
#: Bytes of the headers of a mail or a part.
HEADER_BLOCK = 64 * 1024
#: Bytes of one header; the rest is cut off.
HEADER = 8 * 1024
#: Lines that are boundaries, in all.
BOUNDARY_LINES = 100
#: Multiparts within multiparts.
DEPTH = 20
#: Addresses that are read from one header.
ADDRESSES = 100
#: Message-IDs that are read from one header.
MESSAGE_IDS = 100
#: Bytes that are decoded of one part that holds text.
TEXT_PART = 2 * 1024 * 1024
#: Characters kept of the text of a whole mail.
TEXT = 200_000
#: Lines made out of HTML.
LINES = 5_000
#: Tags and texts between them that are read of HTML.
TOKENS = 25_000
#: Characters of HTML that are read.
HTML = 500_000
#: Characters kept of one part for machines.
REPORT = 64 * 1024


class TooMuchError(DripError):
    """This email is larger or more tangled than is safe to read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


@dataclass(slots=True)
class Budget:
    """What reading one mail has used up so far, and what it ran into."""

    boundary_lines: int = 0
    problems: list[Problem] = field(default_factory=list)

    def boundary(self) -> None:
        """Count a boundary line.

        Raises:
            TooMuchError: there were too many.
        """
        self.boundary_lines += 1
        if self.boundary_lines > BOUNDARY_LINES:
            raise TooMuchError(Problem.TOO_MANY_PARTS)

    def note(self, problem: Problem) -> None:
        """Remember a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)
