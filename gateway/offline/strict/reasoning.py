"""Rules about asking a model to reason."""

from __future__ import annotations

from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import bad_value, listed, refused, unsupported
from gateway.offline.strict.shapes import as_dict, as_list, fits

_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_SUMMARIES = ("auto", "concise", "detailed")
_SHAPE = {"effort": "string", "summary": "string", "generate_summary": "string", "context": "string", "mode": "string"}
_INCLUDES = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
)


def responses_reasoning(asked: Asked) -> None:
    """reasoning: only for models that reason, with an effort that they have."""
    given = as_dict(asked.body.get("reasoning"))
    fits(given, _SHAPE, "reasoning")
    for name in ("effort", "summary"):
        if given.get(name) is not None and not asked.model.reasons:
            raise unsupported(f"reasoning.{name}")
    for name in ("summary", "generate_summary"):
        if given.get(name) is not None and given[name] not in _SUMMARIES:
            raise bad_value(f"reasoning.{name}", given[name], _SUMMARIES)
    _effort(asked, given.get("effort"), "reasoning.effort")


def chat_effort(asked: Asked) -> None:
    """reasoning_effort: only for models that reason, with an effort that they have; newer ones take functions only without it."""
    wanted = asked.body.get("reasoning_effort")
    if wanted is not None and not asked.model.reasons:
        raise refused("Unrecognized request argument supplied: reasoning_effort")
    _effort(asked, wanted, "reasoning_effort")
    if wanted == "max":
        supported = listed([word for word in asked.model.efforts if word != "max"])
        message = f"Unsupported value: 'reasoning_effort' does not support 'max' with this model. Supported values are: {supported}."
        raise refused(message, "reasoning_effort", "unsupported_value")
    if asked.model.tools_without_effort and asked.body.get("tools") and asked.effort != "none":
        message = (
            f"Function tools with reasoning_effort are not supported for {asked.name} in /v1/chat/completions. "
            "To use function tools, use /v1/responses or set reasoning_effort to 'none'."
        )
        raise refused(message, "reasoning_effort")


def include(asked: Asked) -> None:
    """include: known names only, encrypted reasoning only of models that reason."""
    for index, name in enumerate(as_list(asked.body.get("include"))):
        if name not in _INCLUDES:
            raise bad_value(f"include[{index}]", name, _INCLUDES)
        if name == "reasoning.encrypted_content" and not asked.model.reasons:
            raise refused("Encrypted content is not supported with this model.", "include")


def _effort(asked: Asked, wanted: object, param: str) -> None:
    if wanted is None:
        return
    if wanted not in _EFFORTS:
        raise bad_value(param, wanted, _EFFORTS)
    if wanted not in asked.model.efforts:
        supported = listed(asked.model.efforts)
        message = f"Unsupported value: '{wanted}' is not supported with the '{asked.name}' model. Supported values are: {supported}."
        raise refused(message, param, "unsupported_value")
