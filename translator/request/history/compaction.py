"""compaction blocks: the summary that stands for everything before it (Anthropic, Compaction)."""

from typing import Any

from translator.message import Block
from translator.request import text
from translator.request.history.walk import Walk

HEAD = "Summary of the conversation so far:\n\n"


def since_last(messages: list[Any]) -> list[Any]:
    """Return the messages from the last compaction block on: the API leaves out whatever stands before it."""
    for place in range(len(messages) - 1, -1, -1):
        content = messages[place].get("content")
        if not isinstance(content, list):
            continue
        for index in range(len(content) - 1, -1, -1):
            if content[index]["type"] == "compaction" and content[index].get("content"):
                summary = {"role": "user", "content": [content[index]]}
                rest = [{"role": messages[place]["role"], "content": content[index + 1 :]}] if content[index + 1 :] else []
                return [summary, *rest, *messages[place + 1 :]]
    return messages


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the summary; a compaction that failed has no content and counts as nothing."""
    if content := block.get("content"):
        text.add(text.clean(HEAD + content, walk.notes), out)
