"""Read the JSON of a request without what is known of it already."""

import secrets
from typing import Any

import orjson

from translator.repeated.span import Member, Span
from translator.repeated.talks import SameTalks
from translator.repeated.tools import SameTools
from translator.request.history.talk import Beginning
from translator.request.tools.kept import Kept


class Reading:
    """One worker's: it knows the tools and conversations that came last."""

    def __init__(self) -> None:
        # Stands where something known was cut out. No client can know it, so that finding it at its place says what was cut out.
        self._mark = secrets.token_hex(16)
        self._stand_in = orjson.dumps(self._mark)
        self.tools, self._tools_member = SameTools(), Member("tools")
        self.talks, self._messages_member = SameTalks(), Member("messages")

    def read(self, body: bytes) -> Any:  # noqa: ANN401 (any JSON value)
        """Return what orjson reads in a body; its tools may be Kept, its messages a Talk. Raises orjson.JSONDecodeError."""
        messages_at = self._messages_member.place(body)
        talk = self.talks.find(body, messages_at) if messages_at is not None else None
        tools_at = self._tools_member.place(body, talk.end if talk is not None else 0)
        tools = self.tools.find(body, tools_at) if tools_at is not None else None
        if tools is not None and talk is not None and tools.begin < talk.end and talk.begin < tools.end:
            # Tools of that name in the middle of a message.
            tools = None
        value = None if tools is None and talk is None else self._rest(body, tools, talk)
        if value is None:
            tools = talk = None
            value = orjson.loads(body)
        if isinstance(value, dict):
            if tools is None and tools_at is not None:
                self.tools.keep(body, tools_at, value)
            if messages_at is not None:
                self.talks.keep(body, messages_at, value, talk.known if talk is not None else None)
        return value

    def _rest(self, body: bytes, tools: Span[Kept] | None, talk: Span[Beginning] | None) -> dict[str, Any] | None:
        """Return a body read without what is known; None where what was cut out was not the member of that name at the top."""
        cut: list[tuple[int, int, bytes]] = []
        if tools is not None:
            cut.append((tools.begin, tools.end, self._stand_in))
        if talk is not None:
            cut.append((talk.begin, talk.end, b"[%b," % self._stand_in))
        cut.sort()
        pieces: list[bytes] = []
        at = 0
        for begin, end, instead in cut:
            pieces += (body[at:begin], instead)
            at = end
        pieces.append(body[at:])
        try:
            value = orjson.loads(b"".join(pieces))
        except orjson.JSONDecodeError:
            # Read as it came, for the place of the fault.
            return None
        if not isinstance(value, dict) or (tools is not None and value.get("tools") != self._mark):
            return None
        if tools is not None:
            value["tools"] = tools.known
        if talk is not None:
            messages = value.get("messages")
            if not isinstance(messages, list) or messages[:1] != [self._mark]:
                return None
            value["messages"] = [*talk.known.messages, *messages[1:]]
        return value
