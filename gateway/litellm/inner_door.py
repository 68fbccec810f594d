"""Where LiteLLM finds the translator's inner door, whose port a reload moves: looked up for each attempt, so that LiteLLM runs on."""

from pathlib import Path
from typing import Any

# Stands in litellm.yaml in the place of http://127.0.0.1:PORT; leads nowhere by itself.
PLACE = "http://translator.invalid"
FILE = "translator-port"


def led_there(call: dict[str, Any], run_folder: Path) -> dict[str, Any] | None:
    """Return a call of LiteLLM's with the inner door's address as it is now; None where it does not go there. Raises OSError."""
    base = call.get("api_base")
    if not isinstance(base, str) or not base.startswith(f"{PLACE}/"):
        return None
    port = (run_folder / FILE).read_text(encoding="ascii").strip()
    return {**call, "api_base": f"http://127.0.0.1:{port}{base.removeprefix(PLACE)}"}
