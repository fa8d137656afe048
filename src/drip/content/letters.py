"""A letter's source: front matter and Markdown, as staff write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSource:
    """One letter as written.

    `path` is relative to the content folder; `body` is Markdown with merge tags and
    begins on line `body_line` of the file. `source` lists passages of the seed by id.
    """

    path: str
    subject: str
    preheader: str
    body: str
    body_line: int = 1
    author: str = ""
    reviewer: str = ""
    review_by: date | None = None
    source: tuple[str, ...] = ()
    #: codes of warnings that are meant so, each with the writer's reason
    explained: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What a letter's text may depend on, beyond merge tags. One compilation for each variant.

    `questions`: whether the step's questions are shown (people who did not agree to health answers
    get the letter without them). `book`: whether a booking may be offered (not twice in a week).
    `facts`: what the person answered last, by question, where `{% if %}` in the letter looks at it.
    """

    questions: bool = True
    book: bool = True
    facts: tuple[tuple[str, str], ...] = ()
