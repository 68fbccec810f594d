"""Style, scripts and icon: our own, and the chart library out of its installed package."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, request

from interceptor.errors import error_response
from interceptor.page.headers import guard

assets = Blueprint("assets", __name__)

OWN = Path(__file__).parent / "static"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
NAMES = ("page.css", "page.js", "charts.js", "live.js", "times.js", "icon.svg", "chart.js")
CHART = Path("django", "static", "chartkick", "Chart.bundle.js")
YEAR = 31_536_000


@dataclass(frozen=True)
class Asset:
    """A file and the mark that its address carries, so that a browser may keep it for good."""

    content: bytes
    mark: str
    kind: str


@cache
def asset(name: str) -> Asset | None:
    """Return one of NAMES, None for anything else, or where its package is not installed."""
    if name not in NAMES:
        return None
    path = _library() if name == "chart.js" else OWN / name
    try:
        content = path.read_bytes() if path is not None else None
    except OSError:
        content = None
    return None if content is None else Asset(content, sha256(content).hexdigest()[:12], TYPES[name.rpartition(".")[2]])


def address(name: str) -> str:
    """Return where a browser finds a file, with its mark."""
    found = asset(name)
    return f"/static/{name}?{found.mark}" if found else f"/static/{name}"


def _library() -> Path | None:
    # Only looked up, not imported: its Python code is of no use here.
    found = find_spec("chartkick")
    return Path(found.origin).parent / CHART if found is not None and found.origin else None


@assets.get("/static/<name>")
def show(name: str) -> Response:
    """Answer with a file; one that is asked for by its mark may be kept for a year."""
    found = asset(name)
    if found is None:
        return error_response(404, "There is no such file.")
    response = Response(found.content, content_type=found.kind)
    response.set_etag(found.mark)
    marked = request.query_string.decode("ascii", "replace") == found.mark
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if marked else "no-cache"
    response.make_conditional(request)
    return guard(response)
