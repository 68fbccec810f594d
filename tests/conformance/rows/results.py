"""Tool calls and what their results hold."""

from typing import Any

from tests.conformance.rows.blocks import DOCUMENT, FRAMED, IMAGE, PASSAGE, PDF, PNG
from tests.conformance.rows.messages import CALL, history, result
from tests.conformance.sent import Sees, Sent, message, request, text
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_wire, each, everywhere


def _called(sent: Sent) -> None:
    assert sent.of("call") == [("toolu_1", "Read", {"path": "a"})]
    assert sent.of("result") == [("toolu_1", "done")]


def tool_result(item: str, content: object, sees: Sees, verdicts: tuple[Verdict, ...], *names: str, **more: Any) -> Row:  # noqa: ANN401
    """A row about what a tool's result holds."""
    return request(item, history(message(CALL, role="assistant"), message(result(content=content, **more))), sees, verdicts, *names)


def _says(*words: str) -> Sees:
    def sees(sent: Sent) -> None:
        joined = "\n".join(said for _, said in sent.of("result"))
        for word in words:
            assert word in joined, joined

    return sees


def _seen_in_result(sent: Sent) -> None:
    assert sent.of("image") == [f"data:image/png;base64,{PNG}"]
    where = [role for role, kind, _ in sent.turns if kind == "image"]
    assert where == ["tool" if sent.column.wire == "responses" else "user"]


def _file_in_result(sent: Sent) -> None:
    if sent.column.openai:
        assert sent.of("file") == [f"data:application/pdf;base64,{PDF}"]
    else:
        assert "document" in sent.of("result")[0][1]


RENDERED = approximated(how="The model gets it as text, as at Anthropic, in words of our own.")
STATE = {"type": "browser_state", "tabs": [{"tab_id": "7", "title": "Cats", "url": "https://cats.example", "active": True}]}
IMAGE_MOVED = by_wire(EXACT, approximated("moved-result-image"))
PDF_IN_RESULT = each(
    EXACT,
    EXACT,
    approximated("moved-result-image"),
    approximated("moved-result-image"),
    approximated("document-as-text", "unreadable-document"),
)
RESULTS: list[Row] = [
    request(
        "`tool_use` and `tool_result`",
        history(message(CALL, role="assistant"), message(result())),
        _called,
        everywhere(EXACT),
        "block:tool_use",
        "block:tool_result",
    ),
    request(
        "`tool_use.caller`",
        history(message({**CALL, "caller": {"type": "direct"}}, role="assistant"), message(result())),
        _called,
        everywhere(EXACT),
    ),
    tool_result("`tool_result`: text blocks", [text("one"), text("two")], _says("one\ntwo"), everywhere(EXACT)),
    tool_result("`tool_result`: nothing", [], _says("no output"), everywhere(EXACT)),
    tool_result(
        "`tool_result.is_error`",
        "no such file",
        _says("[tool error] no such file"),
        everywhere(approximated(how="No wire has a field for it: the result begins with a word that says so.")),
        is_error=True,
    ),
    tool_result("`tool_result`: image", [text("see"), IMAGE], _seen_in_result, IMAGE_MOVED),
    tool_result("`tool_result`: document", [DOCUMENT], _file_in_result, PDF_IN_RESULT),
    tool_result("`tool_result`: search_result", [PASSAGE], _says("They purr.", "https://cats.example"), everywhere(FRAMED)),
    tool_result(
        "`tool_result`: tool_reference (tool search by the client)",
        [{"type": "tool_reference", "tool_name": "Read"}],
        _says("Read"),
        everywhere(approximated(how="The model is told in words which tool was found, and has its definition from there on.")),
        "content:tool_reference",
    ),
    tool_result(
        "`tool_result`: browser_state", [STATE], _says("https://cats.example", "Cats"), everywhere(RENDERED), "content:browser_state"
    ),
]
