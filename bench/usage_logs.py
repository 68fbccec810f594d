"""Make logs as a busy gateway would leave them: python -m bench.usage_logs FOLDER --records 1000000 --events 5000000."""

import argparse
import random
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

DAYS = 30
MODELS = (
    ("claude-opus-4-5-20251101", "gpt-5.2-2025-12-11"),
    ("claude-sonnet-4-5-20250929", "gpt-4.1-2025-04-14"),
    ("claude-haiku-4-5-20251001", "gpt-5-2025-08-07"),
)
TOOLS = ("Read", "Edit", "Bash", "Grep", "Glob", "Write", "WebFetch", "Task")
EVENTS = ("api_request", "tool_result", "tool_decision", "user_prompt")
CLIENT = "claude-cli/2.1.328 (external, cli)"


def main() -> None:
    """Write requests.log and interceptor.log; the same numbers give the same lines but for their times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)  # noqa: S311 (nothing secret is made of it)
    sessions = [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(max(asked.records // 200, 1))]
    for name, lines in (
        ("requests.log", records(chance, asked.records, sessions)),
        ("interceptor.log", events(chance, asked.events, sessions)),
    ):
        with (asked.folder / name).open("wb", buffering=1 << 20) as log:
            log.writelines(lines)


def records(chance: random.Random, count: int, sessions: list[str]) -> Iterator[bytes]:
    """Yield lines of requests.log over the last days; some twenty sessions run at once."""
    for number, moment in enumerate(_times(count)):
        model, target = chance.choice(MODELS)
        failed = chance.random() < 0.01
        yield _line(
            {
                "time": moment,
                "request_id": f"req_{chance.getrandbits(128):032x}",
                "session": _session(chance, number, count, sessions),
                "agent": "agent-1" if chance.random() < 0.1 else None,
                **{"client": CLIENT, "model": model, "target": target, "provider": "openai", "path": "direct", "wire": "responses"},
                **{
                    "stream": True,
                    "status": 429 if failed else 200,
                    "error": "rate_limit_error" if failed else None,
                    "stop_reason": "tool_use",
                },
                **{
                    "input_tokens": chance.randrange(20_000),
                    "cached_tokens": chance.randrange(80_000),
                    "output_tokens": chance.randrange(3_000),
                },
                **{
                    "reasoning_tokens": chance.randrange(500),
                    "written_tokens": chance.randrange(5_000),
                    "messages": chance.randrange(1, 200),
                },
                **{"first_token_ms": chance.expovariate(1 / 900), "total_ms": chance.expovariate(1 / 9000), "gateway_ms": 0.8, "worker": 1},
                **{"cost_usd": chance.random() / 10, "claude_cost_usd": chance.random() / 5, "upstream_request_id": "req_upstream"},
                "tools": [chance.choice(TOOLS) for _ in range(chance.randrange(3))],
                "notes": {"dropped-top-k": 1} if chance.random() < 0.2 else {},
                "cache": {"broke": f"message {chance.randrange(50)}", "kept": 0.4} if chance.random() < 0.02 else {},
            }
        )


def events(chance: random.Random, count: int, sessions: list[str]) -> Iterator[bytes]:
    """Yield lines of interceptor.log: OpenTelemetry's log records, as Claude Code sends them."""
    for number, moment in enumerate(_times(count)):
        session, name = _session(chance, number, count, sessions), chance.choice(EVENTS)
        attributes: dict[str, object] = {
            "user.id": "a" * 64,
            "session.id": session,
            "event.name": name,
            "event.timestamp": moment,
            "event.sequence": number,
        }
        if name.startswith("tool"):
            attributes |= {"tool_name": chance.choice(TOOLS), "success": "true" if chance.random() < 0.95 else "false", "duration_ms": "12"}
        else:
            attributes |= {"model": MODELS[0][0], "request_id": f"req_{chance.getrandbits(128):032x}", "prompt.id": session}
        pairs = [{"key": key, "value": {"stringValue": str(value)}} for key, value in attributes.items()]
        record = {"timeUnixNano": "1795178400000000000", "body": {"stringValue": f"claude_code.{name}"}, "attributes": pairs}
        resource = {"service.name": "claude-code", "service.version": "2.1.328"}
        event = {"resource": resource, "scope": "com.anthropic.claude_code.events", "record": record}
        yield _line({"time": moment, "source": "otlp", "kind": "log", "session": session, "name": f"claude_code.{name}", "event": event})


def _times(count: int) -> Iterator[str]:
    now = time.time()
    for number in range(count):
        moment = datetime.fromtimestamp(now - DAYS * 86_400 * (1 - number / count), UTC)
        yield moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _session(chance: random.Random, number: int, count: int, sessions: list[str]) -> str:
    return sessions[(number * len(sessions) // count + chance.randrange(20)) % len(sessions)]


def _line(value: dict[str, object]) -> bytes:
    return orjson.dumps({name: item for name, item in value.items() if item is not None}, option=orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    main()
