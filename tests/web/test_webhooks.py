"""The Event Webhook: real signed posts against the real site."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from drip.flow.reported import webhooks
from drip.flow.rounds.nightly import prune
from drip.inbound.signed_posts import SIGNATURE_HEADER, TIMESTAMP_HEADER
from drip.settings import NO_FILE, load
from drip.storage.database import Database
from drip.storage.tables import events, posts
from drip.web.factory import WebConfig, create_app
from tests.reports import PATH, SIGNER, Reported, Signer, event


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Reported:
    return Reported(database, tmp_path)


def kept(road: Reported) -> list[Any]:
    return road.all_of(posts)


def body_of(road: Reported) -> bytes:
    return json.dumps([event("processed", at=road.present)]).encode()


def test_a_signed_post_is_kept_as_it_came_and_not_read_yet(road: Reported) -> None:
    body = b' [ {"event": "processed"} ] \r\n'
    answer = road.web.post(PATH, data=body, headers=SIGNER.sign(body, road.present))

    (post,) = kept(road)
    assert answer.status_code == 200
    assert bytes(post.body) == body
    assert (post.source, post.received_at, post.processed_at) == ("sendgrid", road.present, None)
    assert road.all_of(events) == []


def test_bytes_that_are_no_json_are_kept_too(road: Reported) -> None:
    body = b"\x00\xff no json"
    assert (
        road.web.post(PATH, data=body, headers=SIGNER.sign(body, road.present)).status_code == 200
    )
    road.maintain()
    (post,) = kept(road)
    assert post.processed_at == road.present
    assert post.note == "1 unread"


BROKEN: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "no headers": lambda _: {},
    "no signature": lambda headers: headers | {SIGNATURE_HEADER: ""},
    "no timestamp": lambda headers: {k: v for k, v in headers.items() if k != TIMESTAMP_HEADER},
    "cut base64": lambda headers: headers | {SIGNATURE_HEADER: headers[SIGNATURE_HEADER][:-3]},
    "no base64": lambda headers: headers | {SIGNATURE_HEADER: "\xe4\xf6\xfc"},
    "no number": lambda headers: headers | {TIMESTAMP_HEADER: "now"},
    "other second": lambda headers: headers | {TIMESTAMP_HEADER: "1767225600"},
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_post_that_is_not_authentic_is_a_403_with_one_line(road: Reported, how: str) -> None:
    body = body_of(road)
    headers = BROKEN[how](SIGNER.sign(body, road.present))
    with structlog.testing.capture_logs() as lines:
        answer = road.web.post(PATH, data=body, headers=headers)

    assert answer.status_code == 403
    assert [line["event"] for line in lines] == ["post_refused"]
    assert "exc_info" not in lines[0]
    assert kept(road) == []


def test_another_key_or_another_body_is_a_403(road: Reported) -> None:
    body = body_of(road)
    other = road.web.post(PATH, data=body, headers=Signer().sign(body, road.present))
    rewritten = json.dumps(json.loads(body), indent=1).encode()
    anew = road.web.post(PATH, data=rewritten, headers=SIGNER.sign(body, road.present))
    assert (other.status_code, anew.status_code) == (403, 403)
    assert kept(road) == []


def test_a_post_of_three_days_ago_changes_nothing_and_is_counted(road: Reported) -> None:
    body = body_of(road)
    headers = SIGNER.sign(body, road.present - timedelta(days=3))
    assert road.web.post(PATH, data=body, headers=headers).status_code == 403
    assert kept(road) == []
    since = road.present - timedelta(hours=2)
    assert webhooks.refused_since(road.services, "sendgrid", since) == 1


def test_a_post_of_yesterday_may_be_a_retry(road: Reported) -> None:
    body = body_of(road)
    headers = SIGNER.sign(body, road.present - timedelta(hours=29))
    assert road.web.post(PATH, data=body, headers=headers).status_code == 200


def test_two_keys_work_while_a_key_is_changed(road: Reported) -> None:
    old = Signer()
    config = WebConfig(secret_key=b"s" * 32, events_keys=(old.public_key, SIGNER.public_key))
    road.web = create_app(road.services, config=config).test_client(use_cookies=False)
    assert road.post(signer=old).status_code == 200
    assert road.post(signer=SIGNER).status_code == 200
    assert road.post(signer=Signer()).status_code == 403


@pytest.mark.parametrize("keys", [(), ("garbage",)])
def test_without_a_usable_key_nothing_is_believed(road: Reported, keys: tuple[str, ...]) -> None:
    config = WebConfig(secret_key=b"s" * 32, events_keys=keys)
    road.web = create_app(road.services, config=config).test_client(use_cookies=False)
    assert road.post().status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_a_post_is_taken(road: Reported, method: str) -> None:
    assert road.web.open(PATH, method=method).status_code == 405


def test_a_post_needs_no_page_of_ours(road: Reported) -> None:
    body = body_of(road)
    headers = SIGNER.sign(body, road.present)
    headers |= {"Origin": "https://elsewhere.example.org", "Sec-Fetch-Site": "cross-site"}
    assert road.web.post(PATH, data=body, headers=headers).status_code == 200


def test_a_post_may_be_larger_than_a_form_but_not_without_bound(road: Reported) -> None:
    large, huge = b" " * (1 << 20), b" " * (9 << 20)
    assert (
        road.web.post(PATH, data=large, headers=SIGNER.sign(large, road.present)).status_code == 200
    )
    assert (
        road.web.post(PATH, data=huge, headers=SIGNER.sign(huge, road.present)).status_code == 413
    )
    assert len(kept(road)) == 1


def test_when_too_many_wait_the_provider_keeps_the_rest(
    road: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "MOST_WAITING", 3)
    assert [road.post().status_code for _ in range(5)] == [200, 200, 200, 503, 503]
    road.maintain()
    assert road.post().status_code == 200


def test_a_database_that_is_away_is_a_503_for_what_is_signed(road: Reported) -> None:
    with road.database.write() as tx:
        tx.execute(text("DROP TABLE events"))
        tx.execute(text("DROP TABLE posts"))
        tx.execute(text("DROP TABLE limits"))
    with structlog.testing.capture_logs() as lines:
        assert road.post().status_code == 503
        assert road.post(signer=Signer()).status_code == 403
    assert "posts" not in str(lines)
    assert "SELECT" not in str(lines)


def test_posts_are_forgotten_after_thirty_days_and_events_stay(road: Reported) -> None:
    road.person()
    road.tick()
    road.report(road.rows()[0], "processed")
    road.post(road.about(road.rows()[0], "delivered"))

    road.wait(days=31)
    prune(road.services)

    (waiting,) = kept(road)
    assert waiting.processed_at is None
    (noted,) = road.all_of(events)
    assert (noted.kind, noted.post_id) == ("processed", None)


def test_the_setting_takes_two_keys_with_a_comma_between() -> None:
    assert load(NO_FILE, sendgrid_events_key=" first ,second,").events_keys == ("first", "second")
    assert load(NO_FILE).events_keys == ()
