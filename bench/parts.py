"""The parts of the benchmark: what is asked of one system in one trial, and which numbers come out."""

import http.client
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import stopwatch, wrk
from bench.check import WrongAnswerError, ask, check
from bench.paced import PIECES
from bench.processes import settle
from bench.systems import PATHS, System
from bench.table import KINDS, model_name
from bench.wires import CHUNKS
from bench.work import HEADERS

Numbers = dict[str, float]
BUSY = 16
FIRST_STREAMS = 40
PATIENCE = 60.0
ALL = ("nginx", "stock", *PATHS, "translator")


@dataclass(frozen=True)
class Trial:
    """One system's turn. seconds: how long wrk runs, for a system that is not slow; folder: for wrk's files."""

    system: System
    seconds: int
    folder: Path


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed; raises ValueError where there are none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1))]


def _busy(trial: Trial, kind: str) -> Numbers:
    """Load a system with BUSY connections: answers a second, CPU milliseconds an answer, errors."""
    target, stream = trial.system.target(kind), KINDS[kind].stream
    size = check(target, stream)
    tree = trial.system.tree()
    settle([tree])
    # What is in flight at the end counts for nothing, so that slow systems need more time to be judged fairly.
    seconds = trial.seconds * (4 if stream else 2) if trial.system.slow else trial.seconds
    before = tree.cpu_seconds()
    load = wrk.run(target, trial.folder, BUSY, seconds)
    used = tree.cpu_seconds() - before
    check(target, stream)
    _right_size(load, size)
    return {f"{kind}.rate": load.rate, f"{kind}.cpu": used * 1000 / load.requests, f"{kind}.errors": load.errors}


def _alone(trial: Trial, kind: str) -> Numbers:
    """Ask one after the other: latency of whole answers in milliseconds."""
    target = trial.system.target(kind)
    size = check(target, KINDS[kind].stream)
    settle([trial.system.tree()])
    load = wrk.run(target, trial.folder, 1, trial.seconds)
    _right_size(load, size)
    return {f"{kind}.p50": load.p50, f"{kind}.p99": load.p99, f"{kind}.errors_alone": load.errors}


def _right_size(load: wrk.Load, size: int) -> None:
    if not load.requests:
        raise WrongAnswerError(f"no answer came, {load.errors} errors")
    if load.size < 0.95 * size:
        raise WrongAnswerError(f"answers of {load.size:.0f} bytes, where a right one has {size}")


def json(trial: Trial) -> Numbers:
    """Whole answers, over the Responses API."""
    return _busy(trial, "json") | _alone(trial, "json")


def stream(trial: Trial) -> Numbers:
    """Streams of 200 pieces in one burst, over the Responses API."""
    return _busy(trial, "stream") | _alone(trial, "stream")


def chat(trial: Trial) -> Numbers:
    """Whole answers and streams over chat completions."""
    return _busy(trial, "chat-json") | _busy(trial, "chat-stream")


def _paced(trial: Trial, kind: str, streams: int, spread: bool) -> tuple[list[stopwatch.Delays], list[str]]:
    target = trial.system.target(kind)
    wanted = PIECES[f"/{KINDS[kind].base}/v1/".encode()]
    received = stopwatch.fetch(target.url, target.headers, target.body, streams, spread, PATIENCE)
    delays, faults = [], []
    for one in received:
        try:
            delays.append(stopwatch.delays(one, wanted))
        except ValueError as fault:
            faults.append(str(fault))
    if not delays:
        raise WrongAnswerError(f"{len(faults)} of {streams} streams failed: {faults[0]}")
    return delays, faults


def first(trial: Trial) -> Numbers:
    """Paced streams one after the other: what is added to the time to the first token, and to each piece."""
    settle([trial.system.tree()])
    # The first one pays for connections that are made once.
    _paced(trial, "first", 1, spread=False)
    firsts = [_paced(trial, "first", 1, spread=False)[0][0].first for _ in range(FIRST_STREAMS)]
    pieces = _paced(trial, "paced", 1, spread=False)[0][0].pieces[1:]
    return {
        "first.p50": percentile(firsts, 0.5),
        "first.p99": percentile(firsts, 0.99),
        "first.piece.p50": percentile(pieces, 0.5),
        "first.piece.p99": percentile(pieces, 0.99),
    }


