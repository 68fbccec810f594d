"""Checks of content blocks: required fields and types, as the Messages API has them; unknown block types pass."""

from collections.abc import Callable
from typing import Any

from translator.request.shape.faults import LIST, OBJECT, REQUIRED, STRING, field, one_of, optional

Check = Callable[[dict[str, Any]], str | None]

ASSISTANT_ONLY = frozenset({"tool_use", "thinking", "redacted_thinking", "server_tool_use", "mcp_tool_use"})
NOT_IN_RESULTS = ASSISTANT_ONLY | {"tool_result"}
IN_RESULTS = ("text", "image", "search_result", "document", "tool_reference", "browser_state")
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")

FIELDS: dict[str, tuple[tuple[str, type], ...]] = {
    "advisor_tool_result": (("tool_use_id", str), ("content", dict)),
    "bash_code_execution_tool_result": (("tool_use_id", str), ("content", dict)),
    "code_execution_tool_result": (("tool_use_id", str), ("content", dict)),
    "container_upload": (("file_id", str),),
    "mcp_tool_result": (("tool_use_id", str),),
    "mcp_tool_use": (("id", str), ("name", str), ("input", dict)),
    "redacted_thinking": (("data", str),),
    "search_result": (("source", str), ("title", str), ("content", list)),
    "server_tool_use": (("id", str), ("name", str), ("input", dict)),
    "text": (("text", str),),
    "text_editor_code_execution_tool_result": (("tool_use_id", str), ("content", dict)),
    "thinking": (("thinking", str), ("signature", str)),
    "tool_reference": (("tool_name", str),),
    "tool_result": (("tool_use_id", str),),
    "tool_search_tool_result": (("tool_use_id", str), ("content", dict)),
    "tool_use": (("id", str), ("name", str), ("input", dict)),
    "web_fetch_tool_result": (("tool_use_id", str), ("content", dict)),
    "web_search_tool_result": (("tool_use_id", str),),
}


def content_fault(content: object) -> str | None:
    """Return the fault of a message's content: a string or a list of blocks."""
    if isinstance(content, str):
        return None
    if not isinstance(content, list):
        return f"{STRING[:-6]}string or list"
    for place, block in enumerate(content):
        if fault := block_fault(block):
            return f".{place}{fault}"
    return None


def block_fault(block: object) -> str | None:
    """Return the fault of one content block."""
    if not isinstance(block, dict):
        return OBJECT
    kind = block.get("type")
    if not isinstance(kind, str):
        return f".type{STRING if 'type' in block else REQUIRED}"
    if kind == "text" and isinstance(block.get("text"), str):
        return None
    if (
        kind == "tool_use"
        and isinstance(block.get("id"), str)
        and isinstance(block.get("name"), str)
        and isinstance(block.get("input"), dict)
    ):
        return None
    for name, wanted in FIELDS.get(kind, ()):
        if fault := field(block, name, wanted):
            return fault
    more = _MORE.get(kind)
    return more(block) if more else None


def _source(block: dict[str, Any], kinds: dict[str, Check]) -> str | None:
    if fault := field(block, "source", dict):
        return fault
    source = block["source"]
    if fault := field(source, "type", str):
        return f".source{fault}"
    check = kinds.get(source["type"])
    fault = check(source) if check else None
    return f".source{fault}" if fault else None


def _image(block: dict[str, Any]) -> str | None:
    return _source(block, _IMAGE_SOURCES)


def _document(block: dict[str, Any]) -> str | None:
    return _source(block, _DOCUMENT_SOURCES) or optional(block, "title", str) or optional(block, "context", str)


def _source_content(source: dict[str, Any]) -> str | None:
    return _inner(source) if "content" in source else f".content{REQUIRED}"


def _inner(block: dict[str, Any]) -> str | None:
    content = block.get("content")
    fault = content_fault(content) if content is not None else None
    return f".content{fault}" if fault else None


def _result(block: dict[str, Any]) -> str | None:
    content = block.get("content")
    if content is None or content.__class__ is str:
        return None
    if fault := content_fault(content):
        return f".content{fault}"
    for place, part in enumerate(content):
        if part["type"] in NOT_IN_RESULTS:
            kinds = ", ".join(f"'{kind}'" for kind in IN_RESULTS)
            return f".content.{place}: Input tag '{part['type']}' found using 'type' does not match any of the expected tags: {kinds}"
    return None


def _compaction(block: dict[str, Any]) -> str | None:
    return optional(block, "content", str)


def _web_search(block: dict[str, Any]) -> str | None:
    if "content" not in block:
        return f".content{REQUIRED}"
    return None if isinstance(block["content"], list | dict) else f".content{LIST}"


_IMAGE_SOURCES: dict[str, Check] = {
    "base64": lambda source: field(source, "data", str) or one_of(source, "media_type", IMAGE_TYPES),
    "url": lambda source: field(source, "url", str),
    "file": lambda source: field(source, "file_id", str),
}
_DOCUMENT_SOURCES: dict[str, Check] = {
    "base64": lambda source: field(source, "data", str) or one_of(source, "media_type", ("application/pdf",)),
    "text": lambda source: field(source, "data", str),
    "content": _source_content,
    "url": lambda source: field(source, "url", str),
    "file": lambda source: field(source, "file_id", str),
}
_MORE: dict[str, Check] = {
    "compaction": _compaction,
    "document": _document,
    "image": _image,
    "mcp_tool_result": _inner,
    "search_result": _inner,
    "tool_result": _result,
    "web_search_tool_result": _web_search,
}
