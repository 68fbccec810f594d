"""Send LiteLLM one message through a backend of our own, so that the first user does not wait for what it loads on first use."""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from gateway.litellm.config import WarmUpTarget

TEXT = {"type": "output_text", "text": "warm", "annotations": []}
ITEM = {"type": "message", "id": "msg_warm", "role": "assistant", "status": "completed", "content": [TEXT]}
USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
RESPONSE = {
    "id": "resp_warm",
    "object": "response",
    "created_at": 0,
    "status": "completed",
    "model": "warm-up",
    "output": [ITEM],
    "usage": USAGE,
}
PLACE: dict[str, Any] = {"item_id": "msg_warm", "output_index": 0, "content_index": 0}
EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": {**RESPONSE, "status": "in_progress", "output": []}},
    {"type": "response.output_item.added", "output_index": 0, "item": {**ITEM, "status": "in_progress", "content": []}},
    {"type": "response.output_text.delta", **PLACE, "delta": "warm"},
    {"type": "response.output_text.done", **PLACE, "text": "warm"},
    {"type": "response.output_item.done", "output_index": 0, "item": ITEM},
    {"type": "response.completed", "response": RESPONSE},
]


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if asked.get("stream"):
            numbered = [{**event, "sequence_number": number} for number, event in enumerate(EVENTS)]
            body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in numbered)
        else:
            body = json.dumps(RESPONSE)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if asked.get("stream") else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        del format, args


class WarmUp:
    """The backend, on a free loopback port until close(); target is how LiteLLM is told of it."""

    def __init__(self, again: WarmUpTarget | None = None) -> None:
        """again: what an earlier one was known by. Raises OSError where its port is taken since."""
        port = int(again.url.rpartition(":")[2]) if again else 0
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Answer)
        self.target = again or WarmUpTarget(f"warm-up-{secrets.token_hex(16)}", f"http://127.0.0.1:{self._server.server_port}")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def warm(litellm_url: str, key: str, name: str) -> bool:
    """Send one message in each form; tells whether LiteLLM answered both."""
    message = {"model": name, "max_tokens": 16, "messages": [{"role": "user", "content": "warm up"}]}
    headers = {"authorization": f"Bearer {key}"}
    try:
        # trust_env off: a forward proxy has no business with a loopback address.
        with httpx.Client(base_url=litellm_url, headers=headers, timeout=30, trust_env=False) as client:
            return all(client.post("/v1/messages", json={**message, "stream": stream}).is_success for stream in (False, True))
    except httpx.HTTPError:
        return False
