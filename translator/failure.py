"""What ends a request before or instead of an answer: one exception, mostly with the words and status of gateway/errors/error_table.py."""


class Failure(Exception):  # noqa: N818 (the word of this project)
    """A request that cannot be answered.

    status: HTTP status for the client.
    kind: error.type of the Messages API, such as invalid_request_error.
    message: plain words for the user, without any secret.
    retry_after: whole seconds that the upstream asks to wait; None where it asks for nothing.
    upstream_request_id: the upstream's own id, for the record.
    code: error.details.error_code, by which the SDKs know what to do; None where there is none.
    cause: the row of the error table that an upstream's refusal fits; empty where it is none.
    limits: the upstream's rate limits, as headers of the client's answer.
    final: whether asking again is known to be of no use, which the answer's x-should-retry then says.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        retry_after: str | None = None,
        upstream_request_id: str | None = None,
        code: str | None = None,
        cause: str = "",
        limits: list[tuple[bytes, bytes]] | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.retry_after = retry_after
        self.upstream_request_id = upstream_request_id
        self.code = code
        self.cause = cause
        self.limits = limits or []
        self.final = final


def invalid(message: str) -> Failure:
    """Return the failure for a request that is not valid, in the words the API uses: messages.0.content.1.source: …"""
    return Failure(400, "invalid_request_error", message)
