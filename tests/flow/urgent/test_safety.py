"""Words that may mean an emergency: a case, a held programme, an alarm that does not give up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.delivery.pager import Pager
from drip.domain.people import PauseReason, SuppressionReason
from drip.flow.leaving.leave import leave
from drip.flow.letters import gate
from drip.flow.letters.render import letter
from drip.flow.planning import pace
from drip.flow.rounds import tick
from drip.flow.sending import handover
from drip.flow.sending.handover import Ready
from drip.flow.urgent import alarms, safety
from drip.flow.urgent.safety import NoteMissingError, Urgent
from drip.storage import cases, enrolments
from drip.storage.cases import NewCase
from drip.storage.database import Database
from drip.storage.intents import Claim
from drip.storage.tables import decisions, messages, threads
from tests import builders
from tests.road import CLINIC, Road, content

OWNER = CLINIC.replace("[desk@clinic.example]", "[desk@clinic.example, pager@clinic.example]")


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, files=content(clinic=OWNER + "owner: owner@clinic.example\n"))


def _message(road: Road, subscriber_id: int | None) -> Urgent:
    with road.database.write() as tx:
        thread = builders.row(tx, threads, subscriber_id=None, state="open", last_at=road.present)
        message = builders.row(
            tx,
            messages,
            thread_id=thread,
            subscriber_id=subscriber_id,
            channel="mail",
            direction="in",
            sender="self",
            at=road.present,
            text="I can't feel when I wipe",
            cause=f"mail:{thread}",
        )
    return Urgent(
        thread_id=thread, message_id=message, subscriber_id=subscriber_id, groups=("saddle",)
    )


def _raise(road: Road, urgent: Urgent) -> int | None:
    with road.database.write() as tx:
        return safety.raise_case(road.services, tx, urgent, road.present)


def _mails(road: Road) -> list[EmailMessage]:
    road.tick()
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in road.mails()]


def _to(road: Road, address: str) -> list[EmailMessage]:
    return [mail for mail in _mails(road) if address in mail["To"]]


def test_the_persons_programme_stops_at_once(road: Road) -> None:
    who, _ = road.person("Ann")
    road.tick()
    assert _raise(road, _message(road, who)) is not None
    road.run(days=10)
    assert [row.step for row in road.rows(purpose="step", state="accepted")] == ["hello"]


def test_a_programme_that_begins_while_a_case_is_open_waits_too(road: Road) -> None:
    who = road.subscriber("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    road.enrol(who)
    road.run(days=1)
    assert [row.state for row in road.rows(purpose="step")] == ["planned"]
    safety.close(road.services, case, by="staff:1", words="Rang.", go_on=True, now=road.present)
    road.run(days=1)
    assert next(row.state for row in road.rows(purpose="step")) == "accepted"


def _open_alone(road: Road, urgent: Urgent) -> None:
    """A case as it stands before its person's programmes are paused."""
    new = NewCase(
        subscriber_id=urgent.subscriber_id,
        thread_id=urgent.thread_id,
        message_id=urgent.message_id,
        groups=(),
        opened_at=road.present,
        deadline_at=road.present,
    )
    with road.database.write() as tx:
        cases.open_one(tx, new)


def test_a_case_that_opens_after_the_gate_stops_the_intent(road: Road) -> None:
    who, _ = road.person("Ann")
    taken = tick.take(road.services, 10)
    passed = gate.look(road.services, taken.rows, road.present).passed
    urgent = _message(road, who)
    ready = [Ready(one, letter(one, road.services.links, road.present)) for one in passed]
    assert len(ready) == 1
    _open_alone(road, urgent)
    claim = Claim(
        token=taken.token,
        now=road.present,
        lease_until=road.present + road.services.lease,
        worker="w1",
        transport="outbox",
    )
    assert handover.intend(road.services, ready, claim) == []


def test_one_message_opens_one_case(road: Road) -> None:
    who, _ = road.person("Ann")
    urgent = _message(road, who)
    assert _raise(road, urgent) is not None
    assert _raise(road, urgent) is None


