"""GET /metrics."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from prometheus_client.core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from interceptor.app import create_app
from interceptor.metrics.families import Seen, families
from tests.unit.interceptor.index.lines import append, indexed, record, telemetry
from tests.unit.interceptor.support import EDGE, config

DASHBOARD = Path(__file__).parents[4] / "docs" / "grafana-dashboard.json"
NAME = re.compile(r"openai_code_[a-z0-9_]+")


def scraped(folder: Path, **headers: str) -> str:
    """Return what Prometheus would read."""
    answer = create_app(config(folder)).test_client().get("/metrics", headers={**EDGE, **headers})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


# The library's parser bears no types.
_parsed: Callable[[str], Iterable[Metric]] = text_string_to_metric_families
_openmetrics: Callable[[str], Iterable[Metric]] = openmetrics


def samples(text: str) -> dict[str, float]:
    """Return every sample by its name and labels."""
    found = (sample for family in _parsed(text) for sample in family.samples)
    return {sample.name + json.dumps(dict(sorted(sample.labels.items()))): sample.value for sample in found}


def test_numbers_are_those_of_the_logs(tmp_path: Path) -> None:
    """Counters and histograms say what the records say, tokens once each; a restart changes none of them."""
    lines = [
        record(1, written_tokens=4, reasoning_tokens=2, first_token_ms=700),
        record(2, status=529, error="overloaded_error", total_ms=None),
    ]
    append(tmp_path / "requests.log", *lines)
    append(tmp_path / "interceptor.log", telemetry(1), b"torn")
    append(tmp_path / "interceptor.log", b'\n{"time":"2026-11-20T12:00:00Z","kind":"gap","event":{"dropped":7}}\n')
    indexed(tmp_path)
    found = samples(scraped(tmp_path))
    labels = '{"family": "opus", "%s": "%s", "target": "gpt-5.2"}'
    assert found["openai_code_requests_total" + '{"family": "opus", "status": "200", "target": "gpt-5.2"}'] == 1
    assert found["openai_code_errors_total" + '{"target": "gpt-5.2", "type": "overloaded_error"}'] == 1
    kinds = {kind: found["openai_code_tokens_total" + labels % ("kind", kind)] for kind in ("input", "cached", "written", "output")}
    assert kinds == {"input": 16, "cached": 60, "written": 4, "output": 10}
    assert found["openai_code_reasoning_tokens_total" + '{"family": "opus", "target": "gpt-5.2"}'] == 2
    assert found["openai_code_cost_usd_total" + '{"family": "opus", "target": "gpt-5.2"}'] == 0.02
    assert found["openai_code_first_token_seconds_bucket" + '{"le": "0.5", "target": "gpt-5.2"}'] == 1
    assert found["openai_code_first_token_seconds_bucket" + '{"le": "1.0", "target": "gpt-5.2"}'] == 2
    assert found["openai_code_first_token_seconds_sum" + '{"target": "gpt-5.2"}'] == 1.0
    assert found["openai_code_duration_seconds_count" + '{"target": "gpt-5.2"}'] == 1
    assert found["openai_code_telemetry_events_total" + '{"kind": "log"}'] == 1
    assert found["openai_code_log_lines_dropped_total{}"] == 7
    assert found["openai_code_log_lines_skipped_total" + '{"log": "events"}'] == 1
    assert found == samples(scraped(tmp_path))


def test_formats(tmp_path: Path) -> None:
    """OpenMetrics is spoken with who asks for it, and is valid."""
    append(tmp_path / "requests.log", record(1))
    indexed(tmp_path)
    text = scraped(tmp_path, Accept="application/openmetrics-text; version=1.0.0")
    assert text.endswith("# EOF\n")
    assert "openai_code_requests" in {family.name for family in _openmetrics(text)}


def test_without_an_index_counters_are_missing_not_zero(tmp_path: Path) -> None:
    """A counter that fell to 0 would look like a restart: without an index there is none."""
    found = samples(scraped(tmp_path))
    assert not [name for name in found if "_total" in name]
    assert found["openai_code_index_done_ratio{}"] == 0


def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    """Every metric in docs/grafana-dashboard.json exists, every panel asks for one, and each has an id and a place of its own."""
    dashboard: dict[str, Any] = json.loads(DASHBOARD.read_text())
    seen = Seen(counters=[], in_flight=0)
    known = set()
    for family in families(seen):
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}[family.type]
        known |= {family.name + end for end in ends}
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    asked = {name for panel in panels for target in panel["targets"] for name in NAME.findall(target["expr"])}
    assert asked <= known
    assert {name.removesuffix("_bucket") for name in asked} >= {
        "openai_code_requests_total",
        "openai_code_cost_usd_total",
        "openai_code_duration_seconds",
    }
    assert all(NAME.search(target["expr"]) for panel in panels for target in panel["targets"])
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    places = [tuple(panel["gridPos"].values()) for panel in dashboard["panels"]]
    assert len(set(places)) == len(places)
