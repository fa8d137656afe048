"""Every letter of a sequence compiled once, before anybody is to get it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drip.content.bundle import LETTERS, bundle, letter_path
from drip.content.layout_shows import MOST_HTML
from drip.content.letters import Variant
from drip.content.nodes import TOP
from drip.content.problems import Problem
from drip.content.report import problem_at
from drip.content.revision import Revision, read_revision
from drip.errors import DripError

_BASE_URL = "https://rehearsal.invalid"


def rehearse(files: Mapping[str, str], key: str) -> tuple[Problem, ...]:
    """Compile every letter of a checked sequence, as its people would get it.

    Takes some milliseconds a letter; `check` is the quick look. Never raises: a letter that cannot
    be made is a problem.
    """
    revision = read_revision(0, bundle(files, key), base_url=_BASE_URL)
    return tuple(problem for name in _names(revision) for problem in _rehearsed(revision, name))


def _names(revision: Revision) -> Iterator[str]:
    yield from (step.id for step in revision.sequence.steps)
    for path in revision.files:
        folder, _, file = path.rpartition("/")
        if folder == LETTERS and file.endswith(".md"):
            yield file.removesuffix(".md")


def _rehearsed(revision: Revision, name: str) -> Iterator[Problem]:
    step = revision.sequence.step(name)
    variants = [Variant(), Variant(questions=False)] if step and step.ask else [Variant()]
    for variant in variants:
        try:
            letter = revision.compile(name, variant)
        except DripError as error:
            path = letter_path(revision.sequence.key, name)
            message = f"This letter cannot be made: {error.message}"
            yield problem_at(path, TOP, "no-letter-made", message)
            return
        size = len("".join(letter.html.plain).encode())
        if size > MOST_HTML:
            path = letter_path(revision.sequence.key, name)
            message = f"This letter comes to {size // 1000} kB; Gmail cuts off at about 102 kB."
            yield problem_at(path, TOP, "big-letter", message, "make two letters of it")
            return
