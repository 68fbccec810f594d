"""One table of what can go wrong with an upstream: how it is recognised, what the client gets, what the user can do.

Statuses and types are those of the Messages API (https://docs.anthropic.com/en/api/errors); the overflow's wording is the one that Claude
Code's compaction looks for (docs/decisions/claude-code.md).
"""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from translator.failure import Failure

MESSAGE_LIMIT = 2000


@dataclass(frozen=True)
class Rule:
    """One row: statuses and pattern (over code, type and message in small letters) recognise; status, kind and remedy answer."""

    name: str
    statuses: frozenset[int]
    pattern: re.Pattern[str]
    status: int
    kind: str
    remedy: str
    retry: bool = False


def _rule(name: str, statuses: str, pattern: str, status: int, kind: str, remedy: str, retry: bool = False) -> Rule:
    return Rule(name, frozenset(int(number) for number in statuses.split()), re.compile(pattern), status, kind, remedy, retry)


# The first row that fits answers; an empty list of statuses fits every one.
RULES: tuple[Rule, ...] = (
    _rule(
        "context overflow",
        "",
        r"context_length_exceeded|context window|maximum context length|prompt is too long|input (is|exceeds|token).{0,40}(too long|limit)"
        r"|exceed.{0,20}context|string_above_max_length|context size has been exceeded|too many (input )?tokens",
        400,
        "invalid_request_error",
        "Shorten the conversation (/compact), or map the name to a model with a larger window.",
    ),
    _rule(
        "region",
        "",
        r"unsupported_country|country, region, or territory not supported|not available in your (country|region)",
        403,
        "permission_error",
        "The upstream does not serve this region: set OPENAI_BASE_URL to one that does, or HTTPS_PROXY.",
    ),
    _rule(
        "quota",
        "",
        r"insufficient_quota|exceeded your current quota|billing_hard_limit|insufficient (balance|credits|funds)|payment required"
        r"|billing_not_active",
        429,
        "rate_limit_error",
        "The upstream account has no credit left: top it up or raise its limit.",
    ),
    _rule("billing", "402", r"", 402, "billing_error", "The upstream account must pay: see its billing page."),
    _rule(
        "bad key", "401", r"", 401, "authentication_error", "The upstream refused the gateway's own key: set OPENAI_API_KEY to a valid one."
    ),
    _rule(
        "bad key",
        "400 403",
        r"invalid_api_key|incorrect api key|invalid api key|api key (not valid|expired)",
        401,
        "authentication_error",
        "The upstream refused the gateway's own key: set OPENAI_API_KEY to a valid one.",
    ),
    _rule(
        "content filter",
        "400 403",
        r"content_filter|content_policy|responsibleai|safety system|content management policy",
        400,
        "invalid_request_error",
        "The upstream's content filter refused the prompt: change it, or the filter of your deployment.",
    ),
    _rule(
        "permission", "403", r"", 403, "permission_error", "The gateway's key may not do this upstream: give it the rights, or use another."
    ),
    _rule(
        "unknown model",
        "404 400",
        r"model_not_found|does not exist|unknown model|model.{0,80}not found|deploymentnotfound|not a valid model|no endpoints found"
        r"|invalid model",
        404,
        "not_found_error",
        "The upstream has no such model: change the target in config.yaml, or BIG_MODEL, MIDDLE_MODEL, SMALL_MODEL.",
    ),
    _rule(
        "wrong address",
        "404 405",
        r"",
        404,
        "not_found_error",
        "The upstream has nothing at this address: set OPENAI_BASE_URL, or OPENAI_WIRE_API.",
    ),
    _rule("too large", "413", r"", 413, "request_too_large", "Send less: fewer or smaller images and documents."),
    _rule(
        "rate limit",
        "429",
        r"",
        429,
        "rate_limit_error",
        "The upstream's rate limit is reached: wait, or raise the limit of your account.",
        retry=True,
    ),
    _rule(
        "time-out", "408 504 524", r"", 504, "timeout_error", "The upstream took too long: try again, or raise REQUEST_TIMEOUT.", retry=True
    ),
    _rule("conflict", "409 425", r"", 500, "api_error", "The upstream could not take the request just now: try again.", retry=True),
    _rule(
        "overloaded",
        "503 529",
        r"overloaded|at capacity|server_is_overloaded|slow_down|engine_overloaded",
        529,
        "overloaded_error",
        "The upstream is overloaded: try again in a moment.",
        retry=True,
    ),
    _rule("unavailable", "500 502 503 520 521 522 523 529", r"", 500, "api_error", "The upstream failed: try again.", retry=True),
)
OTHER_REFUSAL = Rule("refused", frozenset(), re.compile(""), 400, "invalid_request_error", "The upstream refused the request.")
OTHER_FAILURE = Rule("failed", frozenset(), re.compile(""), 500, "api_error", "The upstream failed: try again.", retry=True)

