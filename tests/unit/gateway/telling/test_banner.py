"""The block that a start ends with."""

import pytest

from gateway.check import Configuration, configuration
from gateway.configuration.environment import CONTAINER
from gateway.telling.banner import address, model_rows, start_block


def config(**environ: str) -> Configuration:
    """Return the configuration of this environment."""
    return configuration({"OFFLINE": "1", **environ}, None)


def test_default() -> None:
    """The block holds address, backend, models, logs, the two lines for Claude Code, and how to stop."""
    block = start_block(config(), detached=True)
    for part in (
        "http://localhost:3999",
        "offline: no model",
        "openai/gpt-4.1-2025-04-14",
        "interceptor.log",
        "process.log",
        "page      http://localhost:3999/",
        "./scripts/stop",
    ):
        assert part in block, part
    assert "export ANTHROPIC_BASE_URL=http://localhost:3999\n    export ANTHROPIC_API_KEY=dummy\n" in block


def test_own_key_is_not_shown() -> None:
    """A key of the user's own is spoken of, not shown."""
    assert "marker" not in start_block(config(PROXY_API_KEY="marker", OPENAI_API_KEY="marker"), detached=False)


@pytest.mark.parametrize(
    ("environ", "detached", "stop"),
    [({}, False, "Ctrl-C"), ({"PORT": "4590"}, True, "PORT=4590 ./scripts/stop"), ({CONTAINER: "1"}, False, "docker stop")],
)
def test_how_to_stop(environ: dict[str, str], detached: bool, stop: str) -> None:
    """How to stop fits how it was started."""
    assert start_block(config(**environ), detached).endswith(f"stop      {stop}")


@pytest.mark.parametrize(
    ("host", "shown"), [("0.0.0.0", "localhost"), ("::", "localhost"), ("127.0.0.1", "localhost"), ("10.0.0.5", "10.0.0.5")]
)
def test_address(host: str, shown: str) -> None:
    """The address is one that a client on this machine can use."""
    assert address(config(HOST=host)) == f"http://{shown}:3999"


def test_model_rows() -> None:
    """The names of one target stand together, those that pass through on one line at the end."""
    rows = model_rows({"gpt-*": "openai/gpt-*", "a": "openai/x", "b": "openai/long", "c": "openai/x"})
    assert rows == ["openai/x     answers  a, c", "openai/long  answers  b", "passed through:  gpt-*"]


def test_many_names() -> None:
    """A long table is shown too."""
    assert len(model_rows({str(number): f"openai/x{number % 2}" for number in range(50)})) == 2
