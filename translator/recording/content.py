"""What LOG_CONTENT=1 keeps of one request while it runs."""

from gateway.requests.content import MOST_HEARD, content
from translator.serving.channel import Channel, Message


class Content:
    """The request's body, and what has gone to the client so far."""

    def __init__(self, prompt: bytes, channel: Channel) -> None:
        self._prompt = prompt
        self._answer: list[bytes] = []
        self._size = 0
        channel.listen(self._hear)

    def _hear(self, message: Message) -> None:
        piece = message.get("body", b"")
        if self._size < MOST_HEARD:
            self._answer.append(piece)
            self._size += len(piece)

    def told(self, last: bytes) -> dict[str, str]:
        """Return what the record gets; last: what goes to the client only then."""
        return content(self._prompt, b"".join([*self._answer, last]))
