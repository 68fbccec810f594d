"""Checks of messages and the system prompt."""

from typing import Any

from translator.request.history.talk import Talk
from translator.request.shape.blocks import ASSISTANT_ONLY, content_fault
from translator.request.shape.faults import LIST, OBJECT, REQUIRED, field, one_of

ROLES = ("user", "assistant", "system")


def messages_fault(body: dict[str, Any]) -> str | None:
    """Return the fault of the messages, with its whole path.

    A conversation may begin with the assistant: the API takes that (anthropics/anthropic-sdk-typescript#622).
    """
    if "messages" not in body:
        return f"messages{REQUIRED}"
    messages = body["messages"]
    if not isinstance(messages, list):
        return f"messages{LIST}"
    if not messages:
        return "messages: at least one message is required"
    talk = messages if isinstance(messages, Talk) else None
    begin = talk.known.count if talk is not None and talk.known is not None and talk.known.sound else 0
    for place in range(begin, len(messages)):
        if fault := _message_fault(messages[place]):
            return f"messages.{place}{fault}"
    if talk is not None:
        talk.lasting.sound = True
    return None


def system_fault(body: dict[str, Any]) -> str | None:
    """Return the fault of the system prompt, with its whole path: a string or a list of text blocks."""
    system = body.get("system")
    if system is None or isinstance(system, str):
        return None
    if fault := content_fault(system):
        return f"system{fault}"
    for place, block in enumerate(system):
        if block["type"] != "text":
            return f"system.{place}.type: Input should be 'text'"
    return None


def _plain(message: Any) -> bool:  # noqa: ANN401 (any JSON value)
    """Tell of a message of text, tool calls and their results that nothing is wrong with it: that is nearly all, and costs little so."""
    if message.__class__ is not dict:
        return False
    role, content = message.get("role"), message.get("content")
    if role != "user" and role != "assistant":
        return False
    if content.__class__ is not list:
        return content.__class__ is str
    for block in content:
        if block.__class__ is not dict:
            return False
        get = block.get
        kind = get("type")
        if kind == "text":
            good = get("text").__class__ is str
        elif kind == "tool_result":
            good = role == "user" and get("content").__class__ is str and get("tool_use_id").__class__ is str
        elif kind == "tool_use":
            good = role == "assistant" and get("input").__class__ is dict and get("id").__class__ is str and get("name").__class__ is str
        else:
            return False
        if not good:
            return False
    return True


def _message_fault(message: object) -> str | None:
    if _plain(message):
        return None
    if not isinstance(message, dict):
        return OBJECT
    role = message.get("role")
    if role != "user" and role != "assistant" and (fault := one_of(message, "role", ROLES)):
        return fault
    if "content" not in message:
        # A system message may carry an output_config alone (Anthropic, mid-conversation system messages).
        return None if role == "system" and isinstance(message.get("output_config"), dict) else field(message, "content", list)
    content = message["content"]
    if fault := content_fault(content):
        return f".content{fault}"
    if isinstance(content, str):
        return None
    for block in content:
        kind = block["type"]
        if kind == "tool_result" and role != "user":
            return ": `tool_result` blocks can only be in `user` messages"
        if kind in ASSISTANT_ONLY and role != "assistant":
            return f": `{kind}` blocks can only be in `assistant` messages"
    return None
