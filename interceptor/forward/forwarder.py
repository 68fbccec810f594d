"""The thread that sends on: a bounded queue, one connection, longer pauses while nobody answers."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from interceptor.forward import otlp

QUEUE_BYTES = 8_000_000
TIMEOUT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
METRICS_SECONDS = 60.0
# What a collector may say that means: later (OTLP 1.x, "Retryable Response Codes").
LATER = frozenset({429, 502, 503, 504})
# By this a gateway knows what another, or it itself, has sent on already.
MARK = "x-openai-code-forwarded"
PROTOBUF = "application/x-protobuf"
_logger = logging.getLogger("interceptor")


@dataclass(frozen=True)
class Parcel:
    """One export request: path below the endpoint, such as v1/logs, and the body as it is sent. lines: rendered ones, instead of a body."""

    path: str
    body: bytes
    kind: str = PROTOBUF
    encoding: str = ""
    lines: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Return the bytes that it holds in memory."""
        return len(self.body) + sum(map(len, self.lines))


class Forwarder:
    """Sends parcels on, in order; put() never waits. What finds no room is dropped, oldest first, and counted."""

    def __init__(
        self, endpoint: str, headers: Mapping[str, str], own_metrics: Callable[[], bytes] | None = None, first_pause: float = FIRST_PAUSE
    ) -> None:
        """endpoint: base address of the collector; headers: what it wants to see; own_metrics: returns an export request of ours."""
        self.sent = self.dropped = 0
        self.reason: str | None = None
        self._endpoint, self._headers, self._own_metrics = endpoint.rstrip("/"), {**headers, MARK: "1"}, own_metrics
        self._parcels: deque[Parcel] = deque()
        self._bytes = 0
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._closed = False
        self._first_pause = self._pause = first_pause
        self._measured = time.monotonic()

    def start(self) -> None:
        """Begin, in a thread of its own."""
        threading.Thread(target=self._run, name="forward", daemon=True).start()

    def put(self, parcel: Parcel) -> None:
        """Take a parcel."""
        with self._lock:
            self._parcels.append(parcel)
            self._bytes += parcel.size
            while self._bytes > QUEUE_BYTES:
                self._bytes -= self._parcels.popleft().size
                self.dropped += 1
        self._woken.set()

    def close(self) -> None:
        """End; what waits is dropped: the log holds it."""
        self._closed = True
        self._woken.set()

    def _run(self) -> None:
        # The proxy and the CA of the settings stand in this process's closed environment.
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=True, follow_redirects=False) as client:
            while not self._closed:
                self._woken.wait(1.0)
                self._woken.clear()
                while self._parcels and not self._closed:
                    if not self._send_first(client):
                        # Not woken by what comes meanwhile.
                        self._sleep()
                self._measure(client)

    def _send_first(self, client: httpx.Client) -> bool:
        """Send the oldest parcel; tells whether it is done with."""
        with self._lock:
            parcel = self._parcels[0] if self._parcels else None
        if parcel is None:
            return True
        done = self._post(client, parcel)
        if done:
            with self._lock:
                if self._parcels and self._parcels[0] is parcel:
                    self._parcels.popleft()
                    self._bytes -= parcel.size
        return done

    def _post(self, client: httpx.Client, parcel: Parcel) -> bool:
        headers = {**self._headers, "content-type": parcel.kind, **({"content-encoding": parcel.encoding} if parcel.encoding else {})}
        try:
            answer = client.post(
                f"{self._endpoint}/{parcel.path}", content=otlp.logs(parcel.lines) if parcel.lines else parcel.body, headers=headers
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            self._failed(f"it cannot be reached ({type(error).__name__})", None)
            return False
        if answer.status_code in LATER:
            self._failed(f"it answers {answer.status_code}", answer.headers.get("retry-after"))
            return False
        if answer.is_success:
            if self.reason is not None:
                _logger.warning("the collector takes telemetry again; %d requests were dropped so far", self.dropped)
            self.reason, self._pause = None, self._first_pause
            self.sent += 1
        else:
            # It will not take this one later either.
            self.dropped += 1
            self._tell(f"it refuses with {answer.status_code}")
        return True

    def _failed(self, why: str, retry_after: str | None) -> None:
        told = float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdecimal() else 0.0
        self._pause = min(max(self._pause * 2, told), LONGEST_PAUSE)
        self._tell(why)

    def _tell(self, why: str) -> None:
        """Say it once, when it begins; never with the address, which may hold what is secret."""
        if self.reason is None:
            _logger.warning("FORWARD_OTLP_ENDPOINT does not take telemetry: %s; interceptor.log holds it all the same", why)
        self.reason = why

    def _sleep(self) -> None:
        end = time.monotonic() + self._pause
        while time.monotonic() < end and not self._closed:
            time.sleep(min(0.2, self._pause))

    def _measure(self, client: httpx.Client) -> None:
        if self._own_metrics is not None and time.monotonic() - self._measured >= METRICS_SECONDS and self.reason is None:
            self._measured = time.monotonic()
            self._post(client, Parcel("v1/metrics", self._own_metrics()))
