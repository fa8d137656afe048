"""Booking systems knock at the real site: signed reports count, everything else changes nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from structlog.testing import capture_logs

from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.sources import get
from drip.storage.tables import bookings
from drip.web.factory import WebConfig, create_app
from tests.road import BASE_URL, CLINIC, DAILY, Road, content

SECRET = "a secret of the tests"


class Clinic(Road):
    """A clinic with a site that two booking systems report to."""

    @property
    def web(self) -> FlaskClient:
        config = WebConfig(secret_key=b"s" * 32, calcom_secret=SECRET, calendly_key=SECRET)
        return create_app(self.services, config=config).test_client(use_cookies=False)

    def count(self) -> int:
        with self.database.read() as tx:
            return int(tx.execute(select(func.count()).select_from(bookings)).scalar_one())


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Clinic:
    road = Clinic(database, tmp_path)
    road.person("Ann")
    return road


def _calcom(**changes: Any) -> bytes:
    payload = {
        "uid": "one",
        "startTime": "2027-01-08T09:00:00Z",
        "responses": {"email": {"value": "ann@example.com"}},
    }
    whole = {"triggerEvent": "BOOKING_CREATED", "createdAt": "2027-01-04T08:00:00Z"}
    return json.dumps(whole | {"payload": payload} | changes).encode()


def _sign(body: bytes, key: str = SECRET) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _post_calcom(road: Clinic, body: bytes, signature: str | None = None) -> int:
    headers = {"X-Cal-Signature-256": _sign(body) if signature is None else signature}
    return road.web.post("/webhooks/calcom", data=body, headers=headers).status_code


def test_a_signed_report_of_calcom_counts_once(road: Clinic) -> None:
    assert _post_calcom(road, _calcom()) == 200
    assert _post_calcom(road, _calcom()) == 200
    assert road.count() == 1
    with road.database.read() as tx:
        source = get(tx, "calcom")
    assert source is not None
    assert source.heard_at == road.present


@pytest.mark.parametrize("signature", ["", "no-secret-provided", "0" * 64])
def test_what_is_not_signed_is_refused(road: Clinic, signature: str) -> None:
    assert _post_calcom(road, _calcom(), signature) == 403
    assert road.count() == 0


def test_a_form_of_the_owners_own_gets_told_what_to_do(road: Clinic) -> None:
    body = b"event=made+by+a+template"
    headers = {"X-Cal-Signature-256": _sign(body)}
    answer = road.web.post("/webhooks/calcom", data=body, headers=headers)
    assert answer.status_code == 422
    assert "Custom payload template" in answer.text


def test_an_unknown_trigger_is_fine_and_changes_nothing(road: Clinic) -> None:
    with capture_logs() as logs:
        assert _post_calcom(road, _calcom(triggerEvent="FORM_SUBMITTED")) == 200
    assert road.count() == 0
    assert [one["trigger"] for one in logs if one["event"] == "nothing_to_do"] == ["FORM_SUBMITTED"]
    assert "ann@" not in str(logs)


def test_a_link_of_a_letter_leads_to_calcom_and_the_report_back_to_the_letter(
    database: Database, tmp_path: Path
) -> None:
    clinic = CLINIC.replace("book.clinic.example", "cal.com")
    steps = DAILY.replace("id: hello, day: start", "id: hello, day: start, book: assessment")
    road = Clinic(database, tmp_path, files=content({"daily": steps}, clinic=clinic))
    road.person("Ann")
    road.tick()
    letter = road.rows()[0].id
    link = road.services.links.token(LinkPurpose.BOOK, letter, now=road.present)
    way = urlsplit(road.web.get(f"/b/{link}", base_url=BASE_URL).location)
    assert way.netloc == "cal.com"
    payload = {
        "uid": "two",
        "startTime": "2027-01-08T09:00:00Z",
        "responses": {"email": {"value": "partner@example.com"}},
        "metadata": {"drip": parse_qs(way.query)["metadata[drip]"][0]},
    }
    assert _post_calcom(road, _calcom(payload=payload)) == 200
    with road.database.read() as tx:
        assert tx.execute(select(bookings.c.delivery_id)).scalar_one() == letter


def test_a_signed_report_of_calendly_counts_and_an_old_one_does_not(road: Clinic) -> None:
    body = json.dumps(
        {
            "event": "invitee.created",
            "created_at": "2027-01-04T08:00:00.000000Z",
            "payload": {
                "uri": "https://api.calendly.com/scheduled_events/E/invitees/I",
                "email": "ann@example.com",
                "scheduled_event": {"start_time": "2027-01-08T09:00:00.000000Z"},
            },
        }
    ).encode()

    def post(seconds: int) -> int:
        at = str(int(road.present.timestamp()) + seconds)
        signed = _sign(at.encode() + b"." + body)
        headers = {"Calendly-Webhook-Signature": f"t={at},v1={signed}"}
        return road.web.post("/webhooks/calendly", data=body, headers=headers).status_code

    assert post(-600) == 403
    assert road.count() == 0
    assert post(0) == 200
    assert road.count() == 1


def test_a_look_is_no_post(road: Clinic) -> None:
    assert road.web.get("/webhooks/calcom").status_code == 405


def test_a_body_without_end_is_refused(road: Clinic) -> None:
    body = b" " * (600 * 1024)
    assert _post_calcom(road, body) == 413
