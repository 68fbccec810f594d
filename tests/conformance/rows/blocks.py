"""Content blocks of the request."""

import base64
import io
from typing import Any

from pypdf import PdfWriter

from gateway.offline import seal
from tests.conformance.columns import Column, route
from tests.conformance.rows.messages import CALL, history, result
from tests.conformance.sent import HELLO, Json, Sees, Sent, invalid, message, request, text
from tests.conformance.verdicts import EXACT, Row, Verdict, approximated, by_api, by_wire, each, everywhere, refused
from translator.signature import pack

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
BY_URL = {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}
SEARCH = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "cats"}}
FOUND = {"type": "web_search_result", "url": "https://cats.example", "title": "Cats", "encrypted_content": "x", "page_age": None}
RESULTS = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [FOUND]}
AS_TEXT = approximated("server-tool-as-text")
# OpenAI's chat completions neither shows reasoning nor takes it back.
THINKING = ("responses-gpt-5.2", "chat-compat")


def pdf() -> str:
    """A PDF of one empty page, base64."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    out = io.BytesIO()
    writer.write(out)
    return base64.b64encode(out.getvalue()).decode()


PDF = pdf()
DOCUMENT = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": PDF}}


def document(source: Json, **more: object) -> Json:
    """A document block."""
    return {"type": "document", "source": source, **more}


def holds(*words: str, role: str = "user") -> Sees:
    """The role's text holds these words."""

    def sees(sent: Sent) -> None:
        joined = "\n".join(sent.said(role))
        for word in words:
            assert word in joined, joined

    return sees


def shown(item: str, block: Json, verdict: Verdict | tuple[Verdict, ...], *words: str, name: str = "", role: str = "user") -> Row:
    """A row about a block that the model gets as text with these words."""

    def sees(sent: Sent) -> None:
        joined = "\n".join(sent.said(role))
        for word in words:
            assert word in joined, joined

    messages = [HELLO, message(block, role=role), HELLO] if role == "assistant" else [message(block)]
    verdicts = verdict if isinstance(verdict, tuple) else everywhere(verdict)
    return request(item, {"messages": messages}, sees, verdicts, *([f"block:{name}"] if name else []))


def _image(sent: Sent) -> None:
    assert sent.of("image") == [f"data:image/png;base64,{PNG}"]


def _image_url(sent: Sent) -> None:
    assert sent.of("image") == ["https://example.org/a.png"]


def _file(sent: Sent) -> None:
    if sent.column.openai:
        assert sent.of("file") == [f"data:application/pdf;base64,{PDF}"]
    else:
        assert "document" in "".join(sent.said("user"))


def _file_url(sent: Sent) -> None:
    if sent.column.wire == "responses":
        assert sent.of("file") == ["https://example.org/a.pdf"]
    else:
        assert "https://example.org/a.pdf" in "".join(sent.said("user"))


def ours(column: Column) -> Json:
    """A history with a thinking block that this target's upstream has made."""
    return {"messages": [HELLO, message(thought(column), text("So."), role="assistant"), message("Go on.")]}


