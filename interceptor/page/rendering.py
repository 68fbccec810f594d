"""A view as an answer: the template, what every view needs, and the headers."""

import time
from typing import Any

from flask import Response, current_app, render_template, request

from interceptor.info import version
from interceptor.page import formats, source
from interceptor.page.assets import address
from interceptor.page.notices import notices
from interceptor.page.sign_in import signed_in
from interceptor.page.words import STATES, STOPS, broke, fault

VIEWS = (
    ("/", "Now"),
    ("/sessions", "Sessions"),
    ("/cache", "Cache"),
    ("/losses", "Losses"),
    ("/telemetry", "Telemetry"),
    ("/connect", "Connect"),
)
PERIODS = {"24h": ("24 hours", 86_400), "7d": ("7 days", 7 * 86_400), "30d": ("30 days", 30 * 86_400), "all": ("everything", 0)}
USUAL = "7d"


def page(template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (whatever a template shows)
    """Return a view."""
    log = current_app.extensions["telemetry_log"].status()
    told, index = source.told(), source.usage().told()
    text = render_template(
        template,
        **values,
        told=told,
        notices=notices(told, index, log.reason if log.state == "failing" else None),
        index=index,
        signed_in=signed_in(),
        version=version(),
        now=time.time(),
    )
    return Response(text, status, mimetype="text/html")


def period() -> tuple[str, float | None]:
    """Return the chosen stretch of time and when it began; None where it is everything."""
    name = request.args.get("since", USUAL)
    name = name if name in PERIODS else USUAL
    seconds = PERIODS[name][1]
    return name, time.time() - seconds if seconds else None


def install(state: Any) -> None:  # noqa: ANN401 (Flask's setup state)
    """Give the templates their filters and words."""
    environment = state.app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(formats.FILTERS)
    environment.globals.update(asset=address, views=VIEWS, periods=PERIODS, states=STATES, stops=STOPS, fault=fault, broke=broke)
