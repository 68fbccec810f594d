"""Anthropic behind the gateway: bytes there and back, and the record on the side."""

import asyncio
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.records import Records
from tests.odd_upstream import SSE, Heard, OddUpstream
from translator.asking.routes import Routes
from translator.forwarding.sent_body import renamed
from translator.services import Services
from translator.serving.app import App, Door
from translator.serving.channel import Message
from translator.signature import pack

BODY = b'{ "model" : "claude-new",\n "max_tokens":5, "context_management":{"edits":[]},'
BODY += b' "messages":[{"role":"user","content":"\\u00e9 MARK"}] }'
START = {"input_tokens": 7, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 90, "output_tokens": 1}
EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {"id": "msg_1", "usage": START}},
    {"type": "ping"},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": "", "signature": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "c2ln"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 42}},
    {"type": "message_stop"},
]
STREAM = b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in EVENTS)


@dataclass
class Told:
    """What the client got."""

    status: int
    headers: dict[str, str]
    body: bytes


class Worker:
    """The translator's application in front of one odd upstream."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        base = {
            "forward": False,
            "wire": "anthropic",
            "provider": "anthropic",
            "base": f"http://127.0.0.1:{port}",
            "key": "os.environ/ANTHROPIC_API_KEY",
        }
        rows: list[dict[str, Any]] = [
            {**base, "name": "claude-*", "model": "claude-*", "headers": {"anthropic-beta": "own-beta", "x-team": "a"}},
            {**base, "name": "big", "model": "claude-opus-5-5", "headers": {}},
        ]
        self.services = Services(
            routes=Routes(rows, {}, {"ANTHROPIC_API_KEY": "sk-ant-gateway"}),
            records=Records(folder),
            silence=5,
            max_retries=2,
            ca_file=None,
            litellm_url="http://127.0.0.1:9",
            litellm_key="",
            path="direct",
        )

    def ask(self, body: bytes, path: str = "/v1/messages", leaves: bool = False, **headers: str) -> Told:
        """Send one request as a server would; leaves: the client goes once some of the answer has come."""
        sent: list[Message] = []
        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"beta=true", "headers": pairs}

        async def work() -> None:
            waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

            async def receive() -> Message:
                if waiting:
                    return waiting.pop()
                while not leaves or len(sent) < 2:
                    await asyncio.sleep(0.05)
                return {"type": "http.disconnect"}

            async def send(message: Message) -> None:
                sent.append(message)

            await App(Door("", ""), self.services)(scope, receive, send)
            await self.services.close()
            self.services.opened = None

        asyncio.run(work())
        if not sent:
            return Told(0, {}, b"")
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Told(sent[0]["status"], told, b"".join(message["body"] for message in sent[1:]))

    @property
    def record(self) -> dict[str, Any]:
        (line,) = (self.folder / "requests.log").read_text().splitlines()
        return dict(json.loads(line))


@pytest.fixture
def upstream() -> Iterator[OddUpstream]:
    """An upstream of the test's own."""
    odd = OddUpstream()
    with odd.running():
        yield odd


@pytest.fixture
def worker(tmp_path: Path, upstream: OddUpstream) -> Worker:
    """A worker in front of it."""
    return Worker(tmp_path, upstream.port)


async def _streams(heard: Heard) -> None:
    await heard.send(SSE + STREAM[:150])
    await asyncio.sleep(0.05)
    await heard.send(STREAM[150:])
    heard.writer.close()


def test_bytes_go_through_as_they_came(worker: Worker, upstream: OddUpstream) -> None:
    """Body, query, betas and the client's own headers reach the upstream unchanged; keys and the edge's headers do not."""
    upstream.on("MARK", _streams)
    worker.ask(
        BODY, anthropic_beta="context-management-2025-06-27,new-beta-2027", anthropic_version="2023-06-01", user_agent="claude-cli/2.1.328",
        x_stainless_lang="js", x_api_key="client-key", authorization="Bearer client", x_openai_code_edge="secret", x_request_id="edge",
    )  # fmt: skip
    (heard,) = upstream.heard
    assert heard.body == BODY
    assert heard.line.split()[1] == "/v1/messages?beta=true"
    assert heard.headers["anthropic-beta"] == "context-management-2025-06-27,new-beta-2027, own-beta"
    wanted = {
        "anthropic-version": "2023-06-01",
        "user-agent": "claude-cli/2.1.328",
        "x-stainless-lang": "js",
        "x-team": "a",
        "x-api-key": "sk-ant-gateway",
    }
    assert wanted.items() <= heard.headers.items()
    assert not {"authorization", "x-openai-code-edge", "x-request-id"} & heard.headers.keys()


