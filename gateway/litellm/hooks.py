"""A LiteLLM callback: what LiteLLM would take from a request and must not is refused; what it would break is mended."""

import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import litellm
from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

from gateway.litellm import inner_door
from gateway.litellm.errors import Told, explained
from gateway.litellm.headers import keep, of_answer
from gateway.litellm.heard import MESSAGES
from gateway.litellm.mend import COMPATIBLE, GOOGLE, mend
from gateway.models import LONGEST_NAME, TOO_LONG, closest, find, spelled

# Fields of no API: LiteLLM lets them replace the key and the headers that config.yaml gives a target. Beside each the
# general_settings of LiteLLM by which config.yaml has LiteLLM itself fill it in, before it asks here.
ONLY_OURS = {
    "api_key": "forward_llm_provider_auth_headers",
    "headers": "forward_client_headers_to_llm_api",
    "organization": "forward_openai_org_id",
    "extra_headers": "",
}


class KnownNames(CustomLogger):
    """Looks at the name before LiteLLM routes it, because LiteLLM itself answers 400 without a hint.

    names: what clients may ask for, as config.yaml has them (with their *). warm_up: the name that start-up asks for.
    targets: what answers each name, as provider/model.
    """

    def __init__(self, names: list[str], warm_up: str = "", targets: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.targets = targets or {}
        self.names = names
        self.warm_up = warm_up

    async def async_pre_call_hook(self, user_api_key_dict: object, cache: object, data: dict[str, Any], call_type: object) -> None:
        """Raise fastapi.HTTPException, which LiteLLM turns into the caller's own dialect.

        404 where data's model is unknown, 400 where data holds what only config.yaml may say, or a name longer than names are.
        """
        del user_api_key_dict, cache
        asked = data.get("model")
        if isinstance(asked, str) and len(asked) > LONGEST_NAME:
            raise HTTPException(400, TOO_LONG)
        name = find(self.names, asked) if isinstance(asked, str) else None
        if name is not None and isinstance(asked, str):
            data["model"] = spelled(self.names, asked)
        wanted = _general_settings()
        if name in _forwarding():
            # LiteLLM has put the client's own headers there, in place of any that the request's body held.
            wanted = {**wanted, "forward_client_headers_to_llm_api": True}
            data.setdefault("headers", {})["x-openai-code-model"] = asked
        taken = next((field for field, setting in ONLY_OURS.items() if field in data and not wanted.get(setting)), None)
        if taken is not None:
            raise HTTPException(400, f"{taken}: not taken from a request; the gateway's config.yaml says it for each target.")
        if name is not None and call_type == "anthropic_messages":
            provider, _, model = self.targets.get(name, "").partition("/")
            # What is for the inner door goes there as it came.
            if provider != COMPATIBLE or name not in _forwarding():
                mend(data, provider, _longest_answer(provider, model) if provider in GOOGLE else None)
        if not isinstance(asked, str) or asked == self.warm_up or name is not None:
            return
        near = ", ".join(closest(self.names, asked))
        raise HTTPException(404, f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}.")

    async def async_pre_call_deployment_hook(self, kwargs: dict[str, Any], call_type: object) -> dict[str, Any] | None:
        """Lead a call that is for the translator's inner door there; LiteLLM asks for each attempt, whatever the endpoint."""
        del call_type
        return inner_door.led_there(kwargs, RUN_FOLDER)

    async def async_post_call_response_headers_hook(
        self,
        data: dict[str, Any],
        user_api_key_dict: object,
        response: object,
        request_headers: object = None,
        litellm_call_info: object = None,
    ) -> dict[str, str] | None:
        """Tell a client of the Messages API what its answer's upstream told in headers, which LiteLLM hands on for few answers."""
        del request_headers, litellm_call_info
        if response is None or not _of_messages(user_api_key_dict):
            return None
        heard = getattr(data.get("litellm_logging_obj"), "model_call_details", {}).get("response_headers")
        return of_answer(heard, datetime.now(UTC)) if isinstance(heard, Mapping) else None

    async def async_post_call_failure_hook(
        self, request_data: dict[str, Any], original_exception: Exception, user_api_key_dict: object, traceback_str: str | None = None
    ) -> None:
        """Take LiteLLM's wrapping off: the inner door's own words and headers stay; an upstream's get the table's."""
        del traceback_str
        keep(original_exception)
        told = own_words(original_exception) or explained(
            original_exception, len(json.dumps(request_data.get("messages"), default=str)) // 4
        )
        if told is not None:
            said = told.in_shape() if _of_messages(user_api_key_dict) else told.message
            original_exception.status_code = told.status  # type: ignore[attr-defined]
            original_exception.message = said  # type: ignore[attr-defined]


def _of_messages(user_api_key_dict: object) -> bool:
    return str(getattr(user_api_key_dict, "request_route", "")).endswith(MESSAGES)


def _general_settings() -> dict[str, Any]:
    # Only LiteLLM's proxy has them; to import it for them would take seconds.
    settings = getattr(sys.modules.get("litellm.proxy.proxy_server"), "general_settings", None)
    return settings if isinstance(settings, dict) else {}


def _longest_answer(provider: str, model: str) -> int | None:
    """Return the most tokens that a model answers with, by LiteLLM's table; None where that does not know it."""
    entry = litellm.model_cost.get(f"{provider}/{model}") or litellm.model_cost.get(model) or {}
    most = entry.get("max_output_tokens")
    return most if isinstance(most, int) else None


def _forwarding() -> list[str]:
    """Return the names whose deployments get the client's headers: those behind the translator's inner door, and whom config.yaml adds."""
    return list(getattr(litellm.model_group_settings, "forward_client_headers_to_llm_api", None) or [])


def own_words(error: object) -> Told | None:
    """Return the error in the Messages API's shape that stands somewhere in the message of LiteLLM's; None where none does.

    LiteLLM has replaced OPENAI by the provider's name: the names of our settings are put back.
    """
    message, provider = str(getattr(error, "message", "")), str(getattr(error, "llm_provider", ""))
    status = getattr(error, "status_code", None)
    start = message.find('{"type":"error"')
    if start < 0:
        return None
    try:
        found = json.JSONDecoder().raw_decode(message, start)[0]["error"]
        kind, said = found["type"], found["message"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(said, str) or not isinstance(kind, str) or not isinstance(status, int):
        return None
    said = re.sub(rf"\b(?:CUSTOM_OPENAI(?=_)|{re.escape(provider.upper())}(?=_BASE_URL|_WIRE_API))", "OPENAI", said)
    return Told(status, kind, said)


RUN_FOLDER = Path(os.environ.get("RUN_FOLDER", ""))
TARGETS = json.loads(os.environ.get("MODEL_MAP", "{}"))
instance = KnownNames(list(TARGETS), os.environ.get("WARM_UP_NAME", ""), TARGETS)
