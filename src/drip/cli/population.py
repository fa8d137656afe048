"""A population on a terminal: a bar while it lives, and what its weeks came to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from drip.cli.output import print_json

if TYPE_CHECKING:
    from drip.domain.personas import Persona
    from drip.storage.census import Census


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is asked for on the command line."""

    sequence: str
    people: int
    weeks: int
    seed: int
    start: datetime | None
    processes: int | None


def simulate_population(files: Mapping[str, str], crowd: Crowd, *, as_json: bool) -> None:
    """Let everybody live, and report."""
    from time import perf_counter

    from drip.rehearsals import morning, populate
    from drip.simulation.population import Population

    population = Population(
        sequence=crowd.sequence,
        people=crowd.people,
        weeks=crowd.weeks,
        seed=crowd.seed,
        start=morning(files, crowd.start.date() if crowd.start else None),
        personas=_personas(files),
    )
    begin = perf_counter()
    processes = min(crowd.processes or os.cpu_count() or 1, crowd.people)
    with _progress(crowd, hidden=as_json) as passed:
        census = populate(files, population, processes=processes, passed=passed)
    if as_json:
        print_json(census)
        return
    _report(census, crowd)
    took = perf_counter() - begin
    click.echo(f"\n{took:.1f} s, {census.letters / took:,.0f} letters a second.")


def _personas(files: Mapping[str, str]) -> tuple[Persona, ...]:
    from drip.content.check import check
    from drip.content.diagnostics import render
    from drip.content.personas import read_personas
    from drip.simulation.population import PopulationError

    found = read_personas(files, check(files).sequences.values())
    if found.problems:
        raise PopulationError(render(found.problems, files).rstrip())
    return tuple(one for one in found.known.values() if one.share)


@contextmanager
def _progress(crowd: Crowd, *, hidden: bool) -> Iterator[Callable[[float], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(f"{crowd.people:,} people, {crowd.weeks} weeks"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as progress:
        bar = progress.add_task("", total=1.0)
        yield lambda share: progress.update(bar, completed=share)


def _report(census: Census, crowd: Crowd) -> None:
    _heading("Letters")
    click.echo(
        f"  {census.letters:,} letters to {census.people:,} people, {census.reminders:,} of them "
        f"reminders; at most {census.fullest_day} to one person on one day."
    )
    click.echo(f"  {census.collisions:,} waited because another letter had just gone.")
    for week in sorted(one for one in census.weeks if one < crowd.weeks):
        each = census.weeks[week] / max(census.people, 1)
        click.echo(f"  week {week + 1:>2}  {each:5.2f} a person  {'#' * round(each * 10)}")
    _heading("Check-ins")
    click.echo(
        f"  {census.check_ins:,} opened: {_share(census.answered, census.check_ins)} answered, "
        f"{_share(census.silent, census.check_ins)} silent; {census.answers:,} answers."
    )
    _table("Reached", census.steps, census.people)
    _table("Outcomes", census.outcomes, census.people)
    _table("Tasks for staff", census.tasks, census.people)


def _heading(text: str) -> None:
    click.secho(f"\n{text}", bold=True)


def _table(title: str, numbers: Mapping[str, int], whole: int) -> None:
    _heading(title)
    for name, number in sorted(numbers.items(), key=lambda one: (-one[1], one[0])):
        click.echo(f"  {_share(number, whole):>6}  {number:>7,}  {name}")
    if not numbers:
        click.echo("  none")


def _share(number: int, whole: int) -> str:
    return f"{100 * number / whole:.1f} %" if whole else "0 %"
