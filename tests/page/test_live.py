"""The page beside a terminal: what the client does appears without anybody loading it anew."""

from pathlib import Path

import httpx
import psutil
from playwright.sync_api import Browser, expect

from tests.gateway import KEY, Gateway, message
from tests.page.look import looking
from tests.page.sessions import failing


def test_a_session_appears_and_grows(browser: Browser, gateway: Gateway, tmp_path: Path) -> None:
    """An open list gets the row of a session that begins, by server-sent events; its own view gets its requests."""
    url = f"http://localhost:{gateway.port}"
    with looking(browser, url) as look:
        page = look.open("/sessions")
        expect(page.locator("#live.on")).to_be_visible()
        page.evaluate("window.mark = 'not loaded anew'")
        ended = failing(gateway, tmp_path)
        row = page.locator(f'#sessions tr:has(a[href="/sessions/{ended.session}"])')
        expect(row).to_be_visible(timeout=20_000)
        expect(row.locator("td").last).to_have_text(str(len(_records(gateway, ended.session))), timeout=20_000)
        assert page.evaluate("window.mark") == "not loaded anew"
        row.locator("a").click()
        expect(page.locator("#line .request.failed")).to_have_count(len(_records(gateway, ended.session)))
        headers = {**KEY, "x-claude-code-session-id": ended.session}
        httpx.post(f"{gateway.url}/v1/messages", json=message("one more"), headers=headers, timeout=30)
        expect(page.locator("#line .request:not(.failed)")).to_have_count(1, timeout=20_000)


def test_what_is_in_flight_is_there_and_goes(browser: Browser, gateway: Gateway) -> None:
    """A stream that takes long stands under In flight with its model and age, and goes when it ends."""
    with looking(browser, f"http://localhost:{gateway.port}") as look, httpx.Client(timeout=60) as client:
        page = look.open("/")
        expect(page.locator("#live.on")).to_be_visible()
        body = message('[[offline:long {"chunks":600,"delay_ms":100}]] hi', stream=True)
        with client.stream("POST", f"{gateway.url}/v1/messages", json=body, headers=KEY) as answer:
            assert answer.status_code == 200
            row = page.locator("#flights tbody tr")
            expect(row).to_have_count(1, timeout=20_000)
            expect(row).to_contain_text(str(body["model"]))
            before = row.locator("[data-since]").inner_text()
            expect(row.locator("[data-since]")).not_to_have_text(before)
        expect(page.locator("#flights tbody tr")).to_have_count(0, timeout=20_000)


def test_a_pause_is_a_pause(browser: Browser, gateway: Gateway) -> None:
    """Paused, the page asks nothing more; going on, it looks at once."""
    with looking(browser, f"http://localhost:{gateway.port}") as look:
        page = look.open("/")
        expect(page.locator("#live.on")).to_be_visible()
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#live-word")).to_have_text("paused")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        httpx.post(f"{gateway.url}/v1/messages", json=message("while paused"), headers=KEY, timeout=30)
        page.wait_for_timeout(4000)
        assert asked == []
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#live.on")).to_be_visible()
        assert asked


def test_it_comes_back_after_a_restart(browser: Browser, gateway: Gateway) -> None:
    """When what serves the page is killed the page says so, and goes on by itself."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{gateway.port}/sessions")
    expect(page.locator("#live.on")).to_be_visible()
    for worker in psutil.Process(gateway.pid("interceptor")).children(recursive=True):
        worker.kill()
    expect(page.locator("#live.on")).to_have_count(0)
    expect(page.locator("#live.on")).to_be_visible(timeout=60_000)
    headers = {**KEY, "x-claude-code-session-id": "after-the-restart"}
    httpx.post(f"{gateway.url}/v1/messages", json=message("hi"), headers=headers, timeout=30)
    expect(page.locator('#sessions a[href="/sessions/after-the-restart"]')).to_be_visible(timeout=20_000)
    context.close()


def _records(gateway: Gateway, session: str) -> list[dict[str, object]]:
    return [record for record in gateway.records() if record.get("session") == session]
