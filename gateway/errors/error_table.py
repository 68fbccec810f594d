# ruff: noqa: E501 (a table is read by its rows)
"""One table of what can go wrong: how it is recognised, what the client gets, what it means, what the user can do.

Statuses and types are those of the Messages API (https://docs.anthropic.com/en/api/errors). docs/errors.md is generated from it.
"""

import re
from dataclasses import dataclass

from gateway.errors import overflow

DEFAULT_KEY = "OPENAI_API_KEY"


@dataclass(frozen=True)
class Rule:
    """One row: statuses and pattern (over code, type and message in small letters) recognise; status and kind answer.

    means: what happened, in plain words; {host}, {why} stand for what only the case knows. remedies: what the user can do, the likeliest
    first; {key} is the variable that holds the target's key. retry: whether the same request may succeed when it is sent again.
    """

    name: str
    statuses: frozenset[int]
    pattern: re.Pattern[str]
    status: int
    kind: str
    means: str
    remedies: tuple[str, ...] = ()
    retry: bool = False

    @property
    def remedy(self) -> str:
        """Return the sentence that the client gets, with what the case alone knows left open."""
        return self.said()

    def said(self, **places: str) -> str:
        """Return the sentence that the client gets: what it means and the first remedy."""
        return f"{filled(': '.join((self.means, *self.remedies[:1])), **places)}."

    def advice(self, **places: str) -> list[str]:
        """Return the remedies as sentences; a command keeps its small letter."""
        texts = [filled(remedy, **places) for remedy in self.remedies]
        return [f"{text}." if text.startswith("openai-code ") else f"{text[0].upper()}{text[1:]}." for text in texts]


def filled(text: str, **places: str) -> str:
    """Return a sentence of the table with its places filled; what is not known keeps a word that fits."""
    for name, value in {"key": DEFAULT_KEY, "host": "the upstream", "why": "no more is known", **places}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _rule(name: str, statuses: str, pattern: str, answer: str, means: str, *remedies: str, retry: bool = False) -> Rule:
    status, _, kind = answer.partition(" ")
    return Rule(name, frozenset(int(number) for number in statuses.split()), re.compile(pattern), int(status), kind, means, remedies, retry)


_ADDRESS = "OPENAI_BASE_URL, or api_base in config.yaml,"
_LATER = "try again in a moment"

