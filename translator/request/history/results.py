"""Tool results: each call gets exactly one, right after the message that holds it, as every upstream demands of a history.

The Messages API refuses other histories; clients make them all the same (interrupted turns, edited or shortened histories).
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from translator.message import Block, Message
from translator.plan import Plan
from translator.request.history import messages
from translator.request.history.call_ids import Order, legal

MISSING = "(No result: this tool call was interrupted before it gave one.)"
EMPTY = "(The tool gave no output.)"
MOVED = "(The results of these tool calls stand above, with their calls.)"
FAILED = "[tool error]"
ORPHAN = "[result of a tool call that is no longer part of this conversation]"


@dataclass(eq=False, slots=True)
class _Call:
    block: Block
    place: int
    result: Block | None = None


@dataclass
class _Calls:
    """The calls of one id. Ids may come again in later turns (some backends count from zero each time)."""

    every: list[_Call] = field(default_factory=list)
    open: deque[_Call] = field(default_factory=deque)
    given_up: deque[_Call] = field(default_factory=deque)

    def add(self, call: _Call) -> None:
        """Take a call; open ones of earlier messages give way, since a result means the call of the latest message."""
        if self.open and self.open[-1].place < call.place:
            self.given_up.extend(self.open)
            self.open.clear()
        self.every.append(call)
        self.open.append(call)


def apply(plan: Plan) -> None:
    """Rebuild plan.messages with every result in its place, ids unique and legal, whatever could not be placed as text."""
    if _kept_order(plan):
        return
    if plan.history is not None:
        # Results that are told already would be told once more.
        plan.history.keeper.fit = False
        plan.notes.kinds = plan.history.before
        messages.from_start(plan)
    calls: dict[str, _Calls] = defaultdict(_Calls)
    by_block: dict[int, _Call] = {}
    placed: set[int] = set()
    early: list[Block] = []
    for place, message in enumerate(plan.messages):
        for block in message.content:
            if block["type"] == "tool_use":
                call = by_block[id(block)] = _Call(block, place)
                calls[block["id"]].add(call)
            elif block["type"] == "tool_result":
                same = calls.get(block["tool_use_id"])
                if same is None or not same.open:
                    early.append(block)
                else:
                    _give(plan, same.open.popleft(), block, place, placed)
    for block in early:
        same = calls.get(block["tool_use_id"])
        if same is not None and (waiting := same.given_up or same.open):
            _give(plan, waiting.popleft(), block, None, placed)
    _name(calls)
    plan.messages = _rebuilt(plan, by_block, placed, calls)


def _kept_order(plan: Plan) -> bool:
    """Tell whether everything stands where it belongs; then each result is told."""
    known, lasting = (plan.history.known, plan.history.lasting) if plan.history is not None else (None, None)
    begin = at = len(known.messages) if known is not None else 0
    order = Order(known.called.copy(), known.waiting) if known is not None else Order(set(), [])
    if lasting is not None:
        at = len(lasting.messages)
        if not order.holds(plan.messages[begin:at]):
            return False
        lasting.called, lasting.waiting = order.called.copy(), order.waiting
    if not order.holds(plan.messages[at:]) or order.waiting:
        return False
    for message in plan.messages[begin:]:
        if message.role == "user":
            for block in message.content:
                if block["type"] == "tool_result":
                    block["content"] = _told(block)
    return True


def _give(plan: Plan, call: _Call, block: Block, place: int | None, placed: set[int]) -> None:
    call.result = block
    placed.add(id(block))
    if place != call.place + 1:
        plan.notes.add("moved-tool-result")


def _name(calls: dict[str, _Calls]) -> None:
    """Give every call an id that no other has and that upstreams take; its result follows when the messages are rebuilt."""
    taken = set(calls)
    for given, same in calls.items():
        for count, call in enumerate(same.every):
            wanted = legal(given if count == 0 else f"{given}_{count + 1}")
            while wanted != given and wanted in taken:
                wanted = legal(f"{wanted}_")
            taken.add(wanted)
            if wanted != given:
                call.block = {**call.block, "id": wanted}


def _rebuilt(plan: Plan, by_block: dict[int, _Call], placed: set[int], calls: dict[str, _Calls]) -> list[Message]:
    rebuilt: list[Message] = []
    spoken = False
    for message in plan.messages:
        content: list[Block] = []
        after: list[Block] = []
        for block in message.content:
            if block["type"] == "tool_use":
                call = by_block[id(block)]
                content.append(call.block)
                after.append(_result(plan, call))
            elif block["type"] != "tool_result":
                content.append(block)
            elif id(block) not in placed:
                content.extend(_loose(plan, block, calls))
        spoken = message.role == "assistant" or bool(content)
        _append(rebuilt, message.role, content)
        if after:
            _append(rebuilt, "user", after)
    if not spoken and rebuilt and rebuilt[-1].role == "assistant":
        # Else the conversation would end with the assistant's words, which would mean that they are to be continued.
        _append(rebuilt, "user", [_text(MOVED)])
    return rebuilt


def _append(rebuilt: list[Message], role: Literal["user", "assistant", "system"], content: list[Block]) -> None:
    if not content:
        return
    if rebuilt and rebuilt[-1].role == role:
        rebuilt[-1].content.extend(content)
    else:
        rebuilt.append(Message(role, content))


def _result(plan: Plan, call: _Call) -> Block:
    identity = call.block["id"]
    if call.result is None:
        plan.notes.add("missing-tool-result")
        return {"type": "tool_result", "tool_use_id": identity, "content": [_text(MISSING)], "is_error": True}
    return {"type": "tool_result", "tool_use_id": identity, "content": _told(call.result), "is_error": call.result["is_error"]}


def _told(result: Block) -> list[Block]:
    """Return a result's content, never empty; an error has a word in front that says so: the upstreams have no field for that."""
    content: list[Block] = result["content"]
    if not result["is_error"]:
        return content or [_text(EMPTY)]
    if content and content[0]["type"] == "text":
        return [_text(f"{FAILED} {content[0]['text']}"), *content[1:]]
    return [_text(FAILED), *content]


def _loose(plan: Plan, block: Block, calls: dict[str, _Calls]) -> list[Block]:
    """Return what stays of a result without a call of its own: nothing of a mere repetition, else its content."""
    same = calls.get(block["tool_use_id"])
    if same is not None:
        plan.notes.add("duplicate-tool-result")
        result = same.every[-1].result
        if result is not None and result["content"] == block["content"]:
            return []
    else:
        plan.notes.add("orphan-tool-result")
    return [_text(ORPHAN), *_told(block)]


def _text(text: str) -> Block:
    return {"type": "text", "text": text}
