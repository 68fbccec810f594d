"""The rows that need the whole gateway: every target behind one, on the direct path."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.conformance.columns import COLUMNS, Column
from tests.conformance.live import RUNNING, config
from tests.conformance.table import LIVE_AREAS, row_id
from tests.conformance.verdicts import Row
from tests.gateway import running

ROWS = [pytest.param(row, id=row_id(area, row)) for area, rows in LIVE_AREAS.items() for row in rows]


@pytest.fixture(scope="module", autouse=True)
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One gateway with a name for every target; one retry, so that what is not to be retried is soon told."""
    folder = tmp_path_factory.mktemp("conformance")
    (folder / "config.yaml").write_text(config(), encoding="utf-8")
    with running(folder, "--offline", CONFIG_FILE=str(folder / "config.yaml"), MAX_RETRIES="1", TRANSLATOR="direct") as started:
        httpx.put(f"{started.offline_url()}/offline/strict", json={"on": True}).raise_for_status()
        RUNNING.gateway = started
        yield
        RUNNING.gateway = None


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
