"""Real tool tasks: Claude Code → nginx → translator → the offline backend, and back, streamed."""

import json
from pathlib import Path

import pytest

from tests.client import claude
from tests.gateway import Gateway

TASK = "Write hello.py that prints 'made by the client', then read it, then run it"


@pytest.mark.parametrize(
    ("client", "model"),
    [(claude.CURRENT, "gpt-5.2-2025-12-11"), (claude.WITH_BATCHES, "gpt-4.1-2025-04-14")],
    ids=["2.1.328", "2.1.20"],
)
def test_writes_reads_and_runs(gateway: Gateway, tmp_path: Path, client: claude.Client, model: str) -> None:
    """Each client makes the file, reads it and runs it, in streamed requests for the model to which its default name maps."""
    ended = claude.run(client, gateway.url, TASK, tmp_path, claude.TOOLS)
    assert (ended.code, ended.result.get("is_error")) == (0, False), ended
    assert ended.files == {"hello.py": "print('made by the client')\n"}
    assert "Ran `python3 hello.py`:\n```\nmade by the client\n```" in ended.text
    turns = [request for request in claude.upstream(gateway, ended) if request["body"]["model"] == model]
    assert len(turns) == 4
    assert all(request["body"]["stream"] is True and request["status"] == 200 for request in turns)
    outputs = [item["output"] for item in turns[-1]["body"]["input"] if item.get("type") == "function_call_output"]
    assert len(outputs) == 3
    assert "print('made by the client')" in str(outputs[1])
    assert "made by the client" in str(outputs[2])


def test_edits(gateway: Gateway, tmp_path: Path) -> None:
    """An edit changes the file that stands there, and nothing else in it."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "notes.txt").write_text("a red fox\na grey wolf\n")
    ended = claude.run(claude.CURRENT, gateway.url, "Replace 'red' with 'blue' in notes.txt, then read it", tmp_path, claude.TOOLS)
    assert (ended.code, ended.result.get("is_error")) == (0, False), ended
    assert ended.files == {"notes.txt": "a blue fox\na grey wolf\n"}


def test_many_steps(gateway: Gateway, tmp_path: Path) -> None:
    """A task of five steps takes five calls, one after the other, and all of it is done."""
    prompt = (
        "Create one.txt containing 'first', create two.txt containing 'second', create both.py that prints 'both written', "
        "run both.py, then read two.txt"
    )
    ended = claude.run(claude.CURRENT, gateway.url, prompt, tmp_path, claude.TOOLS)
    assert (ended.code, ended.result.get("num_turns")) == (0, 6), ended
    assert ended.files == {"both.py": "print('both written')\n", "one.txt": "first\n", "two.txt": "second\n"}
    assert "both written\n```" in ended.text


def test_parallel_calls(gateway: Gateway, tmp_path: Path) -> None:
    """Three tool calls in one answer are all carried out, and all three results go back in one request."""
    calls = [
        {"name": "Write", "arguments": {"file_path": str(tmp_path / "work" / "one.txt"), "content": "one\n"}},
        {"name": "Write", "arguments": {"file_path": str(tmp_path / "work" / "two.txt"), "content": "two\n"}},
        {"name": "Bash", "arguments": {"command": "echo three > three.txt", "description": "Write three"}},
    ]
    prompt = f"[[offline:parallel_tools {json.dumps({'calls': calls})}]] Go ahead."
    ended = claude.run(claude.CURRENT, gateway.url, prompt, tmp_path, claude.TOOLS)
    assert ended.code == 0, ended
    assert ended.files == {"one.txt": "one\n", "three.txt": "three\n", "two.txt": "two\n"}
    first, second = claude.upstream(gateway, ended)
    assert first["scenario"] == "parallel_tools"
    assert [item["type"] for item in second["body"]["input"]].count("function_call_output") == 3


def test_torn_arguments(gateway: Gateway, tmp_path: Path) -> None:
    """Arguments that come character by character, escapes and surrogate pairs torn apart, arrive whole in the file."""
    content = 'tab\there "quoted" back\\slash é 日本語 😀 end\n'
    options = {"name": "Write", "arguments": {"file_path": str(tmp_path / "work" / "torn.txt"), "content": content}}
    prompt = f"[[offline:fragmented_arguments {json.dumps(options)}]] Go ahead."
    ended = claude.run(claude.CURRENT, gateway.url, prompt, tmp_path, claude.TOOLS)
    assert ended.code == 0, ended
    assert ended.files == {"torn.txt": content}
