"""What every block of keys in the language has in common: it knows its place in the file.

While pydantic reads a document, each part tells a `Notes` which of its keys it does not know and
which stand there without a value, so that those mistakes hide no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from drip.content.nodes import Path


@dataclass(frozen=True, slots=True)
class Notes:
    """What parts noticed: (part, path of the key) for unknown keys; paths of empty values."""

    whereabouts: Mapping[int, Path]
    unknown: list[tuple[type[Part], Path]] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)

    @property
    def bad(self) -> list[Path]:
        """The paths of all of them."""
        return [*self.empty, *(path for _, path in self.unknown)]


class Part(BaseModel):
    """One block of keys."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    #: Which thing this is, in a sentence: "a step", "a question".
    what: ClassVar[str] = "a part"

    _path: Path = PrivateAttr(default=())

    @property
    def path(self) -> Path:
        """Where the part stands in its file."""
        return self._path

    @model_validator(mode="wrap")
    @classmethod
    def _look(
        cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if not isinstance(data, dict) or not isinstance(info.context, Notes):
            return handler(data)
        notes = info.context
        path = notes.whereabouts.get(id(data), ())
        known = cls.keys()
        kept = {}
        for key, value in data.items():
            if key not in known:
                notes.unknown.append((cls, (*path, key)))
            elif value is None:
                notes.empty.append((*path, key))
            else:
                kept[key] = value
        part = handler(kept)
        part._path = path  # noqa: SLF001 - set once, right after the part was made
        return part

    @classmethod
    def keys(cls) -> list[str]:
        """The keys that this part knows, as they are written."""
        return [info.alias or name for name, info in cls.model_fields.items()]
