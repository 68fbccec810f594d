"""Content blocks of the answer."""

from typing import Any

from gateway.offline import seal
from gateway.offline.answer import Called, Citation, Said, Searched, Thought, in_pieces
from tests.conformance.answered import Answered, answer, get, parts
from tests.conformance.columns import Column, route
from tests.conformance.rows.anthropic_tools import LEFT_OUT
from tests.conformance.rows.tools import READ, SEARCH
from tests.conformance.sent import Json, Sent, request
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_wire, each, everywhere, refused
from translator.signature import unpack

HI = Said(in_pieces("Hello there.", 3))
CALL = Called("Read", ('{"pa', 'th":"a"}'))
THOUGHT = Thought(("First.", "Then."), seal.issue("gpt-5.2-2025-12-11", "rs_1"), id="rs_1")
FOUND = Searched("cats", ("https://cats.example",))
CITED = Said(("Cats purr.",), citations=(Citation(0, 4, "https://cats.example", "Cats"),))


ADAPTIVE: Json = {"thinking": {"type": "adaptive"}}


SHOWS_NONE = refused("dropped-thinking", how="The model does not think.")
HIDES_ALL = refused("thinking-not-shown", how="OpenAI's chat completions shows nothing of its models' thinking; the tokens are counted.")
# What no server that speaks OpenAI's wires sends, however it is asked: the client gets what that tool's row of Tools says.
NEVER = refused(how="Only Anthropic's servers send it: the request for it is left out, as the rows of Tools and of fields say.")


def _text(got: Answered) -> None:
    assert [block["text"] for block in got.blocks("text")] == ["Hello there."]
    assert got.names().count("text_delta") == 3


def _called(got: Answered) -> None:
    (call,) = got.blocks("tool_use")
    assert (call["name"], call["input"]) == ("Read", {"path": "a"})
    assert call["id"]
    assert got.message["stop_reason"] == "tool_use"


def _parallel(got: Answered) -> None:
    calls = got.blocks("tool_use")
    assert [call["input"] for call in calls] == [{"path": "a"}, {"path": "a"}]
    assert len({call["id"] for call in calls}) == 2


def _named(column: Column) -> Json:
    return {"tools": [{**READ, "name": "x" * 80}]}


def _renamed(column: Column, verdict: Verdict) -> None:
    from tests.conformance.sent import send

    short = send(column, _named(column)).tools[0]["name"]
    got = get(column, _named(column), parts(Called(short, ("{}",))))
    assert got.blocks("tool_use")[0]["name"] == "x" * 80
    assert got.notes == verdict.notes


def _thought(got: Answered) -> None:
    if got.column.key == "responses-gpt-5.2":
        (block,) = got.blocks("thinking")
        found = unpack(block["signature"])
        assert block["thinking"] == "First.\n\nThen."
        assert found is not None
        assert found[1]["encrypted_content"] == THOUGHT.encrypted
    elif got.column.key == "chat-compat":
        (block,) = got.blocks("thinking")
        assert "First." in block["thinking"]
        assert unpack(block["signature"])
    else:
        assert not got.blocks("thinking")
    assert got.blocks("text")


def _real(column: Column) -> Any:  # noqa: ANN401 (what an upstream answers)
    """The upstream's thinking where it shows any: nothing on OpenAI's chat completions, nor of models that do not think."""
    return parts(THOUGHT, HI) if column.key in ("responses-gpt-5.2", "chat-compat") else parts(HI)


def _thinking(item: str, sees: Any, fields: Json, hidden: bool, verdicts: tuple[Verdict, ...], *names: str) -> Row:  # noqa: ANN401
    """A row about thinking that comes back; hidden: without a summary."""

    def prove(column: Column, verdict: Verdict) -> None:
        upstream = _real(column)
        if hidden and column.key == "responses-gpt-5.2":
            upstream = parts(Thought((), THOUGHT.encrypted, 40, "rs_1"), HI)
        got = get(column, fields, upstream)
        assert got.notes == verdict.notes, f"notes: {sorted(got.notes)}"
        sees(got)

    return Row(item, verdicts, prove, names)


