"""Publishing: checked files become immutable revisions, and one of each sequence is in force.

Text is live: whoever renders asks here for the revision in force at that moment. A file with a
mistake changes nothing; its last good revision stays in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from drip.content.bundle import bundle, fingerprint, sequence_keys
from drip.content.check import Checked, check
from drip.content.claims import EVERY_TEXT
from drip.content.problems import Problem, Severity
from drip.content.rehearsal import rehearse
from drip.content.revision import Revision
from drip.errors import DripError
from drip.flow.in_force.agreement import Conflict, Terms
from drip.flow.in_force.placing import Ready, place
from drip.flow.services import Services
from drip.storage import revisions as stored
from drip.storage import sign_offs
from drip.storage.database import Transaction

log = structlog.get_logger()


class SequenceUnknownError(DripError):
    """There is no published sequence of this name."""


class RevisionUnknownError(DripError):
    """There is no such revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing came to.

    `revisions` maps each sequence that is fine to the id now in force, and `changed` names those
    for which that is another one than before. `refused` are sequences with mistakes: their last
    good revision stays in force. `conflicts` were published by somebody else meanwhile, and
    `behind` too, but these files have not changed: both stay as they are. `removed` are published
    sequences that have no file any more; of them `paused` were not paused before. `problems` are
    errors, `warnings` keep nothing back.
    """

    revisions: Mapping[str, int]
    changed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    behind: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Checked files: the sequences that are fine, and what is wrong with the others."""

    ready: Mapping[str, Ready]
    refused: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def prepare(
    services: Services,
    files: Mapping[str, str],
    *,
    author: str = "",
    note: str = "",
    terms: Terms | None = None,
    rehearsal: bool = False,
) -> Prepared:
    """Check the files, and make each letter of the sequences that are fine. Reads only."""
    terms = terms or Terms()
    only = terms.only
    checked = _checked(services, files, rehearsal=rehearsal)
    problems = (*terms.unread, *checked.problems)
    errors = tuple(p for p in problems if p.severity is Severity.ERROR)
    wanted = [key for key in sequence_keys(files) if only is None or key in only]
    fine = {
        key: texts for key, texts in _publishable(files, checked, errors).items() if key in wanted
    }
    ready = {
        key: stored.NewRevision(
            sequence=key, hash=fingerprint(texts), files=texts, author=author, note=note
        )
        for key, texts in fine.items()
    }
    failed = _rehearse(services, ready)
    errors = tuple(dict.fromkeys((*errors, *(p for found in failed.values() for p in found))))
    made = {
        key: Ready(revision=revision, sequence=checked.sequences[key])
        for key, revision in ready.items()
        if not failed[key]
    }
    return Prepared(
        ready=made,
        refused=tuple(key for key in wanted if key not in made),
        problems=errors,
        warnings=tuple(p for p in checked.problems if p.severity is Severity.WARNING),
    )


def publish(
    services: Services,
    files: Mapping[str, str],
    *,
    author: str,
    note: str = "",
    rehearsal: bool = False,
    terms: Terms | None = None,
) -> Published:
    """Check the files, store a revision of each sequence that is fine, and put it in force.

    A claim that nobody signed and a review that is long overdue keep a sequence back, except in a
    `rehearsal`, from which nothing reaches a person. What waits is planned anew by
    `flow.catch_up`.
    """
    terms = terms or Terms()
    prepared = prepare(services, files, author=author, note=note, terms=terms, rehearsal=rehearsal)
    now = services.now()
    with services.database.write() as tx:
        placed = place(
            tx, prepared.ready.values(), present=sequence_keys(files), terms=terms, now=now
        )
    for key in placed.changed:
        log.info("revision_published", sequence=key, revision=placed.revisions[key])
    return Published(
        revisions=placed.revisions,
        changed=tuple(placed.changed),
        refused=prepared.refused,
        conflicts=tuple(placed.conflicts),
        behind=tuple(placed.behind),
        removed=tuple(placed.removed),
        paused=tuple(placed.paused),
        problems=prepared.problems,
        warnings=prepared.warnings,
    )


def _checked(services: Services, files: Mapping[str, str], *, rehearsal: bool) -> Checked:
    if rehearsal:
        return check(files, signed=EVERY_TEXT)
    with services.database.read() as tx:
        signed = sign_offs.signed(tx)
    return check(files, signed=signed, today=services.wall().date())


def _publishable(
    files: Mapping[str, str], checked: Checked, errors: tuple[Problem, ...]
) -> dict[str, dict[str, str]]:
    """The bundles of the sequences in which there is no error."""
    wrong = {problem.path for problem in errors}
    bundles = {key: bundle(files, key) for key in checked.sequences if checked.clinic}
    return {key: texts for key, texts in bundles.items() if wrong.isdisjoint(texts)}


def _rehearse(
    services: Services, ready: Mapping[str, stored.NewRevision]
) -> dict[str, tuple[Problem, ...]]:
    """What is wrong with the letters of each revision that was never stored before."""
    with services.database.read() as tx:
        known = {key: stored.known(tx, key, revision.hash) for key, revision in ready.items()}
    return {
        key: () if known[key] else rehearse(revision.files, key) for key, revision in ready.items()
    }


def by_id(services: Services, tx: Transaction, revision_id: int) -> Revision:
    """One revision, from memory if it was used before.

    Raises:
        RevisionUnknownError: there is none.
    """
    known = services.content.get(revision_id)
    if known is not None:
        return known
    files = stored.files_of(tx, revision_id)
    if files is None:
        raise RevisionUnknownError(f"There is no revision {revision_id}.")
    return services.content.load(revision_id, files)


def current(services: Services, tx: Transaction, key: str) -> Revision:
    """The revision of a sequence that is in force.

    Raises:
        SequenceUnknownError: no sequence of this name was published.
    """
    revision_id = stored.in_force(tx).get(key)
    if revision_id is None:
        raise SequenceUnknownError(
            f"There is no published sequence {key!r}: `drip publish` publishes one."
        )
    return by_id(services, tx, revision_id)


def in_force(services: Services, tx: Transaction) -> dict[str, Revision]:
    """The revision in force of every published sequence, by its key."""
    return {key: by_id(services, tx, number) for key, number in stored.in_force(tx).items()}