def test_the_fixed_message_goes_once_a_day_and_the_alarm_each_time(road: Road) -> None:
    who, _ = road.person("Ann")
    for _ in range(3):
        _raise(road, _message(road, who))
        alarms.run_due(road.services, road.present)
        road.wait(hours=1)
    assert len(road.rows(purpose="safety")) == 1
    assert len({row.slot for row in road.rows(purpose="notice")}) >= 6
    road.wait(hours=22)
    _raise(road, _message(road, who))
    assert len(road.rows(purpose="safety")) == 2


def test_the_fixed_message_is_what_it_must_be(road: Road) -> None:
    who, _ = road.person("Ann")
    _raise(road, _message(road, who))
    (mail,) = [one for one in _to(road, "ann@") if one["Subject"].startswith("An automatic")]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert mail["Auto-Submitted"] == "auto-replied"
    assert "List-Unsubscribe" not in mail
    assert "000" in text
    assert "http" not in text
    assert len(text.split("We will contact you")[0].split()) <= 120


def test_who_left_gets_the_fixed_message_too(road: Road) -> None:
    who, _ = road.person("Ann")
    leave(
        road.services,
        subscriber_id=who,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="page",
        now=road.present,
    )
    _raise(road, _message(road, who))
    road.tick()
    assert [row.state for row in road.rows(purpose="safety")] == ["accepted"]


def test_somebody_elses_message_raises_the_alarm_and_answers_nobody(road: Road) -> None:
    who, _ = road.person("Ann")
    _raise(road, replace(_message(road, who), answerable=False))
    _raise(road, _message(road, None))
    assert road.rows(purpose="safety") == []
    assert alarms.run_due(road.services, road.present) == 2


def test_an_alarm_names_nobody_and_says_nothing_clinical(road: Road) -> None:
    who, _ = road.person("Ann")
    _raise(road, _message(road, who))
    alarms.run_due(road.services, road.present)
    for mail in _to(road, "@clinic.example"):
        whole = mail.as_string()
        for word in ("Ann", "wipe", "saddle", "feel"):
            assert word not in whole


def test_every_address_on_duty_is_told_again_until_somebody_has_it(road: Road) -> None:
    who, _ = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    raised = 0
    for _ in range(12):
        raised += alarms.run_due(road.services, road.present)
        road.wait(minutes=10)
    assert raised >= 4
    assert len(_to(road, "desk@")) == raised == len(_to(road, "pager@"))

    assert safety.acknowledge(road.services, case, by="staff:1", now=road.present)
    assert not safety.acknowledge(road.services, case, by="staff:2", now=road.present)
    road.wait(hours=5)
    assert alarms.run_due(road.services, road.present) == 0


def test_the_owner_is_told_once_when_nobody_takes_it_in_time(road: Road) -> None:
    who, _ = road.person("Ann")
    _raise(road, _message(road, who))
    for _ in range(20):
        alarms.run_due(road.services, road.present)
        road.wait(minutes=10)
    assert len(_to(road, "owner@")) == 1


def test_two_workers_raise_one_alarm(road: Road) -> None:
    who, _ = road.person("Ann")
    _raise(road, _message(road, who))
    with road.database.read() as tx:
        (seen,) = cases.due_alarms(tx, road.present)
    assert alarms.run_due(road.services, road.present) == 1
    with road.database.write() as tx:
        assert not cases.raised(tx, seen, again_at=road.present)


@contextmanager
def _service(status: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    heard: list[dict[str, Any]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", heard
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "result"), [(204, "taken (204)"), (500, "refused (500)"), (302, "refused (302)")]
)
def test_the_second_route_is_called_and_what_came_of_it_is_kept(
    road: Road, status: int, result: str
) -> None:
    who, _ = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    with _service(status) as (url, heard):
        services = replace(road.services, pager=Pager(url))
        alarms.run_due(services, road.present)
    with road.database.read() as tx:
        assert cases.pages_of(tx, case) == [result]
    (said,) = heard
    assert said["case"] == case
    assert "Ann" not in json.dumps(said)


