"""Which of many problems are told: each cause once, and of a file in ruins the first hundred."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import chain

from drip.content.nodes import MOST_PROBLEMS, TOP
from drip.content.problems import Problem, Severity
from drip.content.report import problem_at


def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, each once and by place; of a file with very many the first, errors before."""
    by_path: dict[str, list[Problem]] = {}
    for one in set(problems):
        by_path.setdefault(one.path, []).append(one)
    for path, found in by_path.items():
        spaces = {one.line for one in found if one.code == "odd-space"}
        by_path[path] = [one for one in found if not _by_odd_space(one, spaces)]
    for path, found in by_path.items():
        if len(found) > MOST_PROBLEMS:
            found.sort(key=lambda one: (one.severity is not Severity.ERROR, *_by_place(one)))
            message = (
                f"There is more to mend in this file than the {MOST_PROBLEMS} places told here."
            )
            more = problem_at(path, TOP, "many-mistakes", message, "mend these, and check again")
            by_path[path] = [*found[:MOST_PROBLEMS], more]
    return tuple(sorted(chain.from_iterable(by_path.values()), key=_by_place))


def _by_odd_space(problem: Problem, spaces: Container[int]) -> bool:
    """Whether a mistake only comes of a no-break space, which is told, on its line or before."""
    reach = {"unknown-key": 1, "yaml-syntax": 3}.get(problem.code, 0)
    return any(problem.line - back in spaces for back in range(reach))


def _by_place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line, problem.column, problem.code, problem.message
