# ruff: noqa: E501 (a table is read by its rows)
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from gateway.records import Records
from translator.asking.routes import Routes
from translator.failure import Failure
from translator.services import Exchange, Services
from translator.serving import app as module
from translator.serving.app import App, Door, read_headers
from translator.serving.channel import Message

HELLO = {"model": "claude-opus-5-5", "max_tokens": 10, "messages": [{"role": "user", "content": "Hello!"}]}
ROW = {
    "name": "claude-*", "model": "gpt-5.2", "wire": "responses", "forward": False, "base": "http://127.0.0.1:9/v1", "openai": True,
    "key": "offline", "headers": {}, "drop": [], "family": None, "effort": "", "max_output": None, "provider": "openai",
}  # fmt: skip
FORWARDED = {"name": "gemini", "model": "gemini/gemini-3-pro", "provider": "gemini", "forward": True}


class Server:
    """The application, asked as a server would ask it; records are in folder."""

    def __init__(self, folder: Path, door: Door) -> None:
        self.folder = folder
        self.services = Services(
                routes=Routes([ROW, FORWARDED], {}, {}), records=Records(folder), silence=5, max_retries=0, ca_file=None,
                litellm_url="http://127.0.0.1:9", litellm_key="", path="direct",
        )  # fmt: skip
        self.app = App(door, self.services)

    def ask(
        self, path: str, body: object = None, method: str = "POST", leaves: bool = False, **headers: str
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Return status, headers and body; status 0 where nothing was sent."""
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        sent: list[Message] = []

        async def work() -> None:
            waiting: list[Message] = [] if leaves else [{"type": "http.request", "body": raw, "more_body": False}]

            async def receive() -> Message:
                if not waiting and not leaves:
                    await asyncio.Event().wait()
                return waiting.pop(0) if waiting else {"type": "http.disconnect"}

            async def send(message: Message) -> None:
                sent.append(message)

            await self.app({"type": "http", "method": method, "path": path, "query_string": b"", "headers": pairs}, receive, send)
            await self.services.close()
            self.services.opened = None

        asyncio.run(work())
        if not sent:
            return 0, {}, {}
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], told, json.loads(b"".join(message["body"] for message in sent[1:]))

    @property
    def records(self) -> list[dict[str, Any]]:
        path = self.folder / "requests.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server that lets anyone in."""
    return Server(tmp_path, Door("", ""))


def test_only_its_own_paths(server: Server) -> None:
    """404 and 405 in the API's shape, with a request-id; health needs no secret."""
    status, headers, body = server.ask("/v1/other")
    assert (status, body["error"]["type"], body["request_id"]) == (404, "not_found_error", headers["request-id"])
    assert server.ask("/v1/messages", method="GET")[0] == 405
    assert server.ask("/health", method="GET")[2] == {"status": "ok"}


def test_the_door(tmp_path: Path) -> None:
    """Each door wants its own secret, whatever characters are shown."""
    server = Server(tmp_path, Door("edge", "inner"))
    assert server.ask("/v1/messages", HELLO)[0] == 403
    assert server.ask("/v1/messages", HELLO, x_openai_code_edge="ä")[0] == 403
    assert server.ask("/v1/messages", b"{", x_openai_code_edge="edge")[0] == 400
    assert server.ask("/inner/0/v1/messages", b"{", x_openai_code_edge="edge")[0] == 403
    assert server.ask("/inner/0/v1/messages", b"{", x_api_key="inner")[0] == 400
    assert server.ask("/inner/0/v1/messages", b"{", authorization="Bearer inner")[0] == 400
    assert server.ask("/inner/7/v1/messages", HELLO, x_api_key="inner")[0] == 404


def test_the_requests_id_is_kept(server: Server) -> None:
    """The edge's own request id is the one that is answered and recorded; without it one is made."""
    assert server.ask("/v1/messages", b"{", x_openai_code_request_id="req_7")[1]["request-id"] == "req_7"
    assert server.records[-1]["request_id"] == "req_7"
    assert server.ask("/v1/messages", b"{")[1]["request-id"].startswith("req_")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"x", {"content_length": "99999999999"}, 413),
        (b"x", {"content_encoding": "br"}, 415),
        ({**HELLO, "model": "nothing"}, {}, 404),
        ({**HELLO, "model": 7}, {}, 400),
        ({**HELLO, "model": "gemini"}, {}, 503),
        (HELLO, {}, 502),
    ],
)
def test_every_refusal_leaves_one_record(server: Server, body: object, headers: dict[str, Any], status: int) -> None:
    """Whatever it was: one record, with the status that the client got."""
    answered, _, said = server.ask("/v1/messages", body, **headers)
    assert answered == status, said
    (record,) = server.records
    assert (record["status"], record["error"]) == (status, said["error"]["type"])
    assert record["total_ms"] >= 0


