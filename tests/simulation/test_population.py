"""A population on the real road: the same people whoever shares them, and nobody mailed twice."""

from datetime import UTC, datetime

import pytest

from drip import rehearsals
from drip.content.files import find_content, read_files
from drip.domain.personas import Persona
from drip.simulation.population import Population, PopulationError, live
from drip.storage.census import Census

FILES = read_files(find_content())
TALKER = Persona(key="talker", title="Talks", says={"pain": ("4",), "session": ("fine",)}, share=2)
QUIET = Persona(key="quiet", title="Is quiet", answers=0, share=1)


def population(*personas: Persona, people: int = 12) -> Population:
    return Population(
        sequence="strengthening",
        people=people,
        weeks=1,
        seed=7,
        start=datetime(2027, 2, 28, 22, tzinfo=UTC),
        personas=personas,
    )


@pytest.mark.processes
def test_processes_share_a_population_and_come_to_the_same() -> None:
    heard: list[float] = []

    alone = rehearsals.populate(FILES, population(TALKER, QUIET))
    shared = rehearsals.populate(FILES, population(TALKER, QUIET), processes=2, passed=heard.append)

    assert shared == alone
    assert alone.people == 12
    assert alone.fullest_day == 1
    assert alone.steps["strengthening/welcome"] == 12
    assert 0 < alone.answered < alone.check_ins
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_a_population_needs_somebody_with_a_share() -> None:
    nobody = Persona(key="rare", title="Is rare")

    with (
        rehearsals.stage(FILES, datetime(2027, 2, 28, 22, tzinfo=UTC)) as stage,
        pytest.raises(PopulationError, match="share"),
    ):
        live(stage, population(nobody), range(3))


def test_numbers_of_groups_add_up() -> None:
    one, other = Census(people=2, letters=5, fullest_day=1), Census(people=3, letters=4)
    one.weeks[0], other.weeks[0] = 5, 4

    one.add(other)

    assert (one.people, one.letters, one.fullest_day, one.weeks[0]) == (5, 9, 1, 9)
