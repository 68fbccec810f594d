"""A LiteLLM callback: what LiteLLM would take from a request and must not is refused: unknown names, credentials, headers."""

import json
import os
from typing import Any

from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

from gateway.litellm_config import WARM_UP_NAME
from gateway.models import closest, find

# Fields of no API: LiteLLM lets them replace the key and the headers that config.yaml gives a target.
ONLY_OURS = ("api_key", "extra_headers", "headers", "organization")


class KnownNames(CustomLogger):
    """Looks at the name before LiteLLM routes it, because LiteLLM itself answers 400 without a hint.

    names: what clients may ask for, as config.yaml has them (with their *).
    """

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    async def async_pre_call_hook(self, user_api_key_dict: object, cache: object, data: dict[str, Any], call_type: object) -> None:
        """Raise fastapi.HTTPException, which LiteLLM turns into the caller's own dialect.

        404 where data's model is unknown, 400 where data holds what only config.yaml may say.
        """
        del user_api_key_dict, cache, call_type
        taken = next((name for name in ONLY_OURS if name in data), None)
        if taken is not None:
            raise HTTPException(400, f"{taken}: not taken from a request; the gateway's config.yaml says it for each target.")
        asked = data.get("model")
        if not isinstance(asked, str) or asked == WARM_UP_NAME or find(self.names, asked):
            return
        near = ", ".join(closest(self.names, asked))
        raise HTTPException(404, f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}.")


instance = KnownNames(list(json.loads(os.environ.get("MODEL_MAP", "{}"))))
