"""A LiteLLM callback: a model name that no deployment answers is refused as 404, with the closest names that are configured."""

import json
import os
from typing import Any

from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

from gateway.litellm_config import WARM_UP_NAME
from gateway.models import closest, find


class KnownNames(CustomLogger):
    """Looks at the name before LiteLLM routes it, because LiteLLM itself answers 400 without a hint.

    names: what clients may ask for, as config.yaml has them (with their *).
    """

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    async def async_pre_call_hook(self, user_api_key_dict: object, cache: object, data: dict[str, Any], call_type: object) -> None:
        """Raise fastapi.HTTPException 404 where data's model is unknown: LiteLLM turns it into the caller's own dialect."""
        del user_api_key_dict, cache, call_type
        asked = data.get("model")
        if not isinstance(asked, str) or asked == WARM_UP_NAME or find(self.names, asked):
            return
        near = ", ".join(closest(self.names, asked))
        raise HTTPException(404, f"model: {asked[:100]} is not configured. Closest names in config.yaml: {near}.")


instance = KnownNames(list(json.loads(os.environ.get("MODEL_MAP", "{}"))))