# What an upstream answers: the first row that fits is taken; an empty list of statuses fits every one.
# fmt: off
RULES: tuple[Rule, ...] = (
    _rule("unreadable reasoning", "400 404",
          r"invalid_encrypted_content|encrypted content.{0,200}(verified|decrypted|match|parsed)|item .{0,20}rs_\w+.{0,80}not found"
          r"|of type .reasoning. was provided without",
          "400 invalid_request_error", "The upstream cannot read the conversation's earlier reasoning", "start a new one (/clear)"),
    # The words of the chat templates of Qwen, Mistral, Gemma and Llama, wherever they run, and of Mistral and MiniMax.
    _rule("order of messages", "400 422 500",
          r"system (messages?|role|prompt).{0,40}(at the (beginning|start)|be (the )?first|not (allowed|supported))|roles must alternate"
          r"|unexpected role .{0,3}(system|user).{0,3} after role|invalid message role.{0,4}system",
          "400 invalid_request_error", "The model's chat template takes no messages in this order",
          "give the server another chat template", "map the name to another model"),
    # The words of OpenAI, llama.cpp, vLLM's xgrammar, Moonshot and Gemini.
    _rule("schema", "400 422 500",
          r"invalid schema for (function|response_format)|invalid_function_parameters|invalid_json_schema|invalid json schema"
          r"|failed to parse grammar|grammar error|not supported by xgrammar|flavored json schema|unknown name .{0,60}\btools\b"
          r"|function_declarations.{0,80}(parameters|schema)",
          "400 invalid_request_error", "The upstream refused the schema of a tool or of the answer",
          "turn the MCP server off that brings the tool (/mcp)", "map the name to another model"),
    # The words of OpenAI (also Copilot's and Azure's), Groq, and others.
    _rule("too many tools", "400 413 422",
          r"\btools\b.{0,60}(array too long|maximum number of items|too many items|at most \d+ items)|too many (tools|functions)"
          r"|(maximum|max) (number|count) of (tools|functions)",
          "400 invalid_request_error", "The upstream takes fewer tools", "turn MCP servers off that this task does not need (/mcp)"),
    _rule("context overflow", "400 413 422 429 500 502 503", overflow.WORDS,
          "400 invalid_request_error", "The conversation is longer than the model's window", "shorten it (/compact)",
          "map the name to a model with a larger window in config.yaml", "set LONG_CONTEXT_MODEL to a model that takes such conversations"),
    # The words of OpenAI, Azure, Mistral, vLLM, Groq, Gemini, xAI, DeepSeek, Qwen and Kimi.
    _rule("unverified organisation", "400 403 404", r"organization must be verified to (stream|use)",
          "403 permission_error", "OpenAI gives this model to verified organisations alone", "verify yours at platform.openai.com",
          "map the name to another model"),
    _rule("parameter", "400 422",
          r"unsupported_parameter|unsupported_value|unknown_parameter|(unsupported|unknown) parameter|unrecognized (request )?(argument|parameter|field)"
          r"|extra_forbidden|extra inputs are not permitted|property .{1,40} is unsupported|unknown name .{1,60}cannot find field"
          r"|does not support (the )?parameter|verified to generate reasoning summar|function tools with reasoning_effort"
          r"|tool_choice.{0,80}(not support|unsupported|incompatible)|does not support this tool_choice"
          r"|max_(completion_|output_)?tokens.{0,80}(at most|less than or equal|<=|valid range|should be \[|exceed|maximum)",
          "400 invalid_request_error", "The upstream refused a parameter or its value", "name it in additional_drop_params in config.yaml",
          "map the name to another model"),
    _rule("region", "",
          r"unsupported_country|country, region, or territory not supported|not available in your (country|region)|user location is not supported",
          "403 permission_error", "The upstream does not serve this region", "set OPENAI_BASE_URL to one that does, or HTTPS_PROXY",
          "run the gateway in a region that the upstream serves"),
    _rule("billing", "402", r"",
          "402 billing_error", "The upstream account must pay", "top it up, see its billing page", "set {key} to the key of another account"),
    _rule("billing", "",
          r"insufficient (balance|credits|funds)|payment required|billing_not_active|requires more credits|n.t have any credits|arrearage",
          "402 billing_error", "The upstream account must pay", "top it up, see its billing page", "set {key} to the key of another account"),
    _rule("quota", "",
          r"insufficient_quota|exceeded_current_quota|exceeded your current quota(?![\s\S]*retry in )|billing_hard_limit|used all available credits|spending.limit",
          "429 rate_limit_error", "The upstream account has no credit left", "top it up or raise its limit",
          "set {key} to the key of another project or account", "map the name to another provider's model in config.yaml"),
    _rule("bad key", "401", r"",
          "401 authentication_error", "The upstream refused the gateway's own key", "set {key} to a valid one",
          "look whether the key belongs to the provider at OPENAI_BASE_URL", "openai-code doctor tries every key that config.yaml names"),
    _rule("bad key", "400 403",
          r"invalid_api_key|incorrect api key|invalid api key|api key (not valid|expired|not found|was reported)|api_key_invalid|authentication fails",
          "401 authentication_error", "The upstream refused the gateway's own key", "set {key} to a valid one",
          "look whether the key belongs to the provider at OPENAI_BASE_URL", "openai-code doctor tries every key that config.yaml names"),
    _rule("content filter", "400 403",
          r"content_filter|content_policy|responsibleai|safety system|content management policy|input was flagged|content exists risk"
          r"|usage guidelines",
          "400 invalid_request_error", "The upstream's content filter refused the prompt", "change it, or the filter of your deployment",
          "start a new conversation (/clear), since the old one would be refused again", "map the name to another model"),
    _rule("permission", "403", r"",
          "403 permission_error", "The gateway's key may not do this upstream", "give it the rights, or use another",
          "look whether the key's project may use this model", "look whether the organisation must be verified for it"),
    _rule("unknown model", "404 400",
          r"model_not_found|(model|deployment).{0,100}(does not exist|not found)|unknown model|deploymentnotfound|not a valid model"
          r"|model_decommissioned|model_not_available|not found the model|no models loaded|no allowed providers"
          r"|no endpoints found|invalid model\b|model not exist|model.{0,60} is not supported",
          "404 not_found_error", "The upstream has no such model", "change the target in config.yaml, or BIG_MODEL, MIDDLE_MODEL, SMALL_MODEL",
          "on Azure the name is the deployment's, not the model's", "look whether the key's project may use this model"),
    _rule("wrong address", "404 405", r"",
          "404 not_found_error", "The upstream has nothing at this address", "set OPENAI_BASE_URL, or OPENAI_WIRE_API",
          "OPENAI_BASE_URL ends in /v1 for most backends"),
    _rule("redirect", "300 301 302 303 304 307 308", r"",
          "404 not_found_error", "The upstream's address leads to another one", "set OPENAI_BASE_URL to that, with https:// where it wants it"),
    _rule("too large", "413", r"",
          "413 request_too_large", "The request is larger than the upstream takes", "send less, fewer or smaller images and documents"),
    _rule("rate limit", "429", r"",
          "429 rate_limit_error", "The upstream's rate limit is reached", "wait, or raise the limit of your account",
          "give the name several keys or deployments in config.yaml", "raise MAX_RETRIES", retry=True),
    _rule("time-out", "408 504 524", r"",
          "504 timeout_error", "The upstream took too long", "try again, or raise REQUEST_TIMEOUT", "map the name to a faster model", retry=True),
    _rule("conflict", "409 424 425 499", r"",
          "500 api_error", "The upstream could not take the request just now", "try again", retry=True),
    _rule("overloaded", "498 503 529", r"overloaded|at capacity|capacity.exceeded|server_is_overloaded|slow_down|engine_overloaded",
          "529 overloaded_error", "The upstream is overloaded", _LATER, "name a fallback in config.yaml", retry=True),
    _rule("unavailable", "500 502 503 520 521 522 523 529", r"",
          "500 api_error", "The upstream failed", "try again", "look at the provider's status page", "name a fallback in config.yaml", retry=True),
)
SEALED = "unreadable reasoning"
TOO_MANY_TOOLS = "too many tools"
LATE_SYSTEM = "order of messages"
SCHEMA = "schema"
PARAMETER = "parameter"
OTHER_REFUSAL = _rule("refused", "", "", "400 invalid_request_error", "The upstream refused the request", "read what it says, and what openai-code logs has of it")
OTHER_FAILURE = _rule("failed", "", "", "500 api_error", "The upstream failed", "try again", retry=True)