def test_a_client_that_leaves_while_it_sends_leaves_a_record(server: Server) -> None:
    """Nobody is answered, and the record says 499."""
    assert server.ask("/v1/messages", leaves=True)[0] == 0
    assert [record["status"] for record in server.records] == [499]


def test_what_litellm_would_do_without_it(server: Server) -> None:
    """Without LiteLLM the answer names the setting."""
    assert "LITELLM" in server.ask("/v1/messages", {**HELLO, "model": "gemini"})[2]["error"]["message"]


@pytest.mark.parametrize(
    "more",
    [
        {"tools": [{"name": "x", "input_schema": json.loads('{"items":' * 900 + "{}" + "}" * 900)}]},
        {"messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "x", "input": json.loads('{"a":' * 900 + "1" + "}" * 900)}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "y"}]},
        ]},
        {"metadata": json.loads('{"a":' * 900 + "1" + "}" * 900)},
    ],
)  # fmt: skip
def test_deep_nesting_is_no_failure_of_ours(server: Server, more: dict[str, Any]) -> None:
    """A request that is nested too deeply is refused as such, or goes on; never 500."""
    status, _, said = server.ask("/v1/messages", json.dumps({**HELLO, **more}).encode())
    assert status in (400, 502), said


def test_huge_numbers_are_no_failure_of_ours(server: Server) -> None:
    """Numbers beyond 64 bits in any place are refused or go on; never 500."""
    body = json.dumps(HELLO).encode()
    for more in (b'"max_tokens":%s', b'"temperature":%s', b'"tools":[{"name":"x","input_schema":{"maximum":%s}}]', b'"metadata":{"x":%s}'):
        for number in (b"123456789012345678901234567890", b"-1e308", b"99999999999999999999"):
            status, _, said = server.ask("/v1/messages", body[:-1] + b"," + more % number + b"}")
            assert status in (400, 502), said


def test_a_fault_of_ours_is_answered_too(server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """An error nobody thought of is a 500 in the API's shape, recorded, and told in the log without anything of the request."""

    async def breaks(_services: Services, _ask: object) -> None:
        raise ZeroDivisionError("the prompt's own words")

    monkeypatch.setattr("translator.asking.upstream.Upstream.post", breaks)
    status, headers, said = server.ask("/v1/messages", HELLO)
    assert (status, said["error"]["type"], said["request_id"]) == (500, "api_error", headers["request-id"])
    assert server.records[-1]["status"] == 500
    told = capfd.readouterr().err
    assert "ZeroDivisionError" in told
    assert "own words" not in told


def test_a_server_that_stops_says_so(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that the server cancels when it stops ends with an error that invites another try."""

    async def cancelled(_exchange: Exchange, _services: Services) -> None:
        raise asyncio.CancelledError

    monkeypatch.setitem(module.HANDLERS, "/v1/messages", cancelled)
    status, headers, said = server.ask("/v1/messages", HELLO)
    assert (status, said["error"]["type"], headers["retry-after"]) == (503, "overloaded_error", "5")


def test_clients_are_told_when_another_try_is_of_no_use(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 429 that waiting cannot mend carries x-should-retry: false, which the SDKs heed."""

    def failing(final: bool) -> Callable[[Exchange, Services], Awaitable[None]]:
        async def fails(_exchange: Exchange, _services: Services) -> None:
            raise Failure(429, "rate_limit_error", "x", final=final)

        return fails

    monkeypatch.setitem(module.HANDLERS, "/v1/messages", failing(True))
    assert server.ask("/v1/messages", HELLO)[1]["x-should-retry"] == "false"
    monkeypatch.setitem(module.HANDLERS, "/v1/messages", failing(False))
    assert "x-should-retry" not in server.ask("/v1/messages", HELLO)[1]


def test_a_header_that_comes_twice() -> None:
    """Betas in several headers all count."""
    assert read_headers([(b"anthropic-beta", b"a"), (b"x", b"1"), (b"anthropic-beta", b"b")]) == {"anthropic-beta": "a, b", "x": "1"}
