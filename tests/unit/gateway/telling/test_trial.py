"""gateway.telling.trial, against a small server that answers as a gateway would."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gateway.telling.trial import try_models
from tests.gateway import free_ports

MESSAGE = {"id": "msg_1", "type": "message", "model": "claude-good", "content": [{"type": "text", "text": "ok"}]}
REFUSAL = {
    "type": "error",
    "error": {"type": "authentication_error", "message": "Set OPENAI_API_KEY. Upstream: Bearer sk-abcdefghijklmnopqrstuvwx"},
}
START: dict[str, Any] = {"type": "message_start", "message": {"id": "msg_2", "model": "claude-tool"}}
CALL: list[dict[str, Any]] = [
    START,
    {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "toolu_1", "name": "report", "input": {}}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"result":'}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '"ok"}'}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_stop"},
]
STREAMS: dict[str, list[dict[str, Any]]] = {
    "calls": CALL,
    "cut": CALL[:4],
    "torn": [*CALL[:3], CALL[-1]],
    "talks": [START, {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "no"}}, CALL[-1]],
    "fails": [START, {"type": "error", "error": {"type": "overloaded_error", "message": "Try again."}}],
}


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        name = asked["model"]
        if self.headers["x-api-key"] != "dummy" or name == "refused":
            self._say(401, json.dumps(REFUSAL))
        elif name == "silent":
            time.sleep(30)
        elif name == "page":
            self._say(502, "<html>bad gateway</html>")
        elif name in STREAMS:
            self._say(200, "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in STREAMS[name]))
        else:
            self._say(200, json.dumps(MESSAGE))

    def _say(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("request-id", "req_1")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        del format, args


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server that answers by the model asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_each_name_is_tried_and_told_in_its_order(url: str) -> None:
    """What answers is told with its ids and latency, what refuses with type and message, none with a key."""
    good, refused, page = try_models(url, "dummy", ["good", "refused", "page"])
    assert (good.ok, good.status, good.model, good.response_id, good.request_id) == (True, 200, "claude-good", "msg_1", "req_1")
    assert good.latency_ms > 0
    assert (refused.ok, refused.status, refused.error) == (False, 401, "authentication_error")
    assert "Set OPENAI_API_KEY" in refused.message
    assert "abcdefgh" not in refused.message
    assert (page.status, page.error) == (502, "broken_answer")


@pytest.mark.parametrize(
    ("name", "error"),
    [("calls", None), ("cut", "broken_answer"), ("torn", "no_tool_call"), ("talks", "no_tool_call"), ("fails", "overloaded_error")],
)
def test_a_streamed_tool_call_must_come_whole(url: str, name: str, error: str | None) -> None:
    """With tool=True only a stream with a whole call and an end is ok."""
    (trial,) = try_models(url, "dummy", [name], tool=True)
    assert (trial.ok, trial.tool_called, trial.error) == (error is None, error is None, error)
    assert trial.response_id == "msg_2"


def test_no_answer_is_no_exception(url: str) -> None:
    """Silence and a closed port are told, not raised."""
    began = time.monotonic()
    (silent,) = try_models(url, "dummy", ["silent"], seconds=0.3)
    assert (silent.error, silent.status) == ("timeout_error", 0)
    assert time.monotonic() - began < 20
    (closed,) = try_models(f"http://127.0.0.1:{free_ports(1)[0]}", "dummy", ["any"])
    assert closed.error == "unreachable"
    assert try_models("http://127.0.0.1:1", "dummy", []) == []


def test_a_wrong_client_key_is_told(url: str) -> None:
    """The client's own key may be the fault."""
    assert try_models(url, "other", ["good"])[0].status == 401
