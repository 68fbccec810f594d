"""The views: GET /, /sessions, /sessions/ID, /cache, /losses, /telemetry, /connect."""

from flask import Blueprint, Response, request

from interceptor import info
from interceptor.page import source
from interceptor.page.attempts import Attempts
from interceptor.page.flights import flights
from interceptor.page.headers import guard
from interceptor.page.rendering import install, page, period

views = Blueprint("page", __name__, template_folder="templates")
views.record_once(install)
views.record_once(lambda state: state.app.extensions.setdefault("attempts", Attempts()))
views.after_request(guard)

SESSIONS, ITEMS, EVENTS, NEWEST, FEW = 40, 100, 40, 8, 5


@views.get("/")
def now() -> Response:
    """Services, what is in flight, the rates of the last minutes; as JSON for whoever asks for no page."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return info.show()
    found, trouble = source.ask(lambda: source.usage().now())
    status, up = source.services()
    minutes = source.minutes(found["minutes"]) if found else []
    return page(
        "now.html",
        view="/",
        health=status,
        services=up,
        flights=flights(),
        minutes=minutes,
        rates=source.total(minutes[-FEW:]),
        newest=found["newest"][:NEWEST] if found else [],
        trouble=trouble,
    )


@views.get("/sessions")
def sessions() -> Response:
    """One row a session, the newest first; and what the days came to."""
    name, since = period()
    try:
        found, trouble = source.ask(lambda: source.usage().sessions(request.args.get("before"), SESSIONS))
    except ValueError:
        return page("missing.html", 404, view="/sessions", what="There is no such page of sessions.")
    days, _ = source.ask(lambda: source.usage().usage(since, by="day"))
    models, _ = source.ask(lambda: source.usage().usage(since, by="model"))
    return page(
        "sessions.html",
        view="/sessions",
        since=name,
        sessions=found["sessions"] if found else [],
        before=found["before"] if found else None,
        first_page="before" not in request.args,
        totals=days["totals"] if days else None,
        days=list(reversed(days["rows"][:60])) if days else [],
        models=models["rows"][:20] if models else [],
        trouble=trouble,
    )


@views.get("/sessions/<path:session>")
def session(session: str) -> Response:
    """One session's time line."""
    after = request.args.get("after", 0.0, float)
    found, trouble = source.ask(lambda: source.usage().session(session, after, ITEMS))
    if found is None and trouble is None:
        return page(
            "missing.html", 404, view="/sessions", what=f"Nobody knows a session {session[:60]}: its records may have been rotated away."
        )
    line = found["timeline"] if found else []
    return page(
        "session.html",
        view="/sessions",
        name=session,
        session=found["session"] if found else None,
        line=source.runs(line),
        longest=max((item["total_ms"] or 0 for item in line if item["what"] == "request"), default=0),
        after=found["after"] if found else None,
        first_page=not after,
        trouble=trouble,
    )


@views.get("/cache")
def cache() -> Response:
    """What came from the upstreams' caches, and where they broke."""
    name, since = period()
    found, trouble = source.ask(lambda: source.usage().cache(since))
    return page("cache.html", view="/cache", since=name, found=found, trouble=trouble)


@views.get("/losses")
def losses() -> Response:
    """What translation dropped or approximated, each with the sentence that says what it means."""
    name, since = period()
    found, trouble = source.ask(lambda: source.usage().losses(since))
    meanings: dict[str, str] = source.told().get("page", {}).get("notes", {})
    seen = {row["kind"] for row in found["losses"]} if found else set()
    rest = {kind: meaning for kind, meaning in meanings.items() if kind not in seen}
    return page("losses.html", view="/losses", since=name, found=found, meanings=meanings, rest=rest, trouble=trouble)


@views.get("/telemetry")
def telemetry() -> Response:
    """The events as they come, filtered by session, kind or text."""
    name, since = period()
    wanted = {what: request.args.get(what, "").strip() for what in ("session", "kind", "text")}
    before = request.args.get("before", None, int)
    given = {what: value or None for what, value in wanted.items()}
    found, trouble = source.ask(lambda: source.usage().telemetry(**given, before=before, limit=EVENTS))
    summary, _ = source.ask(lambda: source.usage().telemetry_summary(since))
    return page(
        "telemetry.html",
        view="/telemetry",
        since=name,
        wanted=wanted,
        found=found,
        summary=summary,
        first_page=before is None,
        trouble=trouble,
    )


@views.get("/connect")
def connect() -> Response:
    """What to paste, which name is answered by which model, and what the doctor said last."""
    return page("connect.html", view="/connect", doctor=source.doctor())
