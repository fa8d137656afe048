"""What two states of the content say differently, as people know it from version control."""

from __future__ import annotations

import difflib
from collections.abc import Mapping


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A unified diff of every file that differs, sorted by path; empty when nothing does."""
    return "".join(
        _of_file(path, before.get(path), after.get(path))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )


def changed_paths(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The files that differ, are new or are gone."""
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def _of_file(path: str, before: str | None, after: str | None) -> str:
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True),
        (after or "").splitlines(keepends=True),
        fromfile="/dev/null" if before is None else f"a/{path}",
        tofile="/dev/null" if after is None else f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
