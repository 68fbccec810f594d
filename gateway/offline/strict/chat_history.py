"""Rules about how the messages of chat completions belong together."""

from __future__ import annotations

from gateway.offline.errors import ApiError
from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import refused
from gateway.offline.strict.shapes import as_list


def pairs(asked: Asked) -> None:
    """Right behind an assistant's calls stand their results, each once; nowhere else stands one."""
    open_calls: list[str] = []
    expected: set[str] = set()
    for index, message in enumerate(asked.body["messages"]):
        if message["role"] == "tool":
            own = message["tool_call_id"]
            if own not in expected:
                words = "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
                raise refused(words, f"messages.[{index}].role")
            if own not in open_calls:
                raise refused(f"Duplicate value for 'tool_call_id' of '{own}' in message[{index}].", f"messages.[{index}].tool_call_id")
            open_calls.remove(own)
            continue
        if open_calls:
            raise _unanswered(open_calls, f"messages.[{index}].role")
        open_calls = [call["id"] for call in as_list(message.get("tool_calls"))]
        twice = next((one for one in open_calls if open_calls.count(one) > 1), None)
        if twice is not None:
            raise refused(f"Duplicate value for 'tool_call_id' of '{twice}' in message[{index}].", f"messages.[{index}].tool_calls")
        expected = set(open_calls)
    if open_calls:
        raise _unanswered(open_calls, "messages")


def _unanswered(calls: list[str], param: str) -> ApiError:
    message = "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
    return refused(message + f"The following tool_call_ids did not have response messages: {', '.join(calls)}", param)
