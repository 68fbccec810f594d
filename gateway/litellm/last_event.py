"""The end that a stream of the Messages API lacks, added: what LiteLLM hands on as it came breaks off as its upstream did."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from gateway.litellm.heard import MESSAGES
from translator.errors import event_of
from translator.failure import Failure
from translator.response.deltas.ending import CUT

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# Within an event's data a line end and a quotation mark are escaped: neither form can be something that was said.
LAST = re.compile(rb"\nevent: ?(?:message_stop|error)\s|\"type\": ?\"(?:message_stop|error)\"")
# No form of it is longer.
OVERLAP = 32


class LastEvent:
    """ASGI middleware around LiteLLM's application: the last event of a stream of messages is message_stop or error."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] != "http" or scope["path"] != MESSAGES:
            await self._app(scope, receive, send)
            return
        ended, tail = True, b""

        async def to_the_end(message: Message) -> None:
            nonlocal ended, tail
            if message["type"] == "http.response.start":
                headers = {name.lower(): value for name, value in message["headers"]}
                ended = b"text/event-stream" not in headers.get(b"content-type", b"") or b"content-encoding" in headers
                tail = b"\n"
            elif message["type"] == "http.response.body" and not ended:
                piece = message.get("body", b"")
                tail += piece
                ended = LAST.search(tail) is not None
                tail = tail[-OVERLAP:]
                if not ended and not message.get("more_body", False):
                    # The upstream may have broken off within an event.
                    message = {**message, "body": piece + b"\n\n" + event_of(Failure(500, "api_error", CUT), request_id)}
            await send(message)

        request_id = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"x-request-id"), "")
        await self._app(scope, receive, to_the_end)
