"""The rows that need the whole gateway: every target behind one, on the direct path."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.conformance.columns import COLUMNS, Column
from tests.conformance.live import RUNNING, Ask, config
from tests.conformance.table import LIVE_AREAS, row_id
from tests.conformance.verdicts import Row
from tests.gateway import Gateway, eventually, new_gateway

ROWS = [pytest.param(row, id=row_id(area, row)) for area, rows in LIVE_AREAS.items() for row in rows]


def _ready(started: Gateway) -> bool:
    """Make the backend strict, and tell whether messages are answered."""
    ask = Ask(started, COLUMNS[0])
    try:
        strict = httpx.put(f"{started.offline_url()}/offline/strict", json={"on": True})
        return strict.is_success and ask.post(ask.body()).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module", autouse=True)
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One gateway with a name for every target; one retry, so that what is not to be retried is soon told."""
    folder = tmp_path_factory.mktemp("conformance")
    (folder / "config.yaml").write_text(config(), encoding="utf-8")
    started = new_gateway(folder, CONFIG_FILE=str(folder / "config.yaml"), MAX_RETRIES="1", TRANSLATOR="direct")
    done = started.run("start", "--detach", "--offline")
    assert done.returncode == 0, done.stderr
    try:
        # Messages are answered long before LiteLLM has loaded; the row of /v1/models waits for that itself.
        eventually(lambda: _ready(started), 60)
        RUNNING.gateway = started
        yield
    finally:
        RUNNING.gateway = None
        started.end()


@pytest.mark.parametrize("row", ROWS)
def test_row(row: Row) -> None:
    """What docs/conformance.md says of an item is true on every target."""

    def tried(column: Column) -> str:
        try:
            row.prove(column, row.verdict(column))
        except Exception as error:  # noqa: BLE001 (each column's own)
            return f"{column.key}: {type(error).__name__}: {error}"
        return ""

    with ThreadPoolExecutor(len(COLUMNS)) as pool:
        wrong = list(filter(None, pool.map(tried, COLUMNS)))
    assert not wrong, "\n".join(wrong)
