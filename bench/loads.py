"""The parts that wrk drives: as many answers as a system gives, and one after the other."""

import http.client
import time
from dataclasses import replace

from bench import wrk
from bench.check import WrongAnswerError, ask, check
from bench.processes import settle
from bench.table import KINDS, model_name
from bench.trial import PATIENCE, Numbers, Trial
from bench.work import HEADERS, NUMBER

BUSY = 16


def _busy(trial: Trial, kind: str, number: str = "") -> Numbers:
    """Load a system with BUSY connections: answers a second, CPU milliseconds an answer, errors; number: another in each request."""
    target, stream = trial.system.target(kind), KINDS[kind].stream
    size = check(target, stream)
    tree = trial.system.tree()
    settle([tree])
    # What is in flight at the end counts for nothing, so that slow systems need more time to be judged fairly.
    seconds = trial.seconds * (5 if stream else 2) if trial.system.slow else trial.seconds
    before = tree.cpu_seconds()
    load = wrk.run(target, trial.folder, BUSY, seconds, number)
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
    """Whole answers, over the Responses API; where that takes little time, also to requests that each begin a conversation anew."""
    numbers = _busy(trial, "json") | _alone(trial, "json")
    if not trial.system.slow and trial.system.name != "nginx":
        numbers |= {name.replace("json.", "json.new."): value for name, value in _busy(trial, "json", NUMBER).items()}
    return numbers


def stream(trial: Trial) -> Numbers:
    """Streams of 200 pieces in one burst, over the Responses API."""
    return _busy(trial, "stream") | _alone(trial, "stream")


def chat(trial: Trial) -> Numbers:
    """Whole answers and streams over chat completions."""
    return _busy(trial, "chat-json") | _busy(trial, "chat-stream")


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
