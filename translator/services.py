"""What one worker holds while it runs, and what one request brings: plain holders, so that no file needs another's inside."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway.costs.prices import Prices
from gateway.records import Records
from translator.asking.attempts import Attempts
from translator.asking.proxies import Proxies
from translator.asking.routes import Routes
from translator.asking.second_try import Refusals
from translator.asking.upstream import Upstream
from translator.cassette.tape import Recorder
from translator.compression.compression import Compression
from translator.counting.corrections import Corrections
from translator.counting.estimate import Estimates
from translator.counting.in_thread import InThread
from translator.counting.tokenizer import Tokenizer
from translator.limits.ask_limits import ask_all
from translator.recording.breaks import Breaks
from translator.recording.flights import Flights
from translator.recording.status import Status
from translator.serving.channel import Channel


@dataclass
class Services:
    """The parts that all requests of a worker share.

    silence: the longest silence of an upstream, in seconds. litellm_key: what LiteLLM is shown; empty where there is none.
    path: direct, governed or litellm, for the records. recorder: None unless RECORD_FILE is set; compression: None unless
    PROMPT_COMPRESSION is. log_content: whether records hold prompts and answers. worker: this process's id. run_folder: where it tells of
    its requests in flight; None: nowhere. tokenizer: the same as that of compression and corrections.
    """

    routes: Routes
    records: Records
    silence: float
    max_retries: int
    ca_file: str | None
    litellm_url: str
    litellm_key: str
    path: str
    recorder: Recorder | None = None
    compression: Compression | None = None
    log_content: bool = False
    run_folder: Path | None = None
    worker: int = field(default_factory=os.getpid)
    prices: Prices = field(default_factory=lambda: Prices({}))
    flights: Flights = field(default_factory=Flights)
    attempts: Attempts = field(default_factory=Attempts)
    breaks: Breaks = field(default_factory=Breaks)
    proxies: Proxies = field(default_factory=lambda: Proxies({}))
    estimates: Estimates = field(default_factory=Estimates)
    tokenizer: Tokenizer = field(default_factory=InThread)
    corrections: Corrections = field(default_factory=Corrections)
    refusals: Refusals = field(default_factory=Refusals)
    opened: Upstream | None = None
    asking: "asyncio.Task[None] | None" = None
    status: Status | None = None

    @property
    def upstream(self) -> Upstream:
        """Return the HTTP client, which is made when the worker's event loop runs."""
        if self.opened is None:
            self.opened = Upstream(self.ca_file, self.proxies)
        return self.opened

    async def begin(self) -> None:
        """Tell of the requests in flight; ask the backends for their limits, while requests are already answered."""
        if self.run_folder is not None:
            self.status = Status(self.flights.told, self.run_folder, self.worker)
            await self.status.open()
        self.asking = asyncio.get_running_loop().create_task(ask_all(self.routes, self.upstream))

    async def close(self) -> None:
        """Close every upstream connection, and end the tokenizer's process."""
        if self.asking is not None:
            self.asking.cancel()
        if self.status is not None:
            self.status.close()
        if self.opened is not None:
            await self.opened.close()
        await self.tokenizer.close()


@dataclass
class Exchange:
    """One request as it came.

    headers: names in small letters. path: from /v1 on. query: without its ?. inner: the number of the deployment that LiteLLM chose,
    None where the edge sent it.
    """

    raw: bytes
    headers: Mapping[str, str]
    request_id: str
    method: str
    path: str
    query: str
    inner: int | None
    channel: Channel
