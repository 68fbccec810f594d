"""The requests in flight, as the translator's workers tell them."""

from typing import Any

from flask import current_app

from interceptor.usage.live import InFlight


def flights() -> list[dict[str, Any]] | None:
    """Return the requests in flight, the oldest first; None where nobody tells them."""
    flying: InFlight = current_app.extensions["in_flight"]
    found = flying.read()
    return None if found is None else sorted(found, key=lambda one: -(one.get("age_ms") or 0))
