"""Answers that were typed into the quote itself, where they carry its marks.

Only a known letter can tell: what stands between our lines and is not ours was typed there.
"""

from __future__ import annotations

from dataclasses import replace

from drip.inbound.attributions import Marks
from drip.inbound.line_signs import Strength
from drip.inbound.own_letter import OwnLetter, only_links
from drip.inbound.reply_lines import Line, Role

_ENDS = ("? ", ": ", "\uff1f", "\uff1a")
#: Fewer blanks make no question: "A : ann@example.org" is a header.
_QUESTION_BLANKS = 3
#: So many lines of ours make sure that it is our letter that is quoted.
_FEWEST_OURS = 3
#: More than so many lines that are not ours are another letter.
_MOST_TYPED = 12


def part_tails(lines: list[Line], letter: OwnLetter, *, depth: int) -> list[Line]:
    """Lines with what was typed behind a question of ours on a line of its own, unquoted."""
    if not letter:
        return lines
    found: list[Line] = []
    for line in lines:
        cut = _tail(line, letter) if line.depth == depth and not line.blank else 0
        if not cut:
            found.append(line)
            continue
        question, answer = line.content[:cut].strip(), line.content[cut:].strip()
        found += [
            Line(
                raw=f"> {question}" if depth else question,
                depth=depth,
                content=question,
                lower=question.lower(),
            ),
            Line(raw=answer, depth=0, content=answer, lower=answer.lower()),
        ]
    return found


def _tail(line: Line, letter: OwnLetter) -> int:
    """Where an answer begins behind a question of ours; 0 where none does."""
    cuts = [line.content.find(end) + len(end) for end in _ENDS if end in line.content]
    if not cuts or letter.holds(line.content):
        return 0
    cut = min(cuts)
    question, answer = line.content[:cut], line.content[cut:].strip()
    asked = question.count(" ") >= _QUESTION_BLANKS and letter.holds(question)
    return cut if asked and answer and not only_links(answer) else 0


def mark_typed_within(lines: list[Line], letter: OwnLetter) -> None:
    """Make new text of the few lines in a quote of our letter that are not ours."""
    if not letter:
        return
    quoted = [line for line in lines if line.depth == 1 and not line.blank]
    marks = _marks(quoted)
    ours_at = letter.follow(quoted)
    strange = [
        line
        for here, line in enumerate(quoted)
        if here not in marks and not ours_at[here] and not only_links(line.content)
    ]
    ours = len(quoted) - len(strange) - len(marks)
    if ours < _FEWEST_OURS or len(strange) > min(ours, _MOST_TYPED):
        return
    for line in strange:
        line.role, line.raw = Role.NEW, line.content


def _marks(quoted: list[Line]) -> set[int]:
    """Which of these lines a mail program put over a quote."""
    plain = [replace(line, depth=0, role=Role.NEW) for line in quoted]
    marks = Marks(plain)
    found: set[int] = set()
    for here in range(len(plain)):
        mark = marks.at(here)
        if mark and (mark.strength is not Strength.WITH_QUOTE or mark.start == here):
            found.update(range(mark.start, mark.end))
    return found