def thought(column: Column) -> Json:
    """Return a block as this target's answers bring it; where they bring none, one of another model's."""
    model = route(column).target.model if column.key in THINKING else "gpt-5.4"
    item: Json = {"reasoning_content": "Hm."}
    if column.wire == "responses":
        item = {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": seal.issue(model, "rs_1")}
    return {"type": "thinking", "thinking": "Hm.", "signature": pack(model, item)}


def _replayed(sent: Sent) -> None:
    if sent.column.key not in THINKING:
        assert sent.said("assistant") == ["So."]
        return
    assert len(sent.of("reasoning")) == 1
    if sent.column.wire == "responses":
        assert sent.of("reasoning")[0]["id"] == "rs_1"
        assert sent.of("reasoning")[0]["encrypted_content"]
    else:
        assert sent.of("reasoning") == ["Hm."]


def _redacted(column: Column) -> Json:
    block = {"type": "redacted_thinking", "data": thought(column)["signature"]}
    return {"messages": [HELLO, message(block, text("So."), role="assistant"), message("Go on.")]}


def _not_replayed(sent: Sent) -> None:
    assert not sent.of("reasoning")
    assert sent.said("assistant") == ["So."]


def _called(sent: Sent) -> None:
    assert sent.of("call") == [("toolu_1", "Read", {"path": "a"})]
    assert sent.of("result") == [("toolu_1", "done")]


def _searched(sent: Sent) -> None:
    if sent.of("search"):
        assert sent.of("search") == [{"type": "search", "query": "cats", "sources": [{"type": "url", "url": "https://cats.example"}]}]
    else:
        assert "cats" in "".join(sent.said("assistant"))
        assert "https://cats.example" in "".join(sent.said("assistant"))


def use(item: str, name: str, block: Json, verdict: Verdict, *words: str, kind: str) -> Row:
    """A row about the history of a server tool: its call and its result."""
    called_with = {"type": "server_tool_use", "id": "srvtoolu_1", "name": name, "input": {"query": "cats"}}

    def sees(sent: Sent) -> None:
        joined = "\n".join(sent.said("assistant"))
        for word in words:
            assert word in joined, joined

    messages = [HELLO, message(called_with, {**block, "type": kind, "tool_use_id": "srvtoolu_1"}, role="assistant"), HELLO]
    return request(item, {"messages": messages}, sees, everywhere(verdict), f"block:{kind}")


def _cited(sent: Sent) -> None:
    assert sent.said("assistant") == ["Cats purr."]


CITATIONS: dict[str, Json] = {
    "char_location": {"document_index": 0, "document_title": None, "start_char_index": 0, "end_char_index": 4},
    "page_location": {"document_index": 0, "document_title": None, "start_page_number": 1, "end_page_number": 2},
    "content_block_location": {"document_index": 0, "document_title": None, "start_block_index": 0, "end_block_index": 1},
    "web_search_result_location": {"url": "https://cats.example", "title": "Cats", "encrypted_index": "x"},
    "search_result_location": {"source": "x", "title": "Cats", "search_result_index": 0, "start_block_index": 0, "end_block_index": 1},
}


def _citing(kind: str) -> Row:
    block = text("Cats purr.", citations=[{"type": kind, "cited_text": "purr", **CITATIONS[kind]}])
    messages = [HELLO, message(block, role="assistant"), HELLO]
    return request(
        f"`text.citations`: `{kind}`", {"messages": messages}, _cited, everywhere(approximated("dropped-citations")), f"citation:{kind}"
    )


def _summary(sent: Sent) -> None:
    assert sent.order == ["user.text", "user.text"] or "Go on." in sent.said("user")[-1]
    assert "before" not in "".join(sent.said("user"))
    assert "All about cats." in sent.said("user")[0]


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


def _mcp(sent: Sent) -> None:
    said = "\n".join(sent.said("assistant"))
    assert "lookup" in said
    assert "found it" in said


def _untouched(sent: Sent) -> None:
    assert sent.said("assistant") in (["So."], ["Before.", "So."], ["Before.\n\nSo."])


def _changed(sent: Sent) -> None:
    assert "Read" in sent.said("system")[-1]


NONE_OF_ITS_OWN = refused("dropped-foreign-thinking", how="It shows no thinking, so a history has none of its own; any other is left out.")
OWN = each(EXACT, NONE_OF_ITS_OWN, NONE_OF_ITS_OWN, NONE_OF_ITS_OWN, EXACT)
RENDERED = approximated(how="The model gets it as text, as at Anthropic, in words of our own.")
FRAMED = approximated(how="It has no block upstream: the model gets it as text, framed by its title and source, whole.")
NOT_CITED = approximated("citations-unavailable")
MCP = [
    {"type": "mcp_tool_use", "id": "mcptoolu_1", "name": "lookup", "server_name": "db", "input": {}},
    {"type": "mcp_tool_result", "tool_use_id": "mcptoolu_1", "is_error": False, "content": [text("found it")]},
]
FILE = {"type": "file", "file_id": "file_1"}
ADDITION = {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "Read"}}
STATE = {"type": "browser_state", "tabs": [{"tab_id": "7", "title": "Cats", "url": "https://cats.example", "active": True}]}
PASSAGE = {"type": "search_result", "source": "https://cats.example", "title": "Cats", "content": [text("They purr.")]}
IMAGE_MOVED = by_wire(EXACT, approximated("moved-result-image"))
PDF_IN_RESULT = each(
    EXACT,
    EXACT,
    approximated("moved-result-image"),
    approximated("moved-result-image"),
    approximated("document-as-text", "unreadable-document"),
)
PDF_BY_API = by_api(EXACT, approximated("document-as-text", "unreadable-document"))

