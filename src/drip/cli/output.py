"""How commands speak: words for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


def print_json(report: Any) -> None:
    """Print a report for programs: instants in ISO 8601, UTC."""
    click.echo(json.dumps(report, default=_plain, indent=2, ensure_ascii=False, sort_keys=True))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: getattr(value, field.name)
            for field in dataclasses.fields(value)
            if not field.name.startswith("_")
        }
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
