"""Agreement: files and the staff editor both publish, and neither overwrites the other unseen.

The files and the database agree on a revision when it was published from files or exported to
them. A publication from files on top of one that the files do not know is a conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drip.content.problems import Problem
from drip.storage.revisions import InForce

#: How much of a hash names a revision.
SHORT = 12
_LEAST = 8


class Origin(StrEnum):
    """Where a publication comes from."""

    FILES = "files"
    EDITOR = "editor"
    ENGINE = "engine"


class Verdict(StrEnum):
    """What may become of one sequence's new texts."""

    SAME = "same"  #: in force already
    PUBLISH = "publish"
    BEHIND = "behind"  #: these files are what they were; the editor has moved on
    CONFLICT = "conflict"  #: both sides changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms somebody publishes.

    `only`: the sequences that are meant, all where it is `None`. `over`: the hash, or its
    beginning, of a revision in force that may be replaced although these files do not know it.
    `base`: the revisions in force that the author has seen; another one is a conflict. `effects`:
    what was foreseen for people, in numbers, for the record. `unread`: what was wrong with files
    before they were texts, such as another encoding; nothing of them is published.
    """

    origin: Origin = Origin.FILES
    only: Collection[str] | None = None
    over: str = ""
    base: Mapping[str, int] | None = None
    effects: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unread: Collection[Problem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else published: their revision in force, and what it changed since the last agreed.

    `theirs` is a unified diff; `over` is what names their revision when it is to be replaced.
    """

    sequence: str
    author: str
    at: str
    over: str
    theirs: str


def judge(terms: Terms, key: str, standing: InForce | None, new: int) -> Verdict:
    """Whether the revision `new` of a sequence may take the place of the one in force."""
    if standing is None:
        return Verdict.PUBLISH
    if standing.revision_id == new:
        return Verdict.SAME
    seen = terms.base is None or terms.base.get(key) == standing.revision_id
    if seen and (terms.origin is not Origin.FILES or standing.agreed_id == standing.revision_id):
        return Verdict.PUBLISH
    if len(terms.over) >= _LEAST and standing.hash.startswith(terms.over):
        return Verdict.PUBLISH
    if terms.origin is Origin.FILES and standing.agreed_id == new:
        return Verdict.BEHIND
    return Verdict.CONFLICT