TOKENS = re.compile(
    r"resulted in (\d+) tokens|(\d+) tokens? ?(?:>|in (?:the|your) (?:messages|prompt|input))|requested (?:about )?(\d+) tokens"
)
WINDOW = re.compile(r"maximum context length (?:is|of) (\d+)|> (\d+) maximum|(?:window|limit|size) (?:is|of) (\d+)")
SECRET = re.compile(r"\b(sk|xai|gsk|AIza)[-_A-Za-z0-9*]{6,}|Bearer\s+\S+")


def recognise(status: int, text: str) -> Rule:
    """Return the row for an upstream's status and what it said (code, type and message together)."""
    said = text.lower()
    for rule in RULES:
        if (not rule.statuses or status in rule.statuses) and rule.pattern.search(said):
            return rule
    return OTHER_REFUSAL if 400 <= status < 500 else OTHER_FAILURE


def from_upstream(status: int, body: bytes, headers: dict[str, str], context: int | None, estimate: int) -> tuple[Failure, bool]:
    """Return the failure for an upstream's error answer, and whether the same request may be sent again.

    headers: the answer's, with names in small letters. context: the target's window in tokens, where known; estimate: the
    request's size in tokens, for an overflow that names neither.
    """
    error = error_of(body)
    said = " ".join(str(error.get(name) or "") for name in ("code", "type", "message"))
    rule = recognise(status, said)
    upstream_id = headers.get("x-request-id") or headers.get("request-id") or headers.get("apim-request-id")
    if rule.name == "context overflow":
        message = overflow(said, context, estimate)
    else:
        message = f"{rule.remedy} Upstream ({status}): {plain(error.get('message') or 'no message')}"
    failure = Failure(rule.status, rule.kind, message, retry_after=headers.get("retry-after"), upstream_request_id=upstream_id)
    return failure, rule.retry


def overflow(said: str, context: int | None, estimate: int) -> str:
    """Return the overflow message in the words that clients compact by: prompt is too long: N tokens > M maximum."""
    window = _first_number(WINDOW, said) or context or max(1, estimate - 1)
    tokens = _first_number(TOKENS, said) or estimate
    return f"prompt is too long: {max(tokens, window + 1)} tokens > {window} maximum"


def _first_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(next(group for group in match.groups() if group)) if match else None


def error_of(body: bytes) -> dict[str, Any]:
    """Return code, type and message of an upstream's error body, whatever its shape: OpenAI's, a list, a bare text, HTML, nothing."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body[:MESSAGE_LIMIT].decode("utf-8", "replace").strip()
        title = re.search(r"<title>([^<]*)</title>", text, re.IGNORECASE)
        return {"message": f"an HTML page{f' ({title.group(1).strip()})' if title else ''}" if text.startswith("<") else text}
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        error = value.get("error", value)
        if isinstance(error, dict):
            return {
                "message": error.get("message") or error.get("detail") or error.get("error"),
                **{key: error.get(key) for key in ("code", "type")},
            }
        return {"message": error, "code": value.get("code")}
    return {"message": str(value)}


def plain(message: object) -> str:
    """Return an upstream's message fit to show: bounded, on one line, without anything that looks like a key."""
    text = message if isinstance(message, str) else orjson.dumps(message, default=str).decode()
    return SECRET.sub("[key]", " ".join(text.split()))[:MESSAGE_LIMIT]


def body_of(failure: Failure, request_id: str) -> bytes:
    """Return the JSON body of a failure in the shape of the Messages API."""
    error: dict[str, Any] = {"type": failure.kind, "message": failure.message}
    if failure.code:
        error["details"] = {"error_code": failure.code}
    return orjson.dumps({"type": "error", "error": error, "request_id": request_id})


def event_of(failure: Failure, request_id: str) -> bytes:
    """Return the failure as a server-sent event, for a stream that has begun."""
    return b"event: error\ndata: " + body_of(failure, request_id) + b"\n\n"
