"""What the direct path is to reach, and whether it did."""

from dataclasses import dataclass

from bench.results import Results

# How much slower a request may look beside LiteLLM's streams and still count as unchanged: what rounds differ by on a quiet machine.
NOISE = 1.25
NOISE_MS = 0.15


@dataclass(frozen=True)
class Goal:
    """One goal. got: what was measured, in words; met: None where it was not measured."""

    what: str
    wanted: str
    got: str
    met: bool | None


def goals(results: Results) -> list[Goal]:
    """Return every goal with what these results say of it."""
    return [
        _at_least(results, "JSON requests/s at 16, against stock LiteLLM", "json.rate", 30),
        _at_least(results, "200-chunk streams/s at 16, against stock LiteLLM", "stream.rate", 40),
        _below(results, "CPU a stream, nginx and all included", {"stream.cpu": 1.2}, "ms"),
        _below(results, "CPU a JSON request, nginx and all included", {"json.cpu": 0.6}, "ms"),
        _below(results, "added time to first token, one stream, p50 / p99", {"first.p50": 1.5, "first.p99": 3}, "ms"),
        _below(results, "added delay a chunk at 50 paced streams, p50 / p99", {"paced.piece.p50": 0.2, "paced.piece.p99": 2}, "ms"),
        _crowd(results, "200 paced streams at once", "crowd.p50", "crowd.errors"),
        _crowd(results, "200 burst streams at once", "crowd.burst.p50", "crowd.burst.errors"),
        _below(results, "translator: start to first answer", {"start.first": 1}, "s", "translator"),
        _below(results, "translator: memory at rest / after load (PSS)", {"own.rest.pss": 60, "own.after.pss": 130}, "MB"),
        _beside(results),
        _workers(results),
    ]


def _at_least(results: Results, what: str, name: str, times: float) -> Goal:
    ratio = results.ratio("direct", name, "stock")
    return Goal(what, f"{times:g} x", _said(ratio, "x"), None if ratio is None else ratio >= times)


def _below(results: Results, what: str, limits: dict[str, float], unit: str, system: str = "direct") -> Goal:
    found = [results.median(system, name) for name in limits]
    wanted = f"under {' / '.join(f'{limit:g}' for limit in limits.values())} {unit}"
    got = " / ".join(_said(value) for value in found)
    pairs = [(value, limit) for value, limit in zip(found, limits.values(), strict=True) if value is not None]
    return Goal(what, wanted, f"{got} {unit}", all(value < limit for value, limit in pairs) if len(pairs) == len(limits) else None)


def _crowd(results: Results, what: str, name: str, errors: str) -> Goal:
    mine, limit, failed = results.median("direct", name), results.median("nginx", name), results.worst("direct", errors)
    if mine is None or limit is None or failed is None:
        return Goal(what, "no error; p50 within 2 x nginx + 300 ms", "-", None)
    most = 2 * limit + 300
    return Goal(
        what, f"no error; p50 within 2 x nginx + 300 ms = {most:.0f} ms", f"{failed:.0f} errors; {mine:.0f} ms", not failed and mine <= most
    )


def _beside(results: Results) -> Goal:
    quiet, busy = results.median("direct", "beside.quiet.p50"), results.median("direct", "beside.p50")
    what = "a direct request while LiteLLM carries four chat streams, p50"
    if quiet is None or busy is None:
        return Goal(what, "unchanged within noise", "-", None)
    # Rounds without the streams differ too: nothing within their range is a change.
    most = max(quiet * NOISE, quiet + NOISE_MS, *results.rounds("direct", "beside.quiet.p50"))
    return Goal(what, f"unchanged within noise: up to {most:.2f} ms", f"{quiet:.2f} → {busy:.2f} ms", busy <= most)


def _workers(results: Results) -> Goal:
    found = [_ratio_of_workers(results, name) for name in ("workers.json.rate", "workers.stream.rate")]
    met = None if None in found else all(ratio is not None and ratio >= 1.6 for ratio in found)
    return Goal("WORKERS=2 against one, JSON / streams", "1.6 x", f"{' / '.join(_said(ratio) for ratio in found)} x", met)


def _ratio_of_workers(results: Results, name: str) -> float | None:
    return results.ratio("translator-2", name, "translator")


def _said(value: float | None, unit: str = "") -> str:
    return "-" if value is None else f"{number(value)} {unit}".rstrip()


def number(value: float) -> str:
    """Return a number with as many digits as say something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
