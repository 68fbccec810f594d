"""Who may see the page: with a key of the user's own it is asked for once, and a cookie that is no key opens the rest."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.gateway import Gateway
from tests.page.conftest import OWN_KEY
from tests.page.look import VIEWS, looking

HTML = {"accept": "text/html"}


def url_of(gateway: Gateway) -> str:
    """Return the address that a browser opens."""
    return f"http://localhost:{gateway.port}"


def test_the_key_is_asked_for_once(browser: Browser, own_key: Gateway) -> None:
    """A browser is led to the form, a wrong key is told, the right one leads to the view that was wanted, and signing out closes it."""
    # A refusal is a message on Chromium's own console: this window is not looked at for those.
    context = browser.new_context()
    page = context.new_page()
    url = url_of(own_key)
    page.goto(f"{url}/losses")
    assert page.url == f"{url}/sign-in?to=/losses"
    page.get_by_label("Key").fill("not the key")
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_role("alert")).to_contain_text("PROXY_API_KEY")
    page.get_by_label("Key").fill(OWN_KEY)
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Losses")
    assert page.url == f"{url}/losses"
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"], cookie["path"]) == (True, "Strict", False, "/")
    assert re.fullmatch(r"[0-9a-f]{64}", cookie["value"])
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{url}/connect")
    expect(page.locator("pre code").first).to_contain_text("YOUR_PROXY_API_KEY")
    assert OWN_KEY not in page.content()
    assert page.evaluate("fetch('/api/usage').then(answer => answer.status)") == 200
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Key")).to_be_visible()
    page.goto(url)
    assert page.url == f"{url}/sign-in"
    context.close()


@pytest.mark.parametrize("path", [*VIEWS, "/sessions/one", "/api/usage"])
def test_without_the_key_nothing_is_told(own_key: Gateway, path: str) -> None:
    """A browser is sent to the form, whoever asks for no page gets 401; the key in a header opens it; a wrong cookie does not."""
    asked = httpx.get(own_key.url + path, headers={"host": "localhost"})
    assert (asked.status_code, asked.json()["error"]["type"]) == (401, "authentication_error")
    assert httpx.get(own_key.url + path, headers={"cookie": f"openai_code_{own_key.port}={'0' * 64}"}).status_code == 401
    if not path.startswith("/api"):
        led = httpx.get(own_key.url + path, headers=HTML)
        assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert httpx.get(own_key.url + path, headers={**HTML, "x-api-key": OWN_KEY}).status_code in (200, 404)


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://localhost.evil.example", "http://localhost:1"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_a_foreign_form_is_refused(own_key: Gateway, path: str, origin: str | None) -> None:
    """Only the page's own form may sign in or out, even with the right key in it."""
    headers = {"host": f"localhost:{own_key.port}"} | ({} if origin is None else {"origin": origin})
    answer = httpx.post(own_key.url + path, data={"key": OWN_KEY}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission_error")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/v1", "/sessions/../../x y", "javascript:1"])
def test_the_form_leads_nowhere_else(own_key: Gateway, to: str) -> None:
    """Whatever stands in the form's address, it leads to a view of the page."""
    headers = {"origin": own_key.url}
    answer = httpx.post(f"{own_key.url}/sign-in", data={"key": OWN_KEY, "to": to}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", [*VIEWS, "/sign-in", "/static/page.css"])
def test_a_foreign_host_is_refused(gateway: Gateway, path: str) -> None:
    """A name that is not the gateway's own, as in DNS rebinding, gets nothing of the page."""
    answer = httpx.get(gateway.url + path, headers={**HTML, "host": "evil.example"})
    assert answer.status_code == 403
    assert "PUBLIC_HOST" in answer.text


def test_who_asks_for_no_page_gets_json(gateway: Gateway) -> None:
    """GET / answers curl and scripts as before, and browsers with the page."""
    assert httpx.get(gateway.url, headers={"accept": "*/*"}).json()["name"] == "openai-code"
    shown = httpx.get(gateway.url, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert shown.headers["content-type"].startswith("text/html")
    assert "Accept" in shown.headers["vary"]


def test_with_the_default_key_nothing_is_asked(browser: Browser, gateway: Gateway) -> None:
    """The form leads back to the page, which has no way to sign out either."""
    with looking(browser, url_of(gateway)) as look:
        page = look.open("/sign-in")
        assert page.url == f"{url_of(gateway)}/"
        expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_wrong_keys_take_longer_and_longer(own_key: Gateway) -> None:
    """After some wrong keys the next is not even looked at for a while, and the answer says for how long."""
    headers = {"origin": own_key.url}
    answers = [httpx.post(f"{own_key.url}/sign-in", data={"key": f"wrong {number}"}, headers=headers) for number in range(8)]
    assert {answer.status_code for answer in answers} == {403, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert httpx.post(f"{own_key.url}/sign-in", data={"key": OWN_KEY}, headers=headers).status_code == 429
