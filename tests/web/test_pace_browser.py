"""The page of one's own pace, a new address and one more press: on a phone, by keyboard, clean."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import answers, enrolments, messages, metadata
from drip.web.factory import WebConfig, create_app
from tests.asking import ASKING, SERVICES, Asking
from tests.road import DAILY, content
from tests.site import ACUTE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
_FILES = content({"asking": ASKING, "daily": DAILY, "acute": ACUTE}, clinic=SERVICES)
_TOO_SMALL = """
[...document.querySelectorAll("main button, main .button, main .choice, main .step")]
  .map((e) => e.getBoundingClientRect())
  .filter((box) => box.height < 44 || box.width < 44).length
"""
_TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Asking]:
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")
    metadata.create_all(database.engine)
    road = Asking(database, tmp_path, files=_FILES)
    road.services = replace(road.services, moment=timedelta(seconds=10))
    yield road
    database.close()


@pytest.fixture
def site(road: Asking) -> Iterator[str]:
    app = create_app(road.services, config=WebConfig(secret_key=b"k" * 32))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if request.param == "dark" else "light",
    )
    yield context.new_page()
    context.close()


def _clean(page: Page, name: str) -> None:
    if folder := os.environ.get("DRIP_PICTURES"):
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        path = Path(folder) / f"{name}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=str(path), full_page=True)
    assert page.evaluate(_TOO_SMALL) == 0
    assert page.evaluate(_TOO_WIDE) <= 0
    assert Axe().run(page).response["violations"] == []


def _link(road: Asking, site: str, purpose: LinkPurpose, delivery_id: int) -> str:
    token = road.services.links.token(purpose, delivery_id, now=road.present)
    return f"{site}/{purpose.value}/{token}"


def test_everything_about_ones_pace_stands_on_one_page(
    phone: Page, road: Asking, site: str
) -> None:
    phone.goto(_link(road, site, LinkPurpose.PREFERENCES, road.letter("first").id))
    _clean(phone, "pace")
    phone.get_by_role("button", name="Half the pace").click()
    phone.get_by_text("half the pace", exact=False).first.wait_for()
    phone.get_by_role("button", name="Back to the usual pace").wait_for()
    phone.get_by_label("Your new email address").fill("nonsense")
    phone.get_by_role("button", name="Send a letter there").click()
    _clean(phone, "pace-problem")
    phone.get_by_label("Your new email address").fill("ann.new@example.net")
    phone.get_by_role("button", name="Send a letter there").click()
    phone.get_by_text("We have sent a letter to the new address").wait_for()
    phone.get_by_role("button", name="Send me the spasm emails").click()
    phone.get_by_text("The spasm emails come now").wait_for()
    _clean(phone, "pace-flare-up")
    phone.get_by_role("button", name="I'm better, finish here").click()
    phone.get_by_text("Good to hear").wait_for()
    _clean(phone, "pace-well")
    assert {row.state for row in road.table(enrolments)} == {"graduated"}

    road.tick()
    phone.goto(_link(road, site, LinkPurpose.ADDRESS, road.rows(purpose="notice")[0].id))
    _clean(phone, "address")
    phone.get_by_role("button", name="Yes, send them here").click()
    _clean(phone, "address-done")


def test_keys_alone_answer_write_and_press_once_more(phone: Page, road: Asking, site: str) -> None:
    phone.goto(f"{site}/a/{road.token(place=1)}")
    _clean(phone, "questions")
    words = phone.get_by_label("Anything else?")
    for _ in range(12):
        if words.evaluate("e => e === document.activeElement"):
            break
        phone.keyboard.press("Tab")
    phone.keyboard.type("The stairs are easier.")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.tagName") == "BUTTON"
    phone.keyboard.press("Enter")
    phone.get_by_role("heading", name="One more press, please").wait_for()
    assert phone.get_by_label("It went fine").is_checked()
    _clean(phone, "once-more")
    phone.get_by_role("button", name="Send my answer").press("Enter")
    phone.get_by_text("has gone to the people at").wait_for()
    _clean(phone, "done")
    assert [row.sure for row in road.table(answers)] == [False, True]
    assert [row.text for row in road.table(messages)] == ["The stairs are easier."]
