"""The history in its normal form (message.Message): every block of the Messages API read by the file for its kind."""

from collections.abc import Callable
from typing import Any, Literal

from translator.failure import invalid
from translator.message import Block, Message
from translator.notes import Notes
from translator.plan import Plan
from translator.request import text
from translator.request.blocks import browser_state, documents, images, search_results, server_tools, tool_changes
from translator.request.history import compaction, history_names, reasoning
from translator.request.history.talk import History, Rendering, Talk
from translator.request.history.walk import Walk, words
from translator.request.shape.faults import EMPTY

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
    if not _go_on(plan):
        from_start(plan)
    if not plan.messages:
        raise invalid(EMPTY)


def from_start(plan: Plan) -> None:
    """Do so without what is known of the conversation from earlier requests."""
    plan.history, plan.messages = None, []
    given = plan.body["messages"]
    if any("clear_at" in message for message in given):
        # Such a system message is shown until the user's next message (Anthropic, mid-conversation system messages).
        last_user = max((place for place, message in enumerate(given) if message["role"] == "user"), default=-1)
        given = [m for place, m in enumerate(given) if place > last_user or m.get("clear_at") != "next_user_message"]
    _read(plan.messages, compaction.since_last(given), Walk(plan.target, plan.notes, history_names.by_own(plan)))


def _go_on(plan: Plan) -> bool:
    """Take over what is known of the conversation's beginning, and keep more of it; tells whether that could be done."""
    talk = plan.body["messages"]
    if not isinstance(talk, Talk) or not talk.lasting.fit:
        return False
    own = history_names.by_own(plan)
    known = talk.known.of(plan.target, plan.names) if talk.known is not None else None
    lasting: Rendering | None = None
    walk = Walk(plan.target, Notes(known.notes.copy()) if known is not None else Notes(), own)
    made = known.messages.copy() if known is not None else []
    walk.shared = made[-1] if made else None
    at = talk.known.count if known is not None and talk.known is not None else 0
    new = talk[at:]
    if any("clear_at" in message for message in new) or compaction.since_last(new) is not new:
        return False
    if known is None or talk.lasting is not talk.known:
        _read(made, talk[at : talk.lasting.count], walk)
        lasting = Rendering(plan.target, plan.names, made.copy(), walk.notes.kinds.copy())
        new, walk.shared = talk[talk.lasting.count :], made[-1] if made else None
    _read(made, new, walk)
    if any(_goes_over(rendering, made) for rendering in (known, lasting) if rendering is not None):
        return False
    plan.history = History(known, lasting, talk.lasting, plan.notes.kinds.copy())
    plan.messages = made
    for kind, count in walk.notes.kinds.items():
        plan.notes.add(kind, count)
    return True


def _goes_over(rendering: Rendering, made: list[Message]) -> bool:
    """Tell whether what follows a beginning became one with its last message, or came to nothing."""
    end = len(rendering.messages)
    return not end or len(made) == end or made[end - 1] is not rendering.messages[-1]


def _read(made: list[Message], given: list[Any], walk: Walk) -> None:
    for message in given:
        config = message.get("output_config")
        if config and not (isinstance(config, dict) and all(config[name] is None for name in config if name != "effort")):
            # The effort is honoured (effort.py).
            walk.notes.add("dropped-message-config")
        if not message.get("content") and (config or "content" not in message):
            # Settings in a message of their own: Claude Code sends them with an empty list as content.
            continue
        _append(made, message["role"], _normal(message["content"], message["role"], walk), walk)


def _append(made: list[Message], role: Literal["user", "assistant", "system"], content: list[Block], walk: Walk) -> None:
    if not content:
        walk.notes.add("dropped-empty-message")
    elif not made or made[-1].role != role:
        made.append(Message(role, content))
    elif made[-1] is walk.shared:
        made[-1] = Message(role, [*made[-1].content, *content])
    else:
        made[-1].content.extend(content)


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
