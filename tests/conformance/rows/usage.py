"""What answers cost."""

from typing import Any

from gateway.offline.usage import Usage
from tests.conformance.answered import Answered, Upstream, answer, get, parts
from tests.conformance.columns import Column
from tests.conformance.rows.answers import FOUND, HI, searching
from tests.conformance.rows.events import NEVER
from tests.conformance.rows.tools import SEARCH
from tests.conformance.sent import Json
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, everywhere, refused


def _usage(name: str, value: object) -> Any:  # noqa: ANN401 (a check)
    def sees(got: Answered) -> None:
        assert got.message["usage"].get(name) == value, got.message["usage"]
        assert got.ending["usage"].get(name) == value or name == "service_tier"

    return sees


def _estimated(sent: Json, wire: str) -> Upstream:
    return parts(HI, used=Usage(0, 0))(sent, wire)


def _server_tools(column: Column, verdict: Verdict) -> None:
    got = get(column, {"tools": [SEARCH]}, parts(FOUND, HI) if column.wire == "responses" else parts(HI))
    assert got.notes == verdict.notes
    used = got.message["usage"].get("server_tool_use")
    assert used == ({"web_search_requests": 1, "web_fetch_requests": 0} if column.wire == "responses" else None)


def _written(sent: Json, wire: str) -> Upstream:
    """An upstream that counts what it wrote to its cache."""
    given = parts(HI)(sent, wire)
    zero, some = b'"cache_write_tokens":0', b'"cache_write_tokens":15'
    if wire == "chat":
        zero, some = b'"audio_tokens":0}', b'"audio_tokens":0,"cache_write_tokens":15}'
    return Upstream(given.streamed.replace(zero, some, 1), given.body.replace(zero, some, 1))


USAGE: list[Row] = [
    answer(
        "`input_tokens` (without the cached ones)",
        parts(HI),
        _usage("input_tokens", 20),
        everywhere(EXACT),
        "usage:input_tokens",
        "message:usage",
    ),
    answer(
        "`cache_read_input_tokens`", parts(HI), _usage("cache_read_input_tokens", 100), everywhere(EXACT), "usage:cache_read_input_tokens"
    ),
    answer(
        "`cache_creation_input_tokens`",
        _written,
        _usage("cache_creation_input_tokens", 15),
        everywhere(EXACT),
        "usage:cache_creation_input_tokens",
    ),
    answer(
        "`cache_creation` (by time to live)",
        _written,
        _usage("cache_creation", None),
        everywhere(refused(how="No upstream tells for how long it keeps what.")),
        "usage:cache_creation",
    ),
    answer("`output_tokens` (with reasoning)", parts(HI), _usage("output_tokens", 50), everywhere(EXACT), "usage:output_tokens"),
    answer(
        "`output_tokens_details.thinking_tokens`",
        parts(HI),
        _usage("output_tokens_details", {"thinking_tokens": 20}),
        everywhere(EXACT),
        "usage:output_tokens_details",
    ),
    Row("`server_tool_use.web_search_requests`", searching(EXACT), _server_tools, ("usage:server_tool_use",)),
    answer(
        "`service_tier`",
        parts(HI),
        _usage("service_tier", "standard"),
        everywhere(approximated(how="Always standard, whatever tier the upstream's account has.")),
        "usage:service_tier",
    ),
    answer("usage that the upstream does not send", _estimated, lambda got: None, everywhere(approximated("usage-estimated"))),
    answer(
        "`iterations`, `speed`, `inference_geo`, `fallback_credit`",
        parts(HI),
        _usage("iterations", None),
        everywhere(NEVER),
        "usage:iterations",
        "usage:speed",
        "usage:inference_geo",
        "usage:fallback_credit",
    ),
]
