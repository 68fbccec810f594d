"""The metrics: names and units by Prometheus' conventions, labels of bounded variety."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from interceptor.index.sums import DURATION, ENDLESS, FIRST_TOKEN

PREFIX = "openai_code_"
Counter = tuple[str, str, str, str, float]
Spread = tuple[str, str, float, int, float]
FORWARDED = ("Export requests that the collector has taken.", "Export requests that found no room, or that the collector refused.")
BORDERS = {"first_token": FIRST_TOKEN, "duration": DURATION}


@dataclass(frozen=True)
class Seen:
    """What the metrics are made of.

    counters, spread: as Usage.counters returns them; None where there is no index. in_flight: None where nobody tells it.
    services: name → whether it answers. done: part of the logs that the index has. forwarded: requests that a collector took since the
    start, and those that were dropped; None where none is set.
    """

    counters: list[Counter] | None = None
    spread: list[Spread] = field(default_factory=list)
    in_flight: int | None = None
    services: dict[str, bool] = field(default_factory=dict)
    done: float = 1.0
    version: str = "unknown"
    forwarded: tuple[int, int] | None = None


def families(seen: Seen) -> Iterator[Metric]:
    """Return all metrics; counters and histograms are left out, not 0, where there is no index."""
    build = GaugeMetricFamily(f"{PREFIX}build_info", "The version that runs; always 1.", labels=["version"])
    build.add_metric([seen.version], 1)
    yield build
    up = GaugeMetricFamily(f"{PREFIX}service_up", "Whether a service behind the edge answers.", labels=["service"])
    for name, answers in seen.services.items():
        up.add_metric([name], int(answers))
    yield up
    yield GaugeMetricFamily(f"{PREFIX}index_done_ratio", "Part of the logs that the counters are made of.", value=seen.done)
    if seen.in_flight is not None:
        yield GaugeMetricFamily(f"{PREFIX}in_flight", "Messages that are being answered.", value=seen.in_flight)
    if seen.forwarded is not None:
        for name, text, value in zip(("forwarded", "forward_dropped"), FORWARDED, seen.forwarded, strict=True):
            yield CounterMetricFamily(f"{PREFIX}{name}", text, value=value)
    if seen.counters is not None:
        yield from _counters(seen.counters)
        for what, text in (("first_token", "Time until the first token of an answer."), ("duration", "Time until the end of an answer.")):
            yield _histogram(what, text, [row for row in seen.spread if row[0] == what])


def _counters(rows: list[Counter]) -> Iterator[Metric]:
    requests = _family("requests", "Requests that have ended.", "family", "target", "status")
    errors = _family("errors", "Requests that ended with an error.", "target", "type")
    tokens = _family("tokens", "Tokens: input is read anew, cached from the upstream's cache, written into it.", "family", "target", "kind")
    reasoning = _family("reasoning_tokens", "Tokens of output that nobody sees.", "family", "target")
    cost = _family("cost_usd", "Cost by LiteLLM's price table, in US dollars.", "family", "target")
    events = _family("telemetry_events", "Lines of telemetry that were kept.", "kind")
    dropped = _family("log_lines_dropped", "Lines of telemetry that were lost, since the disk refused them for too long.")
    skipped = _family("log_lines_skipped", "Lines of the logs that were torn or not ours.", "log")
    written = {(a, b): value for name, a, b, kind, value in rows if name == "tokens" and kind == "written"}
    dropped.add_metric([], sum(value for name, *_, value in rows if name == "dropped"))
    for name, a, b, c, value in rows:
        match name:
            case "requests":
                requests.add_metric([a, b, c], value)
            case "errors":
                errors.add_metric([a, b], value)
            case "tokens" if c == "reasoning":
                reasoning.add_metric([a, b], value)
            case "tokens":
                # What was written into the cache is part of what was read anew: here each token counts once.
                tokens.add_metric([a, b, c], value - written.get((a, b), 0) if c == "input" else value)
            case "cost":
                cost.add_metric([a, b], value)
            case "events":
                events.add_metric([a], value)
            case "foreign":
                skipped.add_metric([a], value)
    yield from (requests, errors, tokens, reasoning, cost, events, dropped, skipped)


def _family(name: str, text: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(PREFIX + name, text, labels=labels)


def _histogram(what: str, text: str, rows: Iterable[Spread]) -> HistogramMetricFamily:
    family = HistogramMetricFamily(f"{PREFIX}{what}_seconds", text, labels=["target"])
    by_target: dict[str, dict[float, tuple[int, float]]] = {}
    for _, target, border, count, total in rows:
        by_target.setdefault(target, {})[border] = (count, total)
    for target, counted in by_target.items():
        buckets, seen = [], 0
        for border in (*BORDERS[what], ENDLESS):
            seen += counted.get(border, (0, 0.0))[0]
            buckets.append(("+Inf" if border == ENDLESS else str(border), float(seen)))
        family.add_metric([target], buckets, sum_value=sum(total for _, total in counted.values()))
    return family
