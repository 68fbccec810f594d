"""CUSTOM_HEADER_*: what may be sent, what is refused by name, and that no value is ever told."""

from pathlib import Path

import pytest

from gateway.check import configuration
from gateway.configuration import custom_headers
from gateway.configuration.environment import read
from gateway.litellm.config import WarmUpTarget, litellm_config
from gateway.problems import errors
from gateway.upstreams.routes import routes

SECRET = "hush-0123456789"
CONFIG = """
model_list:
  - model_name: ours
    litellm_params: {model: openai/gpt-5.2, api_key: os.environ/OPENAI_API_KEY, extra_headers: {X-Team: own}}
  - model_name: theirs
    litellm_params: {model: gemini/gemini-3-pro, api_key: os.environ/GEMINI_API_KEY}
"""


def test_names() -> None:
    """Underscores become hyphens, and capitals small letters."""
    found, problems = custom_headers.read({"CUSTOM_HEADER_X_Cost_Center": "42", "OTHER": "1"})
    assert (found, problems) == ({"x-cost-center": "CUSTOM_HEADER_X_Cost_Center"}, [])


@pytest.mark.parametrize(
    "name",
    ["AUTHORIZATION", "Authorization", "API_KEY", "X_API_KEY", "X_GOOG_API_KEY", "PROXY_AUTHORIZATION", "COOKIE", "HOST", "CONTENT_LENGTH",
     "TRANSFER_ENCODING", "CONTENT_TYPE", "CONNECTION", "X_OPENAI_CODE_EDGE", "", "_", "X.Y", "X Y", "Ü"],
)  # fmt: skip
def test_refused_names(name: str) -> None:
    """What would replace authentication or framing stops the start, by its variable, without its value."""
    found, (problem,) = custom_headers.read({f"CUSTOM_HEADER_{name}": SECRET})
    assert found == {}
    assert (problem.where, problem.level) == (f"CUSTOM_HEADER_{name}", "error")
    assert SECRET not in str(problem)


@pytest.mark.parametrize("value", [f"{SECRET}\r\nx: y", f"{SECRET}\0", f"{SECRET}é", SECRET * 1000])
def test_refused_values(value: str) -> None:
    """A value that cannot stand in a header is refused, and not told."""
    found, (problem,) = custom_headers.read({"CUSTOM_HEADER_X_A": value})
    assert found == {}
    assert SECRET not in str(problem)


def test_twice() -> None:
    """Two variables for one header are told."""
    found, (problem,) = custom_headers.read({"CUSTOM_HEADER_X_A": "1", "CUSTOM_HEADER_x_a": "2"})
    assert found == {"x-a": "CUSTOM_HEADER_X_A"}
    assert "CUSTOM_HEADER_X_A" in problem.what


def test_from_a_file(tmp_path: Path) -> None:
    """CUSTOM_HEADER_X_FILE names the file of the value, in .env as in the environment; quotes are taken off."""
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / ".env").write_text(f"CUSTOM_HEADER_X_A_FILE={tmp_path / 'secret'}\nCUSTOM_HEADER_X_B='two words'\n")
    reading = read({}, tmp_path / ".env")
    assert reading.problems == []
    assert reading.headers == {"x-a": "CUSTOM_HEADER_X_A", "x-b": "CUSTOM_HEADER_X_B"}
    assert (reading.values["CUSTOM_HEADER_X_A"], reading.values["CUSTOM_HEADER_X_B"]) == (SECRET, "two words")
    assert SECRET not in repr(reading)


def test_the_header_file() -> None:
    """CUSTOM_HEADER_FILE is the header File, since there is no header whose value a file could hold; nothing is left out silently."""
    assert custom_headers.read({"CUSTOM_HEADER_FILE": "a"}) == ({"file": "CUSTOM_HEADER_FILE"}, [])
    assert custom_headers.from_files({"CUSTOM_HEADER_FILE", "CUSTOM_HEADER_X_FILE"}) == {"CUSTOM_HEADER_X"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is a problem of the variable that names it, and no header of its own."""
    reading = read({"CUSTOM_HEADER_X_A_FILE": str(tmp_path / "none")}, None)
    assert [problem.where for problem in reading.problems] == ["CUSTOM_HEADER_X_A_FILE"]
    assert reading.headers == {}


def test_on_their_way(tmp_path: Path) -> None:
    """Every target gets them by name, config.yaml's own first; the value stands in the children's keys and in no written file."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    environ = {
        "CONFIG_FILE": str(tmp_path / "config.yaml"), "OPENAI_API_KEY": "sk-a", "GEMINI_API_KEY": "g",
        "CUSTOM_HEADER_X_TEAM": "other", "CUSTOM_HEADER_X_SECRET": SECRET,
    }  # fmt: skip
    config = configuration(environ, None)
    assert errors(config.problems) == []
    assert config.keys["CUSTOM_HEADER_X_SECRET"] == SECRET
    pointer = "os.environ/CUSTOM_HEADER_X_SECRET"
    ours, _ = routes(config.table, config.settings, config.keys, None)
    assert ours["headers"] == {"x-team": "own", "x-secret": pointer}
    listed = litellm_config(config.table, config.settings, WarmUpTarget("warm", "http://127.0.0.1:1"), None)["model_list"]
    assert listed[1]["litellm_params"]["extra_headers"] == {"x-team": "os.environ/CUSTOM_HEADER_X_TEAM", "x-secret": pointer}
    assert config.choice.path == "direct"
    assert SECRET not in repr((ours, listed, config))
