"""A browser that notes what the page should not do: messages on the console, and requests to anybody else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
VIEWS = ("/", "/sessions", "/cache", "/losses", "/telemetry", "/connect")
DESKTOP, PHONE = (1280, 860), (390, 844)
Scheme = Literal["light", "dark"]


def launched(playwright: Playwright) -> Browser:
    """Return the system's Chromium, running."""
    path = next((path for path in CHROMIUM if os.access(path, os.X_OK)), None)
    assert path is not None, "Chromium is missing. Install it with: ./scripts/test page"
    # Chromium's own sandbox does not work for root.
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])


@dataclass
class Look:
    """One window. faults: what it should not have done."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a view; it must be answered with 200."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, answer.text()
        return self.page

    def width(self) -> tuple[int, int]:
        """Return how wide the page is, and the window."""
        found: list[int] = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return found[0], found[1]


@contextmanager
def looking(browser: Browser, url: str, size: tuple[int, int] = DESKTOP, scheme: Scheme = "light", **more: Any) -> Iterator[Look]:  # noqa: ANN401
    """Open a window on a gateway; in the end nothing must stand on the console, and nobody else must have been asked.

    more: further options of a browser context.
    """
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, **more)
    look = Look(context.new_page(), url)
    look.page.on("console", lambda message: look.faults.append(f"{message.type}: {message.text}"))
    look.page.on("pageerror", lambda error: look.faults.append(f"error: {error}"))
    own = urlsplit(url).netloc

    def asked(address: str) -> None:
        if not address.startswith("data:") and urlsplit(address).netloc != own:
            look.faults.append(f"asked {address}")

    look.page.on("request", lambda request: asked(request.url))
    try:
        yield look
        assert look.faults == []
    finally:
        context.close()
