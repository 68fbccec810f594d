"""The layer around LiteLLM's application that leaves its records: asked as a server would ask it."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from gateway.costs.prices import Prices
from gateway.litellm.records import Recording, recording
from gateway.litellm.request import Message, Receive, Send
from gateway.litellm.told import Told
from gateway.records import Records

ROWS = [
    {"name": "claude-*", "model": "gpt-x", "provider": "openai", "forward": False},
    {"name": "theirs", "model": "gemini/g", "provider": "gemini", "forward": True},
]
TARGETS = {"claude-*": "openai/gpt-x", "theirs": "gemini/g", "alias": "openai/gpt-x"}
JSON, SSE = "application/json", "text/event-stream"
USAGE = {"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 7, "server_tool_use": {"web_search_requests": 2}}
CALL = {"type": "tool_use", "id": "t", "name": "Read", "input": {}}
WHOLE = {"id": "msg_9", "type": "message", "content": [CALL], "stop_reason": "tool_use", "usage": USAGE}


def event(name: str, **fields: object) -> bytes:
    """Return one event of the Messages API."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()


STREAM = [
    event("ping"),
    event("message_start", message={"id": "msg_9", "usage": {"input_tokens": 10}}),
    event("content_block_start", index=0, content_block=CALL),
    event("message_delta", delta={"stop_reason": "tool_use"}, usage=USAGE),
    event("message_stop"),
]


class Asked:
    """One request to an application that answers with these pieces; there: which records stood there when each piece arrived."""

    def __init__(self, folder: Path, told: Told | None = None, log_content: bool = False) -> None:
        self.folder, self.there, self.log_content = folder, list[int](), log_content
        self.told = told or Told("litellm", ROWS, Prices({"gpt-x": [1e-6, 1e-7, 1e-6, 2e-6, 0.0]}), TARGETS)

    @property
    def records(self) -> list[dict[str, Any]]:
        path = self.folder / "requests.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def ask(
        self,
        pieces: list[bytes],
        kind: str = JSON,
        status: int = 200,
        path: str = "/v1/messages",
        model: str = "claude-x",
        more: dict[str, str] | None = None,
        edge: bool = True,
        error: BaseException | None = None,
        ends: bool = True,
    ) -> list[dict[str, Any]]:
        """Have it answered; return the records that there are then."""

        async def app(_scope: Message, receive: Receive, send: Send) -> None:
            await receive()
            if pieces or ends:
                headers = [(name.encode(), value.encode()) for name, value in {"content-type": kind, **(more or {})}.items()]
                await send({"type": "http.response.start", "status": status, "headers": headers})
            for number, piece in enumerate(pieces):
                await send({"type": "http.response.body", "body": piece, "more_body": not ends or number < len(pieces) - 1})
            if error is not None:
                raise error
            if not ends:
                await receive()

        waiting: list[Message] = [{"type": "http.request", "body": json.dumps({"model": model, "messages": [1, 2]}).encode()}]

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(_message: Message) -> None:
            self.there.append(len(self.records))

        headers = [(b"x-request-id", b"req_1"), (b"x-claude-code-session-id", b"s"), *([(b"x-openai-code-client", b"1")] if edge else [])]
        recorder = Recording(app, Records(self.folder), self.told, self.log_content)
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        try:
            asyncio.run(recorder(scope, receive, send))
        except RuntimeError:
            assert error is not None
        return self.records


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """A request on LiteLLM's own path."""
    return Asked(tmp_path)


def test_a_stream(asked: Asked) -> None:
    """Its record stands there before its last event goes, with all that the events told."""
    (record,) = asked.ask(STREAM, SSE, more={"x-litellm-attempted-retries": "2"})
    assert asked.there == [0, 0, 0, 0, 0, 1]
    assert (record["request_id"], record["session"], record["target"], record["provider"]) == ("req_1", "s", "gpt-x", "openai")
    assert (record["status"], record["stop_reason"], record["tools"], record["searches"]) == (200, "tool_use", ["Read"], 2)
    assert (record["input_tokens"], record["cached_tokens"], record["output_tokens"], record["retries"]) == (10, 5, 7, 2)
    assert record["cost_usd"] == pytest.approx(10e-6 + 5e-7 + 14e-6)
    assert record["messages"] == 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_whole_answer(asked: Asked, packed: bool) -> None:
    """Before its last bytes, in however many pieces they come, packed or not."""
    said = json.dumps(WHOLE).encode()
    said = gzip.compress(said) if packed else said
    (record,) = asked.ask([said[:20], said[20:]], more={"content-encoding": "gzip"} if packed else {})
    assert asked.there == [0, 0, 1]
    assert (record["stop_reason"], record["output_tokens"], record["tools"]) == ("tool_use", 7, ["Read"])


