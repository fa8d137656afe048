"""The public pages as a thumb meets them: a phone's browser with scripts switched off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from drip.content.files import find_content, read_files
from drip.links import LinkPurpose
from drip.storage import tables
from tests.conftest import PHONE
from tests.site import Site, site_on_file

pytestmark = pytest.mark.browser
#: Nothing to be pressed is smaller (WCAG 2.5.5).
THUMB = 44


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site with the letters that Drip ships, on a port."""
    with site_on_file(tmp_path, files=read_files(find_content(None))) as opened:
        yield opened


@pytest.fixture
def home(site: Site) -> Iterator[str]:
    """Where the site is served."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["light", "dark"])
def thumb(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a phone's size that runs no scripts of its own."""
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=request.param
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def look_over(page: Page) -> None:
    """Nothing is in anybody's way: contrast, names, order, width and the size of targets."""
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    small = page.evaluate(
        """least => [...document.querySelectorAll('button, .button, .choice, select, summary,'
            + 'input:not([type=hidden]):not(.choice input):not(.pot input)')]
          .filter(e => e.offsetParent && e.getBoundingClientRect().height < least)
          .map(e => e.outerHTML)""",
        THUMB,
    )
    assert small == []


def test_a_person_signs_up_with_one_mistake(site: Site, home: str, thumb: Page) -> None:
    thumb.goto(home)
    look_over(thumb)
    thumb.get_by_label("Your first name").fill("Sam")
    thumb.get_by_label("Your email").fill("sam@")
    thumb.get_by_text("I'm not sure").tap()
    thumb.get_by_text("Yes", exact=True).tap()
    site.wait(seconds=30)
    thumb.get_by_role("button", name="Sign me up").tap()
    expect(thumb.locator("#problems")).to_be_focused()
    look_over(thumb)

    thumb.get_by_label("Your email").fill("sam@example.com")
    thumb.get_by_text("1 to 3 days ago").tap()
    thumb.get_by_text("Yes, send me the emails").tap()
    thumb.get_by_text("may ask in these emails").tap()
    thumb.get_by_text("I am 18 or over.").tap()
    thumb.get_by_role("button", name="Sign me up").tap()
    expect(thumb.locator("h1")).to_have_text("Check your inbox")
    look_over(thumb)
    assert len(site.confirmations()) == 1


def test_a_person_confirms(site: Site, home: str, thumb: Page) -> None:
    site.sign_up(sequence="strengthening")
    thumb.goto(home + site.confirm_link())
    look_over(thumb)
    thumb.get_by_role("button").tap()
    expect(thumb.locator("h1")).to_have_text("You're in, Sam")
    look_over(thumb)


def test_a_person_takes_a_break_and_goes_on(site: Site, home: str, thumb: Page) -> None:
    thumb.goto(home + site.link(LinkPurpose.PREFERENCES, letter_of(site)))
    look_over(thumb)
    thumb.get_by_role("button", name="Two weeks").tap()
    expect(thumb.get_by_role("status")).to_contain_text("Have a good break")
    look_over(thumb)
    assert site.table(tables.enrolments)[0].state == "paused"
    thumb.get_by_role("button", name="Go on now").tap()
    expect(thumb.get_by_role("status")).to_contain_text("Welcome back")
    assert site.table(tables.enrolments)[0].state == "active"


def test_a_person_leaves(site: Site, home: str, thumb: Page) -> None:
    thumb.goto(home + site.link(LinkPurpose.UNSUBSCRIBE, letter_of(site)))
    look_over(thumb)
    thumb.get_by_role("button").tap()
    expect(thumb.locator("h1")).to_contain_text("Take care")
    look_over(thumb)
    assert site.table(tables.subscribers)[0].state == "left"


def letter_of(site: Site) -> int:
    """The letter that somebody got who joined."""
    site.join(sequence="strengthening")
    site.tick()
    return int(site.rows(purpose="step")[0].id)


def test_the_question_about_a_spasm_shows_only_when_it_matters(home: str, thumb: Page) -> None:
    thumb.goto(home)
    question = thumb.get_by_text("When did the spasm start?")
    assert not question.is_visible()
    thumb.get_by_text("Strengthen your back").tap()
    assert not question.is_visible()
    thumb.get_by_text("When your back goes into spasm").tap()
    assert question.is_visible()


@pytest.mark.parametrize("path", ["/privacy", "/p/unknown"])
def test_the_quiet_pages_are_in_order_too(home: str, thumb: Page, path: str) -> None:
    thumb.goto(home + path)
    look_over(thumb)
