"""One line of interceptor.log: the keys, their order, and what may stand in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gateway.credentials import count_marks, redact_text
from interceptor.jsontext import check_lines, dumps_line
from interceptor.redact import Redactor
from interceptor.refusal import too_large

SAMPLE_LENGTH = 200
SAMPLE_WINDOW = 4_096  # redacted before it is cut, so that no half of a key is left standing at the end
NAME_LENGTH = 200
MARKS_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes one line, apart from the time.

    Attributes:
        source: batch | otlp | refused | gateway.
        kind: event | log | metric | span | unknown | refused | gap.
        session: Claude Code's session id, where it is known.
        name: what happened.
        event: the event as sent.
    """

    source: str
    kind: str
    session: str | None
    name: str | None
    event: Any


def now() -> str:
    """Return the time as it stands in a line: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def render(entries: Iterable[Entry], received: str) -> list[bytes]:
    """Write entries as lines, free of credentials, each ending in a newline.

    Raises:
        Refused: 400 where an entry cannot be JSON, 413 for too many of them.
    """
    found = list(entries)
    check_lines(len(found))
    lines = [dumps_line(_value(entry, received)) for entry in found]
    marks = count_marks(b"".join(lines))
    if not marks:
        return lines
    if marks > MARKS_LIMIT:
        raise too_large(f"The body holds more than {MARKS_LIMIT} things that look like credentials.")
    redactor = Redactor()
    alone = len(lines) == 1  # then the marks are its own
    return [
        dumps_line(redactor.clean(_value(entry, received))) if alone or count_marks(line) else line
        for line, entry in zip(lines, found, strict=True)
    ]


def refused_line(path: str, reason: str, body: bytes, *, text: bool, size: int, received: str) -> bytes:
    """Write the line that says what was refused, of bounded size.

    Args:
        path: where it was sent.
        reason: why, as told to the client.
        body: what was sent, or its beginning.
        text: whether a sample may be shown; in binary data the name of a credential cannot be told from its value.
        size: bytes sent, as far as they were read.
        received: time of the line.
    """
    sample = redact_text(body[:SAMPLE_WINDOW].decode("utf-8", "replace"))[:SAMPLE_LENGTH] if text else ""
    event = {"reason": reason, "bytes": size, "sample": sample}
    return _line(Entry("refused", "refused", None, redact_text(path)[:NAME_LENGTH], event), received)


def gap_line(dropped: int, reason: str, since: str) -> bytes:
    """Write the line that stands where lines are missing.

    Args:
        dropped: how many.
        reason: why they could not be written.
        since: when writing began to fail.
    """
    until = now()
    event = {"dropped": dropped, "reason": reason, "since": since, "until": until}
    return _line(Entry("gateway", "gap", None, "lines_dropped", event), until)


def _line(entry: Entry, received: str) -> bytes:
    return dumps_line(Redactor().clean(_value(entry, received)))


def _value(entry: Entry, received: str) -> dict[str, Any]:
    return {
        "time": received,
        "source": entry.source,
        "kind": entry.kind,
        "session": entry.session,
        "name": entry.name,
        "event": entry.event,
    }
