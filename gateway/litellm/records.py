"""The record of each request that LiteLLM itself answers: written as its bytes pass, before the last of them goes.

An ASGI layer around LiteLLM's application, not one of its callbacks: those are not called for every ending (a refusal before the model is
known, a client that leaves before the first byte), and none of them stands between the last event and the client.
"""

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from gateway.costs.prices import Prices
from gateway.litellm.heard import MESSAGES
from gateway.litellm.request import Message, Receive, Request, Send
from gateway.litellm.told import Told
from gateway.records import Records
from translator.recording.status import Status

ASGI = Callable[[Message, Receive, Send], Awaitable[None]]
ENDPOINTS = frozenset([MESSAGES, *(f"/v1/{name}" for name in ("chat/completions", "completions", "responses", "embeddings"))])
# What the edge alone sends: the translator records itself what it hands on, and nobody a start's own request.
EDGE = b"x-openai-code-client"


class Recording:
    """LiteLLM's application, each of whose answers leaves one record."""

    def __init__(self, app: ASGI, records: Records, told: Told, log_content: bool = False, run_folder: Path | None = None) -> None:
        """run_folder: where it tells of its requests in flight; None: nowhere."""
        self._app, self._records, self._told, self._log_content = app, records, told, log_content
        self._open: dict[int, Request] = {}
        self._run_folder = run_folder
        self._status: Status | None = None

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
        self._open[id(one)] = one
        try:
            if self._run_folder is not None and self._status is None:
                self._status = Status(self.flights, self._run_folder, os.getpid())
                await self._status.open()
            await self._app(scope, one.receiving(receive), one.sending(send))
        except BaseException:
            one.ended(500, "api_error")
            raise
        finally:
            del self._open[id(one)]
        one.ended(499, "client_disconnected")

    def flights(self) -> list[Mapping[str, Any]]:
        """Return what there is to say of the requests in flight; the translator tells of those behind its inner door."""
        now = time.perf_counter()
        return [one.flight.told(now) for one in self._open.values() if one.record.path != "governed"]


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
    return Recording(app, Records(Path(environ["DATA_DIR"]), port), told, environ.get("LOG_CONTENT") == "1", run_folder)
