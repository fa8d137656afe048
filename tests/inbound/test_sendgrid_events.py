"""Posts of events: what is read of them, and that nothing in them can break the reading."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drip.domain.events import Event, EventKind
from drip.inbound.sendgrid_events import Read, read_events

AT = 1_798_790_400
NOON = datetime.fromtimestamp(AT, UTC)
PLAIN = {
    "email": "ann@example.com",
    "timestamp": AT,
    "event": "processed",
    "sg_event_id": "sg-1",
    "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    "drip_msg": "a1b2c3",
    "drip_try": "2",
}


def read(*events: Any) -> Read:
    return read_events(json.dumps(list(events)).encode())


def one(**fields: Any) -> Event:
    (found,) = read(PLAIN | fields).events
    return found


def test_an_event_says_what_happened_to_which_attempt() -> None:
    assert one() == Event(
        source="sendgrid",
        event_id="sg-1",
        kind=EventKind.PROCESSED,
        at=NOON,
        ref="a1b2c3",
        attempt=2,
        address="ann@example.com",
        smtp_id="14c5d75ce93.dfd.64b469@ismtpd-555",
        receipt="14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"event": "deferred"}, EventKind.DEFERRED),
        ({"event": "Delivered"}, EventKind.DELIVERED),
        ({"event": "dropped"}, EventKind.DROPPED),
        ({"event": "bounce"}, EventKind.BOUNCED),
        ({"event": "bounce", "type": "bounce"}, EventKind.BOUNCED),
        ({"event": "bounce", "type": "blocked"}, EventKind.BLOCKED),
        ({"event": "blocked"}, EventKind.BLOCKED),
        ({"event": "spamreport"}, EventKind.COMPLAINED),
        ({"event": "unsubscribe"}, EventKind.UNSUBSCRIBED),
        ({"event": "group_unsubscribe", "asm_group_id": 1}, EventKind.UNSUBSCRIBED),
        ({"event": "group_resubscribe"}, EventKind.OTHER),
        ({"event": "open", "sg_machine_open": True}, EventKind.OTHER),
        ({"event": "click", "url": "https://example.org"}, EventKind.OTHER),
        ({"event": "account_status_change"}, EventKind.OTHER),
        ({"event": "something new"}, EventKind.OTHER),
    ],
)
def test_kinds_are_understood_and_new_ones_kept(said: dict[str, Any], kind: EventKind) -> None:
    assert one(**said).kind is kind


@pytest.mark.parametrize("given_at", [AT, str(AT), float(AT), AT * 1000, f" {AT} "])
def test_a_timestamp_may_be_written_in_any_way(given_at: Any) -> None:
    assert one(timestamp=given_at).at == NOON


@pytest.mark.parametrize(
    "given_at", [None, "", "soon", True, [], {}, float("nan"), float("inf"), -5, 0, 1e300]
)
def test_an_event_without_a_moment_is_not_read(given_at: Any) -> None:
    found = read(PLAIN, PLAIN | {"timestamp": given_at})
    assert len(found.events) == 1
    assert found.unread == ("1: no timestamp",)


@pytest.mark.parametrize("category", ["drip", ["drip", "other"], None, 7])
def test_a_category_may_be_a_word_or_a_list(category: Any) -> None:
    assert one(category=category).kind is EventKind.PROCESSED


@pytest.mark.parametrize(
    ("given_try", "attempt"), [(2, 2), ("2", 2), (None, 0), ("x", 0), (-1, 0), ([], 0), ("٢", 0)]
)
def test_an_attempt_is_a_number_however_it_is_written(given_try: Any, attempt: int) -> None:
    assert one(drip_try=given_try).attempt == attempt


def test_an_event_without_an_id_gets_one_that_stays_the_same() -> None:
    nameless = {key: said for key, said in PLAIN.items() if key != "sg_event_id"}
    turned = dict(reversed(nameless.items()))
    (first,), (again,) = read(nameless).events, read(turned).events
    (other,) = read(nameless | {"event": "delivered"}).events
    assert first.event_id == again.event_id != other.event_id
    assert one(sg_event_id="x" * 5000).event_id.startswith("hash:")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"status": "5.1.1", "reason": "550 no such user"}, "5.1.1"),
        ({"reason": "550 5.1.1 The email account does not exist"}, "5.1.1"),
        ({"response": "421 4.7.0 try later"}, "4.7.0"),
        ({"status": "", "reason": "550 no"}, ""),
        ({"status": 550, "reason": "552-5.2.2 quota"}, "5.2.2"),
        ({"reason": "from 10.5.1.12"}, ""),
    ],
)
def test_the_status_is_given_or_found_in_the_words(said: dict[str, Any], status: str) -> None:
    assert one(event="bounce", **said).status == status


@pytest.mark.parametrize(
    "words",
    [
        "550 5.1.1 <ann@example.com>: no such user",
        "550 ANN@EXAMPLE.COM unknown",
        "550 forwarded to ann.other@mail.example.org failed",
        'unknown user "ann@example.com"; see mailto:ann@example.com',
    ],
)
def test_no_address_stays_in_the_words_of_a_server(words: str) -> None:
    assert "@" not in one(event="bounce", reason=words).detail


def test_text_that_no_database_keeps_is_cleaned() -> None:
    body = json.dumps([PLAIN]).replace("a1b2c3", "a\\u0000b\\ud800c").encode()
    (found,) = read_events(body).events
    found.ref.encode()
    assert "\0" not in found.ref


def test_one_malformed_event_costs_none_of_ten_thousand() -> None:
    events: list[Any] = [PLAIN | {"sg_event_id": f"sg-{n}"} for n in range(10_000)]
    events[4711] = ["not", "an", "event"]
    found = read(*events)
    assert len(found.events) == 9_999
    assert found.unread == ("4711: no object",)


def test_one_piece_of_broken_json_costs_only_itself() -> None:
    parts = [
        json.dumps(PLAIN | {"sg_event_id": f"sg-{n}", "at": [{"a": 1}, {"b": 2}]}) for n in range(6)
    ]
    parts[2] = parts[2].replace('"event":', '"event";')
    found = read_events(("[" + ",\r\n".join(parts) + "]\r\n").encode())
    assert {event.event_id for event in found.events} >= {f"sg-{n}" for n in (0, 1, 3, 4, 5)}
    assert "sg-2" not in {event.event_id for event in found.events}
    assert found.unread


def test_a_post_that_was_cut_off_keeps_what_came() -> None:
    body = json.dumps([PLAIN | {"sg_event_id": f"sg-{n}"} for n in range(5)]).encode()
    found = read_events(body[:-40])
    assert [event.event_id for event in found.events] == ["sg-0", "sg-1", "sg-2", "sg-3"]
    assert len(found.unread) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"7",
        b'"text"',
        b"[" * 100_000,
        b'[{"a":' * 50_000,
        b"[1e999999]",
        b'[{"timestamp":' + b"9" * 10_000 + b"}]",
        b"<html>not json</html>",
        b"[[[[]]]]",
    ],
)
def test_nothing_that_is_posted_breaks_the_reading(body: bytes) -> None:
    found = read_events(body)
    assert found.events == ()
    assert found.unread


def test_an_empty_list_is_read_as_nothing() -> None:
    assert read_events(b"[]\r\n") == Read(events=())


def test_a_single_event_may_stand_without_its_list() -> None:
    assert len(read_events(json.dumps(PLAIN).encode()).events) == 1


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.lists(_VALUES | st.dictionaries(st.sampled_from(sorted(PLAIN)), _VALUES), max_size=8))
def test_every_event_is_read_or_counted(events: list[Any]) -> None:
    found = read(*events)
    assert len(found.events) + len(found.unread) == len(events)


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    read_events(body)
