"""The server that the translator runs on, with any application."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from translator.serving.channel import Message, Receive, Send
from translator.serving.protocol import Protocol


def served(app: Callable[[Message, Receive, Send], Awaitable[None]], client: Callable[[int], Awaitable[None]]) -> None:
    """Run a server, and a client that is given its port."""

    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = uvicorn.Server(uvicorn.Config(app, http=Protocol, ws="none", lifespan="off", log_level="critical"))
            serving = asyncio.create_task(server.serve([listener]))
            try:
                await asyncio.wait_for(client(listener.getsockname()[1]), 20)
            finally:
                server.should_exit = True
                await serving

    asyncio.run(main())
