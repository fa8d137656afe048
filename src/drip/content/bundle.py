"""What one revision needs, and the fingerprint that tells whether anything changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from drip.content.clinic import CLINIC_PATH

LETTERS = "templates/emails"


def sequence_path(key: str) -> str:
    """Where a sequence is written."""
    return f"sequences/{key}.yaml"


def letter_path(key: str, name: str) -> str:
    """Where a letter is written: of a step, or a fixed one (its name begins with `_`)."""
    return f"{LETTERS}/{name}.md" if name.startswith("_") else f"{LETTERS}/{key}/{name}.md"


def sequence_keys(files: Mapping[str, str]) -> list[str]:
    """The keys of the sequences among files, sorted."""
    found = []
    for path in files:
        folder, _, name = path.rpartition("/")
        if folder == "sequences" and name.endswith(".yaml") and not name.startswith("_"):
            found.append(name.removesuffix(".yaml"))
    return sorted(found)


def bundle(files: Mapping[str, str], key: str) -> dict[str, str]:
    """The sequence's file and letters, the clinic's facts, the layouts and the fixed letters."""
    return {path: text for path, text in sorted(files.items()) if _belongs(path, key)}


def _belongs(path: str, key: str) -> bool:
    if path in {sequence_path(key), CLINIC_PATH}:
        return True
    folder, _, name = path.rpartition("/")
    return folder == f"{LETTERS}/{key}" or (folder == LETTERS and name.startswith("_"))


def fingerprint(files: Mapping[str, str]) -> str:
    """SHA-256 over the sorted paths and texts, as hex."""
    digest = hashlib.sha256()
    for path, text in sorted(files.items()):
        for part in (path, text):
            raw = part.encode()
            digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
