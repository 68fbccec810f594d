"""Scenarios that call tools."""

from __future__ import annotations

import json

from gateway.offline import agent
from gateway.offline.answer import Called
from gateway.offline.conversation import Conversation, Json, Tool
from gateway.offline.errors import ApiError
from gateway.offline.harness import working_directory
from gateway.offline.scripted.scene import Options, Scene
from gateway.offline.tools import Action, Toolbox

_AWKWARD = 'one\ntwo\t"quoted" \\ back\\slash é ü 日本語 😀 👩‍👩‍👧 end'


def tool_call(scene: Scene) -> Called:
    """The call that the options name; the first offered tool and minimal arguments where they are silent."""
    name = scene.options.text("name", scene.conversation.tools[0].name if scene.conversation.tools else "")
    arguments = scene.options.optional("arguments")
    if not name:
        raise ApiError(400, "The offline scenario calls a tool, but the request offers none and the options name none.", code="no_tools")
    if isinstance(arguments, str):  # Sent as it is: a test may want arguments that are no JSON.
        return Called(name, (arguments,))
    return agent.call(name, arguments if isinstance(arguments, dict) else _minimal(scene.conversation, name))


def parallel_calls(scene: Scene) -> tuple[Called, ...]:
    """The calls that the options list, or calls of two offered tools, harmless ones where they are offered."""
    listed = scene.options.optional("calls")
    if listed is not None:
        if not isinstance(listed, list) or not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in listed):
            raise ApiError(400, 'Option "calls" must be a list of {"name", "arguments"}.', code="invalid_option")
        return tuple(agent.call(one["name"], one.get("arguments") or {}) for one in listed)
    if not scene.conversation.tools:
        raise ApiError(400, "The offline scenario calls tools, but the request offers none.", code="no_tools")
    box = Toolbox(scene.conversation, working_directory(scene.conversation))
    harmless = [box.run("echo one", "Say one"), box.glob("*"), box.list(""), box.run("echo two", "Say two")]
    chosen = _distinct([action for action in harmless if action])
    chosen += [Action(tool.name, _least(tool)) for tool in scene.conversation.tools if tool.name not in {action.tool for action in chosen}]
    two = (chosen * 2)[:2]
    return tuple(agent.call(action.tool, action.arguments) for action in two)


def fragmented_call(scene: Scene) -> Called:
    """A call whose arguments come in fragments of `size` characters, so that escapes and surrogate pairs are torn apart."""
    size = scene.options.whole("size", 1, low=1)
    named, given = scene.options.optional("name"), scene.options.optional("arguments")
    box = Toolbox(scene.conversation, working_directory(scene.conversation))
    action = box.write("fragmented.txt", _AWKWARD)
    if isinstance(named, str) or isinstance(given, dict) or action is None:
        chosen = Options(
            "fragmented_arguments", {key: value for key, value in (("name", named), ("arguments", given)) if value is not None}
        )
        call = tool_call(Scene(scene.conversation, chosen, scene.chat, scene.body))
        action = Action(call.name, json.loads(call.arguments))
    text = _half_escaped(json.dumps(action.arguments, ensure_ascii=False))
    return Called(action.tool, tuple(text[at : at + size] for at in range(0, len(text), size)))


def _half_escaped(text: str) -> str:
    """JSON text with every second non-ASCII character as an escape: both forms occur in real streams."""
    parts: list[str] = []
    foreign = 0
    for char in text:
        foreign += ord(char) > 127
        parts.append(json.dumps(char)[1:-1] if ord(char) > 127 and foreign % 2 else char)
    return "".join(parts)


def _distinct(actions: list[Action]) -> list[Action]:
    return list({action.tool: action for action in reversed(actions)}.values())[::-1]


def _minimal(conversation: Conversation, name: str) -> Json:
    return next((_least(tool) for tool in conversation.tools if tool.name == name), {})


def _least(tool: Tool) -> Json:
    return agent.least_arguments(tool.schema)
