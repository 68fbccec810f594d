"""Keys, as Claude Code shows them and as it takes a refusal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client import claude, telemetry
from tests.client.recorder import recording
from tests.gateway import Gateway, running

KEY = 'sk-Own.B+c$d"e\\f-0123456789'


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with a key of the user's own, in both cases and with characters that nginx's syntax and patterns know."""
    with running(tmp_path_factory.mktemp("own"), "--offline", LITELLM="off", PROXY_API_KEY=KEY) as started:
        yield started


@pytest.mark.parametrize("client", [claude.CURRENT, claude.WITH_BATCHES], ids=["2.1.328", "2.1.20"])
def test_wrong_key(gateway: Gateway, tmp_path: Path, client: claude.Client) -> None:
    """A wrong key ends the client with 1 and the edge's words for what to set; nothing reaches the upstream."""
    ended = claude.run(client, gateway.url, "Write a.txt", tmp_path, claude.TOOLS, {"ANTHROPIC_API_KEY": "wrong"})
    _assert_refused(ended)
    assert ended.files == {}
    assert claude.upstream(gateway, ended) == []


def test_wrong_token(gateway: Gateway, tmp_path: Path) -> None:
    """A wrong bearer token ends the client with 1, and its result says that it was a 401."""
    ended = claude.run(claude.CURRENT, gateway.url, "Say hello", tmp_path, env={"ANTHROPIC_AUTH_TOKEN": "wrong"})
    assert (ended.code, ended.result["is_error"], ended.result["api_error_status"]) == (1, True, 401), ended
    assert "set ANTHROPIC_API_KEY in Claude Code" in ended.text
    assert claude.upstream(gateway, ended) == []


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_own_key(own: Gateway, tmp_path: Path, name: str) -> None:
    """A key of the user's own opens the gateway as x-api-key and as Authorization: Bearer, whatever characters it has."""
    ended = claude.run(claude.CURRENT, own.url, "Write a.txt saying hi", tmp_path, claude.TOOLS, {name: KEY})
    assert ended.code == 0, ended
    assert ended.files == {"a.txt": "hi\n"}


@pytest.mark.parametrize(
    "key", [KEY.swapcase(), KEY.lower(), "dummy", KEY + "0", KEY.replace(".", "x")], ids=["swapped", "lower", "default", "longer", "any"]
)
def test_nearly_the_own_key(own: Gateway, tmp_path: Path, key: str) -> None:
    """A key that differs only in case, by one character, or is everybody's default, is refused."""
    _assert_refused(claude.run(claude.CURRENT, own.url, "Say hello", tmp_path, env={"ANTHROPIC_API_KEY": key}))


def test_batches_need_the_own_key(own: Gateway, tmp_path: Path) -> None:
    """2.1.20 sends its key with its batches: with the right one they become lines, with a wrong one none does."""
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    ended = claude.run(claude.WITH_BATCHES, own.url, "Say hello", right, env={"ANTHROPIC_API_KEY": KEY}, quiet=False)
    assert ended.code == 0, ended
    assert telemetry.complete(own, ended.session, "tengu_api_success")
    ended = claude.run(claude.WITH_BATCHES, own.url, "Say hello", wrong, env={"ANTHROPIC_API_KEY": "wrong"}, quiet=False)
    _assert_refused(ended)
    assert telemetry.lines(own, ended.session) == []


def test_opentelemetry_needs_the_own_key(own: Gateway, tmp_path: Path) -> None:
    """OpenTelemetry is refused without the key and taken with it; the key stands in no log."""
    # The client sends the header as it is written here: it does not decode percent signs, as the specification has it.
    for headers, status in (("", 401), (f"x-api-key={KEY}", 200)):
        with recording(own.url) as recorder:
            env = {"ANTHROPIC_API_KEY": KEY, **telemetry.settings(recorder.url, headers=headers)}
            ended = claude.run(claude.CURRENT, recorder.url, "Say hello", tmp_path / str(status), env=env)
        assert ended.code == 0, ended
        assert {one.status for one in recorder.seen if one.target.startswith("/api/event_logging/")} == {status}
        assert bool(telemetry.lines(own, ended.session)) == (status == 200)
    for text in (telemetry.log_text(own), own.process_log()):
        assert KEY not in text
        assert "sk-Own" not in text


def _assert_refused(ended: claude.Run) -> None:
    assert (ended.code, ended.result.get("is_error")) == (1, True), ended
    assert "401" in ended.text, ended
    assert "set ANTHROPIC_API_KEY in Claude Code" in ended.text, ended
