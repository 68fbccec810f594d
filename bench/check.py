"""Whether a system answers right: its speed says nothing where it does not."""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

from bench.wires import CHUNKS, TEXT
from bench.wrk import Target


class WrongAnswerError(RuntimeError):
    """A system answered, but not what it should."""


def ask(target: Target, timeout: float = 60.0) -> tuple[int, bytes]:
    """Send the request once; returns status and body. Raises OSError or http.client.HTTPException where no answer comes."""
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", parts.path, target.body, target.headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def fault(status: int, body: bytes, stream: bool) -> str | None:
    """Return what is wrong with an answer of the Messages API to the benchmark's request; None where nothing is."""
    if status != 200:
        return f"status {status}: {body[:300].decode(errors='replace')}"
    try:
        events = [json.loads(line[5:]) for line in body.splitlines() if line.startswith(b"data:")] if stream else [json.loads(body)]
    except ValueError:
        return f"no JSON: {body[:200].decode(errors='replace')}"
    if not stream:
        text = "".join(block.get("text", "") for block in events[0].get("content", []))
        return None if text == TEXT else f"another text: {text[:200]!r}"
    deltas = [event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta"]
    if "".join(deltas) != TEXT or len(deltas) != CHUNKS:
        return f"{len(deltas)} pieces, {len(''.join(deltas))} characters instead of {CHUNKS}, {len(TEXT)}"
    ends = [event["type"] for event in events].count("message_stop")
    return None if ends == 1 and events[-1]["type"] == "message_stop" else f"{ends} times message_stop, {events[-1]['type']} last"


def check(target: Target, stream: bool) -> int:
    """Return the length of a right answer in bytes; raises WrongAnswerError where there is none."""
    try:
        status, body = ask(target)
    except (OSError, http.client.HTTPException) as error:
        raise WrongAnswerError(f"no answer: {error}") from error
    wrong = fault(status, body, stream)
    if wrong is not None:
        raise WrongAnswerError(wrong)
    return len(body)


def first_answer(target: Target, patience: float) -> float:
    """Ask until a right answer comes; returns the time.monotonic() of it. Raises WrongAnswerError after patience seconds."""
    deadline = time.monotonic() + patience
    said: Any = "no connection"
    while time.monotonic() < deadline:
        try:
            status, body = ask(target, timeout=30)
        except (OSError, http.client.HTTPException) as error:
            said = error
        else:
            said = fault(status, body, stream=False)
            if said is None:
                return time.monotonic()
        time.sleep(0.01)
    raise WrongAnswerError(f"no right answer within {patience:.0f} s: {said}")
