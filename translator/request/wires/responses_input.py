"""The history as input items of the Responses API (OpenAI, Create a model response; Conversation state).

Items carry no ids that the upstream gave, except reasoning: with store: false it knows none, and an item whose id it links to a reasoning
item that is absent is refused ("was provided without its required 'reasoning' item").
"""

from hashlib import sha256

from translator.failure import invalid
from translator.message import Block, Message
from translator.plan import Plan
from translator.request import text
from translator.request.blocks.server_tools import search_words
from translator.request.history import history_names
from translator.request.history.talk import Item
from translator.request.shape.faults import EMPTY
from translator.request.wires import history_items, prefill


def items(plan: Plan) -> list[Item]:
    """Return the input items for the whole history, in its order."""
    names = history_names.by_own(plan)

    def write(messages: list[Message], seen: dict[str, str], out: list[Item]) -> None:
        for message in messages:
            if message.role == "assistant":
                _assistant(plan, message, names, seen, out)
            elif message.role == "user":
                _user(message, out)
            else:
                out.append(_system(plan, [{"type": "input_text", "text": block["text"]} for block in message.content]))

    out = history_items.items(plan, write)
    if not out:
        raise invalid(EMPTY)
    if (words := prefill.instruction(plan)) is not None:
        out.append(_system(plan, [{"type": "input_text", "text": words}]))
    return out


def _system(plan: Plan, content: list[Item]) -> Item:
    return {"type": "message", "role": "developer" if plan.target.capability.openai else "system", "content": content}


def _user(message: Message, out: list[Item]) -> None:
    content: list[Item] = []
    for block in message.content:
        if block["type"] == "tool_result":
            out.append({"type": "function_call_output", "call_id": block["tool_use_id"], "output": _output(block["content"])})
        elif block["type"] == "text":
            content.append({"type": "input_text", "text": block["text"]})
        else:
            content.append(_part(block))
    if content:
        out.append({"type": "message", "role": "user", "content": content})


def _part(block: Block) -> Item:
    match block["type"]:
        case "text":
            return {"type": "input_text", "text": block["text"]}
        case "image":
            return {"type": "input_image", "detail": "auto", "image_url": block["url"]}
        case _ if block["url"].startswith("data:"):
            return {"type": "input_file", "filename": block["filename"], "file_data": block["url"]}
        case _:
            return {"type": "input_file", "file_url": block["url"]}


def _output(content: list[Block]) -> str | list[Item]:
    """Return a result's output: a string where it is text alone, which every backend takes, else a list of parts."""
    if len(content) == 1 and content[0]["type"] == "text":
        only: str = content[0]["text"]
        return only
    if all(block["type"] == "text" for block in content):
        return "\n".join(block["text"] for block in content)
    return [_part(block) for block in content]


def _assistant(plan: Plan, message: Message, names: dict[str, str], seen: dict[str, str], out: list[Item]) -> None:
    said: list[str] = []
    begin = len(out)
    called = begin
    for block in message.content:
        kind = block["type"]
        if kind == "text":
            said.append(block["text"])
            continue
        _say(plan, said, out)
        if kind == "tool_use":
            arguments = text.written(block["input"], plan.notes)
            name = history_names.upstream(names, block["name"])
            out.append({"type": "function_call", "call_id": block["id"], "name": name, "arguments": arguments})
            called = len(out)
        elif kind == "web_search":
            _search(plan, block, said, seen, out)
            called = len(out)
        else:
            _reasoning(plan, block["item"], seen, out)
    _say(plan, said, out)
    if plan.target.capability.phases and message is not plan.messages[-1]:
        _phases(out, begin, called)
    while len(out) > begin and out[-1]["type"] == "reasoning":
        # Refused otherwise: "reasoning was provided without its required following item" (an answer that was cut off).
        out.pop()
        plan.notes.add("dropped-unpaired-thinking")


def _say(plan: Plan, said: list[str], out: list[Item]) -> None:
    """Append the words as messages whose content is a string: the types know output_text only with the id that the upstream gave."""
    if said:
        # Compatible servers' templates expect turns to alternate.
        pieces = said if plan.target.capability.openai else ["\n\n".join(said)]
        for piece in pieces:
            out.append({"type": "message", "role": "assistant", "content": piece})
        said.clear()


def _phases(out: list[Item], begin: int, called: int) -> None:
    """Say which words were comments on the way to a tool call: models that know phases may take them for final answers and stop early.

    The Messages API has no place for the phase, so it is told from what followed (OpenAI, EasyInputMessage: phase).
    """
    for place in range(begin, len(out)):
        if out[place]["type"] == "message":
            out[place]["phase"] = "commentary" if place < called else "final_answer"


def _search(plan: Plan, block: Block, said: list[str], seen: dict[str, str], out: list[Item]) -> None:
    if not plan.target.capability.hosted_search:
        plan.notes.add("server-tool-as-text")
        said.append(search_words(block["query"], block["results"]))
        return
    sources = [{"type": "url", "url": result["url"]} for result in block["results"] if result["url"]]
    action = {"type": "search", "query": block["query"], **({"sources": sources} if sources else {})}
    identity = f"ws_{sha256(block['id'].encode('utf-8', 'surrogatepass')).hexdigest()[:48]}"
    if identity not in seen:
        seen[identity] = ""
        out.append({"type": "web_search_call", "id": identity, "status": "completed", "action": action})


def _reasoning(plan: Plan, item: Item, seen: dict[str, str], out: list[Item]) -> None:
    """Append a reasoning item as it came: id and encrypted content belong together, and each id may stand once only."""
    identity = item.get("id")
    if plan.target.capability.openai and not item.get("encrypted_content"):
        # With store: false an id alone refers to nothing: "Item with id 'rs_…' not found".
        plan.notes.add("dropped-foreign-thinking")
        return
    if isinstance(identity, str) and identity:
        if identity in seen:
            return
        seen[identity] = ""
    kept = {key: item[key] for key in ("id", "encrypted_content") if item.get(key)}
    if not plan.target.capability.openai and item.get("content"):
        kept["content"] = item["content"]
    out.append({"type": "reasoning", "summary": item.get("summary") or [], **kept})
