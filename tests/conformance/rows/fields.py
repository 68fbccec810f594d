"""The request's own fields."""

from tests.conformance.sent import Sent, request, text
from tests.conformance.verdicts import EXACT, Row, approximated, by_api, by_wire, each, everywhere, refused

SESSION = "11111111-2222-3333-4444-555555555555"
OLD_USER = f"user_{'a' * 64}_account_22222222-2222-3333-4444-555555555555_session_{SESSION}"
NEW_USER = f'{{"device_id":"{"b" * 64}","account_uuid":"","session_id":"{SESSION}"}}'
AT_ONCE = (
    "Upstreams cache by prefix on their own: the prefix is kept the same, and on OpenAI's API a key of the session's own goes with it."
)


def nothing(_sent: Sent) -> None:
    """The request went through; the notes say the rest."""


def _model(sent: Sent) -> None:
    # The answer's name is proved by the row of the answer's field model.
    assert sent.body["model"] == sent.plan.target.model
    assert sent.plan.asked == sent.column.asked


def _limit(sent: Sent) -> None:
    assert sent.limit == 2000


def _least(sent: Sent) -> None:
    assert sent.limit == (16 if sent.column.wire == "responses" else 1)


def _most(sent: Sent) -> None:
    known = sent.plan.target.capability.max_output
    assert sent.limit == (1_000_000 if known is None else known)


def _warmed(sent: Sent) -> None:
    _least(sent)
    assert sent.plan.warm


def _streamed(sent: Sent) -> None:
    assert sent.body["stream"] is True
    assert sent.column.wire == "responses" or sent.body["stream_options"] == {"include_usage": True}


def _whole(sent: Sent) -> None:
    assert "stream" not in sent.body


def _user(sent: Sent) -> None:
    if sent.column.openai:
        assert len(sent.body["safety_identifier"]) == 64
        assert len(sent.body["prompt_cache_key"]) <= 64
        assert not {sent.body["safety_identifier"], sent.body["prompt_cache_key"]} & {SESSION, OLD_USER, NEW_USER}
    else:
        assert not {"user", "safety_identifier", "prompt_cache_key", "metadata"} & set(sent.body)


def _cached(sent: Sent) -> None:
    assert "cache_control" not in str(sent.body)
    if sent.column.openai:
        assert sent.body["prompt_cache_key"]


def _system(sent: Sent) -> None:
    assert "\n\n".join(sent.said("system")) == "First.\n\nSecond."
    assert sent.turns[0][0] == "system"


def _without_header(sent: Sent) -> None:
    assert "\n\n".join(sent.said("system")) == "You are Claude Code."


def _schema(sent: Sent) -> None:
    assert sent.format is not None
    assert sent.format["schema"] == SCHEMA
    assert sent.format.get("strict") == (True if sent.column.openai else None)


def _loose(sent: Sent) -> None:
    assert sent.format is not None
    assert sent.format["schema"] == OPTIONAL
    assert not sent.format.get("strict")


def _tier(sent: Sent) -> None:
    assert sent.body.get("service_tier") == ("default" if sent.column.openai else None)


SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": False}
OPTIONAL = {"type": "object", "properties": {"title": {"type": "string"}, "note": {"type": "string"}}, "required": ["title"]}
LIST = {"type": "array", "items": {"type": "string"}}
WARM = "No upstream can write nothing: it writes one token, which is not shown."
USER_NOT_TAKEN = approximated(how="Such servers have no field for it; the session and the user stay in the gateway's records.")
SCHEMA_UNBOUND = approximated("format-not-strict")


def _instruction(sent: Sent) -> None:
    assert sent.format is None
    assert '"array"' in "".join(sent.said("system"))


def _fail(sent: Sent) -> None:
    raise AssertionError(sent.turns)


ROWS: list[Row] = [
    request("`model`", {}, _model, everywhere(EXACT), "field:model"),
    request("`max_tokens`", {}, _limit, everywhere(EXACT), "field:max_tokens"),
    request("`max_tokens: 1` (connection test)", {"max_tokens": 1}, _least, by_wire(approximated("raised-max-tokens"), EXACT)),
    request(
        "`max_tokens: 0` (fills the prompt cache)",
        {"max_tokens": 0},
        _warmed,
        by_wire(approximated("raised-max-tokens"), approximated(how=WARM)),
    ),
    request(
        "`max_tokens` over the target's limit",
        {"max_tokens": 1_000_000},
        _most,
        each(*[approximated("max-tokens-clamped")] * 4, EXACT),
    ),
    request("`messages`", {}, lambda sent: None if sent.said("user") == ["Hello"] else _fail(sent), everywhere(EXACT), "field:messages"),
    request("`stream: true`", {"stream": True}, _streamed, everywhere(EXACT)),
    request("`stream: false`", {"stream": False}, _whole, everywhere(EXACT)),
    request("`system`, a string", {"system": "First.\n\nSecond."}, _system, everywhere(EXACT), "field:system"),
    request("`system`, blocks", {"system": [text("First."), text("Second.")]}, _system, everywhere(EXACT)),
    request(
        "`system` with Claude Code's changing attribution block",
        {"system": [text("x-anthropic-billing-header: cc_version=2.1.328.9; cch=1f;"), text("You are Claude Code.")]},
        _without_header,
        everywhere(EXACT),
    ),
    request(
        "`metadata.user_id`, Claude Code's first form",
        {"metadata": {"user_id": OLD_USER}},
        _user,
        by_api(EXACT, USER_NOT_TAKEN),
        "field:metadata",
    ),
    request("`metadata.user_id`, Claude Code's JSON form", {"metadata": {"user_id": NEW_USER}}, _user, by_api(EXACT, USER_NOT_TAKEN)),
    request(
        "`cache_control` (request)",
        {"cache_control": {"type": "ephemeral"}},
        _cached,
        everywhere(approximated(how=AT_ONCE)),
        "field:cache_control",
        session=SESSION,
    ),
    request(
        "`cache_control` (block), also `ttl: 1h`",
        {"system": [text("Rules.", cache_control={"type": "ephemeral", "ttl": "1h"})]},
        _cached,
        everywhere(approximated(how=AT_ONCE)),
        session=SESSION,
    ),
    request(
        "`output_config.format`, a closed schema",
        {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}},
        _schema,
        by_api(EXACT, SCHEMA_UNBOUND),
        "field:output_config",
    ),
    request(
        "`output_config.format`, a schema with optional properties",
        {"output_config": {"format": {"type": "json_schema", "schema": OPTIONAL}}},
        _loose,
        everywhere(SCHEMA_UNBOUND),
    ),
    request(
        "`output_config.format`, a schema that is no object",
        {"output_config": {"format": {"type": "json_schema", "schema": LIST}}},
        _instruction,
        everywhere(approximated("format-as-instruction")),
    ),
    request(
        "`output_format` (its earlier name)",
        {"output_format": {"type": "json_schema", "schema": SCHEMA}},
        _schema,
        by_api(EXACT, SCHEMA_UNBOUND),
    ),
    request(
        "`output_config.task_budget`",
        {"output_config": {"task_budget": {"type": "tokens", "total": 50_000}}},
        nothing,
        everywhere(refused("dropped-task-budget")),
    ),
    request("`service_tier: auto`", {"service_tier": "auto"}, nothing, everywhere(EXACT), "field:service_tier"),
    request(
        "`service_tier: standard_only`",
        {"service_tier": "standard_only"},
        _tier,
        by_api(EXACT, approximated(how="Such servers have no tiers.")),
    ),
]
