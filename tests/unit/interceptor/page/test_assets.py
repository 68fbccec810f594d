"""Style, scripts and icon."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from interceptor.app import create_app
from interceptor.page.assets import NAMES, OWN, address, asset
from tests.unit.interceptor.support import EDGE, config


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An app's client."""
    return create_app(config(tmp_path)).test_client()


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there(client: FlaskClient, name: str) -> None:
    """By its mark it may be kept for good; without it a browser asks again, and is told that nothing changed."""
    kept = client.get(address(name), headers=EDGE)
    assert (kept.status_code, kept.headers["x-content-type-options"]) == (200, "nosniff")
    assert "immutable" in kept.headers["cache-control"]
    again = client.get(f"/static/{name}", headers=EDGE | {"if-none-match": kept.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


@pytest.mark.parametrize("name", ["nothing.js", "page.html", "../views.py", "%2e%2e/views.py", "chartkick.js"])
def test_nothing_else_is(client: FlaskClient, name: str) -> None:
    """Only the files of the list are served."""
    assert client.get(f"/static/{name}", headers=EDGE).status_code == 404


def test_the_list_is_the_folder() -> None:
    """Every file of the folder is served, and the chart library, which no script of the page needs eval for."""
    assert {path.name for path in OWN.iterdir()} | {"chart.js"} == set(NAMES)
    library = asset("chart.js")
    assert library is not None
    assert b"Chart.js v4" in library.content[:200]
    assert b"new Function(" not in library.content
