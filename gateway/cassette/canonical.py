"""Compare two JSON values: exactly, or without what differs from run to run."""

import json
import re
from collections.abc import Iterator
from typing import Any

# Who asks, as a hash: another session, another word.
IDENTITY = ("prompt_cache_key", "safety_identifier", "user")
IDS = ("id", "call_id", "tool_call_id", "item_id")
DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")
LONGEST_SHOWN = 60


def canonical(body: dict[str, Any]) -> dict[str, Any]:
    """Return an upstream request without what differs between two runs of the same work: who asks, ids, days in texts."""
    names: dict[str, str] = {}
    return {
        name: value if name == "model" else _same(value, names)
        for name, value in body.items()
        if name not in IDENTITY
    }  # fmt: skip


def _same(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        return DAY.sub("<day>", value)
    if isinstance(value, list):
        return [_same(item, names) for item in value]
    if isinstance(value, dict):
        return {
            name: names.setdefault(item, f"id {len(names) + 1}") if name in IDS and isinstance(item, str) else _same(item, names)
            for name, item in value.items()
        }
    return value


def differences(recorded: Any, now: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 (any JSON value)
    """Yield where two JSON values differ, in words: `input[2].content: recorded "a", now "b"`."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        for name in [*recorded, *(name for name in now if name not in recorded)]:
            below = f"{path}.{name}" if path else name
            if name not in now:
                yield f"{below}: recorded {_shown(recorded[name])}, now absent"
            elif name not in recorded:
                yield f"{below}: recorded absent, now {_shown(now[name])}"
            else:
                yield from differences(recorded[name], now[name], below)
    elif isinstance(recorded, list) and isinstance(now, list):
        for number, (one, other) in enumerate(zip(recorded, now, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
        if len(recorded) != len(now):
            yield f"{path}: recorded {len(recorded)} entries, now {len(now)}"
    elif recorded != now or isinstance(recorded, bool) is not isinstance(now, bool):
        yield f"{path or 'all of it'}: recorded {_shown(recorded, now)}, now {_shown(now, recorded)}"


def _shown(value: Any, other: Any = None) -> str:  # noqa: ANN401 (any JSON value)
    """Return a value in few characters; of long texts the place where they part."""
    if isinstance(value, str) and isinstance(other, str):
        same = next((place for place, (a, b) in enumerate(zip(value, other, strict=False)) if a != b), min(len(value), len(other)))
        start = max(0, same - 20)
        value = ("…" if start else "") + value[start:]
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