def test_errors(asked: Asked) -> None:
    """A refusal, and an error in the midst of a stream."""
    said = json.dumps({"type": "error", "error": {"type": "not_found_error", "message": "m"}}).encode()
    assert [(one["status"], one["error"]) for one in asked.ask([said], status=404)] == [(404, "not_found_error")]
    broken = [*STREAM[:3], event("error", error={"type": "overloaded_error"})]
    assert [(one["status"], one["error"]) for one in asked.ask(broken, SSE)][1:] == [(529, "overloaded_error")]
    assert [(one["status"], one["error"]) for one in asked.ask(STREAM[:3], SSE)][2:] == [(500, "api_error")]


@pytest.mark.parametrize("pieces", [[], STREAM[:3]])
def test_other_endings(asked: Asked, pieces: list[bytes]) -> None:
    """The client leaves; the application fails."""
    assert [one["status"] for one in asked.ask(pieces, SSE, ends=False)] == [499]
    assert [one["status"] for one in asked.ask(pieces, SSE, ends=False, error=RuntimeError())] == [499, 500]


def test_whose_record_it_is(asked: Asked) -> None:
    """Not what the translator hands on, nor other paths, nor what its inner door has recorded; a fallback's target is the answer's."""
    assert asked.ask(STREAM, SSE, edge=False) == asked.ask(STREAM, SSE, path="/v1/messages/count_tokens") == []
    own = [piece.replace(b"msg_9", b"msg_1") for piece in STREAM]
    assert asked.ask(own, SSE) == asked.ask([json.dumps({**WHOLE, "id": "msg_1"}).encode()]) == []
    (record,) = asked.ask(STREAM, SSE, more={"x-litellm-model-group": "theirs"})
    assert (record["model"], record["target"], record["provider"]) == ("claude-x", "gemini/g", "gemini")


CHUNKS = [
    b'data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}\n\n',
    b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
    b'data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4}}}\n\n',
    b"data: [DONE]\n\n",
]
DONE = {"type": "response.completed", "response": {"status": "completed", "usage": {"input_tokens": 6, "output_tokens": 7}}}


@pytest.mark.parametrize(
    ("path", "pieces", "kind", "reason"),
    [
        ("chat/completions", CHUNKS, SSE, "stop"),
        ("responses", [event("response.created"), event("response.completed", **DONE)], SSE, "completed"),
        ("responses", [json.dumps(DONE["response"]).encode()], JSON, "completed"),
        ("embeddings", [b'{"usage":{"prompt_tokens":6,"completion_tokens":7}}'], JSON, None),
    ],
)
def test_other_endpoints(asked: Asked, path: str, pieces: list[bytes], kind: str, reason: str | None) -> None:
    """By the counts of OpenAI's API, in the words of ours, before the last of it goes."""
    (record,) = asked.ask(pieces, kind, path=f"/v1/{path}")
    assert (record["endpoint"], record["input_tokens"], record["output_tokens"]) == (f"/v1/{path}", 6, 7)
    assert record.get("stop_reason") == reason
    assert asked.there[-2:] == [0, 1]


def test_content(tmp_path: Path) -> None:
    """Kept only where it is wanted."""
    said = json.dumps({**WHOLE, "content": [{"type": "text", "text": "xylophone"}]}).encode()
    assert "content" not in Asked(tmp_path).ask([said])[0]
    record = Asked(tmp_path, log_content=True).ask([said])[-1]
    assert record["content"]["answer"] == "xylophone"
    assert "claude-x" in record["content"]["prompt"]


def test_it_is_set_up_by_its_environment(tmp_path: Path) -> None:
    """From the run folder; without one, as where LiteLLM runs alone, nothing stands around it."""

    async def app(_scope: Message, _receive: Receive, _send: Send) -> None:
        """Never asked."""

    assert recording(app, {}) is app
    (tmp_path / "routes.json").write_text(json.dumps({"path": "direct", "rows": ROWS, "prices": {}}))
    assert isinstance(recording(app, {"RUN_FOLDER": str(tmp_path), "DATA_DIR": str(tmp_path)}), Recording)
