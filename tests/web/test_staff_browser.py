"""The staff side in a real browser: its frames, its colours, its sizes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from drip.links import Links
from drip.web.config import WebConfig
from drip.web.factory import create_app
from tests import builders
from tests.road import BASE_URL, SECRET, Road
from tests.web.desk import Desk

pytestmark = pytest.mark.browser

PHONE = (390, 844)
DESK = (1280, 800)


class Site:
    """A demo's site on a real port, with a few people in it."""

    def __init__(self, folder: Path) -> None:
        desk = Desk(folder, demo=True)
        self.road: Road = desk.road
        self.server = make_server("127.0.0.1", 0, desk.app, threaded=True)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        services = replace(desk.services, links=Links(SECRET, self.base))
        self.server.app = create_app(
            services,
            config=WebConfig(secret_key=b"k" * 32, demo=True, outbox_folder=self.road.outbox),
        )
        self.ann, self.where = self.road.person("Ann")
        self.road.run(days=2)
        with services.database.write() as tx:
            builders.task(
                tx,
                self.ann,
                title="Ring: stopped",
                detail="Too sore",
                created_at=self.road.present,
            )
            builders.delivery(
                tx, self.ann, purpose="branch", state="failed", reason="it could not be made"
            )

    def pages(self) -> list[str]:
        letter = self.road.rows(step="hello")[0].ref
        return [
            "/staff/",
            "/staff/people",
            f"/staff/people/{self.ann}",
            "/staff/sequences",
            "/staff/outbox",
            f"/staff/outbox/{self.mail()}",
            f"/staff/letters/{letter}",
            "/staff/sign-in",
            "/staff/account",
        ]

    def mail(self) -> str:
        path = self.road.mails()[0]
        return f"{path.parent.name}_{path.stem}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()
    site.road.database.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": DESK[0], "height": DESK[1]})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_reads_well_and_asks_nobody_else(
    site: Site, chromium: Browser, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    found = {}
    for path in site.pages():
        answer = page.goto(site.base + path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        violations = Axe().run(page, options={"iframes": False}).response["violations"]
        if violations:
            found[path] = [(one["id"], one["nodes"][0]["html"]) for one in violations]
    context.close()

    assert found == {}
    assert said == []
    assert all(url.startswith((site.base, "data:")) for url in asked)


def test_what_is_pressed_on_a_phone_is_big_enough_for_a_thumb(
    site: Site, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()

    for path in ("/staff/", "/staff/people", f"/staff/people/{site.ann}", "/staff/sign-in"):
        page.goto(site.base + path)
        for pressed in page.locator("button:visible, input:visible, select:visible, nav a").all():
            box = pressed.bounding_box()
            assert box is not None
            assert box["height"] >= 44, (path, pressed.inner_html())
    context.close()


def test_a_visitor_of_the_demo_follows_a_letters_link_in_a_new_tab(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/staff/outbox")
    page.get_by_role("link", name="Letter hello").first.click()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Hello Ann").wait_for()
    page.context.route(f"{BASE_URL}/**", lambda route: route.fulfill(body="<p>Here you are"))

    with page.expect_popup() as opened:
        frame.locator(f"a[href^='{BASE_URL}/p/']").first.click()

    tab = opened.value
    tab.wait_for_url(f"{BASE_URL}/p/*")
    assert tab.evaluate("self.origin") == BASE_URL
    assert page.url.startswith(f"{site.base}/staff/outbox/")


def test_a_script_in_a_letter_never_runs(site: Site, page: Page) -> None:
    letter = site.road.mails()[0]
    whole = letter.read_bytes()
    script = b"<script>top.document.title = 'mine'; document.title = 'mine'</script>"
    image = b"<img src=3Dx onerror=3D\"document.title=3D'mine'\">"
    letter.write_bytes(whole.replace(b"</body>", script + image + b"</body>"))
    assert script in letter.read_bytes()

    page.goto(f"{site.base}/staff/outbox/{site.mail()}", wait_until="networkidle")
    inside = page.frames[1]
    letter.write_bytes(whole)

    assert page.title().startswith("Letter hello")
    assert inside.title() != "mine"
    assert inside.evaluate("self.origin") == "null"


def test_a_task_is_done_with_a_note_by_a_press(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/staff/")

    page.get_by_label("Note for Ring: stopped").fill("Rang, all good")
    page.get_by_role("button", name="Done").click()

    assert page.get_by_role("status").inner_text() == "Done, and noted."
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Ann").click()
    page.get_by_text("Rang, all good").wait_for()
