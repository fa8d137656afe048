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
from drip.content.problems import Problem, Severity
from drip.content.rehearsal import rehearse
from drip.content.revision import Revision
from drip.errors import DripError
from drip.flow.services import Services
from drip.storage import revisions as stored
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
    good revision stays in force. `removed` are published sequences that have no file any more:
    nothing happens to them by itself. `problems` are errors, `warnings` keep nothing back.
    """

    revisions: Mapping[str, int]
    changed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def publish(
    services: Services, files: Mapping[str, str], *, author: str, note: str = ""
) -> Published:
    """Check the files, store a revision of each sequence that is fine, and put it in force."""
    checked = check(files)
    errors = tuple(p for p in checked.problems if p.severity is Severity.ERROR)
    fine = _publishable(files, checked, errors)
    ready = {
        key: stored.NewRevision(
            sequence=key, hash=fingerprint(texts), files=texts, author=author, note=note
        )
        for key, texts in fine.items()
    }
    failed = _rehearse(services, ready)
    errors = tuple(dict.fromkeys((*errors, *(p for found in failed.values() for p in found))))
    ready = {key: revision for key, revision in ready.items() if not failed[key]}
    now = services.now()
    with services.database.write() as tx:
        ids = {key: stored.add(tx, revision, now) for key, revision in ready.items()}
        changed = tuple(key for key in ids if stored.put_in_force(tx, key, ids[key], now))
        removed = tuple(key for key in stored.in_force(tx) if key not in sequence_keys(files))
    for key in changed:
        log.info("revision_published", sequence=key, revision=ids[key])
    return Published(
        revisions=ids,
        changed=changed,
        refused=tuple(key for key in sequence_keys(files) if key not in ids),
        removed=removed,
        problems=errors,
        warnings=tuple(p for p in checked.problems if p.severity is Severity.WARNING),
    )


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
