"""The record of one request: kept while it runs, written once."""

import asyncio
import time
from datetime import UTC, datetime

from gateway.records import Record
from translator.failure import Failure
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
        )
        self._channel = exchange.channel
        self._records = services.records
        self._began = time.perf_counter()
        self._open = True

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

    def close(self) -> None:
        """Write the record, unless it is written."""
        if not self._open:
            return
        self._open = False
        self.record.total_ms = self._since(time.perf_counter())
        if self._channel.first_byte_at is not None:
            self.record.first_token_ms = self._since(self._channel.first_byte_at)
        self._records.write(self.record)

    def _since(self, moment: float) -> float:
        return round((moment - self._began) * 1000, 2)
