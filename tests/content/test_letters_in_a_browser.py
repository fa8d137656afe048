"""Letters on real screens: nothing to scroll sideways, and thumbs can hit what is to be tapped."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser, Page

from drip.domain.letters import CompiledLetter
from drip.domain.merge import render_plain
from tests.content.compiling import PAIN, SESSION, a_step, compiled, shipped, values_for

LETTERS = {
    "choices": compiled(step=a_step(SESSION, PAIN, book="assessment")),
    "scale": compiled(step=a_step(PAIN)),
    "confirm": compiled(shipped("_confirm")),
    "already": compiled(shipped("_already")),
    "reminder": compiled(shipped("_reminder"), step=a_step(PAIN)),
}
TAPPED = ".button a, .choice a, .cell a, .links a"
SMALL = """links => links.map(a => a.getBoundingClientRect())
    .filter(box => box.width < 44 || box.height < 44).length"""
#: The contrast of every element that holds text with what stands behind it (WCAG 2.2, 1.4.3).
FAINT = """() => {
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = one => {
        for (let e = one; e; e = e.parentElement) {
            const found = parts(getComputedStyle(e).backgroundColor);
            if (found.length === 3 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    const faint = [];
    for (const e of document.querySelectorAll("body *")) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || e.closest(".preheader") || e.tagName === "STYLE") continue;
        const pair = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort();
        const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        if (ratio < 4.5) faint.push(`${e.tagName} ${e.className} ${ratio.toFixed(2)}`);
    }
    return faint;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    return chromium


def show(browser: Browser, letter: CompiledLetter, width: int, scheme: str = "light") -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 700},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    html, _ = render_plain(letter, values_for(letter))
    page.set_content(html)
    return page


@pytest.mark.parametrize("width", [320, 390, 600])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_fits_and_can_be_tapped(browser: Browser, name: str, width: int) -> None:
    page = show(browser, LETTERS[name], width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(TAPPED).evaluate_all(SMALL) == 0
    page.close()


def test_a_scale_stands_in_one_row_where_there_is_room(browser: Browser) -> None:
    page = show(browser, LETTERS["scale"], 700)
    tops = page.locator(".cell").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")

    assert len(tops) == 11
    assert len(set(tops)) == 1
    page.close()


@pytest.mark.parametrize("width", [320, 360, 361, 390, 480, 481, 600, 612, 623, 624])
def test_no_number_of_a_scale_stands_alone(browser: Browser, width: int) -> None:
    page = show(browser, LETTERS["scale"], width)
    tops = page.locator(".cell").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")

    assert min(Counter(tops).values()) >= 3
    page.close()


@pytest.mark.parametrize("width", [320, 390])
def test_numbers_of_a_scale_stand_apart_on_a_phone(browser: Browser, width: int) -> None:
    page = show(browser, LETTERS["scale"], width)
    first, second = page.locator(".cell a").evaluate_all(
        "all => all.slice(0, 2).map(e => e.getBoundingClientRect())"
    )

    assert second["left"] - first["right"] >= 6
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LETTERS)
def test_words_stand_out_in_the_light_and_in_the_dark(
    browser: Browser, name: str, scheme: str
) -> None:
    page = show(browser, LETTERS[name], 390, scheme)

    assert page.evaluate(FAINT) == []
    page.close()


def test_the_dark_is_dark(browser: Browser) -> None:
    colour = "getComputedStyle(document.querySelector('.card')).backgroundColor"
    light = show(browser, LETTERS["choices"], 390)
    dark = show(browser, LETTERS["choices"], 390, "dark")

    assert light.evaluate(colour) != dark.evaluate(colour)
    light.close()
    dark.close()
