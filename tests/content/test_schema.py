"""The published schemas are the models', and accept what the check accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drip.content.nodes import read_document
from drip.content.schema import clinic_schema, schema, schema_files, write_schemas
from tests.content.samples import CHECKOUT, CLINIC, DAILY, RICH


@pytest.mark.parametrize("path", schema_files())
def test_the_published_schema_is_up_to_date(path: str) -> None:
    assert (CHECKOUT / path).read_text() == schema_files()[path], (
        "call drip.content.schema.write_schemas(Path('.'))"
    )


def test_writing_changes_only_what_differs(tmp_path: Path) -> None:
    assert len(write_schemas(tmp_path)) == 4
    assert write_schemas(tmp_path) == []
    changed = tmp_path / "sequences/_schema/clinic.json"
    changed.write_text("{}")
    assert write_schemas(tmp_path) == [changed]


def test_every_key_has_help_for_the_editor() -> None:
    for document in (schema(), clinic_schema()):
        for part in [document, *document["$defs"].values()]:
            for name, key in part.get("properties", {}).items():
                assert key.get("description"), name


def test_unknown_keys_are_refused_by_the_schema_too() -> None:
    assert schema()["additionalProperties"] is False
    assert schema()["$defs"]["StepEntry"]["additionalProperties"] is False


def accepts(document: dict[str, Any], part: Any, value: Any) -> bool:
    """Whether a value fits a schema: the keywords that ours use."""
    if "$ref" in part:
        return accepts(document, document["$defs"][part["$ref"].rpartition("/")[2]], value)
    checks: dict[str, Callable[[Any], bool]] = {
        "anyOf": lambda them: any(accepts(document, one, value) for one in them),
        "const": lambda wanted: value == wanted,
        "enum": lambda them: value in them,
        "type": lambda kind: any(
            _is(one, value) for one in ([kind] if isinstance(kind, str) else kind)
        ),
        "pattern": lambda form: not isinstance(value, str) or bool(re.search(form, value)),
        "items": lambda one: (
            not isinstance(value, list) or all(accepts(document, one, v) for v in value)
        ),
        "required": lambda keys: not isinstance(value, dict) or set(keys) <= set(value),
        "minProperties": lambda least: not isinstance(value, dict) or len(value) >= least,
        "maxProperties": lambda most: not isinstance(value, dict) or len(value) <= most,
    }
    return all(check(part[key]) for key, check in checks.items() if key in part) and _keys(
        document, part, value
    )


def _keys(document: dict[str, Any], part: Any, value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    for key, inside in value.items():
        fitting = [
            one for form, one in part.get("patternProperties", {}).items() if re.search(form, key)
        ]
        if key in part.get("properties", {}):
            fitting.append(part["properties"][key])
        more = part.get("additionalProperties", True)
        if not fitting and more is False:
            return False
        if not fitting and isinstance(more, dict):
            fitting.append(more)
        if not all(accepts(document, one, inside) for one in fitting):
            return False
    return True


def _is(kind: str, value: Any) -> bool:
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool}
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kinds[kind])


def data(text: str) -> Any:
    document = read_document("x.yaml", text).document
    assert document is not None
    return document.data


def test_the_schema_accepts_what_ships() -> None:
    for name in ("strengthening", "spasm"):
        text = (CHECKOUT / f"sequences/{name}.yaml").read_text()
        assert accepts(schema(), schema(), data(text))
    clinic = (CHECKOUT / "sequences/_clinic.yaml").read_text()
    assert accepts(clinic_schema(), clinic_schema(), data(clinic))


@pytest.mark.parametrize("text", [DAILY, RICH, RICH.replace("rises_by: 2", "at_least: 7")])
def test_the_schema_accepts_the_samples(text: str) -> None:
    assert accepts(schema(), schema(), data(text))
    assert accepts(clinic_schema(), clinic_schema(), data(CLINIC))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("day: 1\n", "dya: 1\n"),
        ('at: "09:00"', 'at: "9am"'),
        ("remind_after: 2d", "remind_after: two days"),
        ("[mon, tue, wed, thu, fri]", "[monday]"),
        ("anchor: confirmed", "anchor: never"),
        ("id: two", "id: Two"),
        ("{pause: until resumed}", "{finish: somehow}"),
        ("title: Day by day", "title: 2024"),
        ("title: Day by day\n", ""),
        ("scale: 0-10", "scale: ten"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(old: str, new: str) -> None:
    assert old in RICH
    assert not accepts(schema(), schema(), data(RICH.replace(old, new, 1)))


def test_times_are_patterns_that_editors_understand() -> None:
    at = schema()["$defs"]["SendEntry"]["properties"]["at"]
    assert "format" not in at
    assert re.search(at["pattern"], "07:30")
    assert json.loads(json.dumps(schema())) == schema()
