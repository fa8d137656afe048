"""Reading JSON that strangers made: every field may be missing, or of another type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drip.errors import DripError

_LONGEST_ID = 300


class BodyRefusedError(DripError):
    """A post is not in the form that its sender documents."""


def whole(body: bytes) -> dict[str, Any]:
    """A JSON object.

    Raises:
        BodyRefusedError: it is none.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BodyRefusedError from error
    if not isinstance(found, dict):
        raise BodyRefusedError
    return found


def text(value: Mapping[str, Any], name: str) -> str:
    """A text field; empty for anything else.

    Without what no database takes: NUL, and halves of characters that were cut in two.
    """
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def identity(value: Mapping[str, Any], *names: str) -> str:
    """The id that stands in the first of these fields that holds one.

    Raises:
        BodyRefusedError: none does, or it is longer than any id.
    """
    found = next((one for name in names if (one := text(value, name))), "")
    if not found:
        raise BodyRefusedError(f"The booking has no {names[0]}.")
    if len(found) > _LONGEST_ID:
        raise BodyRefusedError(f"The booking's {names[0]} is longer than any id.")
    return found


def mapping(value: Any) -> Mapping[str, Any]:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list; empty for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def instant(value: Any) -> datetime | None:
    """An instant in any spelling of ISO 8601, UTC without a zone; `None` for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
