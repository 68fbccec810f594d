"""Tool calls in the deltas of a chat completion: which fragment belongs to which call.

The API numbers parallel calls by index and names each once. Backends differ: no index, index 0 for every call (Ollama, Gemini), the id and
name on every fragment, everything in one fragment, arguments as an object.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson

from translator.response.tool_json import whole
from translator.response.writer import Writer


@dataclass
class Call:
    """One call; begun tells that the writer knows it."""

    number: int
    call_id: str = ""
    name: str = ""
    begun: bool = False
    parts: list[str] = field(default_factory=list)

    def is_whole(self) -> bool:
        """Tell whether the arguments are one whole object."""
        return bool(self.parts) and whole("".join(self.parts)) is not None

    def repeats(self, arguments: str) -> bool:
        """Tell whether a fragment says all of the arguments once more."""
        return arguments.startswith("{") and self.is_whole() and arguments == "".join(self.parts)


class Calls:
    """All calls of one answer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._calls: list[Call] = []
        self._by_index: dict[int, Call] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def feed(self, fragment: object) -> None:
        """Take one entry of tool_calls."""
        if not isinstance(fragment, dict):
            return
        function = fragment.get("function")
        fields: dict[str, Any] = function if isinstance(function, dict) else {}
        call_id, name = _text(fragment.get("id")), _text(fields.get("name"))
        arguments = _arguments(fields.get("arguments"))
        call = self._find(fragment.get("index"), call_id, name, arguments)
        call.call_id = call.call_id or call_id
        if not call.begun and name != call.name:
            # Parts of a name come one after the other; a whole name that comes again is the same.
            call.name += name
        if call.repeats(arguments):
            return
        if arguments:
            call.parts.append(arguments)
        if call.begun:
            self._writer.tool_arguments(("call", call.number), arguments)
        elif call.parts and call.name:
            self._begin(call)

    def legacy(self, function: object) -> None:
        """Take a delta of function_call, which knows one call only."""
        self.feed({"index": 0, "function": function})

    def finish(self, truncated: bool) -> None:
        """Begin the calls that never had arguments: calls all the same, unless the answer was truncated right there."""
        for call in self._calls:
            if call.begun or not (call.name or call.parts):
                continue
            if truncated:
                self._writer.notes.add("truncated-tool-call")
            elif call.name:
                self._begin(call)
            else:
                self._writer.broken()

    def _begin(self, call: Call) -> None:
        call.begun = True
        self._writer.tool_start(("call", call.number), call.call_id, call.name)
        self._writer.tool_arguments(("call", call.number), "".join(call.parts))

    def _find(self, index: object, call_id: str, name: str, arguments: str) -> Call:
        if type(index) is int:
            call = self._by_index.get(index)
        else:
            known = [call for call in self._calls if call_id and call.call_id == call_id]
            call = known[-1] if known else self._calls[-1] if self._calls else None
        if call is None or _another(call, call_id, name, arguments):
            call = Call(len(self._calls))
            self._calls.append(call)
        if type(index) is int:
            self._by_index[index] = call
        return call


def _another(call: Call, call_id: str, name: str, arguments: str) -> bool:
    """Tell whether a fragment that comes where this call was begins another one."""
    if not name:
        return False
    if call_id and call.call_id:
        return call_id != call.call_id
    # Without ids: a name again, with arguments again, after arguments that were whole and different.
    return call.is_whole() and bool(arguments) and arguments != "".join(call.parts)


def _arguments(value: object) -> str:
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
