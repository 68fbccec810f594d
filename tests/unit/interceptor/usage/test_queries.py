"""What can be asked of the index."""

from pathlib import Path

import pytest

from interceptor.usage import events, queries
from interceptor.usage.queries import NotAnswered, Usage
from tests.unit.interceptor.index.lines import NOON, append, indexed, record, telemetry

DAY = 86_400


def usage_of(folder: Path, *lines: bytes, events: tuple[bytes, ...] = ()) -> Usage:
    """Return the answers about these lines."""
    append(folder / "requests.log", *lines)
    append(folder / "interceptor.log", *events)
    indexed(folder)
    return Usage(folder, 3)


def test_sums(tmp_path: Path) -> None:
    """Sums are those of the records, by model and day too, and bounded by since and until in whole hours."""
    lines = [record(0), record(DAY, model="claude-haiku-4-5", cost_usd=0.5), record(DAY + 60, status=500, error="api_error", target=None)]
    index = usage_of(tmp_path, *lines)
    told = index.usage(by="model")
    totals = told["totals"]
    assert (totals["requests"], totals["errors"], totals["input"], totals["cached"], totals["cached_share"]) == (3, 1, 30, 90, 0.75)
    assert totals["cost"] == pytest.approx(0.52)
    rows = {(row["model"], row["target"]): row["requests"] for row in told["rows"]}
    # What nothing answered is a name that a client made up.
    assert rows == {("claude-opus-4-5-20251101", "gpt-5.2"): 1, ("claude-haiku-4-5", "gpt-5.2"): 1, ("", ""): 1}
    assert [row["requests"] for row in index.usage(by="day")["rows"]] == [2, 1]
    assert index.usage(since=NOON + DAY)["totals"]["requests"] == 2
    assert index.usage(until=NOON + 10)["totals"]["requests"] == 1
    assert index.usage(since=NOON + 1)["since"] == NOON
    assert index.usage()["totals"]["cached_share"] == 0.75
    assert index.usage(since=NOON + 9 * DAY)["totals"]["cached_share"] is None


