"""What we rely on in Claude Code itself: when a new version breaks one of these, the gateway has to follow."""

from pathlib import Path

import pytest

from tests.client import claude, telemetry
from tests.client.recorder import Recorder
from tests.gateway import Gateway, eventually

# With pauses, so that the client has seen a beginning: a failure before the first byte is an error status instead.
BREAKS = '[[offline:fail_midstream {"delay_ms":50}]] Say hello'
PATHS = {
    "POST /v1/messages?beta=true",
    "POST /v1/messages/count_tokens?beta=true",
    "GET /v1/models?limit=1000",
    "HEAD /",
    "POST /api/event_logging/v1/logs",
    "POST /api/event_logging/v1/metrics",
}


@pytest.mark.parametrize(("client", "version"), [(claude.CURRENT, "2.1.328"), (claude.WITH_BATCHES, "2.1.20")], ids=["2.1.328", "2.1.20"])
def test_versions(tmp_path: Path, client: claude.Client, version: str) -> None:
    """The clients that the tests run are the pinned ones."""
    assert claude.version(client, tmp_path) == f"{version} (Claude Code)"


def test_missing_client(tmp_path: Path) -> None:
    """Where a client is not installed, the test that needs it fails and says how to install it."""
    with pytest.raises(AssertionError, match=r"is missing\. Install it with: \./scripts/test client"):
        claude.run((str(tmp_path / "claude"),), "http://127.0.0.1:9", "Say hello", tmp_path)


def test_what_the_current_client_asks_for(recorder: Recorder, tmp_path: Path) -> None:
    """With all that a user can turn on, today's client asks for nothing outside the allow-list, and gets an answer to all of it."""
    env = {"CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY": "1", **telemetry.settings(recorder.url)}
    ended = claude.run(claude.CURRENT, recorder.url, "Write a.txt, then run ls", tmp_path / "task", claude.TOOLS, env, quiet=False)
    assert ended.code == 0, ended
    assert claude.run(claude.CURRENT, recorder.url, "/context", tmp_path / "context", env=env, quiet=False).code == 0
    asked = {request.line for request in recorder.seen}
    assert asked <= PATHS
    assert PATHS - asked <= {"HEAD /"}
    assert {request.status for request in recorder.seen} == {200}


def test_a_turn_of_the_current_client(recorder: Recorder, gateway: Gateway, tmp_path: Path) -> None:
    """A turn is a streamed POST /v1/messages?beta=true whose headers say which client, which API and which session it is."""
    ended = claude.run(claude.CURRENT, recorder.url, "Say hello", tmp_path)
    assert ended.code == 0, ended
    (turn,) = recorder.seen
    assert (turn.line, turn.stream) == ("POST /v1/messages?beta=true", True)
    assert turn.headers["user-agent"].startswith("claude-cli/2.1.328 ")
    assert turn.headers["anthropic-version"] == "2023-06-01"
    assert turn.headers["x-api-key"] == "dummy"
    assert turn.headers["x-claude-code-session-id"] == ended.session
    assert turn.headers["anthropic-beta"]
    assert turn.request_id.startswith("req_")


def test_fallback_of_the_current_client(recorder: Recorder, tmp_path: Path) -> None:
    """After a stream that breaks the client asks again without a stream, so both forms have to work."""
    claude.run(claude.CURRENT, recorder.url, BREAKS, tmp_path, timeout=90)
    assert [request.stream for request in recorder.messages][:1] == [True]
    assert False in [request.stream for request in recorder.messages]


def test_where_2_1_20_sends_its_batches(recorder: Recorder, gateway: Gateway, tmp_path: Path) -> None:
    """2.1.20's event batches go to /api/event_logging/batch below the base URL, with the key as x-api-key."""
    ended = claude.run(claude.WITH_BATCHES, recorder.url, "Say hello", tmp_path, quiet=False)
    assert ended.code == 0, ended
    batches = [request for request in recorder.seen if request.target.startswith("/api/")]
    assert {request.line for request in batches} == {"POST /api/event_logging/batch"}
    assert {request.headers["x-api-key"] for request in batches} == {"dummy"}
    assert eventually(lambda: telemetry.lines(gateway, ended.session))


def test_base_url_with_v1(recorder: Recorder, tmp_path: Path) -> None:
    """A base URL that ends in /v1, as other tools want it, works too."""
    ended = claude.run(claude.CURRENT, f"{recorder.url}/v1", "Say hello", tmp_path)
    assert ended.code == 0, ended
    assert {request.line for request in recorder.seen} == {"POST /v1/v1/messages?beta=true"}
