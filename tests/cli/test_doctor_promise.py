"""What the doctor says of the promise, and of reports that come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.cli.examination_promise import promise, reports
from drip.cli.finding import Finding
from drip.settings import NO_FILE, Settings, load
from drip.storage.database import Database
from drip.storage.tables import attempts
from tests.reports import SIGNER, Doubtful, Reported, Signer


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Reported:
    return Reported(database, tmp_path, transport=Doubtful())


def settings(key: str) -> Settings:
    return load(
        NO_FILE, transport="sendgrid", sendgrid_api_key="SG.made-up", sendgrid_events_key=key
    )


def said(findings: list[Finding]) -> list[tuple[str, bool]]:
    return [(one.said, one.fine) for one in findings]


def test_a_promise_that_is_kept_is_one_calm_line(road: Reported) -> None:
    assert said(list(promise(road.database))) == [
        ("nothing went twice, nothing after goodbye", True)
    ]


def test_letters_that_stay_in_doubt_are_a_finding(road: Reported) -> None:
    road.person()
    road.tick()
    doubt = list(promise(road.database))[1]
    assert (doubt.about, doubt.fine) == ("letters in doubt", True)

    road.wait(hours=49)
    road.maintain()
    doubt = list(promise(road.database))[1]
    assert "1 stayed open" in doubt.said
    assert (doubt.fine, bool(doubt.fix)) == (False, True)


def test_a_broken_promise_is_told_plainly(road: Reported) -> None:
    road.person()
    road.tick()
    with road.database.write() as tx:
        (row,) = road.all_of(attempts)
        columns = dict(row._mapping) | {"id": None, "number": 2}  # noqa: SLF001 - SQLAlchemy's public name
        del columns["id"]
        tx.execute(attempts.insert().values(**columns))
        tx.execute(attempts.update().values(processed_at=road.present))
    found = next(promise(road.database))
    assert (found.said, found.fine) == ("1 letters went twice", False)


def test_a_key_that_is_none_is_named_by_its_place(road: Reported) -> None:
    good = settings(SIGNER.public_key)
    assert list(reports(good, road.database, road.present)) == []
    bad = settings(f"{SIGNER.public_key},{SIGNER.public_key[:50]}")
    (found,) = reports(bad, road.database, road.present)
    assert "key 2 " in found.said


def test_posts_that_were_refused_are_counted(road: Reported) -> None:
    for _ in range(3):
        assert road.post(signer=Signer()).status_code == 403
    (found,) = reports(settings(SIGNER.public_key), road.database, road.present)
    assert found.said.startswith("3 posts")
    assert "proxy" in found.fix


def test_a_worker_that_falls_behind_is_seen(road: Reported) -> None:
    for _ in range(100):
        road.post()
    (found,) = reports(settings(SIGNER.public_key), road.database, road.present)
    assert "wait to be read" in found.said