def test_sessions_in_pages(tmp_path: Path) -> None:
    """Sessions come last active first, each once however they are paged, also where they ended at the same time."""
    lines = [record(number // 2, session=f"s{number:02}") for number in range(20)]
    index = usage_of(tmp_path, *lines, record(100, session="s00", agent="a1", tools=["Read"], tool_errors=1))
    found, before = [], None
    while True:
        page = index.sessions(before, 3)
        found += page["sessions"]
        before = page["before"]
        if before is None:
            break
    names = [row["session"] for row in found]
    assert sorted(names) == [f"s{number:02}" for number in range(20)]
    assert [row["last"] for row in found] == sorted((row["last"] for row in found), reverse=True)
    first = found[0]
    assert (first["session"], first["requests"], first["subagents"], first["tools"], first["tool_errors"]) == ("s00", 2, 1, 1, 1)
    assert first["models"] == [{"model": "claude-opus-4-5-20251101", "target": "gpt-5.2", "requests": 2}]
    with pytest.raises(ValueError, match="could not convert"):
        index.sessions("nonsense")


def test_one_sessions_time_line(tmp_path: Path) -> None:
    """A session's requests and events stand in one order of time, and pages of it lose nothing; what nobody knows is None."""
    lines = [record(number * 2, notes={"x": 1}, cache={"broke": "tools", "kept": 0.5}) for number in range(5)]
    index = usage_of(tmp_path, *lines, events=tuple(telemetry(number * 2 + 1, tool_name="Read", success="false") for number in range(5)))
    told = index.session("session-1")
    assert told is not None
    assert [item["what"] for item in told["timeline"]] == ["request", "event"] * 5
    assert (told["timeline"][0]["notes"], told["timeline"][0]["broke"], told["timeline"][0]["kept"]) == ({"x": 1}, "tools", 0.5)
    assert (told["timeline"][1]["tool"], told["timeline"][1]["success"]) == ("Read", False)
    seen, after = 0, 0.0
    while True:
        page = index.session("session-1", after, 3)
        assert page is not None
        seen += len(page["timeline"])
        if page["after"] is None:
            break
        after = page["after"]
    assert seen == 10
    assert index.session("nobody") is None


def test_cache_and_losses(tmp_path: Path) -> None:
    """Where caches broke is told by part of the prompt; losses by kind, with how often and in how many requests."""
    lines = [
        *(record(number, cache={"broke": f"message {number}"}, notes={"dropped-top-k": 2}) for number in range(3)),
        *(record(9, cache={"broke": "tools"}), record(10, notes={"other": 1})),
    ]
    index = usage_of(tmp_path, *lines)
    told = index.cache()
    assert told["parts"] == [{"part": "message", "count": 3}, {"part": "tools", "count": 1}]
    assert [row["broke"] for row in told["breaks"]][:2] == ["tools", "message 2"]
    assert told["totals"]["cached_share"] == 0.75
    losses = {row["kind"]: (row["count"], row["requests"]) for row in index.losses()["losses"]}
    assert losses == {"dropped-top-k": (6, 3), "other": (1, 1)}


def test_telemetry_is_filtered_and_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are found by session, kind, name, and any text of their lines, newest first, each once however they are paged."""
    monkeypatch.setattr(events, "SEARCH_ROWS", 4)
    lines = [telemetry(number, name=f"claude_code.{'even' if number % 2 == 0 else 'odd'}", mark=f"m{number}x") for number in range(11)]
    index = usage_of(tmp_path, events=(*lines, telemetry(99).replace(b'"log"', b'"refused"').replace(b"session-1", b"session-2")))
    assert [row["time"] - NOON for row in index.telemetry(kind="claude_code.even")["events"]] == [10, 8, 6, 4, 2, 0]
    assert [row["time"] - NOON for row in index.telemetry(kind="refused")["events"]] == [99]
    assert [row["time"] - NOON for row in index.telemetry(session="session-2")["events"]] == [99]
    (found,) = index.telemetry(text="M3X")["events"]
    assert found["line"]["event"]["record"]["attributes"][0]["value"] == {"stringValue": "m3x"}
    assert index.telemetry(text="nowhere") == {"events": [], "before": None, "searched_all": True}
    seen, before = [], None
    while True:
        page = index.telemetry(text="code.even", before=before, limit=2)
        seen += [row["id"] for row in page["events"]]
        before = page["before"]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 6


def test_a_long_search_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that runs out of its time gives what it found, and where to go on."""
    monkeypatch.setattr(events, "SEARCH_SECONDS", -1.0)
    index = usage_of(tmp_path, events=tuple(telemetry(number) for number in range(3)))
    told = index.telemetry(text="nowhere")
    assert (told["searched_all"], told["before"]) == (False, 3)


def test_what_events_add_up_to(tmp_path: Path) -> None:
    """Tools have their successes and failures, clients their versions."""
    lines = [telemetry(number, tool_name="Bash", success="true" if number else "false") for number in range(3)]
    told = usage_of(tmp_path, events=tuple(lines)).telemetry_summary()
    assert told["tools"] == [{"tool": "Bash", "succeeded": 2, "failed": 1}]
    assert told["clients"] == [{"version": "2.1.328", "events": 3}]
    assert (told["total"], told["names"]) == (3, [{"name": "claude_code.tool_result", "count": 3}])


def test_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last minutes are told one by one; the mean is of the last five whole ones."""
    monkeypatch.setattr("interceptor.index.sums.time.time", lambda: NOON + 600)
    index = usage_of(tmp_path, record(0), *(record(300 + number) for number in range(10)), record(600))
    told = index.now(NOON + 630)
    assert [(row["minute"] - NOON, row["requests"]) for row in told["minutes"]] == [(0, 1), (300, 10), (600, 1)]
    assert told["per_minute"]["requests"] == 2
    assert told["newest"][0]["time"] == NOON + 600


def test_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is off without an index, building while much is left, current when it has all; foreign lines are counted."""
    monkeypatch.setattr(queries, "BACKLOG", 10)
    index = Usage(tmp_path, 3, lambda: None)
    assert index.status().state == "off"
    with pytest.raises(NotAnswered, match="There is no index yet"):
        index.usage()
    usage_of(tmp_path, record(0), b"foreign\n")
    assert (index.status().state, index.status().foreign) == ("current", 1)
    append(tmp_path / "requests.log", record(1), record(2))
    assert (index.status().state, 0.2 < index.status().done < 0.5) == ("building", True)


def test_time_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that takes too long is ended, and says so."""
    monkeypatch.setattr(queries, "ANSWER_SECONDS", -1.0)
    monkeypatch.setattr(queries, "STEPS", 1)
    with pytest.raises(NotAnswered, match="took longer"):
        usage_of(tmp_path, record(0)).usage()
