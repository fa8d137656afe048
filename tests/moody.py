"""A transport with moods: what it says to each letter is the test's to choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from drip.delivery.outbox import Outbox
from drip.domain.deliveries import Outcome, Result, Trouble
from drip.domain.letters import Letter

#: Answers an outcome for a letter, or `None`: it is taken.
Mood = Callable[[Letter], Outcome | None]


def fine(_: Letter) -> None:
    """Takes everything."""


def refused(
    trouble: Trouble = Trouble.NONE,
    *,
    only: str = "",
    again_at: datetime | None = None,
    permanent: bool = False,
    detail: str = "no",
    result: Result = Result.REFUSED,
) -> Mood:
    """Refuses every letter whose address ends in `only`; a trouble is then that domain's."""

    def say(letter: Letter) -> Outcome | None:
        if not letter.to_address.endswith(only):
            return None
        return Outcome(
            delivery_id=letter.delivery_id,
            result=result,
            permanent=permanent,
            trouble=trouble,
            again_at=again_at,
            domain=only.removeprefix("@") if trouble is not Trouble.NONE else "",
            detail=detail,
        )

    return say


class Moody(Outbox):
    """Writes letters to a folder, unless its mood is against it. Keeps each call's letters."""

    def __init__(self, folder: Path, mood: Mood = fine, *, batch: int = 1000) -> None:
        super().__init__(folder)
        self.batch = batch
        self.mood = mood
        self.called: list[list[Letter]] = []

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.called.append(list(letters))
        said = {one.delivery_id: self.mood(one) for one in letters}
        took = super().send([one for one in letters if said[one.delivery_id] is None])
        outcomes = {one.delivery_id: one for one in took}
        return [said[one.delivery_id] or outcomes[one.delivery_id] for one in letters]

    @property
    def sizes(self) -> list[int]:
        """How many letters each call held."""
        return [len(call) for call in self.called]
