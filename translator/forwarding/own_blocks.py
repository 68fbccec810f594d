"""Blocks of ours in the history of a model that is not asked on a wire of ours: it can read neither our thinking nor our searches.

A session that changes its model (/model) brings what the earlier one said. Anthropic's API refuses all of it from then on: "Invalid
`signature` in `thinking` block", and likewise for encrypted content that is not its own.
"""

from typing import Any

from translator.signature import PREFIX

Block = dict[str, Any]

MARK = PREFIX.encode()
NOTE = "dropped-foreign-thinking"


def left_out(raw: bytes, request: dict[str, Any]) -> dict[str, Any] | None:
    """Return the request without them; None where there are none. raw: its bytes, which tell cheaply whether there may be any.

    Thinking goes; a web search becomes words; what is cited from it stays as text alone.
    """
    messages = request.get("messages")
    if MARK not in raw or not isinstance(messages, list):
        return None
    kept: list[Any] = []
    changed = False
    for message in messages:
        content = message.get("content") if isinstance(message, dict) and message.get("role") == "assistant" else None
        if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
            kept.append(message)
            continue
        made = _readable(content)
        changed = changed or made != content
        if made:
            kept.append({**message, "content": made})
    return {**request, "messages": kept} if changed and kept else None


def _readable(content: list[Block]) -> list[Block]:
    searches = {block.get("tool_use_id") for block in content if _is_search(block)}
    asked = {block.get("id"): block.get("input") for block in content if block.get("type") == "server_tool_use"}
    out: list[Block] = []
    for block in content:
        kind = block.get("type")
        if _ours(block.get("signature" if kind == "thinking" else "data")) and kind in ("thinking", "redacted_thinking"):
            continue
        if kind == "server_tool_use" and block.get("id") in searches:
            continue
        if _is_search(block):
            out.append({"type": "text", "text": _words(asked.get(block.get("tool_use_id")), block["content"])})
        elif kind == "text" and isinstance(cited := block.get("citations"), list):
            own = [one for one in cited if not (isinstance(one, dict) and _ours(one.get("encrypted_index")))]
            out.append(block if len(own) == len(cited) else {**block, "citations": own or None})
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


def _words(asked: Any, found: list[Any]) -> str:  # noqa: ANN401 (a JSON value)
    query = asked.get("query") if isinstance(asked, dict) else ""
    pages = "".join(f"\n- {one.get('title')}: {one.get('url')}" for one in found if isinstance(one, dict))
    return f"[Searched the web for: {query}]{pages}"


def _ours(value: object) -> bool:
    return isinstance(value, str) and value.startswith(PREFIX)