ROWS: list[Row] = [
    shown("`text`", text("Hello there."), EXACT, "Hello there.", name="text"),
    *[_citing(kind) for kind in CITATIONS],
    request("`image`, base64", {"messages": [message(IMAGE)]}, _image, everywhere(EXACT), "block:image"),
    request("`image`, `url`", {"messages": [message(BY_URL)]}, _image_url, everywhere(EXACT)),
    shown("`image`, `file` (Files API)", {"type": "image", "source": FILE}, refused("file-out-of-reach"), "cannot reach"),
    request(
        "`image.transformations`",
        {"messages": [message({**IMAGE, "transformations": {"oversized_image": "downsize"}})]},
        _image,
        everywhere(approximated(how="The upstream scales images by its own rule, without an error for large ones.")),
    ),
    invalid(
        "`image` of an unknown media type",
        {"messages": [message({"type": "image", "source": {"type": "base64", "media_type": "image/tiff", "data": "x"}})]},
        "messages.0.content.0.source.media_type: Input should be 'image/jpeg'",
    ),
    request("`document`, PDF, base64", {"messages": [message(DOCUMENT)]}, _file, PDF_BY_API, "block:document"),
    request(
        "`document`, PDF, `url`",
        {"messages": [message(document({"type": "url", "url": "https://example.org/a.pdf"}))]},
        _file_url,
        by_wire(EXACT, refused("document-out-of-reach")),
    ),
    shown(
        "`document`, plain text",
        document({"type": "text", "media_type": "text/plain", "data": "All about cats."}, title="Cats", context="A book"),
        FRAMED,
        "All about cats.",
        "Cats",
        "A book",
    ),
    shown("`document`, content blocks", document({"type": "content", "content": [text("One."), text("Two.")]}), FRAMED, "One.", "Two."),
    shown("`document`, `file` (Files API)", document(FILE), refused("file-out-of-reach"), "cannot reach"),
    shown(
        "`document.citations`",
        document({"type": "text", "media_type": "text/plain", "data": "All about cats."}, citations={"enabled": True}),
        NOT_CITED,
        "All about cats.",
    ),
    shown("`search_result`", PASSAGE, FRAMED, "They purr.", "https://cats.example", "Cats", name="search_result"),
    shown("`search_result.citations`", {**PASSAGE, "citations": {"enabled": True}}, NOT_CITED, "They purr."),
    request(
        "`thinking` of the target's own",
        ours,
        _replayed,
        OWN,
        "block:thinking",
    ),
    request("`redacted_thinking` of the target's own", _redacted, _replayed, OWN, "block:redacted_thinking"),
    request(
        "`thinking` of Anthropic's or another model's",
        {
            "messages": [
                HELLO,
                message({"type": "thinking", "thinking": "Hm.", "signature": "EqQBCkYIBxgC"}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _not_replayed,
        everywhere(refused("dropped-foreign-thinking")),
    ),
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
    request(
        "`server_tool_use` and `web_search_tool_result`",
        {"messages": [HELLO, message(SEARCH, RESULTS, text("So."), role="assistant"), HELLO]},
        _searched,
        by_wire(
            approximated(how="The search and the addresses found are there; Anthropic's encrypted page contents mean nothing to another."),
            AS_TEXT,
        ),
        "block:server_tool_use",
        "block:web_search_tool_result",
    ),
    use(
        "`web_fetch_tool_result`",
        "web_fetch",
        {
            "content": {
                "type": "web_fetch_result",
                "url": "https://x.example",
                "content": document({"type": "text", "media_type": "text/plain", "data": "The page."}),
            }
        },
        AS_TEXT,
        "https://x.example",
        "The page.",
        kind="web_fetch_tool_result",
    ),
    use(
        "`code_execution_tool_result`",
        "code_execution",
        {"content": {"type": "code_execution_result", "stdout": "42", "stderr": "", "return_code": 0, "content": []}},
        AS_TEXT,
        "42",
        kind="code_execution_tool_result",
    ),
    use(
        "`bash_code_execution_tool_result`",
        "bash_code_execution",
        {"content": {"type": "bash_code_execution_result", "stdout": "", "stderr": "no such", "return_code": 1, "content": []}},
        AS_TEXT,
        "no such",
        "exit code 1",
        kind="bash_code_execution_tool_result",
    ),
    use(
        "`text_editor_code_execution_tool_result`",
        "text_editor_code_execution",
        {"content": {"type": "text_editor_code_execution_view_result", "content": "line one", "file_type": "text"}},
        AS_TEXT,
        "line one",
        kind="text_editor_code_execution_tool_result",
    ),
    use(
        "`tool_search_tool_result`",
        "tool_search_tool_regex",
        {"content": {"type": "tool_search_tool_search_result", "tool_references": [{"type": "tool_reference", "tool_name": "Read"}]}},
        AS_TEXT,
        "Read",
        kind="tool_search_tool_result",
    ),
    use(
        "`advisor_tool_result`",
        "advisor",
        {"content": {"type": "advisor_result", "text": "Be careful."}},
        AS_TEXT,
        "Be careful.",
        kind="advisor_tool_result",
    ),
    request(
        "`mcp_tool_use` and `mcp_tool_result`",
        {"messages": [HELLO, message(*MCP, role="assistant"), HELLO]},
        _mcp,
        everywhere(AS_TEXT),
        "block:mcp_tool_use",
        "block:mcp_tool_result",
    ),
    shown(
        "`container_upload`",
        {"type": "container_upload", "file_id": "file_1"},
        refused("file-out-of-reach"),
        "file_1",
        name="container_upload",
    ),
    request(
        "`compaction`",
        {
            "messages": [
                message("before"),
                message({"type": "compaction", "content": "All about cats."}, role="assistant"),
                message("Go on."),
            ]
        },
        _summary,
        everywhere(EXACT),
        "block:compaction",
    ),
    request(
        "`tool_addition` (in a system message)",
        {**history(), "messages": [HELLO, message(ADDITION, role="system")]},
        _changed,
        everywhere(approximated("tool-change-as-text")),
        "block:tool_addition",
    ),
    request(
        "`tool_removal` (in a system message)",
        {**history(), "messages": [HELLO, message({**ADDITION, "type": "tool_removal"}, role="system")]},
        _changed,
        everywhere(approximated("tool-change-as-text")),
        "block:tool_removal",
    ),
    request(
        "`fallback`",
        {
            "messages": [
                HELLO,
                message({"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _untouched,
        everywhere(EXACT),
        "block:fallback",
    ),
    request(
        "`mcp_tool_listing`",
        {
            "messages": [
                HELLO,
                message({"type": "mcp_tool_listing", "mcp_server_name": "db", "tools": []}, text("So."), role="assistant"),
                HELLO,
            ]
        },
        _untouched,
        everywhere(EXACT),
        "block:mcp_tool_listing",
    ),
    shown("a block of an unknown type", {"type": "hologram", "text": "Its words."}, approximated("unknown-block"), "Its words."),
]
