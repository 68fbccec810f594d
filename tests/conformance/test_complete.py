"""Nothing that Anthropic's SDK knows of the Messages API is missing from the table."""

from typing import Any, Literal, get_args, get_origin

import pytest
import typing_extensions
from anthropic.types import beta, beta_error_object
from anthropic.types.beta import beta_tool_result_block_param, message_create_params
from pydantic import BaseModel

from tests.conformance.table import AREAS, LIVE_AREAS

TYPES: dict[str, Any] = {
    "block": beta.BetaContentBlockParam,
    "content": beta_tool_result_block_param.Content,
    "citation": beta.BetaTextCitationParam,
    "tool": beta.BetaToolUnionParam,
    "choice": beta.BetaToolChoiceParam,
    "thinking": beta.BetaThinkingConfigParam,
    "answer": beta.BetaContentBlock,
    "event": beta.BetaRawMessageStreamEvent,
    "delta": beta.BetaRawContentBlockDelta,
    "error": beta_error_object.BetaErrorObject,
}
FIELDS: dict[str, Any] = {
    "field": message_create_params.MessageCreateParamsBase,
    "toolfield": beta.BetaToolParam,
    "message": beta.BetaMessage,
    "usage": beta.BetaUsage,
}
# The same blocks as among a message's own, with rows of their own under Content blocks.
ALSO_BLOCKS = {"text", "image", "search_result", "document"}


def _members(union: Any) -> list[Any]:  # noqa: ANN401 (a type)
    """The classes of a union, however it is wrapped."""
    if isinstance(union, type) or typing_extensions.is_typeddict(union):
        return [union]
    return [
        member for part in get_args(union) for member in _members(part) if get_origin(part) is not None or hasattr(part, "__annotations__")
    ]


def _literals(hint: Any) -> set[str]:  # noqa: ANN401 (a type)
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return {word for part in get_args(hint) for word in _literals(part)}


def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 (a type)
    """The fields of a model or a typed dictionary."""
    if issubclass(kind, BaseModel):
        return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    return typing_extensions.get_type_hints(kind)


def _words(union: Any) -> set[str]:  # noqa: ANN401 (a type)
    return {word for member in _members(union) for word in _literals(_hints(member).get("type"))}


def _covered(kind: str) -> set[str]:
    names = [name for rows in (AREAS | LIVE_AREAS).values() for row in rows for name in row.names]
    return {name.partition(":")[2] for name in names if name.startswith(f"{kind}:")}


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_a_row(kind: str) -> None:
    """Every type of the SDK's union is named by a row."""
    known = _words(TYPES[kind])
    assert len(known) > 3
    if kind == "content":
        known -= ALSO_BLOCKS
    assert known - _covered(kind) == set()


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_has_a_row(kind: str) -> None:
    """Every field of the SDK's type is named by a row."""
    known = set(_hints(FIELDS[kind]))
    assert known - _covered(kind) == set()


def test_every_stop_reason_has_a_row() -> None:
    """Every stop reason of the SDK is named by a row."""
    assert _literals(_hints(beta.BetaMessage)["stop_reason"]) - _covered("stop") == set()
