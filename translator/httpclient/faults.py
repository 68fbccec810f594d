"""Why there is no answer: one class for each thing that a user would do something else about.

Beside these come TimeoutError (no connection in time) and ssl.SSLError with its kinds.
"""

from translator.failure import Failure

BROKEN = "The upstream closed the connection in the middle of its answer: try again."
COMPRESSED = "The upstream compressed its answer in a way that it was not asked for ({}): look at what stands between."
# Their names are short, whatever an upstream sends.
ENCODING_LENGTH = 40


class Fault(Exception):  # noqa: N818 (a kind of answer, as Failure is)
    """No answer."""


class BadAddress(Fault):
    """The URL is none, or none of http or https."""


class UnfitHeader(Fault):
    """A header's name or value holds what no header may hold; args: its name."""


class UnknownHost(Fault):
    """No address belongs to the host's name."""


class NoConnection(Fault):
    """The host takes no connection."""


class NotHttp(Fault):
    """What came is no HTTP answer."""


class Closed(Fault):
    """The connection ended before the answer's head had come."""


class Stale(Closed):
    """A connection that had served before ended at once, without a word: its other side had given it up."""


class NoProxy(Fault):
    """The forward proxy takes no connection."""


class RefusedByProxy(Fault):
    """The forward proxy does not lead to the host."""

    def __init__(self, status: int) -> None:
        """status: what it answered."""
        super().__init__(status)
        self.status = status


def broken() -> Failure:
    """Return the failure for an answer that was cut off."""
    return Failure(500, "api_error", BROKEN)


def unread(encoding: str) -> Failure:
    """Return the failure for an answer that cannot be decompressed."""
    return Failure(502, "api_error", COMPRESSED.format(encoding[:ENCODING_LENGTH]))
