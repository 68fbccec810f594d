"""The providers' own hosts, as a gateway sees them through a forward proxy: each leads to the offline backend, by TLS as the real one."""

import asyncio
import contextlib
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path


class Internet:
    """A forward proxy that ends TLS itself, as whatever host is asked for. asked: the hosts so far; ca: what signed their certificate."""

    def __init__(self, hosts: list[str], backend: int, folder: Path) -> None:
        """backend: port of what answers for all of them."""
        self.asked: list[str] = []
        self.port = 0
        self.ca, self._tls = _certificate(hosts, folder)
        self._backend = backend
        self._loop = asyncio.new_event_loop()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, target, _ = head.split(" ", 2)
            self.asked.append(target)
            if method != "CONNECT":
                writer.close()
                return
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self._tls)
            there, back = await asyncio.open_connection("127.0.0.1", self._backend)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))

    @contextlib.contextmanager
    def running(self) -> Iterator["Internet"]:
        """Serve until the block ends."""
        ready = threading.Event()

        async def serve() -> None:
            server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        def work() -> None:
            self._loop.create_task(serve())
            self._loop.run_forever()

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        assert ready.wait(5)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(5)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


def _certificate(hosts: list[str], folder: Path) -> tuple[Path, ssl.SSLContext]:
    common = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", *common, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA")
    openssl("req", *common[:-2], "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=providers")
    (folder / "names").write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts))
    openssl("x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "own.pem", "-days", "2", "-extfile", "names")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "own.key")
    return folder / "ca.pem", context
