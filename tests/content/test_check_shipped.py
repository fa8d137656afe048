"""What ships is fine, and says what it seems to say."""

from __future__ import annotations

from datetime import date

import pytest

from drip.content.bundle import bundle
from drip.content.check import check
from drip.content.claim_words import ClaimKind
from drip.content.files import read_texts
from drip.content.problems import Severity
from drip.content.rehearsal import rehearse
from tests.content.samples import CHECKOUT


@pytest.fixture(scope="module")
def shipped() -> dict[str, str]:
    texts = read_texts(CHECKOUT)
    assert texts.problems == ()
    return texts.files


def test_the_shipped_content_has_no_mistakes(shipped: dict[str, str]) -> None:
    checked = check(shipped)
    assert [one for one in checked.problems if one.severity is Severity.ERROR] == []
    assert set(checked.sequences) == {"spasm", "strengthening"}
    assert checked.clinic is not None
    assert checked.clinic.sample


def test_every_warning_about_what_ships_is_explained(shipped: dict[str, str]) -> None:
    found = check(shipped, today=date(2026, 12, 1)).problems
    assert [one for one in found if one.severity is not Severity.NOTE] == []
    assert all(one.hint.startswith("explained: ") for one in found)


def test_what_ships_makes_no_claim_that_needs_a_signature(shipped: dict[str, str]) -> None:
    found = {one.code for one in check(shipped, signed=()).problems}
    assert found.isdisjoint({kind.value for kind in ClaimKind})


@pytest.mark.parametrize("key", ["spasm", "strengthening"])
def test_every_shipped_letter_can_be_made(shipped: dict[str, str], key: str) -> None:
    assert rehearse(shipped, key) == ()


def test_the_sources_belong_to_no_revision_and_the_schemas_are_no_content(
    shipped: dict[str, str],
) -> None:
    assert not [path for path in shipped if "_schema" in path]
    assert [path for path in shipped if "_sources" in path]
    assert not [path for path in bundle(shipped, "spasm") if "_sources" in path]
