"""The ASGI application: route, read, answer. The only file that knows ASGI's paths and scopes."""

import asyncio
import hmac
import re
import secrets
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import orjson

from gateway.errors.error_table import WAYS
from translator.counting.count import count
from translator.errors import body_of, event_of
from translator.failure import Failure
from translator.forwarding import forward
from translator.messages import answer, unread
from translator.services import Exchange, Services
from translator.serving import body as bodies
from translator.serving.channel import Channel, Headers, Message, Receive, Send

MESSAGES = "/v1/messages"
HANDLERS = {MESSAGES: answer, "/v1/messages/count_tokens": count}
# LiteLLM's way in on the governed path: the deployment's number, then what it asks of the upstream.
INNER = re.compile(r"/inner/(\d{1,6})/v1/(.+)")
JSON: tuple[bytes, bytes] = (b"content-type", b"application/json")
Handler = Callable[[Exchange, Services], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """Who may come in: the secret that nginx shows, and the one that LiteLLM shows at the inner door; empty lets anyone in."""

    edge_secret: str
    inner_secret: str


class App:
    """One worker's application; services are made when its event loop runs."""

    def __init__(self, door: Door, services: Services) -> None:
        self._door = door
        self._services = services

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        headers = read_headers(scope["headers"])
        request_id = headers.get("x-openai-code-request-id") or f"req_{secrets.token_hex(16)}"
        channel = Channel(send, receive)
        try:
            try:
                await self._route(scope, headers, request_id, channel, receive)
            except Failure as failure:
                await refuse(channel, failure, request_id)
                let_go(failure)
            except bodies.Gone:
                return
            except Exception as error:  # noqa: BLE001 (whatever it is, the client gets an answer in its own language)
                sys.stderr.write(f"{request_id} failed: {where(error)}\n")
                await refuse(channel, Failure(500, "api_error", "The gateway failed at this request. See openai-code logs."), request_id)
                let_go(error)
        except asyncio.CancelledError:
            # The client left: that is how its request ends, and uvicorn need not know.
            if not channel.gone:
                raise

    async def _route(self, scope: Message, headers: Mapping[str, str], request_id: str, channel: Channel, receive: Receive) -> None:
        method, path = scope["method"], scope["path"]
        inner = INNER.fullmatch(path)
        if path == "/health" and method in ("GET", "HEAD"):
            await channel.answer(200, [JSON], b'{"status":"ok"}')
            return
        self._admit(headers, inner is not None)
        if path == "/status" and method == "GET":
            # Of this worker alone; gateway.requests.in_flight asks them all.
            await channel.answer(200, [JSON], orjson.dumps(self._services.flights.told()))
            return
        endpoint = f"/v1/{inner[2]}" if inner else path
        handler: Handler
        if inner and endpoint != MESSAGES:
            handler = forward.to_upstream
        elif endpoint in HANDLERS:
            handler = HANDLERS[endpoint]
        else:
            raise Failure(404, "not_found_error", "The translator serves /v1/messages and /v1/messages/count_tokens.")
        if method != "POST" and handler is not forward.to_upstream:
            raise Failure(405, "invalid_request_error", "This path takes POST.")
        exchange = Exchange(
            raw=b"",
            headers=headers,
            request_id=request_id,
            method=method,
            path=endpoint,
            query=scope.get("query_string", b"").decode("latin-1"),
            inner=int(inner[1]) if inner else None,
            channel=channel,
        )
        try:
            exchange.raw = await bodies.read(receive, headers)
        except (Failure, bodies.Gone) as error:
            if handler is answer:
                unread(exchange, self._services, error)
            raise
        await self._watched(handler, exchange)

    async def _watched(self, handler: Handler, exchange: Exchange) -> None:
        """Let the handler work for as long as the client is there."""
        channel, work = exchange.channel, asyncio.current_task()
        if work is None:
            raise RuntimeError("ASGI calls run in a task")
        end_watch = channel.watch(work)
        try:
            await handler(exchange, self._services)
        except asyncio.CancelledError:
            if channel.gone:
                raise
            work.uncancel()
            if not channel.timed_out:
                # The server stops, and has waited for as long as it may.
                raise Failure(503, "overloaded_error", "The gateway is stopping: try again in a moment.", retry_after="5") from None
            silence = WAYS["silence"]
            raise Failure(silence.status, silence.kind, silence.said(why=f"{self._services.silence:.0f}")) from None
        finally:
            end_watch()
            channel.quiet()

    def _admit(self, headers: Mapping[str, str], inner: bool) -> None:
        if inner:
            shown = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
            wanted = self._door.inner_secret
        else:
            shown, wanted = headers.get("x-openai-code-edge", ""), self._door.edge_secret
        if wanted and not hmac.compare_digest(shown.encode(), wanted.encode()):
            raise Failure(403, "permission_error", "This port is the gateway's own: send requests to the gateway's PORT.")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._services.begin()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._services.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by name; what came several times, such as anthropic-beta, is joined (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def where(error: BaseException) -> str:
    """Return what went wrong and where, without the words of the error: they may hold a request's content."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{type(error).__name__} at {' < '.join(f'{frame.filename}:{frame.lineno}' for frame in reversed(frames))}"


def let_go(error: BaseException | None) -> None:
    """Drop the frames that an error and those before it went through: where they hold it, none but the collector would free them."""
    while error is not None:
        error.__traceback__ = None
        error = error.__context__


async def refuse(channel: Channel, failure: Failure, request_id: str) -> None:
    """Answer with a failure: as JSON with its status, or as an event where the stream has begun."""
    channel.quiet()
    if channel.started:
        # An answer of another kind that has begun can only be cut off, which the server does for want of its end.
        if channel.events and not channel.finished:
            await channel.write(event_of(failure, request_id), more=False)
        return
    headers: Headers = [JSON, (b"request-id", request_id.encode())]
    if failure.retry_after:
        headers.append((b"retry-after", failure.retry_after.encode("latin-1", "replace")))
    headers += failure.limits
    if failure.final:
        headers.append((b"x-should-retry", b"false"))
    await channel.answer(failure.status, headers, body_of(failure, request_id))
