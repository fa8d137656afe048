"""Revisions in memory: a stored bundle as a sequence, a clinic and compiled letters.

Loading checks nothing again: what was valid when it was published stays in force, whatever later
versions of the checks would say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from drip.content.build import sequence_of
from drip.content.bundle import letter_path, sequence_keys, sequence_path
from drip.content.clinic import CLINIC_PATH, ClinicFile, clinic_of
from drip.content.compile import compile_letter
from drip.content.findings import File, parse
from drip.content.front_matter import parse_letter
from drip.content.layout import Layout
from drip.content.letters import LetterSource, Variant
from drip.content.models import SequenceFile
from drip.content.names import Looks, looks_at
from drip.content.nodes import read_document
from drip.domain.letters import CompiledLetter
from drip.domain.people import Clinic
from drip.domain.sequences import Sequence
from drip.errors import DripError

#: Revisions and compiled letters kept in memory; the least recently used go first.
MOST_REVISIONS = 64
MOST_LETTERS = 2000


class RevisionUnreadableError(DripError):
    """A stored revision cannot be read."""


class LetterMissingError(DripError):
    """A revision has no such letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One published state of a sequence, with all its texts."""

    id: int
    sequence: Sequence
    clinic: Clinic
    files: Mapping[str, str]
    base_url: str
    _compiled: OrderedDict[tuple[str, str, Variant], CompiledLetter] = field(
        default_factory=OrderedDict, init=False, repr=False, compare=False
    )
    _looks: dict[str, Looks] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    def compile(
        self, name: str, variant: Variant | None = None, *, asked: str = ""
    ) -> CompiledLetter:
        """A letter, compiled once for each variant. `name`: a step's id, or e.g. `_confirm`.

        `asked` is the step whose questions a fixed letter repeats (`_reminder`).

        Raises:
            LetterMissingError: the revision has no such letter.
            LetterError: it cannot be made.
        """
        variant = variant or Variant()
        with self._lock:
            known = self._compiled.get((name, asked, variant))
        if known is not None:
            return known
        letter = compile_letter(
            self.source(name),
            layout=Layout.of(self.files),
            clinic=self.clinic,
            sequence=self.sequence,
            step=self.sequence.step(asked or name),
            variant=variant,
            base_url=self.base_url,
        )
        with self._lock:
            self._compiled[name, asked, variant] = letter
            if len(self._compiled) > MOST_LETTERS:
                self._compiled.popitem(last=False)
        return letter

    def looks_at(self, name: str) -> Looks:
        """What a letter's text depends on, looked up once. `name` as in `compile`.

        Raises:
            LetterMissingError: the revision has no such letter.
        """
        known = self._looks.get(name)
        if known is None:
            known = self._looks[name] = looks_at(self.source(name).body)
        return known

    def source(self, name: str) -> LetterSource:
        """A letter as written.

        Raises:
            LetterMissingError: the revision has no such letter.
        """
        path = letter_path(self.sequence.key, name)
        if path not in self.files:
            raise LetterMissingError(f"Revision {self.id} has no letter {path}.")
        return parse_letter(path, self.files[path]).source


class Revisions:
    """Revisions by id, kept in memory. Safe to use from several threads."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._known: OrderedDict[int, Revision] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, revision_id: int) -> Revision | None:
        """A revision that was loaded before."""
        with self._lock:
            revision = self._known.get(revision_id)
            if revision is not None:
                self._known.move_to_end(revision_id)
            return revision

    def load(self, revision_id: int, files: Mapping[str, str]) -> Revision:
        """Make a revision of its stored files, and keep it.

        Raises:
            RevisionUnreadableError: the files are not what publishing stored.
        """
        revision = read_revision(revision_id, files, base_url=self.base_url)
        with self._lock:
            # Another thread may have been quicker: keep one, so that letters compile once.
            revision = self._known.setdefault(revision_id, revision)
            if len(self._known) > MOST_REVISIONS:
                self._known.popitem(last=False)
        return revision


def read_revision(revision_id: int, files: Mapping[str, str], *, base_url: str) -> Revision:
    """A revision of its stored files.

    Raises:
        RevisionUnreadableError: the files are not what publishing stored.
    """
    keys = sequence_keys(files)
    if len(keys) != 1:
        raise RevisionUnreadableError(f"Revision {revision_id} does not hold one sequence.")
    file = _file(SequenceFile, revision_id, sequence_path(keys[0]), files)
    return Revision(
        id=revision_id,
        sequence=sequence_of(file),
        clinic=clinic_of(_file(ClinicFile, revision_id, CLINIC_PATH, files)),
        files=dict(files),
        base_url=base_url,
    )


def _file(model: type[File], revision_id: int, path: str, files: Mapping[str, str]) -> File:
    document = read_document(path, files.get(path, "")).document
    file = parse(model, document).file if document else None
    if file is None:
        raise RevisionUnreadableError(f"{path} of revision {revision_id} cannot be read.")
    return file