def test_a_second_route_that_is_not_there_stops_no_alarm(road: Road) -> None:
    who, _ = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    services = replace(road.services, pager=Pager("http://127.0.0.1:1/"))
    assert alarms.run_due(services, road.present) == 1
    with road.database.read() as tx:
        assert "not reached" in cases.pages_of(tx, case)[0]


def test_a_case_closes_only_with_a_note_and_by_somebody(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    with pytest.raises(NoteMissingError):
        safety.close(road.services, case, by="staff:1", words="  ", go_on=True, now=road.present)
    road.wait(days=30)
    alarms.run_due(road.services, road.present)
    with road.database.read() as tx:
        assert len(cases.all_open(tx)) == 1

    closed = safety.close(
        road.services, case, by="staff:1", words="Rang her; she saw her GP.", go_on=True,
        now=road.present,
    )  # fmt: skip
    assert closed
    with road.database.read() as tx:
        assert cases.all_open(tx) == []
        state = enrolments.get(tx, [enrolment_id])[enrolment_id].state
    assert state == "active"


def test_the_programme_stays_paused_where_staff_want_it_so(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    safety.close(
        road.services, case, by="staff:1", words="In hospital.", go_on=False, now=road.present
    )
    with road.database.read() as tx:
        assert enrolments.get(tx, [enrolment_id])[enrolment_id].state == "paused"


@pytest.mark.parametrize("go_on", [True, False])
def test_a_pause_that_somebody_wanted_outlasts_a_case(road: Road, *, go_on: bool) -> None:
    who, where = road.person("Ann")
    road.tick()
    until = road.present + timedelta(days=14)
    with road.database.write() as tx:
        pace.pause_tx(
            tx, enrolment_id=where, until=until, reason=PauseReason.STAFF, actor="staff:1",
            now=road.present,
        )  # fmt: skip
    case = _raise(road, _message(road, who))
    assert case is not None
    safety.close(road.services, case, by="staff:1", words="Rang.", go_on=go_on, now=road.present)
    with road.database.read() as tx:
        held = enrolments.get(tx, [where])[where]
        why = enrolments.paused_for(tx, who, PauseReason.SAFETY)

    assert held.state == "paused"
    assert held.paused_until == (until if go_on else None)
    assert why == ([] if go_on else [where])


def test_while_one_case_is_open_nothing_goes_on(road: Road) -> None:
    who, enrolment_id = road.person("Ann")
    first, second = (_raise(road, _message(road, who)) for _ in range(2))
    assert first is not None
    assert second is not None
    safety.close(road.services, first, by="staff:1", words="Rang.", go_on=True, now=road.present)
    with road.database.read() as tx:
        assert enrolments.get(tx, [enrolment_id])[enrolment_id].state == "paused"


def test_words_that_cannot_be_read_need_a_person_and_never_fail(road: Road) -> None:
    def broken() -> Any:
        raise LookupError("no file")

    services = replace(road.services, concepts=broken)
    verdict = safety.judge(services, "I can't feel when I wipe")
    assert (verdict.urgent, verdict.needs_person) == (False, True)
    assert safety.judge(road.services, "I can't feel when I wipe").urgent


def test_every_step_is_in_the_persons_story(road: Road) -> None:
    who, _ = road.person("Ann")
    case = _raise(road, _message(road, who))
    assert case is not None
    safety.acknowledge(road.services, case, by="staff:1", now=road.present)
    safety.close(road.services, case, by="staff:1", words="Rang.", go_on=True, now=road.present)
    with road.database.read() as tx:
        rows = tx.execute(select(decisions).where(decisions.c.subscriber_id == who))
        said = [row.reason for row in rows]
    assert any("may mean an emergency" in reason for reason in said)
    assert any("Acknowledged" in reason for reason in said)
    assert any("Closed" in reason for reason in said)
