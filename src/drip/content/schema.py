"""The JSON Schemas of the language, for editors. Made from the models, never by hand.

`sequences/_schema/` holds them as files; a sequence names its schema in its first line:
`# yaml-language-server: $schema=_schema/sequence.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drip.content.clinic import ClinicFile
from drip.content.models import SequenceFile
from drip.content.parts import Part
from drip.content.personas import PersonaFile
from drip.content.safety import SafetyFile

FOLDER = "sequences/_schema"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema of a sequence's file."""
    return _schema(SequenceFile, "A sequence")


def clinic_schema() -> dict[str, Any]:
    """The schema of `_clinic.yaml`."""
    return _schema(ClinicFile, "The clinic's own facts")


def persona_schema() -> dict[str, Any]:
    """The schema of a persona's file."""
    return _schema(PersonaFile, "A persona")


def safety_schema() -> dict[str, Any]:
    """The schema of `_safety.yaml`."""
    return _schema(SafetyFile, "Words that may mean an emergency")


def schema_files() -> dict[str, str]:
    """The published files by their path in the content folder."""
    return {
        f"{FOLDER}/sequence.json": _text(schema()),
        f"{FOLDER}/clinic.json": _text(clinic_schema()),
        f"{FOLDER}/persona.json": _text(persona_schema()),
        f"{FOLDER}/safety.json": _text(safety_schema()),
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the published files under the content folder; answers those that changed."""
    changed = []
    for name, text in schema_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _schema(model: type[Part], title: str) -> dict[str, Any]:
    made = model.model_json_schema()
    tidied: dict[str, Any] = _tidy(made)
    return {"$schema": _DIALECT} | tidied | {"title": title}


def _tidy(document: Any) -> Any:
    """Without what editors would show as noise: titles of keys, and `null` where nothing may stand.

    A key without a value is a mistake of the language, so no key allows `null`.
    """
    if isinstance(document, list):
        return [_tidy(item) for item in document]
    if not isinstance(document, dict):
        return document
    tidied = {
        key: {name: _tidy(inside) for name, inside in value.items()}
        if key in {"properties", "$defs"}
        else _tidy(value)
        for key, value in document.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and not value)
    }
    if "patternProperties" in tidied:
        tidied["additionalProperties"] = False
    if "oneOf" in tidied:
        # A condition may look like either of its forms: one of them must do, not exactly one.
        tidied["anyOf"] = tidied.pop("oneOf")
    return _without_null(tidied)


def _without_null(document: dict[str, Any]) -> dict[str, Any]:
    options = document.get("anyOf")
    if not isinstance(options, list) or {"type": "null"} not in options:
        return document
    rest = [option for option in options if option != {"type": "null"}]
    others = {key: value for key, value in document.items() if key != "anyOf"}
    if len(rest) > 1:
        return others | {"anyOf": rest}
    (only,) = rest
    return dict(only) | others
