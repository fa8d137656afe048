"""What holds for every link of every letter."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest

from drip.content.files import find_content, read_files
from drip.links import LinkPurpose
from tests.road import BASE_URL
from tests.site import Site, site_on_file

PAGES = [p for p in LinkPurpose if p is not LinkPurpose.ANSWER]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with the letters that Drip ships."""
    with site_on_file(tmp_path, files=read_files(find_content(None))) as opened:
        yield opened


def links_of(mail: Path) -> set[str]:
    """Every path of ours that a letter holds, in any part or header."""
    message = email.message_from_bytes(mail.read_bytes(), policy=default)
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    texts += [str(value) for value in message.values()]
    found = re.findall(re.escape(BASE_URL) + r"(/[^\s\"'<>)\]]*)", "\n".join(texts))
    return {path.rstrip(".,") for path in found}


def test_a_crawler_that_opens_every_link_changes_nothing(site: Site) -> None:
    site.join(sequence="spasm", onset=site.present.date())
    site.run(days=8)
    site.wait(days=2)
    site.sign_up(sequence="spasm", onset=site.present.date())
    site.sign_up(email="max@example.com", sequence="strengthening")
    site.tick()
    paths = {path for mail in site.mails() for path in links_of(mail)}
    kinds = {path.split("/")[1] for path in paths}
    assert {"confirm", "a", "p", "u", "v"} <= kinds
    before = site.state()
    for path in sorted(paths):
        for answer in (site.get(path), site.client.head(path), site.client.options(path)):
            assert answer.status_code in {200, 302, 303}, path
    assert site.state() == before


@pytest.mark.parametrize("purpose", PAGES)
def test_every_unknown_token_gets_one_and_the_same_page(site: Site, purpose: LinkPurpose) -> None:
    site.join(sequence="strengthening")
    site.tick()
    delivery_id = site.rows(purpose="step")[0].id
    other = LinkPurpose.ANSWER
    wrong = [
        "x",
        "a" * 42,
        "é" * 42,
        site.link(other, delivery_id).rpartition("/")[2],
        site.link(purpose, 999_999).rpartition("/")[2],
        site.link(purpose, delivery_id).rpartition("/")[2][:-1],
    ]
    answers = [site.get(f"/{purpose.value}/{token}") for token in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {site.get("/no-such-page").text}
    assert "tap the link" in answers[0].text


def test_a_link_of_400_days_works_and_an_older_one_says_what_to_do(site: Site) -> None:
    site.join(sequence="strengthening")
    site.tick()
    link = site.link(LinkPurpose.PREFERENCES, site.rows(purpose="step")[0].id)
    site.wait(days=400)
    assert site.get(link).status_code == 200
    site.wait(days=1)
    page = site.get(link)
    assert (page.status_code, "too old" in page.text) == (404, True)


@pytest.mark.parametrize("purpose", PAGES)
def test_no_page_behind_a_token_is_cached_indexed_or_told_on(
    site: Site, purpose: LinkPurpose
) -> None:
    site.join(sequence="strengthening")
    site.tick()
    delivery_id = site.rows(purpose="step")[0].id
    path = (
        site.confirm_link() if purpose is LinkPurpose.CONFIRM else site.link(purpose, delivery_id)
    )
    headers = site.get(path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_the_web_copy_is_the_letter_with_its_own_links(site: Site) -> None:
    site.join(sequence="strengthening", first_name="Zoë <b>")
    site.tick()
    answer = site.get(site.link(LinkPurpose.WEB_COPY, site.rows(purpose="step")[0].id))
    messages = [
        email.message_from_bytes(mail.read_bytes(), policy=default) for mail in site.mails()
    ]
    (message,) = (one for one in messages if one["List-Unsubscribe"])
    html = message.get_body(("html",))
    assert html is not None
    assert answer.text.rstrip() == html.get_content().replace("\r\n", "\n").rstrip()
    assert "Zoë &lt;b&gt;" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script" not in policy


def test_a_letter_that_has_not_gone_has_no_web_copy(site: Site) -> None:
    site.join(sequence="strengthening")
    link = site.link(LinkPurpose.WEB_COPY, site.rows(purpose="step")[0].id)
    assert site.get(link).status_code == 404


def test_the_web_copy_keeps_the_words_that_went(site: Site) -> None:
    site.join(sequence="strengthening")
    site.tick()
    link = site.link(LinkPurpose.WEB_COPY, site.rows(purpose="step")[0].id)
    went = site.get(link).text
    with site.database.write() as tx:
        tx.exec_driver_sql("UPDATE subscribers SET health_consent = 0")
    assert site.get(link).text == went
