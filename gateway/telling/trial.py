"""Try model names through a running gateway: one tiny message each, over HTTP alone, as a client would send it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from gateway.credentials import redact_text

SECONDS = 30.0
AT_ONCE = 8
LONGEST_ANSWER = 1 << 20
LONGEST_MESSAGE = 2000
TOOL = {
    "name": "report",
    "description": "Report the result of the check.",
    "input_schema": {"type": "object", "properties": {"result": {"type": "string", "enum": ["ok"]}}, "required": ["result"]},
}


@dataclass(frozen=True)
class Trial:
    """What one name answered.

    ok: it answered as it should. status: HTTP, 0 where nothing answered. latency_ms: until the answer was whole; first_ms: until the
    first content came. model: what the answer says of itself. response_id: the message's; request_id: the one in the gateway's log.
    error: error.type of the Messages API, or a word of ours (unreachable, timeout_error, no_tool_call, broken_answer).
    message: what went wrong and what to do, in plain words.
    tool_called: a streamed tool call with whole arguments came.
    """

    name: str
    ok: bool = False
    status: int = 0
    latency_ms: float = 0.0
    first_ms: float | None = None
    model: str | None = None
    response_id: str | None = None
    request_id: str | None = None
    error: str | None = None
    message: str = ""
    tool_called: bool = False


def try_models(base_url: str, key: str, names: Sequence[str], *, seconds: float = SECONDS, tool: bool = False) -> list[Trial]:
    """Send one message to each name, a few at a time, and return what came, in the order of the names.

    base_url: the gateway's address, without /v1; a certificate is not checked on loopback, where it names another host. key: the
    client's. seconds: bound for each name as a whole. tool: stream, and want a tool call. Never raises for what the gateway does.
    """
    return asyncio.run(_try_all(base_url, key, names, seconds, tool))


async def _try_all(base_url: str, key: str, names: Sequence[str], seconds: float, tool: bool) -> list[Trial]:
    slots = asyncio.Semaphore(AT_ONCE)
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01", "user-agent": "openai-code-trial"}
    verify = not is_loopback(base_url)
    # trust_env off: a forward proxy has no business between the gateway and who asks it.
    async with httpx.AsyncClient(headers=headers, timeout=seconds, trust_env=False, verify=verify) as client:

        async def one(name: str) -> Trial:
            async with slots:
                return await _try_one(client, f"{base_url.rstrip('/')}/v1/messages", name, seconds, tool)

        return list(await asyncio.gather(*(one(name) for name in names)))


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine by a name or address of loopback."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


async def _try_one(client: httpx.AsyncClient, url: str, name: str, seconds: float, tool: bool) -> Trial:
    began = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            async with client.stream("POST", url, json=_request(name, tool)) as answer:
                trial = await _read(name, answer, began, tool)
    except (TimeoutError, httpx.TimeoutException):
        trial = Trial(name, error="timeout_error", message=f"No answer within {seconds:.0f} s.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        trial = Trial(
            name, error="unreachable", message=f"The gateway at {url.removesuffix('/v1/messages')} does not answer ({_why(error)})."
        )
    return replace(trial, latency_ms=_since(began))


def _request(name: str, tool: bool) -> dict[str, Any]:
    if not tool:
        return {"model": name, "max_tokens": 16, "messages": [{"role": "user", "content": "Answer with the word ok."}]}
    asked = [{"role": "user", "content": "Call the tool report with the result ok."}]
    # Room for models that think before they call.
    return {
        "model": name,
        "max_tokens": 1024,
        "stream": True,
        "messages": asked,
        "tools": [TOOL],
        "tool_choice": {"type": "tool", "name": TOOL["name"]},
    }


async def _read(name: str, answer: httpx.Response, began: float, tool: bool) -> Trial:
    request_id = answer.headers.get("request-id")
    if answer.status_code == 200 and tool:
        return await _read_stream(Trial(name, status=200, request_id=request_id), answer, began)
    body = b""
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > LONGEST_ANSWER:
            break
    trial = Trial(name, status=answer.status_code, request_id=request_id)
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if answer.status_code == 200 and isinstance(said, dict) and said.get("type") == "message":
        return replace(trial, ok=True, model=said.get("model"), response_id=said.get("id"))
    return _failed(trial, said)


async def _read_stream(trial: Trial, answer: httpx.Response, began: float) -> Trial:
    arguments, called, ended = "", False, False
    async for event in _events(answer):
        kind = event.get("type")
        if kind == "error":
            return _failed(trial, event)
        if kind == "message_start":
            trial = replace(trial, model=event["message"].get("model"), response_id=event["message"].get("id"))
        elif kind == "content_block_start":
            called = called or event["content_block"].get("type") == "tool_use"
            trial = replace(trial, first_ms=trial.first_ms or _since(began))
        elif kind == "content_block_delta":
            arguments += event["delta"].get("partial_json", "")
        elif kind == "message_stop":
            ended = True
    if not ended:
        return replace(trial, error="broken_answer", message="The stream ended before its message_stop.")
    if not called or not _is_object(arguments or "{}"):
        return replace(trial, error="no_tool_call", message="The model answered, but did not call the tool that it had to call.")
    return replace(trial, ok=True, tool_called=True)


async def _events(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in answer.aiter_lines():
        if line.startswith("data:"):
            try:
                event = json.loads(line[5:])
            except ValueError:
                continue
            if isinstance(event, dict):
                yield event


def _failed(trial: Trial, said: object) -> Trial:
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return replace(trial, error="broken_answer", message=f"The answer (status {trial.status}) is none of the Messages API.")
    message = redact_text(str(error.get("message") or ""))[:LONGEST_MESSAGE]
    return replace(trial, error=str(error.get("type") or "api_error"), message=message)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _why(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__


def _since(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 1)
