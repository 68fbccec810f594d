"""Which models a name stands for, and compatible backends: those that know chat completions without OpenAI's own additions."""

from __future__ import annotations

from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import bad_value, refused, unknown
from gateway.offline.strict.shapes import as_dict, as_list
from gateway.offline.upstream_models import known

_PREFIX = "compat-"
_ROLES = ("system", "user", "assistant", "tool")


def is_compatible(name: str) -> bool:
    """Whether a name stands for a plain compatible backend."""
    return name.rsplit("/", 1)[-1].startswith(_PREFIX)


def known_model(asked: Asked) -> None:
    """A name that OpenAI gives no model: 404."""
    if known(asked.name) is None:
        message = f"The model `{asked.name}` does not exist or you do not have access to it."
        raise refused(message, None, "model_not_found", 404)


def only_common(asked: Asked) -> None:
    """The developer role and strict functions, which such backends do not know; their top-level fields are in the table."""
    for index, message in enumerate(as_list(asked.body.get("messages"))):
        if isinstance(message, dict) and message.get("role") not in _ROLES:
            raise bad_value(f"messages[{index}].role", message.get("role"), _ROLES)
    for index, tool in enumerate(as_list(asked.body.get("tools"))):
        if "strict" in as_dict(as_dict(tool).get("function")):
            raise unknown(f"tools[{index}].function.strict")
    if "strict" in as_dict(as_dict(asked.body.get("response_format")).get("json_schema")):
        raise unknown("response_format.json_schema.strict")
