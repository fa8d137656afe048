"""What an edit does to people, on a terminal: tables for people, data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from drip.engine.edits import Renaming
from drip.flow.in_force.agreement import SHORT
from drip.flow.publishing.effect_of_edit import Effect, Foreseen, Moved
from drip.storage.publications import Publication


def effect_data(foreseen: Foreseen) -> dict[str, Any]:
    """What is foreseen, as plain data."""
    return {
        "effects": dict(foreseen.effects),
        "paused_without_file": dict(foreseen.removed),
        "brought_forward": foreseen.hastened,
    }


def print_effects(foreseen: Foreseen) -> None:
    """Print what publishing would do, sequence by sequence."""
    for effect in foreseen.effects.values():
        _print_effect(effect)
    for key, people in foreseen.removed.items():
        click.echo(f"{key}: has no file any more. It would be paused; {people} people are in it.")


def _print_effect(effect: Effect) -> None:
    if effect.fresh:
        click.echo(f"{effect.sequence}: new; nobody is in it yet.")
        return
    if effect.same:
        click.echo(f"{effect.sequence}: nothing changes.")
        return
    table = Table(title=effect.sequence, title_justify="left", show_header=False)
    for number, said in _lines(effect):
        table.add_row(str(number), said)
    console = Console()
    console.print(table)
    for one in effect.first:
        console.print(f"  {_told(one)}", highlight=False)
    for renaming in effect.doubtful:
        click.secho(_doubt(renaming), fg="yellow")


def _doubt(one: Renaming) -> str:
    if one.said:
        return f'"{one.new}" says renamed_from: {one.old}, but no step was called so.'
    return (
        f'"{one.new}" comes in the place of "{one.old}". If it is the same letter under another '
        f"name, write renamed_from: {one.old} below its id."
    )


def _lines(effect: Effect) -> list[tuple[int, str]]:
    lines = [(effect.people, "people are in it")]
    lines += [(n, f"get the new text of {step}") for step, n in sorted(effect.new_text.items())]
    lines += [
        (n, f"are past the place of {step} and will not get it")
        for step, n in sorted(effect.passed_by.items())
    ]
    lines += [
        (number, said)
        for number, said in (
            (effect.moved, "letters that wait move to another moment"),
            (effect.replaced, "people get another letter next"),
            (effect.removed, "letters that wait will not go"),
            (effect.paused, "people are paused; the edit reaches them when they go on"),
            (effect.pinned, "people are pinned and finish on what they began with"),
            (effect.pins, "people get this edit, are pinned by it, and finish on it"),
        )
        if number
    ]
    return [
        *lines,
        (effect.due_soon, f"letters are due in the next 24 hours ({effect.due_soon_before} now)"),
        (effect.hastened, "of them are brought forward by the edit"),
        (effect.twice, "letters go twice"),
    ]


def _told(one: Moved) -> str:
    who = f"enrolment {one.enrolment}: {one.step}, due {_moment(one.due_at)}"
    if one.new_due_at is None:
        return f"{who}: will not go. {one.reason}"
    if one.becomes != one.step:
        return f"{who}: {one.becomes} comes next, {_moment(one.new_due_at)}"
    return f"{who}: moves to {_moment(one.new_due_at)}"


def _moment(moment: datetime) -> str:
    return f"{moment:%a %Y-%m-%d %H:%M} UTC"


def print_history(acts: Sequence[Publication]) -> None:
    """Print who put what in force, with the difference."""
    for one in acts:
        note = f": {one.note}" if one.note else ""
        click.secho(
            f"{one.at:%Y-%m-%d %H:%M} UTC  {one.sequence} {one.act} by {one.author}, from "
            f"{one.origin}, revision {one.revision_id} ({one.hash[:SHORT]}){note}",
            bold=True,
        )
        counts = {name: count for name, count in (one.effect or {}).items() if count}
        if counts:
            said = (f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
            click.echo("  " + ", ".join(said))
        click.echo(one.difference, nl=bool(one.difference))
