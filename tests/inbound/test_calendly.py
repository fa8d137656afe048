"""Calendly: what is authentic, what a post reports, and what a reschedule looks like."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.domain.bookings import BookingKind
from drip.inbound.calendly import authentic, read
from drip.inbound.fields import BodyRefusedError

KEY = "drip-test-secret"
NOW = datetime(2026, 11, 3, 0, 5, tzinfo=UTC)
VECTOR = (
    b'{"event":"invitee.created","created_at":"2026-11-03T00:05:00.000000Z",'
    b'"payload":{"email":"sam@example.com"}}'
)
RIGHT = "bf9c5d2a2c354faf147c9c714b7f9a2a22946fdcf460962306908c729e04f749"
BODY_ALONE = "4aa16acd5f8c459cbe3a5b353774f14fba35aa3bb38a30c8b1b66cd553251fb3"
INVITEE = "https://api.calendly.com/scheduled_events/EEEE/invitees/IIII"


def _post(event: str = "invitee.created", **payload: Any) -> bytes:
    known: dict[str, Any] = {
        "uri": INVITEE,
        "email": "sam@example.com",
        "rescheduled": False,
        "old_invitee": None,
        "questions_and_answers": [
            {"question": "Anything?", "answer": "third spasm this year", "position": 0}
        ],
        "tracking": {"utm_source": "drip", "utm_content": "q7Zc1t"},
        "scheduled_event": {
            "start_time": "2026-11-05T23:00:00.000000Z",
            "end_time": "2026-11-05T23:45:00.000000Z",
        },
    }
    whole = {
        "created_at": "2026-11-03T00:05:00.000000Z",
        "event": event,
        "payload": known | payload,
    }
    return json.dumps(whole).encode()


def test_the_published_vector_is_authentic() -> None:
    header = f"t=1793664300,v1={RIGHT}"
    assert len(VECTOR) == 108
    assert authentic(KEY, signature=header, body=VECTOR, now=NOW)
    assert authentic(KEY, signature=header, body=VECTOR, now=NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("signature", "minutes"),
    [
        (f"t=1793664300,v1={BODY_ALONE}", 0),
        (f"t=1793664300,v1={RIGHT}", 10),
        (f"t=1793664300,v1={RIGHT}", -10),
        (f"t=1793664301,v1={RIGHT}", 0),
        (f"v1={RIGHT}", 0),
        (RIGHT, 0),
        ("t=x,v1=y", 0),
        ("", 0),
        (f"t=99999999999,v1={RIGHT}", 0),
        (f"t=999999999999,v1={RIGHT}", 0),
        (None, 0),
    ],
)
def test_nothing_else_is(signature: str | None, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    assert not authentic(KEY, signature=signature, body=VECTOR, now=now)


def test_without_a_key_nothing_is_authentic() -> None:
    assert not authentic("", signature=f"t=1793664300,v1={RIGHT}", body=VECTOR, now=NOW)


def test_a_whole_post_of_calendly_is_read() -> None:
    found = read((Path(__file__).parent / "bookings" / "calendly.json").read_bytes())
    assert found is not None
    assert (found.kind, found.source_id) == (BookingKind.CREATED, INVITEE)
    assert (found.address, found.token) == ("sam@example.com", "q7Zc1t")
    assert found.note == "third spasm this year"
    assert found.ends_at == datetime(2026, 11, 5, 23, 45, tzinfo=UTC)


def test_a_booking_is_read_whole() -> None:
    found = read(_post())
    assert found is not None
    assert (found.kind, found.source_id) == (BookingKind.CREATED, INVITEE)
    assert found.starts_at == datetime(2026, 11, 5, 23, tzinfo=UTC)
    assert (found.address, found.token) == ("sam@example.com", "q7Zc1t")
    assert found.note == "third spasm this year"


def test_a_reschedule_is_one_move_whichever_post_comes_first() -> None:
    assert read(_post("invitee.canceled", rescheduled=True)) is None
    moved = read(_post(old_invitee="https://api.calendly.com/old"))
    assert moved is not None
    assert (moved.kind, moved.replaces) == (BookingKind.MOVED, "https://api.calendly.com/old")


def test_a_cancellation_is_one_with_its_reason() -> None:
    found = read(_post("invitee.canceled", cancellation={"reason": "feeling worse"}))
    assert found is not None
    assert found.kind is BookingKind.CANCELLED
    assert "feeling worse" in found.note


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("invitee_no_show.created", BookingKind.NO_SHOW),
        ("invitee_no_show.deleted", BookingKind.SHOWED),
    ],
)
def test_a_no_show_names_its_invitee(event: str, kind: BookingKind) -> None:
    found = read(_post(event, uri="https://api.calendly.com/invitee_no_shows/N", invitee=INVITEE))
    assert found is not None
    assert (found.kind, found.source_id) == (kind, INVITEE)


@pytest.mark.parametrize("event", ["routing_form_submission.created", "something.new"])
def test_other_events_change_nothing(event: str) -> None:
    assert read(_post(event)) is None


def test_a_token_of_somebody_elses_campaign_is_none_of_ours() -> None:
    found = read(_post(tracking={"utm_source": "newsletter", "utm_content": "q7Zc1t"}))
    assert found is not None
    assert found.token == ""


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"event": 1}', b'{"event":"invitee.created","payload":[]}']
)
def test_what_is_not_calendlys_is_refused(body: bytes) -> None:
    with pytest.raises(BodyRefusedError):
        read(body)
