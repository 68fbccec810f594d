"""The history as messages of chat completions (OpenAI, Create chat completion)."""

from translator.failure import invalid
from translator.message import Block, Message
from translator.plan import Plan
from translator.request import text
from translator.request.blocks.server_tools import search_words
from translator.request.history import history_names
from translator.request.history.talk import Item
from translator.request.shape.faults import EMPTY
from translator.request.wires import history_items, prefill

REASONING = ("reasoning_details", "reasoning_content", "reasoning", "reasoning_text", "reasoning_opaque", "thinking")


def messages(plan: Plan) -> list[Item]:
    """Return the messages for the system prompt and the whole history, in its order."""
    names = history_names.by_own(plan)
    capability = plan.target.capability
    # OpenAI's reasoning models take the developer's word; every other backend knows system alone.
    system = "developer" if capability.openai and capability.reasons else "system"

    def write(messages: list[Message], calls: dict[str, str], out: list[Item]) -> None:
        for message in messages:
            if message.role == "assistant":
                _assistant(plan, message, names, calls, out)
            elif message.role == "user":
                _user(plan, message, calls, out)
            else:
                out.append({"role": system, "content": _joined(message.content)})

    out = history_items.items(plan, write)
    if not out:
        raise invalid(EMPTY)
    if plan.system:
        out.insert(0, {"role": system, "content": "\n\n".join(plan.system)})
    if (words := prefill.instruction(plan)) is not None:
        out.append({"role": system, "content": words})
    return out


def _joined(content: list[Block]) -> str:
    return "\n\n".join(block["text"] for block in content)


def _user(plan: Plan, message: Message, calls: dict[str, str], out: list[Item]) -> None:
    rest: list[Block] = []
    own: list[Block] = []
    for block in message.content:
        if block["type"] == "tool_result":
            out.append({"role": "tool", "tool_call_id": block["tool_use_id"], "content": _output(plan, block, calls, rest)})
        else:
            own.append(block)
    if content := [*rest, *own]:
        out.append({"role": "user", "content": _content(plan, content)})


def _output(plan: Plan, block: Block, calls: dict[str, str], rest: list[Block]) -> str:
    """Return a result's text; pictures and files go into the user message right after, under the name of their call."""
    said = [part["text"] for part in block["content"] if part["type"] == "text"]
    shown = [part for part in block["content"] if part["type"] != "text"]
    if shown:
        plan.notes.add("moved-result-image", len(shown))
        name = calls.get(block["tool_use_id"], "")
        rest.append({"type": "text", "text": f"From the result of the tool call {block['tool_use_id']} ({name}):"})
        rest.extend(shown)
        said.append("(What this call shows follows in the next message.)")
    return "\n".join(said)


def _content(plan: Plan, content: list[Block]) -> str | list[Item]:
    """Return a message's content: a string where one text is all, and for plain backends wherever it is text alone."""
    if len(content) == 1 and content[0]["type"] == "text":
        return str(content[0]["text"])
    if not plan.target.capability.openai and all(block["type"] == "text" for block in content):
        return _joined(content)
    return [_part(block) for block in content]


def _part(block: Block) -> Item:
    match block["type"]:
        case "text":
            return {"type": "text", "text": block["text"]}
        case "image":
            return {"type": "image_url", "image_url": {"url": block["url"]}}
        case _:
            return {"type": "file", "file": {"filename": block["filename"], "file_data": block["url"]}}


def _assistant(plan: Plan, message: Message, names: dict[str, str], calls: dict[str, str], out: list[Item]) -> None:
    said: list[str] = []
    made: list[Item] = []
    reasoned: Item = {}
    extras: dict[str, Item] = {}
    for block in message.content:
        match block["type"]:
            case "text":
                said.append(block["text"])
                if made:
                    plan.notes.add("text-before-tool-call")
            case "web_search":
                plan.notes.add("server-tool-as-text")
                said.append(search_words(block["query"], block["results"]))
            case "tool_use":
                calls[block["id"]] = block["name"]
                function = {
                    "name": history_names.upstream(names, block["name"]),
                    "arguments": text.written(block["input"], plan.notes),
                }
                made.append({"id": block["id"], "type": "function", "function": function, **extras.get(block["id"], {})})
            case _ if plan.target.capability.openai:
                # OpenAI's own chat completions know no reasoning in a message, and refuse the field.
                plan.notes.add("dropped-foreign-thinking")
            case _:
                _reason(block["item"], reasoned)
                extras |= _extras(block["item"])
    if not said and not made:
        plan.notes.add("dropped-unpaired-thinking")
        return
    # Null beside tool calls is what OpenAI's own client sends; Ollama and Gemini refuse an empty string there, others a missing field.
    answer: Item = {"role": "assistant", "content": "\n\n".join(said) if said else None, **reasoned}
    if made:
        answer["tool_calls"] = made
    out.append(answer)


def _extras(item: Item) -> dict[str, Item]:
    """Return what the upstream wants back with its calls (extra_content: Gemini's thought signature), by the call's id."""
    calls = item.get("tool_calls")
    kept = calls.items() if isinstance(calls, dict) else ()
    return {call: {"extra_content": extra["extra_content"]} for call, extra in kept if isinstance(extra, dict) and "extra_content" in extra}


def _reason(item: Item, reasoned: Item) -> None:
    """Give the reasoning back in the field that it came in; several pieces of one message become one.

    OpenRouter's details hold the text as well, so they go alone.
    """
    for name in REASONING[:1] if item.get(REASONING[0]) else REASONING[1:]:
        value = item.get(name)
        before = reasoned.get(name)
        if isinstance(value, str) and value:
            reasoned[name] = before + value if isinstance(before, str) else value
        elif isinstance(value, list) and value:
            reasoned[name] = [*before, *value] if isinstance(before, list) else value
