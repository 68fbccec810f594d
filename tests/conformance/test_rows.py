"""Every row, on every target, through the translator itself."""

import pytest

from tests.conformance.columns import COLUMNS
from tests.conformance.table import AREAS, row_id
from tests.conformance.verdicts import Row

ROWS = [pytest.param(row, id=row_id(area, row)) for area, rows in AREAS.items() for row in rows]


@pytest.mark.parametrize("row", ROWS)
def test_row(row: Row) -> None:
    """What docs/conformance.md says of an item is true on every target."""
    wrong = []
    for column in COLUMNS:
        try:
            row.prove(column, row.verdict(column))
        except Exception as error:  # noqa: BLE001 (each column's own)
            wrong.append(f"{column.key}: {row.verdict(column).kind}: {type(error).__name__}: {getattr(error, 'body', '') or error}")
    assert not wrong, "\n".join(wrong)
