"""One line of requests.log: one format, whoever writes it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

# No longer names are answered; what a refused request had in its place is not kept whole.
LONGEST = 256


@dataclass
class Record:
    """What happened to one request. No credentials, and no content but with LOG_CONTENT=1.

    Times are in milliseconds; tokens as the Messages API counts them.
    gateway: the PORT of the gateway, since several may write into one folder. endpoint: None for /v1/messages.
    messages, tools_offered: how many the request held.
    prompt_tokens_before, prompt_tokens_after: of the system prompt, where PROMPT_COMPRESSION shortened it.
    input_tokens: read anew, those written to the upstream's cache (written_tokens) among them. searches: web searches that were paid for.
    cost_usd: by LiteLLM's price table; claude_cost_usd: the same tokens at the price of the Claude model that was asked for.
    gateway_ms: from the request's arrival until it was on its way to the upstream. tools: names of the tools called, in order;
    tool_errors: failed results that the request brought. cache: where the session's cached prompt broke: {"broke": "message 7"}.
    worker: the process that answered, by its id. content: prompt and answer, where LOG_CONTENT asks for them.
    """

    time: str
    request_id: str
    session: str | None = None
    agent: str | None = None
    client: str | None = None
    model: str | None = None
    target: str | None = None
    provider: str | None = None
    path: str | None = None
    wire: str | None = None
    stream: bool = False
    status: int = 0
    error: str | None = None
    stop_reason: str | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    first_token_ms: float | None = None
    total_ms: float | None = None
    gateway_ms: float | None = None
    written_tokens: int = 0
    searches: int = 0
    cost_usd: float | None = None
    claude_cost_usd: float | None = None
    retries: int = 0
    upstream_request_id: str | None = None
    gateway: int | None = None
    endpoint: str | None = None
    messages: int | None = None
    tools_offered: int | None = None
    tool_errors: int = 0
    worker: int | None = None
    prompt_tokens_before: int | None = None
    prompt_tokens_after: int | None = None
    cache: dict[str, str | int] = field(default_factory=dict)
    content: dict[str, str] = field(default_factory=dict)
    tools: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)


class Records:
    """The end of requests.log: each line is one write to a file opened for appending, so that many may write."""

    def __init__(self, folder: Path, gateway: int | None = None) -> None:
        """folder: DATA_DIR; gateway: PORT, which each record gets."""
        self._path = folder / "requests.log"
        self._gateway = gateway

    def write(self, record: Record) -> bool:
        """Append one line; tells whether it was written: a full disk must not cost an answer."""
        record.gateway = self._gateway
        record.model, record.target = _bounded(record.model), _bounded(record.target)
        line = orjson.dumps(_set(vars(record)), option=orjson.OPT_APPEND_NEWLINE)
        try:
            # Opened each time, so that whoever rotates the file need not ask anybody.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError:
            return False
        try:
            return os.write(descriptor, line) == len(line)
        except OSError:
            return False
        finally:
            os.close(descriptor)


def _bounded(name: str | None) -> str | None:
    return name if name is None or len(name) <= LONGEST else f"{name[:LONGEST]}…"


def _set(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {name: value for name, value in values.items() if value or (value is not None and value != [] and value != {})}
