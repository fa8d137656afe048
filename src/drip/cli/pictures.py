"""Pictures of letters, as a phone and a desktop show them. Needs Playwright and a Chromium.

Scripts are off and nothing is fetched, as in a mail program.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from drip.errors import DripError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_NO_IMAGES = "--blink-settings=imagesEnabled=false"


class NoPicturesError(DripError):
    """Pictures cannot be taken here."""


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    width: int
    sharpness: int = 1
    scheme: Literal["light", "dark"] = "light"
    images: bool = True


VIEWS = (
    _View("phone-light", 390, 2),
    _View("phone-dark", 390, 2, "dark"),
    _View("phone-images-off", 390, 2, images=False),
    _View("desktop-light", 1280),
    _View("desktop-dark", 1280, scheme="dark"),
)


def take(letters: Mapping[str, str], folder: Path) -> list[Path]:
    """Photograph each letter (HTML by name) in every view; answers the files.

    Raises:
        NoPicturesError: with what is missing.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoPicturesError("No pictures: they need `pip install playwright`.") from error
    found = browser_path()
    if found is None:
        raise NoPicturesError(
            "No pictures: there is no Chromium or Chrome here. "
            "Install one, or name it in DRIP_BROWSER."
        )

    def photograph() -> list[Path]:
        with sync_playwright() as playwright:
            return [
                path
                for images in (True, False)
                for path in _take(playwright, found, letters, folder, images=images)
            ]

    try:
        # A thread of its own: the driver refuses to start where an event loop runs already.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(photograph).result()
    except Error as error:
        raise NoPicturesError(f"No pictures: the browser said: {error.message}") from error


def browser_path() -> str | None:
    """The browser to use: the one that DRIP_BROWSER names, else one on the path."""
    named = os.environ.get("DRIP_BROWSER")
    names = (named,) if named else _BROWSERS
    return next((path for name in names if (path := shutil.which(name))), None)


def _take(
    playwright: Playwright, found: str, letters: Mapping[str, str], folder: Path, *, images: bool
) -> list[Path]:
    flags = [*_FLAGS] if images else [*_FLAGS, _NO_IMAGES]
    browser = playwright.chromium.launch(executable_path=found, args=flags)
    try:
        return [
            path
            for view in VIEWS
            if view.images is images
            for path in _through(browser, view, letters, folder)
        ]
    finally:
        browser.close()


def _through(browser: Browser, view: _View, letters: Mapping[str, str], folder: Path) -> list[Path]:
    context = browser.new_context(
        viewport={"width": view.width, "height": 800},
        device_scale_factor=view.sharpness,
        color_scheme=view.scheme,
        java_script_enabled=False,
        locale="en-AU",
    )
    context.route("**/*", lambda route: route.abort())
    page = context.new_page()
    taken = []
    for name, html in letters.items():
        page.set_content(html)
        path = folder / f"{name}-{view.name}.png"
        page.screenshot(path=path, full_page=True)
        taken.append(path)
    context.close()
    return taken
