"""Tool calls in the deltas of a chat completion: which fragment belongs to which call.

The API numbers parallel calls by index and names each once. Backends differ: no index, index 0 for every call (Ollama, Gemini), the id and
name on every fragment, a new id on every fragment, everything in one fragment, arguments as an object, no function around name and
arguments.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from operator import eq
from typing import Any

from translator.response.deltas.fields import arguments_of, number, text
from translator.response.gathered import Gathered
from translator.response.tool_json import whole
from translator.response.writer import Writer

# What converters of Anthropic's own streams say first of every call.
EMPTY = "{}"


@dataclass(eq=False)
class Call:
    """One call. key: the writer's. tool_id: the client's id, empty until the writer knows the call. size: characters of arguments.

    empty: an empty object came first: all of the arguments, or what stands for those that follow.
    """

    key: tuple[str, int]
    call_id: str = ""
    name: str = ""
    tool_id: str = ""
    size: int = 0
    parts: Gathered = field(default_factory=Gathered)
    extra: dict[str, Any] | None = None
    empty: bool = False

    def is_whole(self) -> bool:
        """Tell whether the arguments are one whole object."""
        return bool(self.size) and whole(self.parts.text()) is not None

    def repeats(self, arguments: str) -> bool:
        """Tell whether a fragment says all of the arguments once more."""
        return len(arguments) == self.size and arguments == self.parts.text() and self.is_whole()


class Calls:
    """All calls of one answer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._calls: list[Call] = []
        self._by_key: dict[object, Call] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def feed(self, fragments: object) -> None:
        """Take tool_calls of a delta."""
        if type(fragments) is list and len(fragments) == 1 and self._goes_on(fragments[0]):
            return
        several: list[object] = fragments if isinstance(fragments, list) else [fragments]
        for place, fragment in enumerate(several):
            if isinstance(fragment, dict):
                # Fragments without an index that stand side by side are of different calls.
                self._take(fragment, ("place", place) if len(several) > 1 else None)

    def goes_on(self, fragments: object) -> tuple[str, str] | None:
        """Return where the one common fragment has its arguments, and the arguments; None for anything else."""
        if type(fragments) is not list or len(fragments) != 1:
            return None
        call, arguments = self._next(fragments[0])
        return None if call is None else ("arguments", arguments)

    def more(self, index: int, texts: list[str]) -> None:
        """Take further arguments of the call with this index."""
        call = self._by_key[index]
        sizes = list(map(len, texts))
        # What is as long as all pieces before it may be all of the arguments once more.
        if "" in texts or any(map(eq, sizes, accumulate(sizes, initial=call.size))):
            for text in texts:
                self.feed([{"index": index, "function": {"arguments": text}}])
            return
        call.parts.add_all(texts)
        call.size += sum(sizes)
        self._writer.several(texts, call.key, self._writer.arguments)

    def legacy(self, function: object) -> None:
        """Take a delta of function_call, which knows one call only."""
        self._take({"index": 0, "function": function}, None)

    def finish(self, truncated: bool) -> None:
        """Begin the calls that never had arguments: calls all the same, unless the answer was truncated right there."""
        for call in self._calls:
            if call.empty and call.name and not call.size:
                self._begin(call)
                self._writer.arguments(EMPTY, call.key)
            if call.tool_id or not (call.name or call.size or call.empty):
                continue
            if truncated:
                self._writer.notes.add("truncated-tool-call")
            elif call.name:
                self._begin(call)
            else:
                self._writer.broken()

    def _goes_on(self, fragment: object) -> bool:
        """Take the common fragment, which has an index and the next piece of arguments; return False for any other."""
        call, arguments = self._next(fragment)
        if call is None or len(arguments) == call.size:
            return False
        call.parts.add(arguments)
        call.size += len(arguments)
        self._writer.arguments(arguments, call.key)
        return True

    def _next(self, fragment: object) -> tuple[Call | None, str]:
        """Return the call that a common fragment goes on with, and its arguments; None for any other fragment."""
        if type(fragment) is not dict or len(fragment) != 2 or type(index := fragment.get("index")) is not int:
            return None, ""
        call, function = self._by_key.get(index), fragment.get("function")
        if call is None or not call.tool_id or type(function) is not dict or len(function) != 1:
            return None, ""
        arguments = function.get("arguments")
        return (call, arguments) if type(arguments) is str and arguments else (None, "")

    def _take(self, fragment: dict[str, Any], place: object) -> None:
        function = fragment.get("function")
        fields: dict[str, Any] = function if isinstance(function, dict) else fragment
        arguments = arguments_of(fields.get("arguments"))
        call_id, name = text(fragment.get("id")), text(fields.get("name"))
        call = self._find(number(fragment.get("index")), place, call_id, name, arguments)
        call.call_id = call.call_id or call_id
        if not call.tool_id and name != call.name:
            # Parts of a name come one after the other; a whole name that comes again is the same.
            call.name += name
        if isinstance(extra := fragment.get("extra_content"), dict) and extra:
            self._extra(call, extra)
        if not call.size and arguments.strip() == EMPTY:
            call.empty, arguments = True, ""
            self._begin(call)
        if not arguments or call.repeats(arguments):
            return
        call.parts.add(arguments)
        call.size += len(arguments)
        if call.tool_id:
            self._writer.arguments(arguments, call.key)
        else:
            self._begin(call)

    def _begin(self, call: Call) -> None:
        """Begin a call if its name is known, and before it those that were announced before it."""
        if not call.name:
            return
        for known in self._calls[: self._calls.index(call) + 1]:
            if known.name and not known.tool_id:
                known.tool_id = self._writer.tool_start(known.key, known.call_id, known.name, known.extra)
                self._writer.arguments(known.parts.text(), known.key)

    def _extra(self, call: Call, extra: dict[str, Any]) -> None:
        if call.tool_id and call.extra is None:
            self._writer.tool_extra(call.tool_id, extra)
        call.extra = extra

    def _find(self, index: object, place: object, call_id: str, name: str, arguments: str) -> Call:
        key = place if index is None else index
        call = self._by_key.get(key)
        if index is None and call_id:
            call = next((known for known in reversed(self._calls) if known.call_id == call_id), call)
        if call is None and key is None and self._calls:
            call = self._calls[-1]
        if call is None or (name and _another(call, call_id, name, arguments)):
            call = Call(("call", len(self._calls)))
            self._calls.append(call)
        if key is not None:
            self._by_key[key] = call
        return call


def _another(call: Call, call_id: str, name: str, arguments: str) -> bool:
    """Tell whether a fragment with a name, where this call was, begins another one."""
    if call_id and call.call_id:
        if call_id == call.call_id:
            return False
        # Another id is another call, but for backends that make up an id for each fragment: then it goes on with what is not whole.
        return name != call.name or not call.size or arguments.lstrip().startswith("{") or call.is_whole()
    if call.tool_id and name != call.name:
        return True
    # Without ids: a name again, with arguments again, after arguments that were whole and different.
    return arguments.lstrip().startswith("{") and call.is_whole() and arguments != call.parts.text()
