"""Small real servers for the doctor: an upstream that lists its models to one key."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-doctor-0123456789abcdef"


@contextmanager
def upstream(tls: ssl.SSLContext | None = None, status: int | None = None) -> Iterator[int]:
    """Answer GET /v1/models: 200 to KEY, 401 to others, or always this status. Gives the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["authorization"] == f"Bearer {KEY}" and self.path == "/v1/models"
            self.send_response(status or (200 if known else 401))
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()
