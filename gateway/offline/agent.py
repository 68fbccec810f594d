"""The answer to a conversation: the next tool call of the task, or the text that ends it. Pure: the same conversation, the same answer."""

from __future__ import annotations

import re
from collections.abc import Generator

import orjson

from gateway.offline.answer import Answer, Called, in_pieces, limited, say
from gateway.offline.closing import NO_MODEL, closing_text, helpless_text, summary_text, unplanned_text
from gateway.offline.conversation import Conversation, Json, Tool, ToolCall, ToolResult
from gateway.offline.harness import is_housekeeping, last_instruction, wants_summary, working_directory
from gateway.offline.hosted_search import searched
from gateway.offline.results import failed, outputs_of
from gateway.offline.scripted.marker import without_marker
from gateway.offline.structured import minimal
from gateway.offline.tools import Action, Toolbox
from gateway.offline.words.intent import Intent
from gateway.offline.words.intents import parse
from gateway.offline.work import Outcome, carry_out

_TINY = 15
_TITLE_WORDS = 6
_PATHS = ("file_path", "path", "filename", "filepath", "file")
# Only what looks like a name, with a capital or an underscore in it: "use the right tool" names none.
_TOOL_BY_NAME = re.compile(r"\b(?:[Uu]se|[Cc]all|[Ii]nvoke)\s+(?:the\s+)?`?(\w*[A-Z_]\w*)`?\s+tool\b")
_TARGETS = (*_PATHS, "command", "pattern", "query", "url", "prompt")


def answer(conversation: Conversation) -> Answer:
    """What the backend answers, within the client's limit of tokens."""
    return limited(_answer(conversation), conversation.max_tokens)


def call(name: str, arguments: Json) -> Called:
    """A function call, its arguments in the pieces in which a stream sends them."""
    return Called(name, in_pieces(orjson.dumps(arguments).decode()))


def forced_call(conversation: Conversation) -> Called | None:
    """The call that tool_choice demands by name, with the least arguments that its schema allows."""
    wanted = conversation.tool_choice.removeprefix("=")
    tool = next((tool for tool in conversation.tools if tool.name == wanted), None)
    return call(tool.name, least_arguments(tool.schema)) if tool else None


def least_arguments(schema: Json) -> Json:
    """The smallest arguments object that a tool's schema allows."""
    found = minimal({"type": "object", **schema}, "offline")
    return found if isinstance(found, dict) else {}


def _answer(conversation: Conversation) -> Answer:
    start, blocks = last_instruction(conversation)
    instruction = without_marker(blocks[-1]) if blocks else ""
    if conversation.schema is not None:
        return say(orjson.dumps(_structured(conversation.schema, instruction)).decode())
    found = searched(conversation, instruction) if conversation.search and not Toolbox(conversation, None).can("web") else None
    if found is not None:
        return found
    # More may stand behind it, such as the form that the answer shall have.
    chore = next((block for block in blocks if is_housekeeping(block)), None)
    if chore is not None:
        return say(summary_text(conversation) if wants_summary(chore) else f"{NO_MODEL} There is nothing to summarise with.")
    if conversation.max_tokens is not None and conversation.max_tokens <= _TINY:
        return say(helpless_text(instruction))
    usable = conversation.tools if conversation.tool_choice != "none" else ()
    action, outcomes = _next(conversation, start, instruction) if usable else (None, [])
    if conversation.tool_choice.startswith("="):
        forced = conversation.tool_choice[1:]
        fitting = call(action.tool, action.arguments) if action and action.tool == forced else forced_call(conversation)
        return Answer((fitting,)) if fitting else say(helpless_text(instruction))
    if action is not None:
        return Answer((call(action.tool, action.arguments),))
    if conversation.tool_choice == "required" and usable:
        return Answer((call(usable[0].name, least_arguments(usable[0].schema)),))
    if outcomes:
        return say(closing_text(outcomes))
    named = _named_tool(usable, instruction)
    seeking = _sought(Toolbox(conversation, None), usable, instruction)
    made = [made_call.name for made_call, _ in _made(conversation, start)]
    if seeking and not made:
        return Answer((call(seeking.tool, seeking.arguments),))
    if named and not set(made) - {"ToolSearch"}:
        return Answer((call(named.name, least_arguments(named.schema)),))
    outputs = list(outputs_of(conversation.turns[start + 1 :]).values())
    return say(unplanned_text(outputs) if outputs else helpless_text(instruction))


