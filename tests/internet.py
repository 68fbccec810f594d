"""The internet on loopback: a forward proxy that ends TLS as whatever host is asked for; the offline backend answers for all of them."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.certificates import signed_by_a_ca
from tests.gateway import eventually, free_ports
from tests.loop_server import serving, through
from tests.tunnel import USER, allowed


@dataclass
class Internet:
    """env: the settings by which a gateway reaches it. asked: the hosts that were asked for. backend: the offline backend's own address."""

    env: dict[str, str]
    asked: list[str]
    backend: str

    @property
    def port(self) -> int:
        """The backend's port."""
        return int(self.backend.rpartition(":")[2])

    def requests(self) -> list[dict[str, Any]]:
        """Return what arrived, newest last; credentials are hashed."""
        return list(httpx.get(f"{self.backend}/offline/requests").json())


@contextlib.contextmanager
def internet(folder: Path, hosts: list[str]) -> Iterator[Internet]:
    """Run it until the block ends, with these hosts and no others; the forward proxy wants a password."""
    ca, tls = signed_by_a_ca(folder, ",".join(f"DNS:{host}" for host in hosts))
    asked: list[str] = []
    with _backend() as port:

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                if await allowed(reader, writer, asked):
                    await writer.start_tls(tls)
                    await through(reader, writer, port)

        with serving(connected) as proxy:
            env = {"HTTPS_PROXY": f"http://{USER}@127.0.0.1:{proxy}", "SSL_CERT_FILE": str(ca)}
            yield Internet(env, asked, f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def _backend() -> Iterator[int]:
    (port,) = free_ports(1)
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    process = subprocess.Popen([sys.executable, "-m", "gateway.offline", "--port", str(port)], env=own)
    try:
        eventually(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").is_success
    except httpx.HTTPError:
        return False
