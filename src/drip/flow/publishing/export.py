"""Export: the revisions in force as files again, so that files and database agree.

What somebody changed in the files since the last agreement is not overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drip.content.bundle import bundle
from drip.flow.services import Services
from drip.storage import revisions as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What has to be written so that the files hold what is in force.

    `write` maps paths to texts, `delete` names files whose letter is gone. `changed` are files
    that differ from what both sides agreed on: somebody worked on them. `agreeing` are the
    sequences that the files hold exactly, once all is written.
    """

    write: Mapping[str, str]
    delete: tuple[str, ...]
    changed: tuple[str, ...]
    agreeing: Mapping[str, int]


def export(
    services: Services, files: Mapping[str, str], beside: Mapping[str, str] | None = None
) -> Export:
    """Compare what lies in a folder with what is in force. Reads only.

    `beside` are files that belong to no revision and are in force as they stand.
    """
    beside = beside or {}
    with services.database.read() as tx:
        standings = sorted(stored.standings(tx).values(), key=lambda one: one.published_at)
        ours = {one.key: stored.files_of(tx, one.revision_id) or {} for one in standings}
        agreed = {
            one.key: (stored.files_of(tx, one.agreed_id) if one.agreed_id else None) or {}
            for one in standings
        }
    # What sequences share is taken from the one that was published last.
    wanted = {path: text for texts in ours.values() for path, text in texts.items()}
    wanted |= beside
    known: dict[str, set[str]] = {}
    for texts in (*agreed.values(), *ours.values()):
        for path, text in texts.items():
            known.setdefault(path, set()).add(text)
    gone = {path for key in ours for path in bundle(files, key) if path not in wanted}
    write = {path: text for path, text in wanted.items() if files.get(path) != text}
    touched = [path for path in (*write, *gone) if path in files]
    after = {path: text for path, text in files.items() if path not in gone} | wanted
    return Export(
        write=write,
        delete=tuple(sorted(gone)),
        changed=tuple(sorted(p for p in touched if files[p] not in known.get(p, set()))),
        agreeing={
            one.key: one.revision_id
            for one in standings
            if bundle(after, one.key) == dict(ours[one.key])
        },
    )


def agreed(services: Services, agreeing: Mapping[str, int]) -> None:
    """Note that the files hold these revisions now, where they still are the ones in force."""
    with services.database.write() as tx:
        in_force = stored.standings(tx, hold=True)
        for key, revision_id in agreeing.items():
            if in_force[key].revision_id == revision_id:
                stored.agree(tx, key)
