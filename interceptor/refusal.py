"""What a route raises when a request cannot be accepted."""


class Refused(Exception):  # noqa: N818 (a verdict on the request, not a fault of ours)
    """A request that is answered with an error.

    Args:
        status: HTTP status, 400 to 499.
        reason: one plain sentence for the caller; never holds anything from the body.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def malformed(reason: str) -> Refused:
    """Build the refusal of a body that is not what the route takes (400)."""
    return Refused(400, reason)


def too_large(reason: str) -> Refused:
    """Build the refusal of a body that is more than the route takes (413)."""
    return Refused(413, reason)
