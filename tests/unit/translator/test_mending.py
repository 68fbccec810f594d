"""Refusals of one request, mended one after another on its way, with the application and a real upstream."""

import asyncio
from pathlib import Path
from typing import Any

import orjson

from gateway.records import Records
from tests.odd_upstream import OddUpstream, fixed, in_turn
from translator.asking.routes import Routes
from translator.services import Services
from translator.serving.app import App, Door
from translator.serving.channel import Message

ROW: dict[str, Any] = {
    "name": "claude-*", "forward": False, "openai": False, "key": "sk-test", "headers": {}, "drop": [], "family": None, "effort": "",
    "max_output": None, "provider": "openai", "model": "qwen3.8", "wire": "chat",
}  # fmt: skip
SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}}
BODY = {
    "model": "claude-x",
    "max_tokens": 10,
    "tools": [{"name": "t", "input_schema": SCHEMA}],
    "messages": [{"role": "user", "content": "mark"}, {"role": "system", "content": "late"}],
}
GOOD = orjson.dumps({"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}]})


def said(words: str) -> bytes:
    """An error as compatible backends put it."""
    return orjson.dumps({"error": {"message": words, "type": "BadRequestError", "code": 400}})


async def ask(app: App) -> list[Message]:
    """Ask once, as a server would."""
    pieces, answer = [orjson.dumps(BODY)], list[Message]()

    async def receive() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answer.append(message)

    await app({"type": "http", "method": "POST", "path": "/v1/messages", "query_string": b"", "headers": []}, receive, send)
    return answer


def test_two_refusals(tmp_path: Path) -> None:
    """A backend that names one thing after another is asked until it takes the request; the next one it takes at once."""
    with OddUpstream().running() as odd:
        template = fixed(500, said("Jinja Exception: System message must be at the beginning."))
        grammar = fixed(400, said("Failed to initialize samplers: failed to parse grammar"))
        odd.on("mark", in_turn(template, grammar, fixed(200, GOOD, "content-type: application/json")))

        async def twice() -> list[list[Message]]:
            routes = Routes([{**ROW, "base": f"{odd.url}/v1"}], {}, {})
            services = Services(
                routes=routes,
                records=Records(tmp_path),
                silence=5,
                max_retries=2,
                ca_file=None,
                litellm_url="",
                litellm_key="",
                path="direct",
            )
            app = App(Door("", ""), services)
            try:
                return [await ask(app), await ask(app)]
            finally:
                await services.close()

        for answer in asyncio.run(twice()):
            assert answer[0]["status"] == 200
            notes = dict(answer[0]["headers"])[b"x-openai-code-notes"].decode()
            assert set(notes.replace(" ", "").split(",")) == {"schema-simplified", "system-as-user"}
            assert b"yes" in answer[-1]["body"]
        bodies = [heard.json for heard in odd.heard]
    assert len(bodies) == 4
    assert [len(body["messages"]) for body in bodies] == [2, 1, 1, 1]
    assert [body["tools"][0]["function"]["parameters"]["properties"]["a"].get("minLength") for body in bodies] == [1, 1, None, None]
    assert bodies[2] == bodies[3]
