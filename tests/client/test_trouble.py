"""Trouble upstream that does not pass, as Claude Code shows it."""

from pathlib import Path

import pytest

from tests.client import claude
from tests.gateway import UPSTREAM_KEY, Gateway

SORRY = "The server had an error while processing your request"


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ('error {"status":500}', SORRY),
        ('error {"status":400,"message":"Scripted: refused."}', "Scripted: refused."),
        ("cut", "API Error: 500"),
        ("fail_midstream", SORRY),
    ],
    ids=["500", "400", "cut", "failed"],
)
def test_ends_readable(gateway: Gateway, tmp_path: Path, scenario: str, words: str) -> None:
    """Whatever breaks upstream, before a stream or within it, the client ends with 1 and says what the upstream said; it never hangs."""
    prompt = f"[[offline:{scenario}]] Say hello"
    ended = claude.run(claude.CURRENT, gateway.url, prompt, tmp_path, timeout=90)
    assert (ended.code, ended.result.get("is_error")) == (1, True), ended
    assert ended.text.startswith("API Error"), ended.text
    assert words in ended.text
    assert "Traceback" not in ended.text + ended.stderr
    assert UPSTREAM_KEY not in ended.stdout + ended.stderr
    asked = claude.upstream(gateway, ended)
    assert asked
    assert all(request["outcome"] == "done" for request in asked)


def test_the_next_run_works(gateway: Gateway, tmp_path: Path) -> None:
    """An error upstream does no harm to the request after it, for the same model."""
    failed = claude.run(claude.CURRENT, gateway.url, '[[offline:error {"status":401}]] Say hello', tmp_path / "first")
    assert failed.code == 1, failed
    ended = claude.run(claude.CURRENT, gateway.url, "Write a.txt saying hi", tmp_path / "second", claude.TOOLS)
    assert (ended.code, ended.files) == (0, {"a.txt": "hi\n"}), ended
