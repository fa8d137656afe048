"""A scanner opens everything, posts what it finds, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from drip.delivery.outbox import Outbox
from drip.simulation.postbox import Postbox
from drip.simulation.scanner import scan
from drip.storage.tables import answers, observations
from tests.asking import FILES
from tests.site import Site, site_on_file


@pytest.fixture
def postbox(tmp_path: Path) -> Postbox:
    return Postbox(Outbox(tmp_path / "outbox"))


@pytest.fixture
def site(tmp_path: Path, postbox: Postbox) -> Iterator[Site]:
    with site_on_file(tmp_path, files=FILES, transport=postbox) as opened:
        opened.person("Ann", "asking")
        opened.tick()
        yield opened


def test_a_scanner_answers_nothing_and_ends_nothing(site: Site, postbox: Postbox) -> None:
    before = site.state()
    asked: list[tuple[str, str]] = []
    base = site.services.links.base_url

    def fetch(method: str, url: str, fields: Mapping[str, str]) -> str:
        path = url.removeprefix(base)
        asked.append((method, path.split("/")[1]))
        data = dict(fields) if method == "POST" else None
        return site.client.open(path, method=method, data=data).get_data(as_text=True)

    (letter,) = postbox.read()
    scan(letter, fetch, base)

    assert {("HEAD", "a"), ("GET", "a"), ("GET", "p"), ("GET", "u"), ("POST", "a")} <= set(asked)
    assert "decoy" in [row.kind for row in site.table(observations)]
    kept = site.table(answers)
    assert kept
    assert {(row.sure, row.how["doubt"]) for row in kept} == {(False, "decoy")}
    after = site.state()
    assert after.pop("answers") != before.pop("answers")
    assert after == before
