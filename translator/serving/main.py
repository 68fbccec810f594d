"""Put one worker's parts together from what it was given: the only file here that reads the environment."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from pathlib import Path

import orjson

from gateway.costs.prices import Prices
from gateway.records import Records
from gateway.settings import Settings, load
from translator.asking.proxies import Proxies
from translator.asking.routes import Routes
from translator.cassette.tape import Recorder
from translator.compression.compression import Compression
from translator.compression.summaries import Summaries
from translator.counting.beside import Beside
from translator.counting.corrections import Corrections
from translator.counting.tokenizer import Tokenizer
from translator.services import Services
from translator.serving.app import App, Door

PR_SET_PDEATHSIG = 1


def make() -> App:
    """Return the application of one worker."""
    _die_with_parent()
    environ = dict(os.environ)
    settings = load(environ)
    litellm_url = f"http://127.0.0.1:{settings.litellm_port}"
    run_folder = Path(environ["RUN_FOLDER"])
    told = orjson.loads((run_folder / "routes.json").read_bytes())
    tokenizer = Beside()
    services = Services(
        routes=Routes(told["rows"], told["limits"], environ, settings.max_tokens_limit, settings.min_tokens_limit),
        records=Records(settings.data_dir, settings.port),
        silence=float(settings.request_timeout),
        max_retries=settings.max_retries,
        ca_file=str(settings.ssl_cert_file) if settings.ssl_cert_file else None,
        litellm_url=litellm_url,
        litellm_key=environ.get("LITELLM_MASTER_KEY", ""),
        path=told["path"],
        recorder=Recorder(settings.record_file) if settings.record_file else None,
        compression=_compression(settings, tokenizer),
        log_content=settings.log_content,
        run_folder=run_folder,
        prices=Prices(told["prices"]),
        proxies=Proxies(environ),
        tokenizer=tokenizer,
        corrections=Corrections(tokenizer),
    )
    services.upstream.prepare(str(row.get("base", "")) for row in told["rows"])
    _collect_rarely()
    return App(Door(edge_secret=environ.get("EDGE_SECRET", ""), inner_secret=environ.get("INNER_SECRET", "")), services)


def _compression(settings: Settings, tokenizer: Tokenizer) -> Compression | None:
    if settings.prompt_compression == "none":
        return None
    summaries = Summaries(settings.data_dir, float(settings.request_timeout))
    return Compression(settings.prompt_compression, settings.prompt_max_system_tokens, summaries, tokenizer)


def _collect_rarely() -> None:
    """Leave what start-up made out of the collector's sight, and look for cycles seldom: a request's data is trees, freed by count."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _die_with_parent() -> None:
    """Have the kernel end this worker when the process that started it is killed: its port would stay taken."""
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent.pid:
        # It was killed before this was asked for.
        sys.exit(1)
