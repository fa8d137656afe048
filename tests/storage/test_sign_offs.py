"""Sign-offs are kept for good, once for each person and text."""

from __future__ import annotations

from datetime import timedelta

from drip.storage import sign_offs
from drip.storage.database import Database
from drip.storage.sign_offs import SignOff
from tests.builders import MONDAY


def test_a_person_signs_a_text_once(database: Database) -> None:
    word = SignOff(sequence="daily", step="one", text_hash="abc", signed_by="Dana Reyes")
    with database.write() as tx:
        assert sign_offs.add(tx, word, MONDAY)
        assert not sign_offs.add(tx, word, MONDAY + timedelta(days=1))
    with database.read() as tx:
        assert sign_offs.signed(tx) == {"abc"}


def test_nothing_is_signed_at_first(database: Database) -> None:
    with database.read() as tx:
        assert sign_offs.signed(tx) == frozenset()
