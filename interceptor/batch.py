"""Claude Code's event batches → entries of interceptor.log."""

import base64
import binascii
from typing import Any

from interceptor.jsontext import Budget, loads
from interceptor.lines import Entry
from interceptor.refusal import Refused, malformed

BATCH_PATHS = frozenset({"batch", "v2/batch"})


def entries(path: str, body: bytes) -> list[Entry]:
    """Read what a client posted below /api/event_logging/.

    Args:
        path: the path below it, without a slash in front.
        body: JSON: `{"events": [{"event_type": …, "event_data": {…}}]}`, or, on other paths than the known ones, any object.

    Raises:
        Refused: 400 for anything else, 413 for more than the interceptor takes.
    """
    budget = Budget()
    value = loads(body, budget)
    if not isinstance(value, dict):
        raise malformed("The body is not a JSON object.")
    if "events" not in value and path not in BATCH_PATHS:
        return [Entry("batch", "unknown", _text(value.get("session_id")), path, value)]
    events = value.get("events")
    if not isinstance(events, list):
        raise malformed('The body has no list "events".')
    return [_entry(event, position, budget) for position, event in enumerate(events)]


def _entry(event: object, position: int, budget: Budget) -> Entry:
    if not isinstance(event, dict):
        raise malformed(f"events[{position}] is not an object.")
    data = event.get("event_data")
    if isinstance(data, dict) and "additional_metadata" in data:
        data = {**data, "additional_metadata": decode_metadata(data["additional_metadata"], budget)}
        event = {**event, "event_data": data}
    fields = data if isinstance(data, dict) else event
    name = _text(fields.get("event_name")) or _text(event.get("event_type"))
    return Entry("batch", "event", _text(fields.get("session_id")), name, event)


def decode_metadata(value: object, budget: Budget) -> object:
    """Decode `additional_metadata`, a JSON string (old clients) or base64 of one (new clients), into an object.

    What does not decode into an object is returned as it was.
    """
    if not isinstance(value, str):
        return value
    raw = value.encode("utf-8", "surrogatepass")
    if not raw.lstrip().startswith(b"{"):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_" if b"-" in raw or b"_" in raw else None, validate=True)
        except (binascii.Error, ValueError):
            return value
    try:
        decoded: Any = loads(raw, budget)
    except Refused:
        return value
    return decoded if isinstance(decoded, dict) else value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
