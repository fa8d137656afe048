"""The answer pages on a phone, in a real browser, with no script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from drip.storage.database import Database
from drip.storage.tables import metadata
from drip.web.factory import WebConfig, create_app
from tests.asking import Asking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
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
    yield Asking(database, tmp_path)
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_thumb_answers_on_the_smallest_phone(
    chromium: Browser, road: Asking, site: str, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    token = road.token(place=3)

    page.goto(f"{site}/a/{token}")
    seen = [
        page.evaluate(_TOO_SMALL),
        page.evaluate(_TOO_WIDE),
        *Axe().run(page).response["violations"],
    ]
    assert page.get_by_label("Not yet").is_checked()
    page.get_by_label("7", exact=True).check()
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    seen += [
        page.evaluate(_TOO_SMALL),
        page.evaluate(_TOO_WIDE),
        *Axe().run(page).response["violations"],
    ]
    page.get_by_label("No time").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We'll send you a short email about this.").wait_for()
    context.close()

    assert seen == [0, 0, 0, 0]
    assert road.said() == [("session", "not_yet"), ("pain", "7"), ("barrier", "time")]


def test_the_keyboard_alone_answers(chromium: Browser, road: Asking, site: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/a/{road.token(place=1)}")

    page.get_by_label("It went fine").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # the box for anything else
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Thank you").wait_for()
    context.close()
    assert road.said() == [("session", "sore"), ("pain", "1")]
