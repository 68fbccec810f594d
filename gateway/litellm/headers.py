"""What an upstream told in its headers and LiteLLM leaves out of its own, or gives another name: added to the answer."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# By LiteLLM's hooks for the request that runs: name → value.
_KEPT: ContextVar[dict[str, str] | None] = ContextVar("kept headers", default=None)
# What clients heed; the rest is the upstream's own matter.
NAMES = ("retry-after", "x-should-retry")
PREFIX = "anthropic-ratelimit-"
# Before every header of the upstream's that LiteLLM hands on.
THEIRS = "llm_provider-"
FROM_INNER_DOOR = tuple(f"{THEIRS}{name}".encode() for name in (PREFIX, "x-openai-code-notes"))
# Where LiteLLM's errors have the upstream's answer.
PLACES = (("response", "headers"), ("litellm_response_headers",), ("headers",))


class KeptHeaders:
    """ASGI middleware around LiteLLM's application.

    Adds to an error what keep() kept for it, unless LiteLLM says the same itself; to an answer what LiteLLM says as its upstream's.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The one dictionary is shared by all tasks of this request, whichever of them the hook runs in.
        kept: dict[str, str] = {}
        _KEPT.set(kept)

        async def with_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                own = [(name[len(THEIRS) :], value) for name, value in message["headers"] if name.startswith(FROM_INNER_DOOR)]
                message["headers"] = [*message["headers"], *own]
            elif kept and message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                more = ((name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in kept.items())
                message["headers"] = [*message["headers"], *(header for header in more if header[0] not in there)]
            await send(message)

        await self._app(scope, receive, with_kept)


def keep(error: object) -> None:
    """Keep what an error's upstream told, for the answer to the request that runs."""
    kept = _KEPT.get()
    if kept is None:
        return
    kept.clear()
    for path in PLACES:
        found: object = error
        for name in path:
            found = getattr(found, name, None)
        if isinstance(found, Mapping) and found:
            kept.update(_wanted(found))
            return


def _wanted(headers: Mapping[object, object]) -> dict[str, str]:
    told = {str(name).lower().removeprefix(THEIRS): str(value) for name, value in headers.items()}
    return {name: value for name, value in told.items() if name in NAMES or name.startswith(PREFIX)}
