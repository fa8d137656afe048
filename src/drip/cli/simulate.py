"""`drip simulate`: one invented person's road, or a whole population's, before anybody real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drip.cli.output import as_json, print_json

if TYPE_CHECKING:
    from drip.domain.personas import Persona
    from drip.simulation.rehearsal import Change, Part

_DAY = click.DateTime(["%Y-%m-%d"])
#: Who is played where nobody is named.
_SILENT = "silent"


@click.command()
@click.argument("sequence")
@click.option(
    "--persona",
    default=_SILENT,
    metavar="NAME|FILE",
    help="Who to play: a name out of sequences/_personas, or a YAML file. Default: silent.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="CHECKIN.QUESTION=VALUE@DELAY",
    help="What the person answers, and how long after the letter: first-session.session=sore@2h.",
)
@click.option("--start", type=_DAY, help="The day of confirming.")
@click.option("--timezone", default="", help="The person's time zone; the clinic's if not given.")
@click.option("--onset", type=_DAY, help="The day the spasm began; the day of confirming if not.")
@click.option(
    "--edit",
    "edits",
    multiple=True,
    metavar="FILE@DAY",
    help="A sequence or letter that takes the place of the one of its name on that day.",
)
@click.option(
    "--population",
    type=click.IntRange(1, 1_000_000),
    metavar="PEOPLE",
    help="Let so many people live side by side, a mix of the personas by their shares.",
)
@click.option(
    "--weeks", type=click.IntRange(1, 104), default=8, help="How long, with --population."
)
@click.option("--seed", type=int, default=1, help="Which people, with --population.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="Processes to share a population; as many as there are cores if not given.",
)
@as_json
def simulate(
    sequence: str, *, population: int | None, as_json: bool, start: datetime | None, **how: Any
) -> None:
    """Show one invented person's road, with its dates.

    The real flow runs through SEQUENCE in memory, on a clock of its own; nothing is kept or sent.

    \b
    drip simulate strengthening --persona traveller --start 2027-03-01
    drip simulate spasm --answer day-three.easing=worse@3h --onset 2027-03-02 --start 2027-03-04
    drip simulate strengthening --edit new/strengthening.yaml@10
    drip simulate strengthening --population 10000 --weeks 8
    """  # noqa: D301 - click's mark for lines that are not to be joined
    from drip.app import content_files
    from drip.cli.population import Crowd, simulate_population
    from drip.cli.timeline import print_timeline
    from drip.rehearsals import rehearse
    from drip.settings import load

    files = content_files(load())
    refuse_unfit(files, sequence)
    if population is not None:
        crowd = Crowd(sequence, population, how["weeks"], how["seed"], start, how["processes"])
        simulate_population(files, crowd, as_json=as_json)
        return
    timeline = rehearse(files, _part(files, sequence, start, how))
    if as_json:
        print_json(timeline)
    else:
        print_timeline(timeline)


def refuse_unfit(files: Mapping[str, str], sequence: str) -> None:
    """Let nobody rehearse what is not there or has mistakes.

    Raises:
        RehearsalError: with the mistakes, as `drip check` shows them.
    """
    from drip.content.bundle import bundle, sequence_keys
    from drip.content.check import check
    from drip.content.claims import EVERY_TEXT
    from drip.content.diagnostics import render
    from drip.content.hints import did_you_mean
    from drip.content.problems import Severity
    from drip.simulation.rehearsal import RehearsalError

    known = sequence_keys(files)
    if sequence not in known:
        said = f"There is no sequence {sequence!r}: {did_you_mean(sequence, known)}"
        raise RehearsalError(said.removesuffix(": "))
    problems = check(files, signed=EVERY_TEXT).problems
    errors = [one for one in problems if one.severity is Severity.ERROR]
    mine = [one for one in errors if one.path in bundle(files, sequence)]
    if mine:
        said = f"{sequence} has mistakes, so it cannot be rehearsed.\n{render(mine, files)}"
        raise RehearsalError(said.rstrip())


def _part(
    files: Mapping[str, str], sequence: str, start: datetime | None, how: Mapping[str, Any]
) -> Part:
    from drip.simulation.rehearsal import Part, read_reply

    return Part(
        sequence=sequence,
        persona=find_persona(files, how["persona"]),
        replies=tuple(read_reply(text) for text in how["answers"]),
        start=start.date() if start else None,
        zone=how["timezone"],
        onset=how["onset"].date() if how["onset"] else None,
        changes=tuple(_change(files, sequence, text) for text in how["edits"]),
    )


def find_persona(files: Mapping[str, str], name: str) -> Persona:
    """A persona of the content folder by its name, or one in a file.

    Raises:
        RehearsalError: there is none, or its file has mistakes.
    """
    from drip.content.check import check
    from drip.content.diagnostics import render
    from drip.content.files import text_of
    from drip.content.hints import did_you_mean
    from drip.content.personas import read_persona, read_personas
    from drip.domain.personas import Persona
    from drip.simulation.rehearsal import RehearsalError

    sequences = tuple(check(files).sequences.values())
    path = Path(name)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        try:
            text, problems = text_of(name, path.read_bytes())
        except OSError as error:
            raise RehearsalError(f"{name} cannot be read: {error.strerror}.") from error
        persona, found = read_persona(name, text, sequences)
        if persona is None or problems:
            raise RehearsalError(render((*problems, *found), {name: text}).rstrip())
        return persona
    known = read_personas(files, sequences)
    if name in known.known:
        return known.known[name]
    if name == _SILENT and not any(one.path.endswith("/silent.yaml") for one in known.problems):
        # A clinic's own folder need hold no personas for a rehearsal.
        return Persona(key=_SILENT, title="Answers nothing")
    wrong = [one for one in known.problems if Path(one.path).stem == name]
    if wrong:
        raise RehearsalError(render(wrong, files).rstrip())
    none = "there are none yet: write one, or name a YAML file"
    hint = did_you_mean(name, known.known) or none
    raise RehearsalError(f"There is no persona {name!r} in sequences/_personas; {hint}")


def _change(files: Mapping[str, str], sequence: str, text: str) -> Change:
    from drip.content.files import text_of
    from drip.simulation.rehearsal import Change, RehearsalError

    name, _, day = text.rpartition("@")
    if not name or not day.isdigit():
        raise RehearsalError(f"{text!r} is no edit: write FILE@DAY, e.g. new/welcome.md@10")
    path = Path(name)
    try:
        written, problems = text_of(name, path.read_bytes())
    except OSError as error:
        raise RehearsalError(f"{name} cannot be read: {error.strerror}.") from error
    if problems:
        raise RehearsalError(f"{name}: {problems[0].message}")
    folder = "sequences" if path.suffix == ".yaml" else f"templates/emails/{sequence}"
    place = f"{folder}/{path.name}"
    if path.name.startswith("_") and path.suffix != ".yaml":
        place = f"templates/emails/{path.name}"
    if path.suffix == ".yaml" and place not in files:
        raise RehearsalError(f"{name} takes the place of no file: there is no {place}.")
    return Change(day=int(day), files={place: written})
