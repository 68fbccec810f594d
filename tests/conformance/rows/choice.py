"""Which tools the model may use."""

from tests.conformance.rows.tools import READ, SEARCH
from tests.conformance.sent import Json, Sees, Sent, invalid, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_wire, everywhere, refused


def _chooses(word: str) -> Sees:
    def sees(sent: Sent) -> None:
        assert sent.body["tool_choice"] == word

    return sees


def _one(sent: Sent) -> None:
    choice = sent.body["tool_choice"]
    assert choice.get("function", choice)["name"] == "Read"


def _serial(sent: Sent) -> None:
    assert sent.body["parallel_tool_calls"] is False


def _free(sent: Sent) -> None:
    assert "tool_choice" not in sent.body


def _choice(item: str, given: Json, sees: Sees, verdicts: tuple[Verdict, ...], *names: str) -> Row:
    return request(item, {"tools": [READ], "tool_choice": given}, sees, verdicts, *names)


def _forced_search(sent: Sent) -> None:
    if sent.column.wire == "responses":
        assert sent.body["tool_choice"] == {"type": "web_search"}


CHOICE: list[Row] = [
    _choice("`auto`", {"type": "auto"}, _chooses("auto"), everywhere(EXACT), "choice:auto", "field:tool_choice"),
    _choice("`any`", {"type": "any"}, _chooses("required"), everywhere(EXACT), "choice:any"),
    _choice("`none`", {"type": "none"}, _chooses("none"), everywhere(EXACT), "choice:none"),
    _choice("`tool`", {"type": "tool", "name": "Read"}, _one, everywhere(EXACT), "choice:tool"),
    _choice("`disable_parallel_tool_use`", {"type": "auto", "disable_parallel_tool_use": True}, _serial, everywhere(EXACT)),
    request(
        "`tool`: web search",
        {"tools": [SEARCH, READ], "tool_choice": {"type": "tool", "name": "web_search"}},
        _forced_search,
        by_wire(EXACT, refused("dropped-web-search", "dropped-tool-choice")),
    ),
    request("a choice without tools", {"tool_choice": {"type": "any"}}, _free, everywhere(approximated("dropped-tool-choice"))),
    invalid(
        "a tool that does not exist",
        {"tools": [READ], "tool_choice": {"type": "tool", "name": "Write"}},
        "tool_choice: Tool 'Write' not found in provided tools",
    ),
    invalid("an unknown type of choice", {"tools": [READ], "tool_choice": {"type": "maybe"}}, "tool_choice: Input tag 'maybe'"),
]
