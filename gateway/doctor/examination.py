"""The whole walk, in the order in which one thing rests on the other, and the note of its result."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.doctor import answers, client, ports, processes, settings, upstreams
from gateway.doctor.finding import Case, Finding

STEPS = (settings.look, processes.look, ports.look, upstreams.look, answers.look, client.look)
FILE = "doctor.json"


def examine(case: Case) -> Iterator[Finding]:
    """Yield what each step finds, as it finds it; with a configuration that is not sound, nothing that rests on it is looked at."""
    for step in STEPS:
        found = list(step(case)) if step is settings.look else step(case)
        yield from found
        if isinstance(found, list) and any(finding.state == "ill" for finding in found):
            return


def report(findings: Sequence[Finding], port: int) -> dict[str, Any]:
    """Return the result as JSON has it."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "port": port,
        "well": not any(finding.state == "ill" for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }


def keep(data_dir: Path, result: dict[str, Any]) -> None:
    """Keep the last result beside the logs, for the gateway's page; a folder that cannot be written is no reason to fail."""
    with contextlib.suppress(OSError):
        new = data_dir / f"{FILE}.new"
        # Who may read the logs, and nobody else: it tells names of hosts and accounts.
        new.touch(mode=0o640)
        new.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
        new.replace(data_dir / FILE)
