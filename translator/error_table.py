"""One table of what can go wrong with an upstream: how it is recognised, what the client gets, what the user can do.

Statuses and types are those of the Messages API (https://docs.anthropic.com/en/api/errors).
"""

import re
from dataclasses import dataclass


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
        "unreadable reasoning",
        "400 404",
        r"invalid_encrypted_content|encrypted content.{0,200}(verified|decrypted|match|parsed)|item .{0,20}rs_\w+.{0,80}not found"
        r"|of type .reasoning. was provided without",
        400,
        "invalid_request_error",
        "The upstream cannot read the conversation's earlier reasoning: start a new one (/clear).",
    ),
    # The words of OpenAI, vLLM, llama.cpp, Mistral, Gemini, xAI, Groq, Cerebras, Together, Moonshot and Zhipu; a limit of tokens a minute
    # that is smaller than the request is no matter of waiting either.
    _rule(
        "context overflow",
        "400 413 422 429 500 502 503",
        r"context_length_exceeded|(exceed|longer than).{0,60}context window|context window.{0,40}(exceed|full)|maximum context length"
        r"|maximum prompt length|prompt is too long|input (is|exceeds|tokens? exceed).{0,40}(too long|limit)"
        r"|input token count.{0,40}exceeds|exceed.{0,20}context|exceeds? .{0,20}(context length|token limit|max length)"
        r"|invalid .(input|messages|instructions|prompt)([^ ]*\.(content|text|output|arguments)[^ ]*)?.: string too long"
        r"|exceeded model token|context size has been exceeded|too many input tokens"
        r"|reduce the length of the (messages|prompt|input)|inputs. tokens \+"
        r"|request too large for .{0,200}tokens per min",
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
        r"model_not_found|(model|deployment).{0,100}(does not exist|not found)|unknown model|deploymentnotfound|not a valid model"
        r"|no endpoints found|invalid model\b",
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
    _rule(
        "redirect",
        "300 301 302 303 304 307 308",
        r"",
        404,
        "not_found_error",
        "The upstream's address leads to another one: set OPENAI_BASE_URL to that, with https:// where it wants it.",
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
SEALED = "unreadable reasoning"
OTHER_REFUSAL = Rule("refused", frozenset(), re.compile(""), 400, "invalid_request_error", "The upstream refused the request.")
OTHER_FAILURE = Rule("failed", frozenset(), re.compile(""), 500, "api_error", "The upstream failed: try again.", retry=True)
