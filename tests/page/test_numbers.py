"""What the page says is what the logs say."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from interceptor.page.formats import count, exact, usd
from interceptor.page.words import BY_KIND
from tests.page.conftest import Seen
from tests.page.look import looking
from tests.page.sessions import indexed
from translator.notes_table import MEANINGS


def records(seen: Seen, session: str) -> list[dict[str, Any]]:
    """Return the lines of requests.log about a session."""
    return [record for record in seen.gateway.records() if record.get("session") == session]


def total(found: list[dict[str, Any]], *names: str) -> float:
    """Return the sum of these numbers over records."""
    return float(sum(record.get(name) or 0 for record in found for name in names))


def test_a_row_is_the_sum_of_its_records(browser: Browser, seen: Seen) -> None:
    """Requests, tokens, cost, tool calls, subagents and errors of both sessions are those of requests.log."""
    with looking(browser, seen.url) as look:
        page = look.open("/sessions")
        heads = page.locator("#sessions thead th").all_inner_texts()
        for session in (seen.well.session, seen.failed.session):
            found = records(seen, session)
            cells = page.locator(f'#sessions tr:has(a[href="/sessions/{session}"]) td').all_inner_texts()
            row = dict(zip(heads, cells, strict=True))
            assert row["Requests"] == exact(len(found))
            assert row["Prompt"] == count(total(found, "input_tokens", "cached_tokens"))
            assert row["Answers"] == count(total(found, "output_tokens"))
            assert row["Cost"] == usd(total(found, "cost_usd"))
            assert row["Claude"] == usd(total(found, "claude_cost_usd"))
            assert row["Errors"] == exact(sum(record["status"] >= 400 for record in found))
            assert row["Subagents"] == exact(len({record["agent"] for record in found if record.get("agent")}))
            assert row["Tools"].split()[0] == exact(sum(len(record.get("tools", [])) for record in found))
    assert row["Errors"] != "0"


def test_the_time_line_of_a_session(browser: Browser, seen: Seen) -> None:
    """Each request stands there in order with the tools it called, its subagent and the notes about it, and telemetry between them."""
    found = sorted(records(seen, seen.well.session), key=lambda record: str(record["time"]))
    with looking(browser, seen.url) as look:
        page = look.open(f"/sessions/{seen.well.session}")
        shown = page.locator("#line .request")
        expect(shown).to_have_count(len(found))
        for number, record in enumerate(found):
            expect(shown.nth(number).locator("strong")).to_have_text(record["model"])
            assert shown.nth(number).locator(".tool").all_inner_texts() == record.get("tools", [])
            kinds = [text.split()[0] for text in shown.nth(number).locator(".tag").all_inner_texts()]
            assert kinds == list(record.get("notes", {}))
        agents = page.locator("#line .request small", has_text="subagent")
        assert agents.count() == sum(bool(record.get("agent")) for record in found) > 0
        expect(page.locator("#line .event", has_text="tool_result").first).to_be_visible()


def test_an_error_in_plain_words(browser: Browser, seen: Seen) -> None:
    """The failed session's view says what went wrong as a sentence, and with which id the client knows it."""
    found = records(seen, seen.failed.session)
    with looking(browser, seen.url) as look:
        page = look.open(f"/sessions/{seen.failed.session}")
        expect(page.locator("#line .request.failed")).to_have_count(len(found))
        expect(page.locator("#line")).to_contain_text(BY_KIND[str(found[0]["error"])])
        expect(page.locator("#line")).to_contain_text(str(found[0]["request_id"]))


def test_losses_say_what_they_mean(browser: Browser, seen: Seen) -> None:
    """Each kind of note stands there with its count and its sentence, and a note of a time line leads to it."""
    indexed(seen.gateway)
    notes: dict[str, int] = {}
    for record in seen.gateway.records():
        for kind, number in record.get("notes", {}).items():
            notes[kind] = notes.get(kind, 0) + number
    assert notes
    with looking(browser, seen.url) as look:
        page = look.open("/losses")
        for kind, number in notes.items():
            row = page.locator(f"tr#{kind}")
            expect(row).to_contain_text(re.sub(r"\s+", " ", MEANINGS[kind]))
            expect(row.locator("td").nth(1)).to_have_text(exact(number))
        expect(page.locator("#rest dt")).to_have_count(len(set(MEANINGS) - set(notes)))
        look.open(f"/sessions/{seen.well.session}").locator(".tag").first.click()
        expect(page.locator("tr:target .kind, tr.aimed .kind")).to_be_in_viewport()


def test_the_cache_by_model(browser: Browser, seen: Seen) -> None:
    """The cached share is cached tokens of all prompt tokens, by the model that answered."""
    indexed(seen.gateway)
    found = seen.gateway.records()
    with looking(browser, seen.url) as look:
        page = look.open("/cache")
        for target in {record["target"] for record in found}:
            of_target = [record for record in found if record["target"] == target]
            cached, prompt = total(of_target, "cached_tokens"), total(of_target, "input_tokens", "cached_tokens")
            row = page.locator("#targets tr", has=page.get_by_role("cell", name=target, exact=True))
            if prompt:
                expect(row.locator("td").nth(3)).to_have_text(f"{int(round(cached / prompt, 4) * 100)}%")


def test_telemetry_is_found(browser: Browser, seen: Seen) -> None:
    """Events are counted as in interceptor.log, filtered by session, kind and text, and open to the line as it came."""
    indexed(seen.gateway)
    lines = seen.gateway.events()
    with looking(browser, seen.url) as look:
        page = look.open("/telemetry")
        expect(page.locator("#totals dd").first).to_have_text(count(len(lines)))
        page.get_by_label("Session").fill(seen.well.session)
        page.get_by_label("Kind").fill("tool_result")
        page.get_by_role("button", name="Filter").click()
        wanted = [line for line in lines if line["session"] == seen.well.session and line["name"] == "tool_result"]
        expect(page.locator("#events li")).to_have_count(len(wanted))
        page.locator("#events summary").first.click()
        expect(page.locator("#events pre").first).to_contain_text("tool_name")
        _search(page, "no such words anywhere")
        expect(page.locator("#events")).to_contain_text("No event fits")
        page.get_by_role("link", name="Clear").click()
        _search(page, seen.failed.session)
        texts = [line for line in lines if seen.failed.session in str(line)]
        expect(page.locator("#events li")).to_have_count(min(len(texts), 40))


def test_connect_prints_what_the_command_prints(browser: Browser, seen: Seen) -> None:
    """The lines are those of openai-code connect; the model map and what the doctor found last stand below."""
    printed = seen.gateway.run("connect").stdout.strip()
    with looking(browser, seen.url, permissions=["clipboard-read", "clipboard-write"]) as look:
        page = look.open("/connect")
        expect(page.locator("pre code").first).to_have_text(printed)
        page.get_by_role("button", name="Copy").first.click()
        expect(page.locator("#said")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == printed
        expect(page.get_by_role("cell", name="openai/gpt-5.2-2025-12-11").first).to_be_visible()
        expect(page.locator("#doctor li.ok").first).to_be_visible()


def _search(page: Page, text: str) -> None:
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Filter").click()
