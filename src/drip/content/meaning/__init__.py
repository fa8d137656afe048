"""What a sequence would do to people, found by walking it over all answers they can give."""

from __future__ import annotations

from drip.content.meaning.branches import check_branches
from drip.content.meaning.contact import check_contact
from drip.content.meaning.measure import check_measure
from drip.content.meaning.order import check_order
from drip.content.meaning.reach import check_reach
from drip.content.meaning.roads import check_roads
from drip.content.meaning.sense import check_sense
from drip.content.meaning.turns import Turns
from drip.content.models import SequenceFile
from drip.content.report import Report

__all__ = ["check_meaning", "check_measure", "check_order", "check_sense"]


def check_meaning(file: SequenceFile, report: Report) -> None:
    """Report what the parts do together. Of use only when every reference leads somewhere."""
    check_reach(file, report)
    turns = Turns(file)
    check_branches(file, turns, report)
    check_contact(file, report)
    # A letter out of its order would make every road after it look wrong.
    if not any(problem.code == "not-in-order" for problem in report.problems):
        check_roads(file, turns, report)
