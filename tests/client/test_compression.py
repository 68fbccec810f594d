"""PROMPT_COMPRESSION and compaction with the real client: its prompt is captured by running it, and stands in no file of ours."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client import claude, terminal
from tests.client.cells import forget, strict
from tests.gateway import Gateway, running
from translator.request.prompt import headings

# Headings that look like the client's own, where it must not matter.
PROJECT = "# Tone and style\nKEEP-CLAUDE-MD: always say ahoy.\n\n\n\n# Harness\n - keep this list\n\n# Doing tasks\nkeep me\n"
APPENDED = "# Tone and style\nKEEP-APPENDED: speak like a pirate."
Captured = tuple[str, Path, dict[str, Any]]
HEADING = re.compile(r"^# +(\S.*)$", re.MULTILINE)
# Those of the client's own sections that are neither dropped nor the beginning of what is the user's.
KEPT = {"session-specific guidance", "context management", "tone and style"}


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with PROMPT_COMPRESSION=compact."""
    settings = {"LITELLM": "off", "OPENAI_WIRE_API": "responses", "PROMPT_COMPRESSION": "compact"}
    with running(tmp_path_factory.mktemp("compact"), "--offline", **settings) as gateway:
        strict(gateway)
        yield gateway


def asked(gateway: Gateway, folder: Path, model: str) -> dict[str, Any]:
    """Have the client say hello in this folder; returns the first body that reached the upstream."""
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    (work / "CLAUDE.md").write_text(PROJECT)
    forget(gateway)
    ended = claude.run(claude.CURRENT, gateway.url, "Say hello", folder, ["--model", model, "--append-system-prompt", APPENDED])
    assert ended.code == 0, ended
    return dict(gateway.upstream_requests()[0]["body"])


@pytest.fixture(scope="module", params=["opus", "claude-opus-4-5-20251101"])
def captured(request: pytest.FixtureRequest, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Captured:
    """The model asked for, the client's folder, and what reaches the upstream of its prompt when nothing is shortened."""
    folder = tmp_path_factory.mktemp("client")
    return request.param, folder, asked(gateway, folder, request.param)


def test_only_the_clients_own_advice_goes(captured: Captured, compact: Gateway) -> None:
    """Tools, messages with CLAUDE.md and reminders, the environment and what the user has appended reach the upstream to the byte."""
    model, folder, whole = captured
    short = asked(compact, folder, model)
    varies = ("instructions", "prompt_cache_key")
    assert without_session({name: value for name, value in short.items() if name not in varies}) == without_session(
        {name: value for name, value in whole.items() if name not in varies}
    )
    assert json.dumps(PROJECT.rstrip())[1:-1] in json.dumps(short["input"])
    assert short["instructions"].startswith(headings.RULES)
    at = whole["instructions"].index("\n# Environment") + 1
    assert APPENDED in whole["instructions"][at:]
    assert short["instructions"].endswith(whole["instructions"][at:].strip("\n"))
    assert len(short["instructions"]) < 0.75 * len(whole["instructions"])
    (record,) = [one for one in compact.records() if one.get("prompt_tokens_before")][-1:]
    assert record["prompt_tokens_after"] < 0.75 * record["prompt_tokens_before"]
    assert "system-prompt-compressed" in record["notes"]


def test_headings(captured: Captured) -> None:
    """Every heading of today's client is known: a new one fails here, and wants to be judged."""
    prompt = re.sub(r"```.*?```", "", captured[2]["instructions"], flags=re.DOTALL)
    found = {heading.strip().lower() for heading in HEADING.findall(prompt)}
    assert found & headings.TELLING
    assert found <= headings.DROPPED | headings.LIST_DROPPED | headings.OWN_HEADINGS | KEPT


def test_compaction(gateway: Gateway, tmp_path: Path) -> None:
    """/compact tells the form of the answer once, behind all that the upstream has in its cache; the client takes the summary."""
    forget(gateway)
    with terminal.opened(gateway.url, tmp_path) as client:
        client.shows("Claude Code v")
        client.type("Say hello to MARK-BEFORE")
        client.shows("●")
        before = gateway.upstream_requests()[-1]["body"]
        client.type("/compact")
        client.shows("Compacted")
    compacting = next(one["body"] for one in reversed(gateway.upstream_requests()) if "an <analysis> block" in json.dumps(one["body"]))
    assert json.dumps(compacting).count("close it with </analysis>") == 1
    assert compacting["instructions"] == before["instructions"]
    assert compacting["tools"] == before["tools"]
    assert compacting["input"][: len(before["input"])] == before["input"]
    assert any("summary-form-asked" in one.get("notes", {}) for one in gateway.records())


def without_session(body: dict[str, Any]) -> str:
    """Return a body in one text, without the ids that differ between sessions."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "id", json.dumps(body, sort_keys=True))
