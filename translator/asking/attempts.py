"""LiteLLM's attempts at one request on the governed path: each is a request of its own here, told apart from none but by its id."""

from collections import OrderedDict

MOST = 1000


class Attempts:
    """How often each request failed before it was answered; what nobody takes is forgotten after a thousand others."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, int] = OrderedDict()

    def failed(self, request_id: str) -> None:
        """Count one more."""
        self._failed[request_id] = self._failed.pop(request_id, 0) + 1
        if len(self._failed) > MOST:
            self._failed.popitem(last=False)

    def take(self, request_id: str) -> int:
        """Return how many there were, and forget them."""
        return self._failed.pop(request_id, 0)
