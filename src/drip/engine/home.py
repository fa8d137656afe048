"""Whether this database is the one the clinic sends from, or a copy or an older state of it.

Two traces tell. The database keeps the place it is at home, and the worker keeps, in a file of its
own, how many calls it has seen recorded. A copy is found elsewhere; a backup that was put back has
forgotten calls that were made, or brought an older file of the worker's with it. None of them must
send: somebody else does, or somebody already has.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    """What the traces say."""

    HOME = "home"  #: it is the one, and it is where it was
    NEW = "new"  #: nobody has sent from it yet
    COPIED = "copied"  #: it was copied, moved or put back from somewhere else
    RESTORED = "restored"  #: it is an older state: calls that were made are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the database says of itself: its ref, its place if it has one, its newest call."""

    ref: str
    place: str | None
    newest_call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the worker's own file says: of which installation, and the newest call it saw.

    `put_back` tells that it is not the file the worker wrote, but a copy.
    """

    ref: str
    newest_call: int
    put_back: bool = False


def judge(recorded: Recorded, here: str, remembered: Remembered | None) -> Finding:
    """What this database is, found at the place `here` by a worker with this memory."""
    ours = remembered if remembered is not None and remembered.ref == recorded.ref else None
    if ours is not None and ours.newest_call > recorded.newest_call:
        return Finding.RESTORED
    if recorded.place is None:
        return Finding.NEW
    if recorded.place != here or (ours is not None and ours.put_back):
        return Finding.COPIED
    return Finding.HOME
