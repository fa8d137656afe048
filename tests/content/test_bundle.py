"""A bundle is what one revision needs, and its fingerprint tells whether anything changed."""

from __future__ import annotations

import pytest

from drip.content.bundle import bundle, fingerprint, letter_path, sequence_keys
from tests.content.samples import content


def test_a_bundle_holds_the_sequence_and_what_all_share() -> None:
    found = bundle(content(also="weekly"), "daily")
    assert {path for path in found if not path.startswith("templates/emails/_")} == {
        "sequences/_clinic.yaml",
        "sequences/daily.yaml",
        "templates/emails/daily/hello.md",
        "templates/emails/daily/one.md",
        "templates/emails/daily/two.md",
        "templates/emails/daily/three.md",
    }
    assert "templates/emails/_layout.html" in found
    assert "templates/emails/_confirm.md" in found


def test_a_bundle_of_a_bundle_is_the_same() -> None:
    once = bundle(content(also="weekly"), "daily")
    assert bundle(once, "daily") == once


def test_keys_are_the_names_of_files_that_are_sequences() -> None:
    files = content(also="weekly") | {"sequences/_sources/x.yaml": "", "sequences/readme.md": ""}
    assert sequence_keys(files) == ["daily", "weekly"]


def test_letters_of_steps_lie_in_the_sequences_folder_and_fixed_ones_beside_it() -> None:
    assert letter_path("daily", "one") == "templates/emails/daily/one.md"
    assert letter_path("daily", "_confirm") == "templates/emails/_confirm.md"


def test_the_order_of_files_does_not_matter_to_the_fingerprint() -> None:
    files = content()
    assert fingerprint(files) == fingerprint(dict(reversed(files.items())))
    assert len(fingerprint(files)) == 64


@pytest.mark.parametrize(
    "other",
    [{"a": "1", "b": "3"}, {"a": "1"}, {"a": "1", "c": "2"}, {"a": "1b", "": "2"}, {"ab": "12"}],
)
def test_any_change_makes_another_fingerprint(other: dict[str, str]) -> None:
    assert fingerprint(other) != fingerprint({"a": "1", "b": "2"})
