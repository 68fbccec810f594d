"""What stands above every view: what must not be overlooked."""

from dataclasses import dataclass
from typing import Any, Literal

LOOPBACK = ("localhost", "127.", "[::1]", "::1")


@dataclass(frozen=True)
class Notice:
    """One line above the view. level: bad or note."""

    level: Literal["bad", "note"]
    what: str
    remedy: str = ""


def notices(told: dict[str, Any], index: dict[str, Any], telemetry_trouble: str | None) -> list[Notice]:
    """Return what to say, the worst first.

    told: about.json. index: the status of the index. telemetry_trouble: why telemetry is not written, None where it is.
    """
    found = []
    if str(told.get("settings", {}).get("LOG_CONTENT", "")).lower() in ("true", "1"):
        found.append(Notice("bad", "Prompts and answers are being written to requests.log.", "Unset LOG_CONTENT to stop that."))
    facts = told.get("page", {})
    found += [Notice("bad", warning["what"], warning["remedy"]) for warning in facts.get("warnings", [])]
    if telemetry_trouble:
        found.append(
            Notice("bad", f"Telemetry cannot be written: {telemetry_trouble}.", "It waits in memory until the disk takes it again.")
        )
    if told.get("backend", {}).get("offline"):
        found.append(Notice("note", "Offline: no model is behind the answers.", "Set a provider's key and start without --offline."))
    if index.get("state") == "building":
        found.append(Notice("note", f"The logs are still being read: {index.get('done', 0):.0%}.", "What is shown is not all yet."))
    return found
