"""What a user sets for the client's OpenTelemetry, and how interceptor.log is read back."""

import re
from collections import Counter
from typing import Any

from tests.gateway import Gateway, eventually

CREDENTIAL = re.compile(r"\bdummy\b|\bsk-\w")


def settings(url: str, protocol: str = "http/json", headers: str = "x-api-key=dummy") -> dict[str, str]:
    """Return the client's environment for OpenTelemetry to the gateway at url; protocol is http/json or http/protobuf."""
    return {
        "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{url}/api/event_logging",
        "OTEL_EXPORTER_OTLP_HEADERS": headers,
    }


def lines(gateway: Gateway, session: str) -> list[dict[str, Any]]:
    """Return the lines of interceptor.log that belong to one run of the client."""
    return [line for line in gateway.events() if line["session"] == session]


def complete(gateway: Gateway, session: str, *wanted: str) -> list[dict[str, Any]]:
    """Return the lines of one run once those of these names stand there, each as often as it is named; what is sent may come in parts."""

    def found() -> list[dict[str, Any]] | None:
        now = lines(gateway, session)
        return None if Counter(wanted) - Counter(line["name"] for line in now) else now

    return list(eventually(found))


def names(found: list[dict[str, Any]]) -> set[str]:
    """Return the names of these lines."""
    return {line["name"] for line in found}


def log_text(gateway: Gateway) -> str:
    """Return interceptor.log as it stands."""
    return (gateway.data / "interceptor.log").read_text()
