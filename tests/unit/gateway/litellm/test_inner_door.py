"""Where LiteLLM finds the inner door; tests/stack shows it in a gateway."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.litellm import hooks
from gateway.litellm.inner_door import FILE, led_there


def test_it_is_looked_up_for_each_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is the one that stands there at the moment; nothing else of the call changes."""
    monkeypatch.setattr(hooks, "RUN_FOLDER", tmp_path)
    call = {"model": "custom_openai/m", "api_base": "http://translator.invalid/inner/2/v1", "api_key": "k"}
    hook = hooks.KnownNames(["a"]).async_pre_call_deployment_hook
    for port in ("4001", "51234"):
        (tmp_path / FILE).write_text(f"{port}\n")
        assert asyncio.run(hook(dict(call), None)) == {**call, "api_base": f"http://127.0.0.1:{port}/inner/2/v1"}


@pytest.mark.parametrize(
    "base", [{}, {"api_base": None}, {"api_base": "https://api.openai.com/v1"}, {"api_base": "http://translator.invalid.evil/v1"}]
)
def test_other_calls_stay(tmp_path: Path, base: dict[str, Any]) -> None:
    """What goes to an upstream goes there, and needs no file."""
    assert led_there({"model": "m", **base}, tmp_path) is None
