"""The whole table, by area: what docs/conformance.md shows and the tests prove."""

from tests.conformance.names import slug
from tests.conformance.rows import (
    answers,
    answers_of_anthropic,
    anthropic_tools,
    blocks,
    choice,
    endpoints,
    errors,
    events,
    faults,
    fields,
    headers,
    messages,
    optional,
    own_fields,
    past_thinking,
    results,
    server_history,
    stops,
    thinking,
    tools,
    usage,
)
from tests.conformance.verdicts import Row

AREAS: dict[str, list[Row]] = {
    "Request fields": fields.ROWS + own_fields.ROWS + faults.ROWS,
    "Messages": messages.ROWS,
    "Content blocks": blocks.ROWS + past_thinking.ROWS + results.RESULTS + server_history.HISTORY + optional.BLOCKS,
    "Tools": tools.CUSTOM + anthropic_tools.DEFINED + optional.TOOLS,
    "Tool choice": choice.CHOICE,
    "Thinking and effort": thinking.THINKING + optional.THINKING,
    "Sampling and limits": thinking.SAMPLING,
    "Content blocks of the answer": answers.BLOCKS + answers_of_anthropic.BLOCKS,
    "The answer's own fields": answers_of_anthropic.MESSAGE,
    "Events": events.EVENTS,
    "Stop reasons": stops.STOPS,
    "Usage": usage.USAGE,
}
LIVE_AREAS: dict[str, list[Row]] = {
    "Headers": headers.HEADERS,
    "Errors": errors.ERRORS,
    "Endpoints": endpoints.ENDPOINTS,
    "count_tokens": endpoints.COUNT,
}


def row_id(area: str, row: Row) -> str:
    """Return the id by which pytest knows a row."""
    return f"{slug(area)}--{slug(row.item)}"


def proof_of(area: str, row: Row) -> str:
    """Return path::name of the test that proves a row."""
    file = "test_gateway" if area in LIVE_AREAS else "test_rows"
    return f"tests/conformance/{file}.py::test_row[{row_id(area, row)}]"
