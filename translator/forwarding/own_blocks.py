"""Blocks of ours in the history of a model that is not asked on a wire of ours: it can read neither our thinking nor our searches.

A session that changes its model (/model) brings what the earlier one said. Anthropic's API refuses all of it from then on: "Invalid
`signature` in `thinking` block", and likewise for encrypted content that is not its own.
"""

from typing import Any, NamedTuple

from translator.notes import Notes
from translator.request.blocks.server_tools import search_words
from translator.request.history.walk import words
from translator.signature import PREFIX

Block = dict[str, Any]

MARK = PREFIX.encode()


class Readable(NamedTuple):
    """A request that any model can read, and the notes of what that took."""

    request: dict[str, Any]
    notes: dict[str, int]


def left_out(raw: bytes, request: dict[str, Any]) -> Readable | None:
    """Return the request without them; None where there are none. raw: its bytes, which tell cheaply whether there may be any.

    Thinking goes; a web search becomes words; what is cited from it stays as text alone.
    """
    messages = request.get("messages")
    if MARK not in raw or not isinstance(messages, list):
        return None
    kept: list[Any] = []
    notes = Notes()
    for message in messages:
        content = message.get("content") if isinstance(message, dict) and message.get("role") == "assistant" else None
        if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
            kept.append(message)
            continue
        if made := _readable(content, notes):
            kept.append({**message, "content": made})
    return Readable({**request, "messages": kept}, notes.kinds) if notes.kinds and kept else None


def _readable(content: list[Block], notes: Notes) -> list[Block]:
    searches = {block.get("tool_use_id") for block in content if _is_search(block)}
    asked = {block.get("id"): block.get("input") for block in content if block.get("type") == "server_tool_use"}
    out: list[Block] = []
    for block in content:
        kind = block.get("type")
        if _ours(block.get("signature" if kind == "thinking" else "data")) and kind in ("thinking", "redacted_thinking"):
            notes.add("dropped-foreign-thinking")
            continue
        if kind == "server_tool_use" and block.get("id") in searches:
            continue
        if _is_search(block):
            notes.add("server-tool-as-text")
            out.append({"type": "text", "text": _told(asked.get(block.get("tool_use_id")), block["content"])})
        elif kind == "text" and isinstance(cited := block.get("citations"), list):
            theirs = [one for one in cited if not (isinstance(one, dict) and _ours(one.get("encrypted_index")))]
            if len(theirs) < len(cited):
                notes.add("dropped-citations")
            out.append(block if len(theirs) == len(cited) else {**block, "citations": theirs or None})
        else:
            out.append(block)
    return out


def _is_search(block: Block) -> bool:
    found = block.get("content")
    return (
        block.get("type") == "web_search_tool_result"
        and isinstance(found, list)
        and any(isinstance(one, dict) and _ours(one.get("encrypted_content")) for one in found)
    )


def _told(asked: object, found: list[Any]) -> str:
    results = [{"url": words(one.get("url")), "title": words(one.get("title"))} for one in found if isinstance(one, dict)]
    return search_words(words(asked.get("query")) if isinstance(asked, dict) else "", results)


def _ours(value: object) -> bool:
    return isinstance(value, str) and value.startswith(PREFIX)