def test_thinking_of_ours_stays_here(worker: Worker, upstream: OddUpstream) -> None:
    """A session that comes from a model of OpenAI's brings its thinking, which Anthropic would refuse from then on; the record tells."""
    upstream.on("MARK", _streams)
    body = json.loads(BODY)
    thinking = {"type": "thinking", "thinking": "t", "signature": pack("gpt-5.2", {"type": "reasoning", "id": "rs_1"})}
    said = [{"type": "text", "text": "b"}]
    earlier = [*body["messages"], {"role": "assistant", "content": [thinking, *said]}, {"role": "user", "content": "go on"}]
    worker.ask(json.dumps({**body, "messages": earlier}).encode())
    (heard,) = upstream.heard
    assert heard.json["messages"] == [earlier[0], {"role": "assistant", "content": said}, earlier[2]]
    assert heard.json["model"] == json.loads(BODY)["model"]
    assert worker.record["notes"] == {"dropped-foreign-thinking": 1}


def test_the_answer_comes_back_as_it_was(worker: Worker, upstream: OddUpstream) -> None:
    """A stream's bytes are the upstream's own, without a ping of ours; the record has what it said of itself."""
    upstream.on("MARK", _streams)
    told = worker.ask(BODY)
    assert (told.status, told.body) == (200, STREAM)
    record = worker.record
    assert (record["status"], record["stop_reason"], record["wire"], record["provider"]) == (200, "tool_use", "anthropic", "anthropic")
    assert (record["input_tokens"], record["cached_tokens"], record["output_tokens"]) == (10, 90, 42)
    assert 0 < record["first_token_ms"] <= record["total_ms"]
    assert told.headers["request-id"] == record["request_id"]


def test_an_answer_in_one_piece(worker: Worker, upstream: OddUpstream) -> None:
    """A message that is not streamed comes back unchanged, with the upstream's limits of the rate beside it."""
    message = b'{"type":"message", "stop_reason":"end_turn","content":[],"usage":{"input_tokens":4,"output_tokens":2}}'

    async def answer(heard: Heard) -> None:
        await heard.answer(
            200, message, "content-type: application/json", "anthropic-ratelimit-requests-limit: 50", "request-id: req_theirs"
        )

    upstream.on("MARK", answer)
    told = worker.ask(BODY)
    assert told.body == message
    assert told.headers["anthropic-ratelimit-requests-limit"] == "50"
    assert "set-cookie" not in told.headers
    record = worker.record
    assert (record["upstream_request_id"], record["stop_reason"], record["input_tokens"]) == ("req_theirs", "end_turn", 4)


@pytest.mark.parametrize(("status", "kind"), [(400, "invalid_request_error"), (401, "authentication_error"), (413, "request_too_large")])
def test_a_refusal_keeps_its_words(worker: Worker, upstream: OddUpstream, status: int, kind: str) -> None:
    """What Anthropic refuses is refused in its own words, at once: clients recover by them."""
    said = json.dumps({"type": "error", "error": {"type": kind, "message": "prompt is too long: 5 > 4"}, "request_id": "req_x"}).encode()

    async def answer(heard: Heard) -> None:
        await heard.answer(status, said, "content-type: application/json")

    upstream.on("MARK", answer)
    told = worker.ask(BODY)
    assert (told.status, told.body, len(upstream.heard)) == (status, said, 1)
    assert (worker.record["status"], worker.record["error"]) == (status, kind)


def test_asked_again_before_the_first_byte(worker: Worker, upstream: OddUpstream) -> None:
    """What may be over by then is asked again, MAX_RETRIES times; the last answer is passed on as it is."""

    async def answer(heard: Heard) -> None:
        if len(upstream.heard) == 1:
            await heard.answer(529, b"{}", "content-type: application/json")
        else:
            await _streams(heard)

    upstream.on("MARK", answer)
    told = worker.ask(BODY)
    assert (told.status, told.body, worker.record["retries"]) == (200, STREAM, 1)
    assert upstream.heard[1].body == BODY


def test_a_long_wait_is_the_clients(worker: Worker, upstream: OddUpstream) -> None:
    """A retry-after that is too long for us goes to the client, as does what is not to be tried again."""

    async def answer(heard: Heard) -> None:
        await heard.answer(429, b'{"type":"error","error":{"type":"rate_limit_error"}}', "retry-after: 300")

    async def final(heard: Heard) -> None:
        await heard.answer(500, b"{}", "x-should-retry: false")

    upstream.on("MARK", answer)
    upstream.on("FINAL", final)
    told = worker.ask(BODY)
    assert (told.status, told.headers["retry-after"], len(upstream.heard)) == (429, "300", 1)
    assert worker.ask(BODY.replace(b"MARK", b"FINAL")).status == 500
    assert len(upstream.heard) == 2


def test_an_error_within_a_stream(worker: Worker, upstream: OddUpstream) -> None:
    """An error event goes through as it is, and the record knows of it."""
    error = b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'

    async def answer(heard: Heard) -> None:
        await heard.send(SSE + STREAM[:300] + b"\n\n" + error)
        heard.writer.close()

    upstream.on("MARK", answer)
    told = worker.ask(BODY)
    assert told.body.endswith(error)
    assert (worker.record["status"], worker.record["error"]) == (529, "overloaded_error")