def _named_tool(tools: tuple[Tool, ...], instruction: str) -> Tool | None:
    """The offered tool that an instruction names, as in "use get_weather": for clients whose tools we do not know."""
    return next(
        (tool for tool in tools if re.search(rf"\b(?:use|call|invoke|with)\s+(?:the\s+)?`?{re.escape(tool.name)}\b", instruction)), None
    )


def _sought(box: Toolbox, tools: tuple[Tool, ...], instruction: str) -> Action | None:
    """The search for a tool that an instruction names but the client does not show, as in "use the CronList tool"."""
    found = _TOOL_BY_NAME.search(instruction)
    return box.seek(found[1]) if found and found[1] not in {tool.name for tool in tools} else None


def _next(conversation: Conversation, start: int, instruction: str) -> tuple[Action | None, list[Outcome]]:
    """Replay the task against the calls that were made since the instruction; the first call not yet made is the next."""
    files, seen = _touched(conversation, start)
    intents = parse(instruction, files)
    made = _made(conversation, start)
    if len(made) > 4 * len(intents) + 4:  # Something does not go as planned: end rather than loop.
        return None, []
    outcomes: list[Outcome] = []
    task = _task(intents, Toolbox(conversation, working_directory(conversation)), seen, outcomes)
    try:
        action = next(task)
        for made_call, output in made:
            if _is(made_call, action):
                action = task.send(output)
    except StopIteration:
        return None, outcomes
    return action, outcomes


def _is(made: ToolCall, action: Action) -> bool:
    """Whether a call in the history is the one that the task would make: contents may come back changed, targets do not."""
    targets = [name for name in _TARGETS if name in action.arguments]
    return made.name == action.tool and all(made.arguments.get(name) == action.arguments[name] for name in targets)


def _task(intents: list[Intent], box: Toolbox, seen: set[str], outcomes: list[Outcome]) -> Generator[Action, str, None]:
    for intent in intents:
        outcome = yield from carry_out(intent, box, seen)
        outcomes.append(outcome)


def _made(conversation: Conversation, start: int) -> list[tuple[ToolCall, str]]:
    """The calls since the instruction with their outputs; one without an output failed."""
    later = conversation.turns[start + 1 :]
    outputs = outputs_of(later)
    return [(turn, outputs.get(turn.id, "Error: the call was not answered")) for turn in later if isinstance(turn, ToolCall)]


def _touched(conversation: Conversation, start: int) -> tuple[tuple[str, ...], set[str]]:
    """The files of earlier tasks, in order, and those of them that a tool handled without an error."""
    earlier = conversation.turns[: max(start, 0)]
    outputs = {turn.id: turn.output for turn in earlier if isinstance(turn, ToolResult)}
    files: list[str] = []
    seen: set[str] = set()
    for turn in earlier:
        path = (
            next((turn.arguments[name] for name in _PATHS if isinstance(turn.arguments.get(name), str)), None)
            if isinstance(turn, ToolCall)
            else None
        )
        if path and isinstance(turn, ToolCall):
            files.append(path)
            if turn.id in outputs and not failed(outputs[turn.id]):
                seen.add(path)
    return tuple(files), seen


def _structured(schema: Json, instruction: str) -> object:
    title = " ".join(instruction.split()[:_TITLE_WORDS]).strip(" .,:;!?\"'")[:60] or "Offline backend"
    return minimal(schema, title) if schema else {"answer": NO_MODEL}
