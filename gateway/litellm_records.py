"""The record of each request that LiteLLM itself answers: written as its bytes pass, before the last of them goes.

An ASGI layer around LiteLLM's application, not one of its callbacks: those are not called for every ending (a refusal before the model is
known, a client that leaves before the first byte), and none of them stands between the last event and the client.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import orjson

from gateway.litellm_heard import MESSAGES
from gateway.litellm_request import Message, Receive, Request, Send
from gateway.litellm_told import Told
from gateway.prices import Prices
from gateway.records import Records

ASGI = Callable[[Message, Receive, Send], Awaitable[None]]
ENDPOINTS = frozenset([MESSAGES, *(f"/v1/{name}" for name in ("chat/completions", "completions", "responses", "embeddings"))])
# What the edge alone sends: the translator records itself what it hands on, and nobody a start's own request.
EDGE = b"x-openai-code-client"


class Recording:
    """LiteLLM's application, each of whose answers leaves one record."""

    def __init__(self, app: ASGI, records: Records, told: Told, log_content: bool = False) -> None:
        self._app, self._records, self._told, self._log_content = app, records, told, log_content

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in ENDPOINTS:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if EDGE not in headers:
            await self._app(scope, receive, send)
            return
        one = Request(scope["path"], headers, self._records, self._told, self._log_content)
        try:
            await self._app(scope, one.receiving(receive), one.sending(send))
        except BaseException:
            one.ended(500, "api_error")
            raise
        one.ended(499, "client_disconnected")


def recording(app: ASGI, environ: Mapping[str, str]) -> ASGI:
    """Return LiteLLM's application with records, as the environment of this start wants them; the application itself where it says nothing.

    Raises OSError or ValueError where the run folder cannot be read.
    """
    if "RUN_FOLDER" not in environ or "DATA_DIR" not in environ:
        return app
    run_folder = Path(environ["RUN_FOLDER"])
    read = orjson.loads((run_folder / "routes.json").read_bytes())
    told = Told(read["path"], read["rows"], Prices(read["prices"]), orjson.loads(environ.get("MODEL_MAP", "{}")))
    # The folder is named after the gateway's port.
    port = int(run_folder.name) if run_folder.name.isdecimal() else None
    return Recording(app, Records(Path(environ["DATA_DIR"]), port), told, environ.get("LOG_CONTENT") == "1")