def _redacted(got: Answered) -> None:
    if got.column.key == "responses-gpt-5.2":
        (block,) = got.blocks("redacted_thinking")
        found = unpack(block["data"])
        assert found is not None
        assert found[0] == route(got.column).target.model
    else:
        assert not got.blocks("redacted_thinking")


def _omitted(got: Answered) -> None:
    if got.column.key in ("responses-gpt-5.2", "chat-compat"):
        (block,) = got.blocks("thinking")
        assert block["thinking"] == ""
        assert unpack(block["signature"])


def _searched(got: Answered) -> None:
    if got.column.wire == "chat":
        return
    (use,), (result,) = got.blocks("server_tool_use"), got.blocks("web_search_tool_result")
    assert use["name"] == "web_search"
    assert use["input"] == {"query": "cats"}
    assert result["tool_use_id"] == use["id"]
    assert [page["url"] for page in result["content"]] == ["https://cats.example"]
    (block,) = got.blocks("text")
    assert block["citations"][0]["type"] == "web_search_result_location"
    assert block["citations"][0]["cited_text"] == "Cats"
    assert got.message["usage"]["server_tool_use"]["web_search_requests"] == 1


def _search_prove(column: Column, verdict: Verdict) -> None:
    upstream = parts(FOUND, CITED) if column.wire == "responses" else parts(HI)
    got = get(column, {"tools": [SEARCH]}, upstream)
    assert got.notes == verdict.notes, f"notes: {sorted(got.notes)}"
    _searched(got)


def _never(item: str, tool: Json, *names: str) -> Row:
    """A block that only Anthropic's servers send; the proof is that the request for it is left out."""
    note = LEFT_OUT.get(str(tool.get("type")))

    def absent(sent: Sent) -> None:
        assert not sent.body.get("tools")

    verdict = Verdict("refused", frozenset([note] if note else []), NEVER.how)
    return request(item, {"tools": [tool]} if tool else {}, absent, everywhere(verdict), *names)


PAGES = "The pages have their addresses and, where cited, titles; `page_age` and page contents are not known."


def searching(found: Verdict) -> tuple[Verdict, ...]:
    """Verdicts where a search is answered: by OpenAI's own search, which the Responses API alone offers."""
    return by_wire(found, refused("dropped-web-search"))


BLOCKS: list[Row] = [
    answer("`text`", parts(HI), _text, everywhere(EXACT), "answer:text"),
    answer("`tool_use`", parts(HI, CALL), _called, everywhere(EXACT), "answer:tool_use", fields={"tools": [READ]}),
    answer("`tool_use`, several in parallel", parts(CALL, CALL), _parallel, everywhere(EXACT), fields={"tools": [READ]}),
    Row("`tool_use` under the client's own name, where it was shortened", everywhere(approximated("tool-name-shortened")), _renamed),
    _thinking(
        "`thinking`",
        _thought,
        {"thinking": {"type": "adaptive", "display": "summarized"}},
        False,
        each(EXACT, SHOWS_NONE, HIDES_ALL, SHOWS_NONE, EXACT),
        "answer:thinking",
    ),
    _thinking(
        "`thinking`, display omitted",
        _omitted,
        {"thinking": {"type": "adaptive", "display": "omitted"}},
        False,
        each(EXACT, SHOWS_NONE, HIDES_ALL, SHOWS_NONE, EXACT),
    ),
    _thinking(
        "`redacted_thinking` (thinking without a summary)",
        _redacted,
        ADAPTIVE,
        True,
        each(EXACT, SHOWS_NONE, HIDES_ALL, SHOWS_NONE, refused(how="Such servers encrypt no thinking.")),
        "answer:redacted_thinking",
    ),
    Row(
        "`server_tool_use`, `web_search_tool_result`, `text.citations` (web search)",
        searching(approximated(how=PAGES)),
        _search_prove,
        ("answer:server_tool_use", "answer:web_search_tool_result"),
    ),
]
