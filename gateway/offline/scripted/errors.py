"""Scenarios that answer with an error of OpenAI's."""

from __future__ import annotations

from gateway.offline.errors import ApiError
from gateway.offline.scripted.scene import Scene

# https://platform.openai.com/docs/guides/error-codes: message and code by status.
_ERRORS: dict[int, tuple[str, str | None]] = {
    400: ("Invalid request (scripted by the offline backend).", "invalid_value"),
    401: ("Incorrect API key provided. You can find your API key in your account's settings.", "invalid_api_key"),
    403: ("You do not have access to this resource.", "unsupported_country_region_territory"),
    404: ("The model does not exist or you do not have access to it.", "model_not_found"),
    408: ("The request timed out.", "timeout"),
    409: ("The resource was changed by another request.", "conflict"),
    413: ("Request body too large.", "request_too_large"),
    422: ("The request could not be processed.", "unprocessable_entity"),
    429: ("Rate limit reached for this model. Please try again later.", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error"),
    502: ("Bad gateway.", "bad_gateway"),
    503: ("The engine is currently overloaded, please try again later.", "overloaded"),
    504: ("Gateway timeout.", "gateway_timeout"),
    529: ("The service is overloaded, please try again later.", "overloaded"),
}

# https://platform.openai.com/docs/guides/rate-limits, Rate limits in headers.
LIMITS = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-limit-tokens": "150000",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m0s",
}


def scripted_error(scene: Scene) -> None:
    """An error with the status, message, code, type, retry-after (seconds) and rate limits that the test asks for; none after `times`."""
    status = scene.options.whole("status", 500, low=400, high=599)
    message, code = _ERRORS.get(status, ("An error scripted by the offline backend.", None))
    message = scene.options.text("message", message)
    code = scene.options.text("code", code or "") or None
    kind = scene.options.text("type", "") or None
    param = scene.options.text("param", "") or None
    retry_after = scene.options.optional("retry_after")
    limits = scene.options.optional("limits")
    times = scene.options.whole("times", 0)
    scene.options.done()
    if times and scene.played >= times:
        return
    headers = dict(LIMITS) if limits else {}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    raise ApiError(status, message, code=code, kind=kind, param=param, headers=headers)


def context_overflow(scene: Scene) -> None:
    """OpenAI's answer to a prompt longer than the model's context window, in the words of each wire; none after the first `times`."""
    limit = scene.options.whole("limit", 128_000)
    used = scene.options.whole("used", 131_072)
    times = scene.options.whole("times", 0)
    scene.options.done()
    if times and scene.played >= times:
        return
    if scene.chat:
        message = (
            f"This model's maximum context length is {limit} tokens. However, your messages resulted in {used} tokens. "
            "Please reduce the length of the messages."
        )
        raise ApiError(400, message, param="messages", code="context_length_exceeded")
    message = "Your input exceeds the context window of this model. Please adjust your input and try again."
    raise ApiError(400, message, param="input", code="context_length_exceeded")