# What stands in the way to an upstream, before it can answer: the network, names, certificates, proxies.
WAYS: dict[str, Rule] = {row.name: row for row in (
    _rule("bad certificate", "", "", "502 api_error", "The certificate of {host} is not trusted ({why})", "set SSL_CERT_FILE to the CA that signed it"),
    _rule("no TLS", "", "", "502 api_error", "{host} does not speak TLS as https:// needs it", f"look at {_ADDRESS} and at SSL_CERT_FILE"),
    _rule("unknown host", "", "", "502 api_error", "The host {host} is not known", f"look at {_ADDRESS} and at the network", retry=True),
    _rule("proxy unreachable", "", "", "502 api_error", "The forward proxy on the way to {host} does not answer", "look at HTTPS_PROXY and NO_PROXY", retry=True),
    _rule("proxy refuses", "", "", "502 api_error", "The forward proxy does not lead to {host} (it answered {why})", "look at HTTPS_PROXY and NO_PROXY"),
    _rule("no connection in time", "", "", "504 timeout_error", "No connection to {host} in time", f"look at {_ADDRESS} and at the network", retry=True),
    _rule("invalid address", "", "", "502 api_error", "The upstream's address is not valid", f"look at {_ADDRESS} and mend it"),
    _rule("unfit header", "", "", "502 api_error", "The header {why} for {host} holds what no header may hold", "look at the upstream's key and extra_headers"),
    _rule("unreachable host", "", "", "502 api_error", "No connection to {host}", f"look at {_ADDRESS} at HTTPS_PROXY and at the network",
          "start the backend, where it is one of your own", "in a container, localhost is the container: use host.docker.internal", retry=True),
    _rule("not HTTP", "", "", "502 api_error", "{host} answered something that is not HTTP", f"look at {_ADDRESS} and mend it"),
    _rule("connection closed", "", "", "502 api_error", "{host} closed the connection without an answer", "try again", retry=True),
    _rule("silence", "", "", "504 timeout_error", "The upstream was silent for {why} s", "try again, or raise REQUEST_TIMEOUT"),
)}

# What the gateway itself refuses, by its own words.
OWN: tuple[Rule, ...] = (
    _rule("wrong client key", "401", r"key that the client sent is not the one of this gateway",
          "401 authentication_error", "The key that the client sent is not the one of this gateway",
          "set ANTHROPIC_API_KEY in Claude Code to PROXY_API_KEY's value, or dummy where that is not set", "openai-code connect prints the client's settings"),
    _rule("name not configured", "404", r"is not configured\. closest names in config\.yaml",
          "404 not_found_error", "No name in config.yaml fits the model that the client asked for",
          "use one of the names that the error lists", "add the name to config.yaml", "openai-code models shows what each name resolves to"),
    _rule("service down", "502", r"a service of the gateway does not answer|the gateway at .{0,200} does not answer",
          "502 api_error", "A service of the gateway does not answer", "wait some seconds, it is started again by itself",
          "openai-code status shows which it is", "openai-code logs shows why", retry=True),
    _rule("without LiteLLM", "503", r"litellm=off leaves out|needs litellm|set litellm=on",
          "503 api_error", "This needs LiteLLM, which LITELLM=off leaves out", "set LITELLM=on"),
)
# fmt: on
