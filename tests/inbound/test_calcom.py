"""Cal.com: what is authentic, what a post reports, and every trap that its docs hold."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.domain.bookings import BookingKind
from drip.inbound.calcom import TemplateError, authentic, read
from drip.inbound.fields import BodyRefusedError

SECRET = "drip-test-secret"
VECTOR = (
    b'{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-11-03T00:05:00.000Z",'
    b'"payload":{"uid":"bk_1","startTime":"2026-11-05T23:00:00Z"}}'
)
SIGNED = "02a47a0fb9074dfd40b8bbc66ee32d8801ea130c84f29cec212d2e3be1654ed9"
THURSDAY = datetime(2026, 11, 5, 23, tzinfo=UTC)


def _post(trigger: str = "BOOKING_CREATED", **payload: Any) -> bytes:
    known: dict[str, Any] = {
        "uid": "one",
        "startTime": "2026-11-05T23:00:00Z",
        "endTime": "2026-11-05T23:45:00.000Z",
        "status": "ACCEPTED",
        "attendees": [
            {"email": "sam@example.com", "name": "Sam"},
            {"email": "guest@example.com", "name": ""},
        ],
        "responses": {
            "email": {"label": "email_address", "value": "sam@example.com"},
            "notes": {"label": "additional_notes", "isHidden": False},
            "guests": {"label": "additional_guests", "value": ["guest@example.com"]},
        },
        "metadata": {"drip": "q7Zc1t"},
    }
    whole = {
        "triggerEvent": trigger,
        "createdAt": "2026-11-03T00:05:00.000Z",
        "payload": {key: value for key, value in (known | payload).items() if value is not None},
    }
    return json.dumps(whole).encode()


def test_the_published_vector_is_authentic() -> None:
    assert authentic(SECRET, signature=SIGNED, body=VECTOR)
    assert authentic(SECRET, signature=f" {SIGNED.upper()} ", body=VECTOR)


@pytest.mark.parametrize(
    ("secret", "signature", "body"),
    [
        (SECRET, None, VECTOR),
        (SECRET, "", VECTOR),
        (SECRET, "no-secret-provided", VECTOR),
        (SECRET, SIGNED[:-1], VECTOR),
        (SECRET, SIGNED, VECTOR + b"\n"),
        (SECRET, "\u00e9" * 64, VECTOR),
        ("another", SIGNED, VECTOR),
        ("", hmac.new(b"", VECTOR, hashlib.sha256).hexdigest(), VECTOR),
    ],
)
def test_nothing_else_is(secret: str, signature: str | None, body: bytes) -> None:
    assert not authentic(secret, signature=signature, body=body)


def test_a_whole_post_of_calcom_is_read() -> None:
    found = read((Path(__file__).parent / "bookings" / "calcom.json").read_bytes())
    assert found is not None
    assert (found.kind, found.source_id) == (BookingKind.CREATED, "bFJeNb2uX8ANpT3JL5EfXw")
    assert (found.address, found.token, found.note) == ("sam@example.com", "q7Zc1t", "")
    assert (found.starts_at, found.replaces) == (THURSDAY, "")


def test_a_booking_is_read_whole() -> None:
    found = read(_post())
    assert found is not None
    assert (found.kind, found.source_id, found.token) == (BookingKind.CREATED, "one", "q7Zc1t")
    assert (found.starts_at, found.address) == (THURSDAY, "sam@example.com")
    assert found.ends_at == datetime(2026, 11, 5, 23, 45, tzinfo=UTC)
    assert found.event_id == "BOOKING_CREATED:one:2026-11-03T00:05:00.000Z"


@pytest.mark.parametrize(
    ("trigger", "changes", "kind"),
    [
        ("BOOKING_REQUESTED", {"status": "PENDING"}, BookingKind.REQUESTED),
        ("BOOKING_CREATED", {"status": "PENDING"}, BookingKind.REQUESTED),
        ("BOOKING_REJECTED", {}, BookingKind.CANCELLED),
        ("BOOKING_CANCELLED", {"status": "CANCELLED"}, BookingKind.CANCELLED),
        ("BOOKING_RESCHEDULED", {"rescheduleUid": "old"}, BookingKind.MOVED),
    ],
)
def test_each_trigger_has_its_meaning(
    trigger: str, changes: dict[str, Any], kind: BookingKind
) -> None:
    found = read(_post(trigger, **changes))
    assert found is not None
    assert found.kind is kind
    assert found.replaces == changes.get("rescheduleUid", "")


@pytest.mark.parametrize("at", ["2026-11-05T23:00:00Z", "2026-11-05T23:00:00.000Z"])
def test_every_spelling_of_an_instant_is_read(at: str) -> None:
    for spelt in (at, "2026-11-05T23:00:00+00:00", "2026-11-06T10:00:00+11:00"):
        found = read(_post(startTime=spelt))
        assert found is not None
        assert found.starts_at == THURSDAY


@pytest.mark.parametrize(
    ("away", "kind"), [(True, BookingKind.NO_SHOW), (False, BookingKind.SHOWED)]
)
def test_a_no_show_has_no_uid_and_no_times(away: bool, kind: BookingKind) -> None:  # noqa: FBT001 - a value of the post
    whole = {
        "triggerEvent": "BOOKING_NO_SHOW_UPDATED",
        "createdAt": "2026-11-06T00:00:00.000Z",
        "payload": {
            "message": "x",
            "bookingUid": "one",
            "bookingId": 91,
            "attendees": [{"email": "sam@example.com", "noShow": away}],
        },
    }
    found = read(json.dumps(whole).encode())
    assert found is not None
    assert (found.kind, found.source_id, found.starts_at) == (kind, "one", None)


def test_a_meeting_that_ended_comes_flat_and_says_nothing_of_who_came() -> None:
    flat = {"triggerEvent": "MEETING_ENDED", "uid": "one", "startTime": "2026-11-05T23:00:00Z"}
    assert read(json.dumps(flat).encode()) is None


def test_who_stayed_away_from_a_meeting_that_ended_did_so_at_its_end() -> None:
    flat = {
        "triggerEvent": "MEETING_ENDED",
        "uid": "one",
        "createdAt": "2026-10-01T00:00:00Z",
        "endTime": "2026-11-05T23:30:00Z",
        "attendees": [{"email": "sam@example.com", "noShow": True}],
    }
    found = read(json.dumps(flat).encode())

    assert found is not None
    assert (found.kind, found.source_id) == (BookingKind.NO_SHOW, "one")
    assert found.at == datetime(2026, 11, 5, 23, 30, tzinfo=UTC)
    assert read(json.dumps(flat | {"status": "CANCELLED"}).encode()) is None


@pytest.mark.parametrize(
    ("trigger", "more"),
    [
        ("BOOKING_NO_SHOW_UPDATED", {"noShowHost": True, "attendees": []}),
        ("AFTER_HOSTS_CAL_VIDEO_NO_SHOW", {"hostEmail": "dana@clinic.example"}),
        ("AFTER_HOSTS_CAL_VIDEO_NO_SHOW", {"attendees": [{"noShow": True}]}),
        ("MEETING_ENDED", {"noShowHost": True}),
        ("MEETING_ENDED", {"noShowHost": True, "attendees": [{"email": "a@b", "noShow": True}]}),
    ],
)
def test_a_host_who_stayed_away_is_no_no_show_of_the_patient(
    trigger: str, more: dict[str, Any]
) -> None:
    found = read(_post(trigger, **{"uid": None, "bookingUid": "one"} | more))

    assert found is not None
    assert (found.kind, found.source_id) == (BookingKind.HOST_AWAY, "one")
    assert found.event_id == "host_away:one"


def test_cal_video_saw_no_guest() -> None:
    found = read(_post("AFTER_GUESTS_CAL_VIDEO_NO_SHOW", uid=None, bookingUid="one"))

    assert found is not None
    assert (found.kind, found.source_id, found.address) == (
        BookingKind.NO_SHOW, "one", "sam@example.com",
    )  # fmt: skip
    assert [came for _, came in found.present] == [False, False]


def test_a_no_show_that_names_nobody_changes_nothing() -> None:
    payload = {"bookingUid": "one", "bookingId": 91, "attendees": []}
    post = {"triggerEvent": "BOOKING_NO_SHOW_UPDATED", "payload": payload}

    assert read(json.dumps(post).encode()) is None


def test_a_seat_is_a_booking_of_its_own() -> None:
    found = read(_post(attendeeSeatId="s1"))
    assert found is not None
    assert (found.source_id, found.present) == ("one/s1", ())
    assert "one/s1" in found.event_id
    whole = read(_post("BOOKING_CANCELLED"))
    assert whole is not None
    assert [address for address, _ in whole.present] == ["sam@example.com", "guest@example.com"]


def test_while_a_secret_is_changed_both_are_known() -> None:
    assert authentic(f"another, {SECRET}", signature=SIGNED, body=VECTOR)
    assert not authentic("another,", signature=SIGNED, body=VECTOR)
    nothing = hmac.new(b"", VECTOR, hashlib.sha256).hexdigest()
    assert not authentic("another,", signature=nothing, body=VECTOR)


def test_half_a_character_and_nul_are_left_out() -> None:
    found = read(_post(uid="o\0ne", additionalNotes="it hurts \ud83d"))
    assert found is not None
    assert (found.source_id, found.note) == ("one", "it hurts ?")


def test_an_id_without_end_is_refused() -> None:
    with pytest.raises(BodyRefusedError):
        read(_post(uid="x" * 301))


@pytest.mark.parametrize("trigger", ["MEETING_STARTED", "FORM_SUBMITTED", "SOMETHING_NEW", ""])
def test_other_triggers_change_nothing(trigger: str) -> None:
    assert read(_post(trigger)) is None


def test_the_booker_is_matched_and_not_a_guest() -> None:
    found = read(_post(responses={"email": {"label": "email_address"}}))
    assert found is not None
    assert found.address == "sam@example.com"
    nobody = read(_post(responses=None, attendees=[]))
    assert nobody is not None
    assert nobody.address == ""


def test_what_the_person_wrote_is_kept_once() -> None:
    found = read(
        _post(
            additionalNotes="Third spasm this year",
            responses={
                "email": {"value": "sam@example.com"},
                "notes": {"value": "Third spasm this year"},
                "why": {"label": "why", "value": "numb foot"},
            },
        )
    )
    assert found is not None
    assert found.note == "Third spasm this year\nnumb foot"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"triggerEvent=BOOKING_CREATED&uid=one",
        b"[]",
        b'"BOOKING_CREATED"',
        b'{"event":"made by a template"}',
        b'{"triggerEvent":"BOOKING_CREATED","title":"no envelope"}',
        b"[" * 100_000,
    ],
)
def test_a_form_of_the_owners_own_is_refused_with_what_to_do(body: bytes) -> None:
    with pytest.raises(TemplateError, match="Custom payload template"):
        read(body)


def test_a_booking_without_a_uid_is_refused() -> None:
    with pytest.raises(BodyRefusedError):
        read(_post(uid=None))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
FIELDS = st.sampled_from(
    ["uid", "startTime", "attendees", "responses", "metadata", "status", "rescheduleUid"]
)


TRIGGERS = st.sampled_from(
    [
        "BOOKING_CREATED",
        "BOOKING_NO_SHOW_UPDATED",
        "MEETING_ENDED",
        "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
        "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
    ]
)


@given(TRIGGERS, FIELDS, JSON)
def test_any_field_may_hold_anything(trigger: str, field: str, value: Any) -> None:
    with contextlib.suppress(BodyRefusedError):
        read(_post(trigger, **{field: value}))
