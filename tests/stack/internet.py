"""The internet on loopback: a forward proxy by which every https host is the offline backend, with a certificate of a private CA."""

import asyncio
import base64
import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from gateway.offline.app import app as offline
from gateway.offline.app import log

HOSTS = (
    "api.openai.com openrouter.ai api.x.ai api.deepseek.com your-resource.openai.azure.com generativelanguage.googleapis.com "
    "api.anthropic.com"
).split()
PASSWORD = base64.b64encode(b"someone:word").decode()


@dataclass
class Internet:
    """env: the settings by which a gateway reaches it. asked: the hosts that were asked for."""

    env: dict[str, str]
    asked: list[str]

    def requests(self) -> list[dict[str, Any]]:
        """Return what arrived, newest last; credentials are hashed."""
        return list(orjson.loads(log.dump()))


@contextlib.contextmanager
def internet(folder: Path) -> Iterator[Internet]:
    """Run it; OpenRouter's addresses begin with /api."""
    ca, certificate = _certificates(folder)
    app = Starlette(routes=[Mount("/api", offline), Mount("/", offline)])
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = int(listening.getsockname()[1])
        files = {"ssl_certfile": str(certificate), "ssl_keyfile": str(folder / "host.key")}
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", **files))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            with _proxy(port) as (proxy, asked):
                yield Internet({"HTTPS_PROXY": f"http://someone:word@127.0.0.1:{proxy}", "SSL_CERT_FILE": str(ca)}, asked)
        finally:
            server.should_exit = True
            thread.join(10)


@contextlib.contextmanager
def _proxy(port: int) -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    loop = asyncio.new_event_loop()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.split(" ", 2)
        if method != "CONNECT" or f"basic {PASSWORD}".lower() not in head.lower():
            writer.write(b"HTTP/1.1 407 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            writer.close()
            return
        asked.append(target)
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(_pump(reader, back), _pump(there, writer))

    server = loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield int(server.sockets[0].getsockname()[1]), asked
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def _certificates(folder: Path) -> tuple[Path, Path]:
    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ["-newkey", "rsa:2048", "-nodes"]
    openssl("req", "-x509", *new, "-days", "2", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA")
    openssl("req", *new, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=host")
    (folder / "names").write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in HOSTS))
    openssl("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "host.pem", "-days", "2", "-extfile", "names")
    return folder / "ca.pem", folder / "host.pem"
