"""The parts that the stopwatch drives: paced streams, one, fifty and two hundred."""

from bench import stopwatch
from bench.check import WrongAnswerError
from bench.paced import PIECES
from bench.processes import settle
from bench.table import KINDS
from bench.trial import PATIENCE, Numbers, Trial, percentile
from bench.wires import CHUNKS

FIRST_STREAMS = 40


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
    whole = [took for one in burst if (took := stopwatch.whole_milliseconds(one, CHUNKS)) is not None]
    if not whole:
        raise WrongAnswerError("none of 200 streams at once came to a right end")
    return {
        "crowd.p50": percentile([one.total for one in delays], 0.5),
        "crowd.errors": len(faults),
        "crowd.burst.p50": percentile(whole, 0.5),
        "crowd.burst.errors": len(burst) - len(whole),
    }
