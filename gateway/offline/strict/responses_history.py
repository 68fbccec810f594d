"""Rules about how the items of an input on the Responses API belong together."""

from __future__ import annotations

from gateway.offline import seal
from gateway.offline.strict.asked import Asked, Json
from gateway.offline.strict.refusals import refused
from gateway.offline.strict.shapes import as_list

_PREFIXES = {
    "message": "msg",
    "function_call": "fc",
    "function_call_output": "fc",
    "custom_tool_call": "ctc",
    "custom_tool_call_output": "ctc",
    "reasoning": "rs",
    "web_search_call": "ws",
}
_CALLS = {"function_call": "function_call_output", "custom_tool_call": "custom_tool_call_output"}
_RESULTS = {result: call for call, result in _CALLS.items()}


def ids(asked: Asked) -> None:
    """Ids begin like their item's type and stand there once."""
    seen: set[str] = set()
    for index, item in enumerate(_items(asked)):
        given, prefix = item.get("id"), _PREFIXES.get(item.get("type", "message"))
        if given is None or prefix is None:
            continue
        if not given.startswith(prefix):
            at = f"input[{index}].id"
            raise refused(f"Invalid '{at}': '{given}'. Expected an ID that begins with '{prefix}'.", at, "invalid_value")
        if given in seen:
            raise refused(f"Duplicate item found with id {given}. Remove duplicate items from your input and try again.", "input")
        seen.add(given)


def pairs(asked: Asked) -> None:
    """Every call has its output somewhere after it, every output its call before it; neither comes twice."""
    calls: dict[str, str] = {}
    answered: set[str] = set()
    earlier = asked.body.get("previous_response_id") is not None
    for item in _items(asked):
        kind, own = item.get("type", "message"), item.get("call_id", "")
        if kind in _CALLS:
            if own in calls:
                raise refused(f"Duplicate 'call_id': {own}.", "input")
            calls[own] = _CALLS[kind]
        elif kind in _RESULTS:
            if calls.get(own) != kind and not earlier:
                said = "function call" if kind == "function_call_output" else "custom tool call"
                raise refused(f"No tool call found for {said} output with call_id {own}.", "input")
            if own in answered:
                raise refused(f"Duplicate output found for function call with call_id {own}.", "input")
            answered.add(own)
    for own, kind in calls.items():
        if own not in answered:
            said = "function call" if kind == "function_call_output" else "custom tool call"
            raise refused(f"No tool output found for {said} {own}.", "input")


def reasoning_is_followed(asked: Asked) -> None:
    """Behind reasoning stands what the model made of it: a message of its own, or a call."""
    given = _items(asked)
    for index, item in enumerate(given):
        if item.get("type") != "reasoning":
            continue
        later = next((one for one in given[index + 1 :] if one.get("type") != "reasoning"), {})
        kind = later.get("type", "message")
        if kind not in (*_CALLS, "web_search_call") and (kind != "message" or later.get("role") != "assistant"):
            message = f"Item '{item['id']}' of type 'reasoning' was provided without its required following item."
            raise refused(message, "input")


def reasoning_is_ours(asked: Asked) -> None:
    """Reasoning comes with the encrypted content that was issued for it: nothing is stored here."""
    for item in _items(asked):
        if item.get("type") != "reasoning":
            continue
        token, own = item.get("encrypted_content"), item["id"]
        if token is None:
            message = f"Item with id '{own}' not found."
            if asked.body.get("store") is False:
                message += (
                    " Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from "
                )
                message += "your input."
            raise refused(message, "input", status=404)
        if not asked.model.reasons or not seal.verifies(token, asked.name, own):
            shown = f"{token[:4]}...{token[-4:]}"
            message = f"The encrypted content {shown} could not be verified. Reason: Encrypted content could not be decrypted or parsed."
            raise refused(message, None, "invalid_encrypted_content")


def _items(asked: Asked) -> list[Json]:
    return as_list(asked.body.get("input"))
