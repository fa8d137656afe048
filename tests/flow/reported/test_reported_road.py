"""The road over the wire: a provider that says nothing, and reports late, twice and shuffled."""

from __future__ import annotations

from pathlib import Path

import pytest

from drip.delivery.sendgrid import SendGrid
from drip.flow.reported import counters
from drip.simulation.provider.plans import Habits, Mishap
from drip.simulation.provider.postman import Postman
from drip.simulation.provider.server import serving
from drip.simulation.provider.service import Service
from drip.storage.database import Database
from drip.web.factory import WebConfig, create_app
from tests.delivery.sendgrid_service import IMPATIENT
from tests.reports import PATH, Reported

TAKEN_BUT_UNSAID = (
    Mishap.TAKES_AND_FAILS,
    Mishap.TAKES_AND_HANGS_UP,
    Mishap.GARBAGE,
    Mishap.CUT_SHORT,
)


class Provided(Reported):
    """A road over the stand-in for SendGrid; its reports come to the site itself."""

    def __init__(self, database: Database, folder: Path, service: Service, url: str) -> None:
        super().__init__(
            database,
            folder,
            transport=SendGrid(
                service.key, host=url, wall=lambda: self.present, patience=IMPATIENT
            ),
        )
        self.postman = Postman(
            self._take,
            habits=Habits(late=0.4, repeated=0.5, copies=3, rounds=4, shuffled=True, most=7),
            clock=self._clock,
        )
        service.postman = self.postman
        config = WebConfig(secret_key=b"s" * 32, events_keys=(self.postman.signer.public_key,))
        self.web = create_app(self.services, config=config).test_client(use_cookies=False)

    def _take(self, body: bytes, headers: dict[str, str]) -> int:
        return self.web.post(PATH, data=body, headers=headers).status_code

    def _clock(self) -> float:
        return self.present.timestamp()

    def live(self, *, days: int) -> None:
        """Let days pass, with reports and slow beats in between."""
        for _ in range(days * 6):
            self.postman.round()
            self.maintain()
            self.tick()
            self.wait(hours=4)


@pytest.mark.parametrize("mishap", TAKEN_BUT_UNSAID)
def test_a_letter_that_was_taken_without_a_word_goes_once(
    database: Database, tmp_path: Path, mishap: Mishap
) -> None:
    """Scenarios 33 and 34 over the wire, cases 8 and 9."""
    service = Service()
    with serving(service) as url:
        road = Provided(database, tmp_path, service, url)
        service.plan.then(mishap)
        road.person()
        road.tick()
        assert [row.state for row in road.rows()] == ["unknown"]
        road.live(days=4)

    assert [row.state for row in road.rows(step="hello")] == ["accepted"]
    assert {row.ref for row in road.rows(state="accepted")} == set(service.log.times())
    assert service.log.doubled() == {}
    assert counters.read(road.services).promise_kept
