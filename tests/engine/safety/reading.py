"""The shipped safety words, and the case file they are measured on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from drip.content.safety import shipped_concepts
from drip.domain.safety import Verdict
from drip.engine.safety import detect

CONCEPTS = shipped_concepts()


@dataclass(frozen=True, slots=True)
class Case:
    """One reply as people write them."""

    set: str
    urgent: bool
    groups: tuple[str, ...]
    text: str


def cases() -> list[Case]:
    """Every case of the file, in order."""
    lines = (Path(__file__).parent / "cases.jsonl").read_text("utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return [Case(one["set"], one["urgent"], tuple(one["groups"]), one["text"]) for one in read]


def read(text: str) -> Verdict:
    """What the shipped words make of a text."""
    return detect(text, CONCEPTS)
