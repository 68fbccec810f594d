"""The whole table, by area: what docs/conformance.md shows and the tests prove."""

from tests.conformance.names import slug
from tests.conformance.rows import blocks, fields, messages, thinking, tools
from tests.conformance.verdicts import Row

AREAS: dict[str, list[Row]] = {
    "Request fields": fields.ROWS,
    "Messages": messages.ROWS,
    "Content blocks": blocks.ROWS,
    "Tools": tools.TOOLS,
    "Tool choice": tools.CHOICE,
    "Thinking and effort": thinking.THINKING,
    "Sampling and limits": thinking.SAMPLING,
}


def row_id(area: str, row: Row) -> str:
    """Return the id by which pytest knows a row."""
    return f"{slug(area)}--{slug(row.item)}"


def proof_of(area: str, row: Row) -> str:
    """Return path::name of the test that proves a row."""
    return f"tests/conformance/test_rows.py::test_row[{row_id(area, row)}]"
