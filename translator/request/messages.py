"""The history in its normal form (plan.Message): every block of the Messages API read by the file for its kind."""

from collections.abc import Callable
from typing import Literal

from translator.failure import invalid
from translator.plan import Block, Message, Plan
from translator.request import (
    browser_state,
    compaction,
    documents,
    history_names,
    images,
    reasoning,
    search_results,
    server_tools,
    text,
    tool_changes,
)
from translator.request.faults import EMPTY
from translator.request.walk import Walk, words

Read = Callable[[Block, Walk, list[Block]], None]

READERS: dict[str, Read] = {
    "advisor_tool_result": server_tools.result,
    "bash_code_execution_tool_result": server_tools.result,
    "browser_state": browser_state.read,
    "code_execution_tool_result": server_tools.result,
    "compaction": compaction.read,
    "container_upload": tool_changes.upload,
    "document": documents.read,
    "fallback": tool_changes.nothing,
    "image": images.read,
    "mcp_tool_listing": tool_changes.nothing,
    "mcp_tool_result": server_tools.result,
    "mcp_tool_use": server_tools.use,
    "redacted_thinking": reasoning.redacted,
    "search_result": search_results.read,
    "server_tool_use": server_tools.use,
    "text_editor_code_execution_tool_result": server_tools.result,
    "thinking": reasoning.thinking,
    "tool_addition": tool_changes.addition,
    "tool_reference": tool_changes.reference,
    "tool_removal": tool_changes.removal,
    "tool_search_tool_result": server_tools.result,
    "web_fetch_tool_result": server_tools.result,
    "web_search_tool_result": server_tools.search_result,
}
UNSPEAKABLE = frozenset(("image", "file"))


def apply(plan: Plan) -> None:
    """Fill plan.messages: blocks in their order, empty text dropped, neighbours of one role merged as the API merges them."""
    walk = Walk(plan.target, plan.notes, history_names.by_own(plan))
    given = plan.body["messages"]
    if any("clear_at" in message for message in given):
        # Such a system message is shown until the user's next message (Anthropic, mid-conversation system messages).
        last_user = max((place for place, message in enumerate(given) if message["role"] == "user"), default=-1)
        given = [m for place, m in enumerate(given) if place > last_user or m.get("clear_at") != "next_user_message"]
    for message in compaction.since_last(given):
        if (config := message.get("output_config")) and any(config[name] is not None for name in config if name != "effort"):
            # The effort is honoured (effort.py).
            plan.notes.add("dropped-message-config")
        if not message.get("content") and (config or "content" not in message):
            # Settings in a message of their own: Claude Code sends them with an empty list as content.
            continue
        _append(plan, message["role"], _normal(message["content"], message["role"], walk))
    if not plan.messages:
        raise invalid(EMPTY)


def _append(plan: Plan, role: Literal["user", "assistant", "system"], content: list[Block]) -> None:
    if not content:
        plan.notes.add("dropped-empty-message")
    elif plan.messages and plan.messages[-1].role == role:
        plan.messages[-1].content.extend(content)
    else:
        plan.messages.append(Message(role, content))


def _normal(content: str | list[Block], role: str, walk: Walk) -> list[Block]:
    if isinstance(content, str):
        return [{"type": "text", "text": text.clean(content, walk.notes)}] if content else []
    out: list[Block] = []
    for block in content:
        match block["type"]:
            case "text":
                _text(block, walk, out)
            case "tool_use":
                out.append({"type": "tool_use", "id": block["id"], "name": block["name"], "input": block["input"]})
            case "tool_result":
                out.append(_result(block, walk))
            case kind:
                READERS.get(kind, _unknown)(block, walk, out)
    return out if role == "user" else [_speakable(block, walk) if block["type"] in UNSPEAKABLE else block for block in out]


def _text(block: Block, walk: Walk, out: list[Block]) -> None:
    said = block["text"]
    if not said:
        walk.notes.add("dropped-empty-text")
        return
    if "\0" in said or not said.isascii():
        said = text.clean(said, walk.notes)
    cited = bool(block.get("citations"))
    if cited:
        walk.notes.add("dropped-citations")
    if out and out[-1] is walk.last_text and (cited or walk.last_cited):
        # An answer with citations comes in pieces that belong to one sentence.
        out[-1]["text"] += said
    else:
        walk.last_text = {"type": "text", "text": said}
        out.append(walk.last_text)
    walk.last_cited = cited


def _result(block: Block, walk: Walk) -> Block:
    content = _normal(block.get("content") or "", "user", walk)
    return {"type": "tool_result", "tool_use_id": block["tool_use_id"], "content": content, "is_error": block.get("is_error") is True}


def _unknown(block: Block, walk: Walk, out: list[Block]) -> None:
    """Keep whatever text a block of an unknown type holds: new types come without asking."""
    walk.notes.add("unknown-block")
    content = block.get("content")
    if isinstance(content, list):
        content = "\n".join(words(part.get("text")) for part in content if isinstance(part, dict))
    text.add(text.clean(words(block.get("text")) or words(content), walk.notes), out)


def _speakable(block: Block, walk: Walk) -> Block:
    """Return what an assistant or system message can hold instead: the upstreams take pictures and files from the user alone."""
    walk.notes.add("dropped-image" if block["type"] == "image" else "dropped-document")
    return {"type": "text", "text": f"({'An image' if block['type'] == 'image' else 'A document'} stood here.)"}
