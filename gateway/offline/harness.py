"""What in a coding client's messages the user did not write, and what its system prompt states."""

from __future__ import annotations

import re

from gateway.offline.conversation import Conversation, Text

_INJECTED = re.compile(
    r"<(system-reminder|local-command-caveat|local-command-stdout|local-command-stderr|command-name|command-message|command-args"
    r"|bash-input|bash-stdout|bash-stderr|task-notification|ide_opened_file|ide_selection|new-diagnostics|user-prompt-submit-hook)\b[^>]*>"
    r".*?(?:</\1>|\Z)",
    re.DOTALL,
)
_INTERRUPTED = re.compile(r"\[Request interrupted by user[^\]]*\]")
_CWD = re.compile(
    r"(?:Primary working directory|[Ww]orking directory|\bcwd):[ \t]*`?([^\n`]+?)`?[ \t]*$|<cwd>\s*([^<\n]+?)\s*</cwd>", re.MULTILINE
)
# The client's own housekeeping prompts quote whole conversations: acting on what they quote would repeat tool calls.
_HOUSEKEEPING = re.compile(
    r"Your task is to create a (?:detailed |concise )?summary|CRITICAL: Respond with TEXT ONLY|^\s*<(?:session|conversation|transcript)>",
    re.MULTILINE,
)


def written_by_user(text: str) -> str:
    """The text without what the client's harness put into it."""
    return _INTERRUPTED.sub("", _INJECTED.sub("", text)).strip()


def is_housekeeping(instruction: str) -> bool:
    """Whether the client asks on its own behalf: to summarise or name a conversation."""
    return _HOUSEKEEPING.search(instruction[:2000]) is not None


def last_instruction(conversation: Conversation) -> tuple[int, tuple[str, ...]]:
    """Where the user last said something (an index into the turns, -1 for never), and what, block by block."""
    for index in range(len(conversation.turns) - 1, -1, -1):
        turn = conversation.turns[index]
        if isinstance(turn, Text) and turn.role == "user":
            blocks = tuple(text for text in map(written_by_user, turn.blocks) if text)
            if blocks:
                return index, blocks
    return -1, ()


def working_directory(conversation: Conversation) -> str | None:
    """The absolute directory that the client says it works in, None when it says none."""
    for role in ("system", "user"):
        for turn in conversation.turns:
            if isinstance(turn, Text) and turn.role == role:
                found = _CWD.search(turn.text)
                if found:
                    return (found[1] or found[2]).rstrip("/") or "/"
    return None
