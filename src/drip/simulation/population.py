"""A whole population on the real road: a mix of personas who join over a week.

People are numbered, and everything about a person follows from the seed and their number, so that a
population can be split among processes and comes out the same.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from drip.domain.personas import Persona
from drip.domain.sequences import Anchor
from drip.engine.calendar import local_day, zone_of
from drip.errors import DripError
from drip.flow.in_force import offer, revisions
from drip.flow.joining.intake import Agreement, Newcomer, take_in
from drip.simulation.cast import Cast, Member
from drip.simulation.rehearsal import Stage
from drip.simulation.run import advance
from drip.storage.census import Census, census

#: Nobody sees whether one of ten thousand letters left some minutes later.
GRAIN = timedelta(hours=1)
_JOINING_DAYS = 7
_FIRST_HOUR, _LAST_HOUR = 9, 20
_AGREEMENT = Agreement(wording="Invented people agree to everything.", actor="simulate")
_MOST_AT_ONCE = 500


class PopulationError(DripError):
    """This population cannot live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How many people live how long, from when on. The same seed gives the same people."""

    sequence: str
    people: int
    weeks: int
    seed: int
    start: datetime
    personas: tuple[Persona, ...]

    @property
    def end(self) -> datetime:
        """When it is over: everybody has lived at least the weeks."""
        return self.start + timedelta(days=_JOINING_DAYS, weeks=self.weeks)


def live(
    stage: Stage,
    population: Population,
    numbers: Sequence[int],
    passed: Callable[[datetime], None] = lambda _: None,
) -> Census:
    """Let the people with these numbers live; `passed` hears of each stop.

    Raises:
        PopulationError: no persona has a share.
    """
    services = stage.services
    cast = Cast(services, stage.postbox)
    for joins_at, members in _joining(stage, population, numbers).items():
        for first in range(0, len(members), _MOST_AT_ONCE):
            some = members[first : first + _MOST_AT_ONCE]
            cast.plan(joins_at, partial(_join, stage, cast, some))
    advance(services, stage.clock, population.end, actors=cast, grain=GRAIN, passed=passed)
    with services.database.read() as tx:
        return census(tx)


def _joining(
    stage: Stage, population: Population, numbers: Sequence[int]
) -> Mapping[datetime, list[Member]]:
    """Who joins when."""
    weights = [one.share for one in population.personas]
    if not any(weights):
        raise PopulationError("No persona has a share: give some of them `share: 10`.")
    zone = offer.clinic(stage.services).zone
    joining: dict[datetime, list[Member]] = defaultdict(list)
    for number in numbers:
        # People, not secrets: the same seed must give the same ones.
        chance = random.Random(f"{population.seed}:{number}")  # noqa: S311 - see above
        persona = chance.choices(population.personas, weights)[0]
        day = chance.randrange(_JOINING_DAYS)
        hour = chance.randint(_FIRST_HOUR, _LAST_HOUR)
        at = population.start + timedelta(days=day, hours=hour - _FIRST_HOUR)
        joining[at].append(
            Member(
                email=f"p{number}@example.com",
                first_name="Sam",
                sequence=population.sequence,
                zone=zone,
                persona=persona,
            )
        )
    return joining


def _join(stage: Stage, cast: Cast, members: Sequence[Member], now: datetime) -> None:
    services = stage.services
    sequence = members[0].sequence
    with services.database.read() as tx:
        anchor = revisions.current(services, tx, sequence).sequence.anchor
    newcomers = [
        Newcomer(
            email=one.email,
            first_name=one.first_name,
            zone=one.zone,
            onset=local_day(now, zone_of(one.zone)) if anchor is Anchor.ONSET else None,
            health=one.persona.health,
        )
        for one in members
    ]
    take_in(services, sequence, newcomers, _AGREEMENT, now)
    for one in members:
        cast.join(one, confirmed_at=now)
