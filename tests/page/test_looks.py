"""Every view, in light and dark, on a desk and on a phone: nothing on the console, nobody else asked, fit for everybody to use."""

from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from interceptor.page.headers import POLICY
from tests.gateway import KEY, Gateway, message
from tests.page.conftest import OWN_KEY, Seen
from tests.page.look import DESKTOP, PHONE, VIEWS, Scheme, looking

SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
ONE = "/sessions/ID"
MOST_BYTES = 150_000


def path_of(view: str, seen: Seen) -> str:
    """Return a view's path; ONE is the one with a subagent."""
    return f"/sessions/{seen.well.session}" if view == ONE else view


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [*VIEWS, ONE])
def test_axe_finds_nothing_serious(browser: Browser, seen: Seen, view: str, scheme: Scheme) -> None:
    """axe-core finds nothing serious or critical, with every fold of the view open."""
    with looking(browser, seen.url, scheme=scheme) as look:
        page = look.open(path_of(view, seen))
        page.evaluate("for (const one of document.querySelectorAll('details')) { one.removeAttribute('name'); one.open = true; }")
        # The dark view is the light one in other colours.
        options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
        found = [one for one in Axe().run(page, options=options).response["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("view", [*VIEWS, ONE])
def test_a_phone_shows_it_without_scrolling_sideways(browser: Browser, seen: Seen, view: str) -> None:
    """Nothing is wider than a phone's window; a table that is scrolls by itself."""
    with looking(browser, seen.url, PHONE) as look:
        look.open(path_of(view, seen))
        width, window = look.width()
        assert width <= window


@pytest.mark.parametrize("view", [*VIEWS, ONE])
def test_without_a_script_it_can_be_read(browser: Browser, seen: Seen, view: str) -> None:
    """Where no script runs everything but the drawing and the moving is there, charts as tables."""
    with looking(browser, seen.url, java_script_enabled=False) as look:
        page = look.open(path_of(view, seen))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("#sessions tbody tr, #newest tbody tr, #line .request, #targets tr, #losses tr, #events li, pre").count()
        expect(page.locator("canvas:visible")).to_have_count(0)


def test_charts_are_drawn_and_told(browser: Browser, seen: Seen) -> None:
    """A chart has a name that says what it shows, and the table that it was drawn from."""
    with looking(browser, seen.url) as look:
        page = look.open("/")
        chart = page.get_by_role("img", name="Requests and errors of the last hour")
        expect(chart).to_be_visible()
        page.locator("figure summary").click()
        expect(page.locator("#minutes tbody tr")).to_have_count(60)
        drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"
        assert chart.evaluate(drawn)


@pytest.mark.parametrize("view", [*VIEWS, ONE])
def test_by_keyboard(browser: Browser, seen: Seen, view: str) -> None:
    """Tab goes to the skip link first, then to everything that can be used, each with a visible mark; none of it traps."""
    with looking(browser, seen.url) as look:
        page = look.open(path_of(view, seen))
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.reload()
        page.get_by_role("button", name="Pause").click()
        page.locator("body").press("Home")
        count = page.locator("a:visible, button:visible, summary:visible, input:visible, [tabindex='0']:visible").count()
        page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
        reached = set()
        for _ in range(count + 10):
            page.keyboard.press("Tab")
            told = page.evaluate(FOCUSED)
            if told is not None:
                assert told["marked"], told
                reached.add(told["place"])
        assert len(reached) >= min(count, 10)
        assert len(reached) >= count - 1, (len(reached), count)


FOCUSED = """() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const style = getComputedStyle(one);
  const marked = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
  return { place: [...document.querySelectorAll("*")].indexOf(one), marked, tag: one.outerHTML.slice(0, 200) };
}"""


def test_a_refresh_keeps_the_focus(browser: Browser, seen: Seen) -> None:
    """Who stands on a link of a list that is exchanged stands on it afterwards."""
    with looking(browser, seen.url) as look:
        page = look.open("/sessions")
        link = page.locator(f'a[href="/sessions/{seen.well.session}"]')
        link.focus()
        link.evaluate("one => { one.dataset.old = 'yes'; }")
        # A session of its own: a row that was not there.
        headers = {**KEY, "x-claude-code-session-id": "another"}
        httpx.post(f"{seen.gateway.url}/v1/messages", json=message("hi"), headers=headers, timeout=30)
        expect(link).not_to_have_attribute("data-old", "yes", timeout=20_000)
        expect(link).to_be_focused()


@pytest.mark.parametrize("view", [*VIEWS, ONE])
def test_pages_are_small_and_strict(seen: Seen, view: str) -> None:
    """Each view has under 100 KB of HTML, the strict policy, no inline script or style, and may not be kept."""
    answer = httpx.get(seen.url + path_of(view, seen), headers={"accept": "text/html"})
    assert len(answer.content) < 100_000
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-store"
    for word in (" style=", "<style", " onclick=", "<script>"):
        assert word not in answer.text


def test_empty_views_say_what_to_do(browser: Browser, own_key: Gateway) -> None:
    """Before anything has come each view says how to make it come, and axe-core finds nothing serious."""
    with looking(browser, f"http://localhost:{own_key.port}", extra_http_headers={"x-api-key": OWN_KEY}) as look:
        hints = {
            "/": "Point Claude Code",
            "/sessions": "No session yet",
            "/cache": "No request in this time",
            "/telemetry": "CLAUDE_CODE_ENABLE_TELEMETRY",
            "/losses": "Nothing was lost",
        }
        for path, hint in hints.items():
            page = look.open(path)
            expect(page.locator("main")).to_contain_text(hint)
            found = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
            assert found == []


def test_screenshots(browser: Browser, seen: Seen, pytestconfig: pytest.Config) -> None:
    """With --screenshots the pictures of the README are made anew; each is small."""
    if not pytestconfig.getoption("screenshots"):
        pytest.skip("run with --screenshots to write docs/screenshots anew")
    SCREENSHOTS.mkdir(exist_ok=True)
    wanted: list[tuple[str, str, tuple[int, int], Scheme]] = [
        ("now-light", "/", DESKTOP, "light"),
        ("sessions-light", "/sessions", DESKTOP, "light"),
        ("session-light", ONE, (1280, 1000), "light"),
        ("session-dark", ONE, (1280, 1000), "dark"),
        ("telemetry-dark", "/telemetry", DESKTOP, "dark"),
        ("losses-light", "/losses", DESKTOP, "light"),
        ("now-phone", "/", PHONE, "light"),
        ("session-phone", ONE, PHONE, "dark"),
    ]
    body = message('[[offline:long {"chunks":900,"delay_ms":100}]] hi', "claude-opus-5-5", stream=True)
    headers = {**KEY, "x-claude-code-session-id": seen.well.session}
    # So that the pictures show something in flight.
    with httpx.Client(timeout=60) as client, client.stream("POST", f"{seen.gateway.url}/v1/messages", json=body, headers=headers):
        for name, view, size, scheme in wanted:
            with looking(browser, seen.url, size, scheme) as look:
                page = look.open(path_of(view, seen))
                expect(page.locator("#live.on")).to_be_visible()
                picture = SCREENSHOTS / f"{name}.png"
                page.screenshot(path=picture)
                assert picture.stat().st_size < MOST_BYTES