def paced(trial: Trial) -> Numbers:
    """50 paced streams, begun some 3 ms apart."""
    settle([trial.system.tree()])
    delays, faults = _paced(trial, "paced", 50, spread=True)
    pieces = [piece for one in delays for piece in one.pieces[1:]]
    return {
        "paced.first.p50": percentile([one.first for one in delays], 0.5),
        "paced.piece.p50": percentile(pieces, 0.5),
        "paced.piece.p99": percentile(pieces, 0.99),
        "paced.errors": len(faults),
    }


def crowd(trial: Trial) -> Numbers:
    """200 streams begun at once: paced ones, and ones whose pieces come in one burst."""
    settle([trial.system.tree()])
    delays, faults = _paced(trial, "paced", 200, spread=False)
    settle([trial.system.tree()])
    target = trial.system.target("stream")
    burst = stopwatch.fetch(target.url, target.headers, target.body, 200, False, PATIENCE)
    whole = [(one.ended - one.sent) / 1e6 for one in burst if one.ended and stopwatch.ended_well(one.data, CHUNKS)]
    if not whole:
        raise WrongAnswerError("none of 200 streams at once came to a right end")
    return {
        "crowd.p50": percentile([one.total for one in delays], 0.5),
        "crowd.errors": len(faults),
        "crowd.burst.p50": percentile(whole, 0.5),
        "crowd.burst.errors": len(burst) - len(whole),
    }


def beside(trial: Trial) -> Numbers:
    """Whole answers one after the other, alone and while LiteLLM, behind the same nginx, carries four chat streams all the time."""
    target = trial.system.target("json")
    said = b'{"model":"%s","stream":true,"messages":[{"role":"user","content":"Go on."}]}' % model_name("chat-stream").encode()
    headers = {"content-type": HEADERS["content-type"], "authorization": f"Bearer {trial.system.key}"}
    other = replace(target, url=target.url.replace("/v1/messages", "/v1/chat/completions"), headers=headers, body=said)
    _wait_for_litellm(other)
    settle([trial.system.tree()])
    quiet = wrk.run(target, trial.folder, 1, trial.seconds)
    streams = wrk.start(other, trial.folder / "beside", 4, trial.seconds + 2)
    try:
        time.sleep(1)
        busy = wrk.run(target, trial.folder, 1, trial.seconds)
        carried = wrk.parse(streams.communicate(timeout=60)[0])
    finally:
        if streams.poll() is None:
            streams.kill()
            streams.wait()
    if not carried.requests or carried.errors:
        raise WrongAnswerError(f"LiteLLM carried {carried.requests} streams, with {carried.errors} errors")
    return {
        "beside.quiet.p50": quiet.p50,
        "beside.quiet.p99": quiet.p99,
        "beside.p50": busy.p50,
        "beside.p99": busy.p99,
        "beside.streams": carried.rate,
    }


def _wait_for_litellm(target: wrk.Target) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if ask(target)[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise WrongAnswerError("LiteLLM does not answer chat completions")


def workers(trial: Trial) -> Numbers:
    """The translator alone with one and with two processes."""
    rates = {f"workers.{name}": value for kind in ("json", "stream") for name, value in _busy(trial, kind).items()}
    return {name: value for name, value in rates.items() if not name.endswith(".errors")}


@dataclass(frozen=True)
class Part:
    """One part and the systems it is for."""

    run: Callable[[Trial], Numbers]
    systems: tuple[str, ...] = ALL

    @property
    def about(self) -> str:
        """Return in a line what it measures."""
        return (self.run.__doc__ or "").splitlines()[0]


PARTS: dict[str, Part] = {
    "json": Part(json),
    "stream": Part(stream),
    "chat": Part(chat),
    "first": Part(first),
    "paced": Part(paced),
    "crowd": Part(crowd),
    "beside": Part(beside, ("direct",)),
    "workers": Part(workers, ("translator", "translator-2")),
}
