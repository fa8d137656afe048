"""A finding about a file of content: where it is, what is wrong, what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem keeps a sequence from being published."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"  #: good to know; a warning that a writer explained becomes one


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. Lines and columns count from 1; the end is exclusive, on `end_line`.

    `message` is a sentence for somebody who runs a front desk; `hint` is what to do,
    often a "did you mean".
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
