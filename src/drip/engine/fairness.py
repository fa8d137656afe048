"""Taking turns: many letters of one sequence do not hold up a few of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def shares(waiting: Mapping[str, int], most: int, turn: int) -> dict[str, int]:
    """How many each one may have of `most`: equal shares, and what some leave goes to the others.

    `turn` decides who gets the odd ones out; a random number makes that fair in the long run.
    """
    given = dict.fromkeys(waiting, 0)
    keys = sorted(waiting)
    left = min(most, sum(waiting.values()))
    while left:
        open_ones = [key for key in keys if given[key] < waiting[key]]
        each = left // len(open_ones)
        if not each:
            start = turn % len(open_ones)
            for key in (open_ones[start:] + open_ones[:start])[:left]:
                given[key] += 1
            break
        for key in open_ones:
            more = min(each, waiting[key] - given[key])
            given[key] += more
            left -= more
    return given


def in_turn(lanes: Sequence[Sequence[Item]]) -> list[Item]:
    """The items of several lanes, one of each lane after the other."""
    longest = max(map(len, lanes), default=0)
    return [lane[place] for place in range(longest) for lane in lanes if place < len(lane)]
