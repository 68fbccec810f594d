"""The model names that Claude Code asks for, and what answers them."""

import json
from pathlib import Path

import pytest

from tests.client import claude
from tests.client.recorder import Recorder
from tests.gateway import Gateway


@pytest.mark.parametrize(
    ("arguments", "env", "target"),
    [
        ([], {}, "gpt-5.2-2025-12-11"),
        (["--model", "sonnet"], {}, "gpt-4.1-2025-04-14"),
        (["--model", "haiku"], {}, "gpt-5-2025-08-07"),
        (["--model", "fable"], {}, "gpt-5.2-2025-12-11"),
        (["--model", "claude-opus-4-5-20251101"], {}, "gpt-5.2-2025-12-11"),
        ([], {"ANTHROPIC_MODEL": "claude-sonnet-4-5-20250929"}, "gpt-4.1-2025-04-14"),
        ([], {"ANTHROPIC_MODEL": "claude-haiku-4-5-20251001"}, "gpt-5-2025-08-07"),
    ],
    ids=["default", "sonnet", "haiku", "fable", "opus-4-5", "sonnet-4-5", "haiku-4-5"],
)
def test_names_of_the_client(gateway: Gateway, tmp_path: Path, arguments: list[str], env: dict[str, str], target: str) -> None:
    """Every name that today's client offers, and the three dated ones literally, is answered by the model of the map, streamed."""
    ended = claude.run(claude.CURRENT, gateway.url, "Say hello", tmp_path, arguments, env)
    assert ended.code == 0, ended
    assert "no model is behind this answer" in ended.text
    assert [(request["body"]["model"], request["body"]["stream"]) for request in claude.upstream(gateway, ended)] == [(target, True)]


def test_unknown_name(gateway: Gateway, recorder: Recorder, tmp_path: Path) -> None:
    """A name that is not in the map ends today's client with 1 and its words for a wrong model; nothing reaches the upstream."""
    ended = claude.run(claude.CURRENT, recorder.url, "Say hello", tmp_path, ["--model", "nonsense-model"])
    assert (ended.code, ended.result["is_error"], ended.result["api_error_status"]) == (1, True, 404), ended
    assert "There's an issue with the selected model (nonsense-model)" in ended.text
    assert {(request.stream, request.status) for request in recorder.messages} == {(True, 404), (False, 404)}
    assert {json.loads(request.error)["error"]["type"] for request in recorder.messages} == {"not_found_error"}
    assert claude.upstream(gateway, ended) == []


def test_near_miss(gateway: Gateway, recorder: Recorder, tmp_path: Path) -> None:
    """A slip in a name is answered 404 with the names that are close, and 2.1.20 shows them."""
    slip = "claude-sonet-4-5-20250929"
    ended = claude.run(claude.WITH_BATCHES, recorder.url, "Say hello", tmp_path, ["--model", slip])
    assert ended.code == 1, ended
    assert "Closest names in config.yaml: claude-sonnet-4-5-20250929" in ended.text
    error = json.loads(recorder.messages[-1].error)["error"]
    assert (error["type"], slip in error["message"]) == ("not_found_error", True)
