"""What sequences, letters and questions are called by the people who read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from drip.content.revision import LetterMissingError, Revision
from drip.domain.sequences import Question
from drip.flow.in_force import revisions, wording
from drip.flow.in_force.offer import NAMELESS
from drip.flow.services import Services
from drip.storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Titles:
    """Names out of the revisions in force. What is gone from them is called by its id."""

    in_force: Mapping[str, Revision]
    _letters: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's own zone."""
        newest = max(self.in_force.values(), key=lambda one: one.id, default=None)
        return ZoneInfo(newest.clinic.zone if newest else NAMELESS.zone)

    def sequence(self, key: str) -> str:
        """A sequence's title."""
        found = self.in_force.get(key)
        return found.sequence.title if found else wording.title(key)

    def letter(self, sequence: str, step: str) -> str:
        """A letter's subject."""
        if (sequence, step) not in self._letters:
            self._letters[sequence, step] = self._subject(sequence, step)
        return self._letters[sequence, step]

    def _subject(self, sequence: str, step: str) -> str:
        try:
            return self.in_force[sequence].source(step).subject
        except (KeyError, LetterMissingError):
            return wording.title(step)

    def question(self, sequence: str, name: str) -> Question | None:
        """A question, wherever its sequence asks it."""
        found = self.in_force.get(sequence)
        if found is None:
            return None
        asked = (question for step in found.sequence.steps for question in step.ask)
        named = found.sequence.questions.get(name)
        return next((question for question in asked if question.name == name), named)

    def answer(self, sequence: str, name: str, value: str) -> str:
        """An answer, as the person read it."""
        return wording.answer(value, self.question(sequence, name))


def titles(services: Services, tx: Transaction) -> Titles:
    """The names of what is in force now."""
    return Titles(revisions.in_force(services, tx))
