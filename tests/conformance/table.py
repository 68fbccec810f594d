"""The whole table, by area: what docs/conformance.md shows and the tests prove."""

from tests.conformance.names import slug
from tests.conformance.rows import answers, blocks, fields, messages, network, streams, thinking, tools
from tests.conformance.verdicts import Row

AREAS: dict[str, list[Row]] = {
    "Request fields": fields.ROWS,
    "Messages": messages.ROWS,
    "Content blocks": blocks.ROWS,
    "Tools": tools.TOOLS,
    "Tool choice": tools.CHOICE,
    "Thinking and effort": thinking.THINKING,
    "Sampling and limits": thinking.SAMPLING,
    "Content blocks of the answer": answers.BLOCKS,
    "The answer's own fields": answers.MESSAGE,
    "Events": streams.EVENTS,
    "Stop reasons": streams.STOPS,
    "Usage": streams.USAGE,
}
LIVE_AREAS: dict[str, list[Row]] = {
    "Headers": network.HEADERS,
    "Errors": network.ERRORS,
    "Endpoints": network.ENDPOINTS,
    "count_tokens": network.COUNT,
}


def row_id(area: str, row: Row) -> str:
    """Return the id by which pytest knows a row."""
    return f"{slug(area)}--{slug(row.item)}"


def proof_of(area: str, row: Row) -> str:
    """Return path::name of the test that proves a row."""
    file = "test_gateway" if area in LIVE_AREAS else "test_rows"
    return f"tests/conformance/{file}.py::test_row[{row_id(area, row)}]"
