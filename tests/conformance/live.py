"""Rows that need the whole gateway: nginx in front, the translator, an upstream on a socket."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import yaml

from gateway.setting_types import PROJECT
from tests.conformance.columns import Column
from tests.conformance.sent import Json
from tests.conformance.verdicts import Row, Verdict
from tests.gateway import Gateway

# Offline, every target counts as OpenAI's own, which the backend would not take for a name that begins with compat-.
MODELS = {
    "responses-gpt-5.2": "openai/gpt-5.2-2025-12-11",
    "responses-gpt-4.1": "openai/gpt-4.1-2025-04-14",
    "chat-gpt-5": "custom_openai/gpt-5-2025-08-07",
    "chat-gpt-4.1": "custom_openai/gpt-4.1-2025-04-14",
    "chat-compat": "custom_openai/qwen3-coder",
}
_count = itertools.count()


@dataclass
class Running:
    """The gateway of this session; the fixture in test_gateway.py sets it."""

    gateway: Gateway | None = None


RUNNING = Running()


def config() -> str:
    """Return the shipped config.yaml with one more name for each column."""
    table = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    for name, target in MODELS.items():
        params: Json = {"model": target, "api_key": "offline", "api_base": "http://127.0.0.1:9/v1"}
        table["model_list"].append({"model_name": f"column-{name}", "litellm_params": params})
    return yaml.safe_dump(table, sort_keys=False)


@dataclass(frozen=True)
class Ask:
    """One column's requests to the gateway."""

    gateway: Gateway
    column: Column

    @property
    def model(self) -> str:
        return f"column-{self.column.key}"

    def body(self, text: str = "Hello", **fields: Any) -> Json:  # noqa: ANN401 (JSON)
        """A request of one user message."""
        return {"model": self.model, "max_tokens": 1000, "messages": [{"role": "user", "content": text}], **fields}

    def post(self, body: Json | bytes, path: str = "/v1/messages", **headers: str) -> httpx.Response:
        """Send it with the key, unless headers say otherwise."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        shown = {"content-type": "application/json", "x-api-key": "dummy"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return httpx.post(self.gateway.url + path, content=content, headers={k: v for k, v in shown.items() if v}, timeout=60)

    def play(self, scenario: str, options: Json | None = None, **fields: Any) -> httpx.Response:  # noqa: ANN401 (JSON)
        """Have the offline backend play a scenario for this request alone."""
        text = f"[[offline: {scenario} {json.dumps(options or {})}]] {self.column.key} {next(_count)}"
        return self.post(self.body(text, **fields))


Check = Callable[[Ask], None]


def live(item: str, check: Check, verdicts: tuple[Verdict, ...], *names: str) -> Row:
    """A row that check() proves through the real gateway."""

    def prove(column: Column, _: Verdict) -> None:
        assert RUNNING.gateway is not None
        check(Ask(RUNNING.gateway, column))

    return Row(item, verdicts, prove, names)


def failed(response: httpx.Response, status: int, kind: str, *words: str) -> None:
    """Hold an error to the API's shape: status, type, message, request id in body and header."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/json")
    body = response.json()
    assert body["type"] == "error"
    assert body["error"]["type"] == kind, body
    assert body["request_id"] == response.headers["request-id"]
    assert body["request_id"].startswith("req_")
    for word in words:
        assert word in body["error"]["message"], body


def events(response: httpx.Response) -> list[Json]:
    """The events of a streamed answer."""
    assert response.status_code == 200, response.text
    blocks = response.text.split("\n\n")[:-1]
    return [json.loads(block.partition("\ndata: ")[2]) for block in blocks]
