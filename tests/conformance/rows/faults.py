"""Requests that the API refuses."""

from tests.conformance.sent import invalid, message, text
from tests.conformance.verdicts import Row

ROWS: list[Row] = [
    invalid("`model` missing", {"model": None}, "model: Input should be a valid string"),
    invalid("`max_tokens` of a wrong type", {"max_tokens": "abc"}, "max_tokens: Input should be a valid integer"),
    invalid("`messages` empty", {"messages": []}, "messages: at least one message is required"),
    invalid(
        "a role that does not exist", {"messages": [message("x", role="robot")]}, "messages.0.role: Input should be 'user', 'assistant'"
    ),
    invalid(
        "a block without a required field",
        {"messages": [message(text("x"), {"type": "image"})]},
        "messages.0.content.1.source: Field required",
    ),
    invalid("`stream` of a wrong type", {"stream": "yes"}, "stream: Input should be a valid boolean"),
    invalid("`service_tier` of an unknown value", {"service_tier": "fast"}, "service_tier: Input should be 'auto' or 'standard_only'"),
]
