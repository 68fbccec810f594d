"""One line of interceptor.log as a line for people. Pure."""

from datetime import UTC, datetime

from gateway.requests.request_line import clean
from interceptor.index.rows import event

DIM, BOLD, GREEN, RED = 2, 1, 32, 31
SESSION_CHARACTERS = 8


def text_line(line: bytes, colours: bool = False) -> str | None:
    """Return time, session, name, and how it went; None for a line that is none of ours."""

    def paint(text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if colours and text else text

    row = event(line)
    if row is None:
        return None
    moment = datetime.fromtimestamp(row.time, UTC).astimezone().isoformat(timespec="seconds")
    went = "" if row.success is None else paint("ok", GREEN) if row.success else paint("failed", RED)
    took = "" if row.duration_ms is None else f"{row.duration_ms:.0f} ms"
    parts = (paint(clean(row.name or row.kind), BOLD), clean(row.tool), went, took, clean(row.client), paint(clean(row.request_id), DIM))
    session = paint(clean((row.session or "-")[:SESSION_CHARACTERS]), DIM)
    return f"{moment} {session:<{SESSION_CHARACTERS}} {clean(row.kind):<7} {' | '.join(part for part in parts if part)}"
