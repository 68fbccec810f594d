"""Recorded runs: a session on the direct path kept in a cassette, and played again without the upstream it came from."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import anthropic
import pytest
from anthropic.types import Message, ToolParam

from tests.gateway import UPSTREAM_KEY, Gateway, eventually, new_gateway, running

MODEL = "claude-sonnet-4-5-20250929"
# What a user might paste into a prompt; of a shape that no key of ours has.
PASTED = "sk-pasted-0123456789abcdefghij"
PROMPT = f"Write hello.txt saying 'my key is {PASTED} indeed'"
WRITE: ToolParam = {
    "name": "Write",
    "description": "Write a file",
    "input_schema": {
        "type": "object",
        "properties": {"file_path": {"type": "string"}, "content": {"type": "string"}, "password": {"type": "string"}},
        "required": ["file_path", "content"],
    },
}


class Recorded(NamedTuple):
    """A recording: its file, the two answers of the tool loop, and the gateway's settings."""

    file: Path
    called: Message
    closed: Message
    env: dict[str, str]


def tool_loop(gateway: Gateway) -> tuple[Message, Message]:
    """Have a file written: a streamed turn that calls the tool, and one that closes."""
    user: Any = {"role": "user", "content": PROMPT}
    with anthropic.Anthropic(base_url=gateway.url, api_key="dummy", max_retries=0, timeout=60) as sdk:
        with sdk.messages.stream(model=MODEL, max_tokens=500, tools=[WRITE], messages=[user]) as stream:
            called = stream.get_final_message()
        (call,) = (block for block in called.content if block.type == "tool_use")
        result: Any = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "File written."}]}
        said: Any = {"role": "assistant", "content": called.content}
        closed = sdk.messages.create(model=MODEL, max_tokens=500, tools=[WRITE], messages=[user, said, result])
    return called, closed


def lines(file: Path) -> list[dict[str, Any]]:
    """Return a cassette's lines, its header first."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def told(message: Message) -> list[dict[str, Any]]:
    """Return an answer's content, with what a cassette leaves out left out."""
    content = json.loads(json.dumps([block.to_dict() for block in message.content]).replace(PASTED, "[redacted]"))
    return list(content)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record the tool loop once, for all of these tests."""
    folder = tmp_path_factory.mktemp("recorded")
    file = folder / "run.jsonl"
    env = {"TRANSLATOR": "direct", "LITELLM": "off"}
    with running(folder, "--offline", RECORD_FILE=str(file), OPENAI_API_KEY=UPSTREAM_KEY, **env) as gateway:
        called, closed = tool_loop(gateway)
        eventually(lambda: len(lines(file)) == 3)
    return Recorded(file, called, closed, env)


def test_the_cassette_is_private_and_holds_no_key(recorded: Recorded) -> None:
    """Neither the key that the upstream is shown nor one that a user pasted is in the file, which only its owner may read."""
    text = recorded.file.read_text()
    assert UPSTREAM_KEY not in text
    assert PASTED not in text
    assert "authorization" not in text.lower()
    assert recorded.file.stat().st_mode & 0o777 == 0o600
    header, first, second = lines(recorded.file)
    assert header["version"] == 1
    assert [line["upstream"]["path"] for line in (first, second)] == ["/v1/responses"] * 2
    assert [line["client"]["status"] for line in (first, second)] == [200, 200]


def test_the_recording_is_played_again(recorded: Recorded, tmp_path: Path) -> None:
    """A gateway on the cassette gives the same two answers, and refuses in plain words what it does not hold."""
    with running(tmp_path, "--offline", "--replay", str(recorded.file), **recorded.env) as gateway:
        called, closed = tool_loop(gateway)
        assert told(called) == told(recorded.called)
        assert told(closed) == told(recorded.closed)
        assert (called.stop_reason, closed.stop_reason) == ("tool_use", "end_turn")
        with (
            anthropic.Anthropic(base_url=gateway.url, api_key="dummy", max_retries=0) as sdk,
            pytest.raises(anthropic.NotFoundError) as other,
        ):
            sdk.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": "x"}] * 9)
        assert "run.jsonl does not hold this request" in str(other.value)


def test_todays_translator_agrees_with_the_recording(recorded: Recorded, tmp_path: Path) -> None:
    """openai-code replay exits with 0 on what was just recorded, and needs neither a key nor a gateway."""
    done = new_gateway(tmp_path).run("replay", str(recorded.file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 exchanges: 2 the same, 0 different.\n", "")


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ('"max_output_tokens":500', '"max_output_tokens":501', "request: max_output_tokens: recorded 501, now 500"),
        ("Wrote hello.txt", "Wrote hallo.txt", "answer: [0]."),
    ],
)
def test_a_changed_recording_differs(recorded: Recorded, tmp_path: Path, before: str, after: str, where: str) -> None:
    """openai-code replay exits with 1 and says where, when a request or an answer is not what the translator makes of it."""
    changed = tmp_path / "changed.jsonl"
    text = recorded.file.read_text()
    assert before in text
    # The first place of each: in the upstream's part of the line.
    changed.write_text(text.replace(before, after, 1))
    done = new_gateway(tmp_path).run("replay", str(changed))
    assert done.returncode == 1
    assert where in done.stdout


def test_what_cannot_be_replayed_or_recorded_is_refused_before_the_start(recorded: Recorded, tmp_path: Path) -> None:
    """A file that is no cassette, a replay without --offline, and a recording on a path that has none, each in one plain line."""
    gateway = new_gateway(tmp_path)
    none = tmp_path / "none.jsonl"
    none.write_text("{}\n")
    assert "is no cassette" in gateway.run("start", "--offline", "--detach", "--replay", str(none)).stderr
    assert "is no cassette" in gateway.run("replay", str(none)).stderr
    assert "Add --offline" in gateway.run("start", "--detach", "--replay", str(recorded.file), OPENAI_API_KEY="k").stderr
    assert "TRANSLATOR" in gateway.run("record", str(tmp_path / "new.jsonl"), "--offline", TRANSLATOR="litellm").stderr
