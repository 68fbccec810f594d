"""The connection below a request: ended without an answer, which no web framework means to do."""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.types import ASGIApp, Receive, Scope, Send

_TRANSPORT = "offline.transport"
_AT_ONCE = struct.pack("ii", 1, 0)


class WithConnection:
    """Wraps an application so that what answers can reach the server's own transport."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the transport of uvicorn's request cycle, which `send` belongs to."""
        scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


async def end_connection(scope: Scope, gone: asyncio.Event, *, reset: bool) -> None:
    """Close or reset the connection and wait until the server knows; `gone` is set when it does."""
    transport = scope.get(_TRANSPORT)
    if transport is None:
        return
    if reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()
    else:
        transport.close()
    await gone.wait()
