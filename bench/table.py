"""The model table that every system is started with: one name for each kind of answer, so that the mock can answer by path."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.wires import MODEL

KEY_NAME = "OPENAI_API_KEY"


@dataclass(frozen=True)
class Kind:
    """What is asked for: which mock answers it under which path, by which wire, and whether as a stream."""

    base: str
    provider: str
    stream: bool
    paced: bool = False


KINDS: dict[str, Kind] = {
    "json": Kind("json", "openai", stream=False),
    "stream": Kind("stream", "openai", stream=True),
    "first": Kind("first", "openai", stream=True, paced=True),
    "paced": Kind("paced", "openai", stream=True, paced=True),
    # LiteLLM and the gateway both take openai/ for the Responses API and custom_openai/ for chat completions.
    "chat-json": Kind("json", "custom_openai", stream=False),
    "chat-stream": Kind("stream", "custom_openai", stream=True),
}


def model_name(kind: str) -> str:
    """Return what a client asks for to get this kind of answer."""
    return f"claude-bench-{kind}"


def write(path: Path, fixed: int, paced: int) -> None:
    """Write config.yaml for mocks on these ports; raises OSError."""
    models = [
        {
            "model_name": model_name(name),
            "litellm_params": {
                "model": f"{kind.provider}/{MODEL}",
                "api_base": f"http://127.0.0.1:{paced if kind.paced else fixed}/{kind.base}/v1",
                "api_key": f"os.environ/{KEY_NAME}",
            },
        }
        for name, kind in KINDS.items()
    ]
    # The only setting: what a target does not know is left out. Without it stock LiteLLM refuses Claude Code's requests.
    path.write_text(yaml.safe_dump({"model_list": models, "litellm_settings": {"drop_params": True}}, sort_keys=False), encoding="utf-8")
