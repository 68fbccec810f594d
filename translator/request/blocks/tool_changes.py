"""Small blocks about tools and files: tool_reference, tool_addition, tool_removal, container_upload."""

from translator.message import Block
from translator.request import text
from translator.request.history import history_names
from translator.request.history.walk import Walk, words


def reference(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append words that tell the model which tool a tool search found."""
    name = history_names.upstream(walk.names, block["tool_name"])
    text.add(f"The tool {name} is available: call it by this name.", out)


def addition(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append words for a tool that becomes available in mid-conversation; the upstream has it from the start, so noted."""
    walk.notes.add("tool-change-as-text")
    text.add(text.clean(f"From here on the tool {_name(block, walk)} is available.", walk.notes), out)


def removal(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append words for a tool that is withdrawn in mid-conversation; the upstream still has it, so noted."""
    walk.notes.add("tool-change-as-text")
    text.add(text.clean(f"From here on the tool {_name(block, walk)} is no longer available: do not call it.", walk.notes), out)


def upload(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append words for a file that was meant for Anthropic's code execution container, noted."""
    walk.notes.add("file-out-of-reach")
    text.add(text.clean(f"(The file {block['file_id']} was uploaded to a container that this model cannot reach.)", walk.notes), out)


def nothing(_block: Block, _walk: Walk, _out: list[Block]) -> None:
    """Append nothing, for blocks that the API itself does not show to the model (fallback, mcp_tool_listing)."""


def _name(block: Block, walk: Walk) -> str:
    tool = block.get("tool")
    if not isinstance(tool, dict):
        return "named in the request"
    inner = tool.get("definition")
    named = inner if isinstance(inner, dict) else tool
    if own := words(named.get("name")):
        return history_names.upstream(walk.names, own)
    return words(named.get("server_name")) or words(named.get("mcp_server_name")) or "named in the request"
