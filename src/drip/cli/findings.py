"""Problems of content on a terminal, and which files a command is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from drip.content.bundle import bundle, sequence_keys
from drip.content.diagnostics import render, summary
from drip.content.problems import Problem
from drip.errors import DripError


class NotContentError(DripError):
    """This file is no part of the content folder."""


def print_problems(problems: Sequence[Problem], texts: Mapping[str, str]) -> None:
    """Print each problem under its line, as compilers do, and how many there are."""
    click.echo(render(problems, texts), nl=False)
    click.echo(summary(problems))


def narrowed(
    problems: Sequence[Problem], texts: Mapping[str, str], files: Sequence[Path]
) -> list[Problem]:
    """The problems in these files; all of them where none is named."""
    wanted = {_known(file, texts) for file in files}
    return [one for one in problems if not wanted or one.path in wanted]


def sequences_of(texts: Mapping[str, str], files: Sequence[Path]) -> frozenset[str] | None:
    """The sequences that these files belong to; `None`, which is all, where none is named.

    What sequences share, such as the clinic's facts and the layouts, belongs to all of them.
    """
    if not files:
        return None
    keys = sequence_keys(texts)
    paths = {_known(file, texts) for file in files}
    return frozenset(key for key in keys if any(path in bundle(texts, key) for path in paths))


def _known(file: Path, texts: Mapping[str, str]) -> str:
    """The path inside the content folder that a file on the command line means."""
    given = file.as_posix()
    for path in texts:
        if given == path or given.endswith(f"/{path}"):
            return path
    named = [path for path in texts if Path(path).name == file.name]
    if len(named) == 1:
        return named[0]
    raise NotContentError(f"{given} is no file of the content folder.")
