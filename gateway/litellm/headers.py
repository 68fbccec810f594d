"""What an upstream told in its headers and LiteLLM leaves out of its own, or gives another name: added to the answer."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from translator.asking.rate_limits import told

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# By LiteLLM's hooks for the request that runs: name → value.
_KEPT: ContextVar[dict[str, str] | None] = ContextVar("kept headers", default=None)
# What clients heed; the rest is the upstream's own matter.
NAMES = ("retry-after", "x-should-retry")
PREFIX = "anthropic-ratelimit-"
# What the inner door says to the client itself.
OWN = (PREFIX, "x-openai-code-notes")
# Before every header of the upstream's that LiteLLM hands on.
THEIRS = "llm_provider-"
# Where LiteLLM's errors have the upstream's answer.
PLACES = (("response", "headers"), ("litellm_response_headers",), ("headers",))


class KeptHeaders:
    """ASGI middleware around LiteLLM's application: adds to an error what keep() kept for it, unless LiteLLM says the same itself."""

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
            if kept and message["type"] == "http.response.start" and message["status"] >= 400:
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


def of_answer(headers: Mapping[Any, Any], now: datetime) -> dict[str, str]:
    """Return what an answer of the Messages API tells of its upstream's headers: our notes, and its limits in that API's own words.

    now: in UTC.
    """
    there = {str(name).lower(): str(value) for name, value in headers.items()}
    limits = {name.decode(): value.decode() for name, value in told(there, now)}
    return limits | {name: value for name, value in there.items() if name.startswith(OWN)}


def _wanted(headers: Mapping[object, object]) -> dict[str, str]:
    there = {str(name).lower().removeprefix(THEIRS): str(value) for name, value in headers.items()}
    return {name: value for name, value in there.items() if name in NAMES or name.startswith(PREFIX)}
