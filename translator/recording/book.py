"""The record of one request: kept while it runs, written once."""

import asyncio
import time
from datetime import UTC, datetime

from gateway.costs.charges import charge
from gateway.records import Record
from translator.failure import Failure
from translator.recording.breaks import Ticket
from translator.recording.content import Content
from translator.recording.flights import Counting, Flight
from translator.services import Exchange, Services


class Book:
    """Written before the last byte goes to the client, or when there will be none; never twice."""

    def __init__(self, exchange: Exchange, services: Services) -> None:
        headers = exchange.headers
        self.record = Record(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            request_id=exchange.request_id,
            session=headers.get("x-claude-code-session-id"),
            agent=headers.get("x-claude-code-agent-id"),
            client=headers.get("user-agent"),
            path=services.path if exchange.inner is None else "governed",
            worker=services.worker,
        )
        self._channel = exchange.channel
        self._services = services
        self._began = time.perf_counter()
        self._heard: float | None = None
        self._open = True
        self._ticket: Ticket | None = None
        # Behind LiteLLM each of its attempts is a request; only the one that is answered has a record here, LiteLLM tells of the others.
        self._inner = exchange.inner is not None
        self._flight = Flight(self.record, exchange.channel, self._began)
        services.flights.add(self._flight)
        self._content = Content(exchange.raw, exchange.channel) if services.log_content else None

    def sent(self, body: bytes | None = None) -> None:
        """Note that the request is on its way to the upstream: until then the time was the gateway's own.

        body: what the upstream gets, where it caches prompts.
        """
        self.record.gateway_ms = self._since(time.perf_counter())
        if body is not None and self.record.session is not None:
            self._ticket = self._services.breaks.sent(self.record, body)

    def counted(self) -> None:
        """Note that the upstream itself has counted the record's tokens: where its cache broke can be told then."""
        if self._ticket is not None:
            self._services.breaks.answered(self.record, self._ticket)

    def heard(self) -> None:
        """Note that the upstream's whole answer is there: from now on the time is the gateway's own."""
        self._heard = time.perf_counter()

    def counts(self, written: Counting) -> None:
        """Have whoever asks for the requests in flight told what this counts."""
        self._flight.written = written

    def failed(self, error: BaseException) -> None:
        """Note what ended the request before it had an answer."""
        record, channel = self.record, self._channel
        if isinstance(error, Failure):
            record.status, record.error = error.status, error.kind
            record.upstream_request_id = error.upstream_request_id or record.upstream_request_id
        elif channel.timed_out:
            record.status, record.error = 504, "timeout_error"
        elif channel.gone:
            record.status, record.error = 499, "client_disconnected"
        elif isinstance(error, asyncio.CancelledError):
            record.status, record.error = 503, "shutdown"
        else:
            record.status, record.error = 500, "api_error"

    def close(self, last: bytes = b"") -> None:
        """Write the record, unless it is written; last: the bytes that the client gets only then."""
        if not self._open:
            return
        self._open = False
        services, record = self._services, self.record
        services.flights.remove(self._flight)
        if self._inner:
            if record.status != 200 and self._channel.first_byte_at is None:
                services.attempts.failed(record.request_id)
                return
            record.retries += services.attempts.take(record.request_id)
        now = time.perf_counter()
        record.total_ms = self._since(now)
        if self._channel.first_byte_at is not None:
            record.first_token_ms = self._since(self._channel.first_byte_at)
        if self._heard is not None and record.gateway_ms is not None:
            record.gateway_ms = round(record.gateway_ms + (now - self._heard) * 1000, 2)
        charge(record, services.prices)
        if self._content is not None:
            record.content = self._content.told(last)
        services.records.write(record)

    def _since(self, moment: float) -> float:
        return round((moment - self._began) * 1000, 2)
