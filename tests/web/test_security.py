from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from drip.links import LinkPurpose
from drip.web.factory import WebConfig, create_app
from tests.site import Site, site_on_file


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on_file(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/privacy", "/no-such-page", "/p/unknown"])
def test_no_page_loads_anything_from_elsewhere_or_runs_a_script(site: Site, path: str) -> None:
    answer = site.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "style=" not in answer.text
    assert "<script" not in answer.text
    assert 'src="http' not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_no_other_site_can_press_our_buttons(site: Site, headers: dict[str, str]) -> None:
    site.sign_up()
    before = site.state()
    assert site.post(site.confirm_link(), headers=headers).status_code == 403
    assert site.state() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://drip.clinic.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_our_own_pages_can(site: Site, headers: dict[str, str]) -> None:
    site.sign_up()
    assert site.post(site.confirm_link(), headers=headers).status_code == 200


def test_every_unsafe_route_but_the_two_open_ones_asks_where_it_comes_from(site: Site) -> None:
    refused = set()
    for rule in site.app.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            path = rule.rule
            for name in rule.arguments:
                path = path.replace(f"<{name}>", "1").replace(f"<int:{name}>", "1")
            answer = site.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            if answer.status_code == 403:
                refused.add(rule.endpoint)
    posts = {r.endpoint for r in site.app.url_map.iter_rules() if "POST" in (r.methods or set())}
    assert posts - refused == {"public.sign_up", "public.unsubscribe"}


def test_a_forwarded_address_is_believed_from_our_own_proxy_only(site: Site) -> None:
    seen: list[str | None] = []
    for proxies in (0, 1):
        app = create_app(
            site.services, config=WebConfig(secret_key=b"k" * 32, trusted_proxies=proxies)
        )
        with app.test_client() as client:
            spoofed = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
            from flask import request  # noqa: PLC0415 - of this client's context

            client.get("/healthz", headers=spoofed)
            seen.append(request.remote_addr)
    assert seen == ["127.0.0.1", "203.0.113.9"]


def test_a_broken_page_says_so_kindly_and_logs_no_token(site: Site) -> None:
    site.join()
    link = site.link(LinkPurpose.PREFERENCES, site.rows(purpose="step")[0].id)
    with site.database.write() as tx:
        tx.exec_driver_sql("UPDATE enrolments SET state = 'nonsense-canary'")
        tx.exec_driver_sql("UPDATE subscribers SET state = 'nonsense-canary'")
    with capture_logs() as lines:
        answer = site.get(link)
    assert answer.status_code == 500
    assert "went wrong on our side" in answer.text
    assert [line["event"] for line in lines] == ["request_failed"]
    assert link.rpartition("/")[2] not in str(lines)
    assert "canary" not in str(lines)
    assert lines[0]["endpoint"] == "public.preferences_page"


def test_a_database_that_is_away_gets_a_503_that_promises_nothing_was_lost(
    site: Site, tmp_path: Path
) -> None:
    site.sign_up()
    link = site.confirm_link()
    site.database.close()
    (tmp_path / "drip.db").unlink()
    (tmp_path / "drip.db").mkdir()
    answer = site.get(link)
    assert answer.status_code == 503
    assert "Nothing you sent was lost" in answer.text


def test_static_files_may_be_kept_and_are_named_by_their_content(site: Site) -> None:
    page = site.get("/").text
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in path
    with site.get(path) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_health_says_ok_and_readiness_says_what_is_missing(site: Site) -> None:
    assert site.get("/healthz").text == "ok\n"
    answer = site.get("/readyz")
    assert answer.status_code == 503
    report = json.loads(answer.text)
    assert report["checks"]["database"] == "ok"
    assert "worker" in report["checks"]["tick"]


def test_privacy_names_who_what_why_how_long_and_where_to_complain(site: Site) -> None:
    page = site.get("/privacy").text.replace("&#39;", "'")
    for words in (
        "Tests' Back Clinic",
        "51 824 753 556",
        "hello@clinic.example",
        "What we keep",
        "Why",
        "Who sees it",
        "outside Australia",
        "How long",
        "Australian Information Commissioner",
        "Health Complaints Commissioner",
    ):
        assert words in page


def test_the_icon_that_browsers_ask_for_is_there(site: Site) -> None:
    with site.get("/favicon.ico") as icon:
        assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
        assert icon.data.startswith(b"<svg")
