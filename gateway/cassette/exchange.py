"""What a cassette holds: one header, then one exchange with the upstream a line."""

import base64
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

VERSION = 1
# Of each answer, that of the upstream and ours; what goes beyond is left out, and marked.
MOST_BYTES = 8 * 1024 * 1024
# whole: to its end. stopped: we had enough, and ended it. broken: the connection ended in its middle. left: the client went away, or the
# upstream was silent for too long. truncated: longer than MOST_BYTES.
Ending = Literal["whole", "stopped", "broken", "left", "truncated"]
Chunk = tuple[float, str] | tuple[float, str, Literal["base64"]]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Upstream(_Part):
    """What the upstream was sent and what came back. chunks: [ms since it was asked, text]; with base64 where it is no UTF-8 of its own."""

    method: str
    path: str
    body: dict[str, Any]
    status: int
    headers: dict[str, str]
    chunks: list[Chunk]
    ended: Ending

    def pieces(self) -> list[tuple[float, bytes]]:
        """Return the bytes as they came: ms since the upstream was asked, bytes."""
        return [(chunk[0], base64.b64decode(chunk[1]) if len(chunk) == 3 else chunk[1].encode()) for chunk in self.chunks]


class Client(_Part):
    """The Anthropic request, and what we answered; status is 0 where the client left before any answer."""

    session: str | None
    body: dict[str, Any]
    status: int
    answer: str
    ended: Ending


class Exchange(_Part):
    """One line.

    target: what the request was translated for (translator.target.Target as JSON). drop: fields that config.yaml leaves out.
    estimate: tokens, as they were guessed before the upstream counted them. redacted: whether something was taken out.
    client: None for an attempt that was made again; the last one has it.
    """

    at: str
    request_id: str
    target: dict[str, Any]
    drop: list[str]
    estimate: int
    redacted: bool
    upstream: Upstream
    client: Client | None = None


def chunk(moment: float, data: bytes) -> Chunk:
    """Return bytes as a line of JSON can hold them; moment in ms."""
    try:
        return (moment, data.decode())
    except UnicodeDecodeError:
        return (moment, base64.b64encode(data).decode(), "base64")