def test_a_stream_without_an_end(worker: Worker, upstream: OddUpstream) -> None:
    """A stream that ends too early ends with an error for the client, after its last whole event; its record calls it no success."""

    async def answer(heard: Heard) -> None:
        await heard.send(SSE + STREAM[:300])
        heard.writer.close()

    upstream.on("MARK", answer)
    body = worker.ask(BODY).body
    whole, _, error = body.rpartition(b"\n\nevent: ")
    assert STREAM[:300].startswith(whole)
    assert whole.count(b"\n\n") == 1
    assert error.startswith(b'error\ndata: {"type":"error","error":{"type":"api_error",')
    assert (worker.record["status"], worker.record["error"], worker.record["input_tokens"]) == (500, "api_error", 10)


def test_an_end_without_an_empty_line(worker: Worker, upstream: OddUpstream) -> None:
    """The last event is heard and passed on also where nothing stands behind it."""

    async def answer(heard: Heard) -> None:
        await heard.send(SSE + STREAM[:-2])
        heard.writer.close()

    upstream.on("MARK", answer)
    assert worker.ask(BODY).body == STREAM
    assert (worker.record["status"], worker.record["stop_reason"]) == (200, "tool_use")


def test_a_client_that_leaves(worker: Worker, upstream: OddUpstream) -> None:
    """Who leaves ends the upstream's work, and the record has what was used until then."""

    async def answer(heard: Heard) -> None:
        await heard.send(SSE + STREAM[:300])
        await heard.until_gone()

    upstream.on("MARK", answer)
    worker.ask(BODY, leaves=True)
    assert upstream.heard[0].gone.wait(20)
    assert (worker.record["status"], worker.record["error"], worker.record["input_tokens"]) == (499, "client_disconnected", 10)


def test_counts_are_anthropics_own(worker: Worker, upstream: OddUpstream) -> None:
    """count_tokens goes through too, with the name that the table maps to; it leaves no record."""

    async def answer(heard: Heard) -> None:
        await heard.answer(200, b'{"input_tokens":1234}', "content-type: application/json")

    upstream.on("MARK", answer)
    told = worker.ask(BODY.replace(b"claude-new", b"big"), "/v1/messages/count_tokens")
    assert told.body == b'{"input_tokens":1234}'
    assert upstream.heard[0].line.split()[1] == "/v1/messages/count_tokens?beta=true"
    assert upstream.heard[0].body == BODY.replace(b"claude-new", b"claude-opus-5-5")
    assert not (worker.folder / "requests.log").exists()


def test_nothing_answers(tmp_path: Path) -> None:
    """An upstream that is not there is told as everywhere, in the shape of the Messages API."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        worker = Worker(tmp_path, taken.getsockname()[1])
        worker.services.max_retries = 0
        told = worker.ask(BODY)
    assert told.status == 502
    assert json.loads(told.body)["error"]["type"] == "api_error"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b'{"model":"a","x":1}', b'{"model":"b","x":1}'),
        (
            b'{"messages":[{"model":"a"},"\\"model\\":\\"a\\""], "model" :\n"a" }',
            b'{"messages":[{"model":"a"},"\\"model\\":\\"a\\""], "model" :\n"b" }',
        ),
        (b'{"mod\\u0065l":"a"}', b'{"model":"b"}'),
        (b'{"model":"b"}', b'{"model":"b"}'),
    ],
)
def test_only_the_name_changes(raw: bytes, wanted: bytes) -> None:
    """The model's name is replaced where it stands, and nowhere else."""
    assert renamed(raw, json.loads(raw), "b") == wanted


def test_what_litellm_answers_is_heard_too(tmp_path: Path, upstream: OddUpstream) -> None:
    """The record of a request that LiteLLM answers has the same, whichever form the answer has; a ping is no first token."""
    worker = Worker(tmp_path, 9)
    worker.services.litellm_url, worker.services.litellm_key = upstream.url, "sk-inside"
    worker.services.routes = Routes([{"name": "gem", "model": "gemini/x", "provider": "gemini", "forward": True}], {}, {})

    async def answer(heard: Heard) -> None:
        await heard.send(SSE + b'event: ping\ndata: {"type":"ping"}\n\n')
        await asyncio.sleep(0.1)
        await heard.send(STREAM)
        heard.writer.close()

    upstream.on("MARK", answer)
    assert worker.ask(BODY.replace(b"claude-new", b"gem")).body.endswith(STREAM)
    record = worker.record
    assert (record["path"], record["stop_reason"], record["input_tokens"], record["cached_tokens"]) == ("litellm", "tool_use", 10, 90)
    assert record["first_token_ms"] > 90
