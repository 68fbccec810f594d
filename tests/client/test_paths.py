"""The paths that are not the default one, with the real client: LiteLLM in front of the translator, and LiteLLM alone."""

from pathlib import Path

import pytest

from tests.client import claude
from tests.client.cells import PATHS, strict
from tests.gateway import running

PROMPT = "Write fox.py that prints 'a red fox', then read it, then replace 'red' with 'blue' in fox.py, then run it"


@pytest.mark.parametrize("path", ["governed", "litellm"])
def test_a_task(tmp_path: Path, path: str) -> None:
    """A task of four steps is done on each path; what is sent upstream is fit for a backend that refuses what OpenAI refuses."""
    with running(tmp_path / "gateway", "--offline", TRANSLATOR=path) as gateway:
        # LiteLLM's own translation does not get past all that OpenAI refuses: that is one reason for ours.
        if path == "governed":
            strict(gateway)
        ended = claude.run(claude.CURRENT, gateway.url, PROMPT, tmp_path, claude.TOOLS, timeout=120)
        assert (ended.code, ended.result.get("is_error")) == (0, False), ended
        assert ended.files == {"fox.py": "print('a blue fox')\n"}
        assert "a blue fox\n```" in ended.text
        requests = claude.upstream(gateway, ended)
        assert [(request["path"], request["status"]) for request in requests] == [(PATHS["responses"], 200)] * 5
        if path == "governed":
            records = [record for record in gateway.records() if record["session"] == ended.session]
            assert [record["stop_reason"] for record in records] == ["tool_use"] * 4 + ["end_turn"]
            assert {(record["path"], record["model"], record["target"]) for record in records} == {
                ("governed", "claude-opus-5-5", "gpt-5.2-2025-12-11")
            }
            assert records[-1]["cached_tokens"] > 0
