"""Environment, .env and NAME_FILE become settings and problems; a secret becomes neither's text."""

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from gateway.configuration.environment import CONTAINER, read
from gateway.problems import Problem, errors
from gateway.settings import NAMES, SECRETS

KNOWN = frozenset({"GEMINI_API_KEY"})


def told(problems: list[Problem]) -> list[str]:
    """Return the problems as a user reads them."""
    return [str(problem) for problem in problems]


def dotenv(folder: Path, text: str) -> Path:
    """Return a .env with this text."""
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_problem_at_once() -> None:
    """All wrong settings are told together, each with its variable, and defaults stand in for them."""
    wrong = {
        "PORT": "abc",
        "OPENAI_BASE_URL": "x",
        "OFFLINE": "maybe",
        "OPENAI_WIRE_API": "both",
        "MAX_RETRIES": "-1",
        "PROXY_API_KEY": "a b",
    }
    reading = read(wrong, None)
    assert {problem.where for problem in reading.problems} == set(wrong)
    assert reading.settings.port == 3999


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "abc is not a whole number from 1 to 65535. Port of the gateway"),
        ("PORT", "0", "0 is not a whole number from 1 to 65535."),
        ("PORT", "70000", "70000 is not a whole number from 1 to 65535."),
        ("PORT", "39.5", "39.5 is not a whole number from 1 to 65535."),
        ("PORT", "9" * 5000, f"{'9' * 60}… is not a whole number"),
        ("MAX_RETRIES", "-1", "-1 is not a whole number from 0 to 10."),
        ("LOG_MAX_BYTES", "20MB", "20MB is not a whole number from 10000 up."),
        ("REQUEST_TIMEOUT", "10m", "10m is not a whole number from 1 to 86400."),
        ("OFFLINE", "maybe", "maybe is neither 1 nor 0."),
        ("OPENAI_WIRE_API", "both", "both is not one of auto, responses, chat."),
        ("LITELLM_LOG", "loud", "loud is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        (
            "OPENAI_BASE_URL",
            "api.openai.com",
            "api.openai.com is not an http:// or https:// address. Address of an OpenAI-compatible API. Default: ",
        ),
        ("OPENAI_BASE_URL", "sk-abcdef", "the value is not an http:// or https:// address."),
        ("OPENAI_BASE_URL", "https://me:word@host", "the value holds a user or password: put the key into OPENAI_API_KEY."),
        ("OPENAI_BASE_URL", "host?key=word", "host is not an http:// or https:// address."),
        ("OPENAI_API_KEY", "a b", "the value holds a space, a control or a non-ASCII character"),
        ("PROXY_API_KEY", "kéy", "the value holds a space, a control or a non-ASCII character"),
        ("OPENAI_BASE_URL", "xai-0123456789abcdefgh", "the value is not an http:// or https:// address."),
        ("OPENAI_BASE_URL", "https://h/v1?key=word", "https://h/v1 goes on with a ? or a #: leave that off"),
        ("OPENAI_BASE_URL", "https://h/v1/chat/completions", "https://h/v1/chat/completions names one endpoint, not the API: leave /chat"),
        ("OLLAMA_API_BASE", "http://h:11434/#x", "http://h:11434/#x goes on with a ? or a #"),
        ("DATA_DIR", "a\0b", "a?b is not a path"),
        ("HTTPS_PROXY", "http://u:word@", "the value is not an address such as http://proxy.example.org:3128."),
        ("HOST", "a;b", "a;b is neither an IP address nor a host name."),
        ("HOST", "a\x1b[31m", "a?[31m is neither an IP address nor a host name."),
        ("PUBLIC_HOST", "https://a", "https://a holds more than host names and commas"),
        ("PREFERRED_PROVIDER", "mistral", "mistral is not one of openai, google, anthropic. What answers Claude's names"),
        ("BIG_MODEL", "gpt-4.1 # the best", "gpt-4.1 # the best is not a model's name, which holds neither a space, a quote nor a *."),
        ("BIG_MODEL", "“gpt-4.1”", "“gpt-4.1” is not a model's name"),
        ("BIG_MODEL", "\"'gpt-4.1'\"", "'gpt-4.1' is not a model's name"),
        ("SMALL_MODEL", "gpt\x7f", "gpt? is not a model's name"),
        ("SMALL_MODEL", "openai/", "openai/ is not a model's name: none stands behind the /."),
        ("BIG_MODEL", "gsk_0123456789abcdefgh '", "the value is not a model's name"),
        ("MIDDLE_MODEL", "gpt-*", "gpt-* is not a model's name"),
        ("SMALL_MODEL", "sk-or-v1 1", "the value is not a model's name"),
        ("PREFERRED_PROVIDER", "1", "1 is not one of openai, google, anthropic."),
        ("AZURE_API_VERSION", "2024-12", "2024-12 is not a version such as 2024-12-01-preview, nor preview or v1. Version of Azure's API"),
        ("AZURE_API_VERSION", "2024-12-01&x=y", "2024-12-01&x=y is not a version such as 2024-12-01-preview, nor preview or v1."),
        ("AZURE_API_BASE", "r.openai.azure.com", "r.openai.azure.com is not an http:// or https:// address."),
        ("AZURE_API_BASE", "https://me:word@host", "the value holds a user or password"),
        ("OLLAMA_API_BASE", "localhost:11434", "localhost:11434 is not an http:// or https:// address."),
        ("USE_VERTEX_AUTH", "maybe", "maybe is neither 1 nor 0."),
        ("VERTEX_PROJECT", "my project", "my project holds more than letters, digits, hyphens, dots and colons."),
        ("VERTEX_LOCATION", "us/central1", "us/central1 holds more than letters, digits, hyphens, dots and colons."),
        *(
            (name, "a b", "the value holds a space, a control or a non-ASCII character")
            for name in ("AZURE_API_KEY", "OPENROUTER_API_KEY", "XAI_API_KEY", "DEEPSEEK_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY")
        ),
        ("GEMINI_API_KEY", "x" * 1001, "the value is longer than 1000 characters."),
    ],
)
def test_wrong_value(name: str, value: str, sentence: str) -> None:
    """A wrong value gives one plain sentence with the variable, what is wrong, and what it is for."""
    (problem,) = read({name: value}, None).problems
    assert str(problem).startswith(f"error: {name}: {sentence}")
    assert str(problem).endswith(".")


@settings(max_examples=300)
@given(
    strategies.sampled_from(NAMES), strategies.text(strategies.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
)
def test_no_jargon(name: str, value: str) -> None:
    """Whatever a setting holds, reading it never fails and never speaks of pydantic's types."""
    for text in told(read({name: value}, None).problems):
        # The value itself may be shown, and may hold any word.
        assert not any(
            word in text and word not in value for word in ("Input", "valid integer", "string", "Value error", "boolean", "None")
        )


@settings(max_examples=300)
@given(
    strategies.sampled_from([*SECRETS, *KNOWN]),
    strategies.text(strategies.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    strategies.sampled_from(NAMES),
)
def test_no_secret_in_any_problem(name: str, filling: str, wrong: str) -> None:
    """No problem and no repr holds a secret's value, whatever it is and whatever else is wrong."""
    secret = f"MARK{filling}KRAM"
    reading = read({wrong: "\x01", name: secret, f"{name}_FILE": "/no/such", "PROT": "1"}, None, KNOWN)
    assert all("MARK" not in text for text in [*told(reading.problems), repr(reading)])


def test_secret_in_the_wrong_place(tmp_path: Path) -> None:
    """A key pasted where its file should be named, or into .env without its name, is not shown."""
    path = dotenv(tmp_path, "sk-marker-1\nPROXY_API_KEY_FILE=sk-marker-2\n")
    reading = read({"OPENAI_API_KEY_FILE": "marker-3"}, path)
    assert len(errors(reading.problems)) == 3
    assert all("marker" not in text for text in told(reading.problems))


@pytest.mark.parametrize("value", ['"4590"', "'4590'", " 4590 ", '" 4590"'])
def test_quotes_are_taken_off(value: str) -> None:
    """Quotes and blanks around a value, as docker --env-file keeps them, do not count."""
    reading = read({"PORT": value}, None)
    assert reading.problems == []
    assert reading.settings.port == 4590


@pytest.mark.parametrize("value", ['"', "''", "", "  ", '"abc'])
def test_lone_quotes(value: str) -> None:
    """Empty means unset, also within quotes; a quote without its pair is part of the value."""
    assert read({"NO_PROXY": value}, None).settings.no_proxy == ("" if value.strip() in ("", "''") else value)


@pytest.mark.parametrize(("name", "value", "taken"), [("TRANSLATOR", "Direct", "direct"), ("OPENAI_WIRE_API", "CHAT", "chat")])
def test_any_capitalisation(name: str, value: str, taken: str) -> None:
    """A choice is understood in any capitalisation."""
    reading = read({name: value}, None)
    assert reading.problems == []
    assert getattr(reading.settings, name.lower()) == taken


def test_key_in_place_of_a_path() -> None:
    """A key that was pasted where a file belongs is in no problem, whoever tells it."""
    problem = Problem("SSL_CERT_FILE", "/checkout/sk-proj-0123456789abcdefgh cannot be used: No such file.", "Name a file.")
    assert str(problem) == "error: SSL_CERT_FILE: /checkout/[redacted] cannot be used: No such file. Name a file."
    assert str(Problem("OPENAI_API_KEY", "is not set.", "Set it.")) == "error: OPENAI_API_KEY: is not set. Set it."


def test_environment_goes_before_dotenv(tmp_path: Path) -> None:
    """A variable of the environment counts before .env's, and an empty one takes .env's away."""
    path = dotenv(tmp_path, "PORT=4591\nLITELLM_PORT=4592\nBIG_MODEL=a\n")
    reading = read({"PORT": "4590", "BIG_MODEL": ""}, path)
    assert (reading.settings.port, reading.settings.litellm_port, reading.settings.big_model) == (4590, 4592, "")


def test_references_are_filled(tmp_path: Path) -> None:
    """${NAME} in .env is filled as python-dotenv, which other gateways read it with, fills it; $NAME is part of the value."""
    text = "TEAM=a\nPROXY_API_KEY=k-${TEAM}-${USER}$b\nBIG_MODEL=${NO_SUCH:-gpt-4.1}\nSMALL_MODEL=${NO_SUCH}\n"
    reading = read({"USER": "me"}, dotenv(tmp_path, text))
    assert reading.settings.client_key == "k-a-me$b"
    assert (reading.settings.big_model, reading.settings.small_model) == ("gpt-4.1", "")
    assert any(":4: SMALL_MODEL takes a part of its value from a variable that is not set." in line for line in told(reading.problems))


@pytest.mark.parametrize("name", [*SECRETS[:3], "GEMINI_API_KEY"])
def test_secret_from_a_file(tmp_path: Path, name: str) -> None:
    """NAME_FILE gives the value of a secret, also of one that only config.yaml names, without the file's last newline."""
    (tmp_path / "key").write_text("of-the-file\n", encoding="utf-8")
    reading = read({f"{name}_FILE": str(tmp_path / "key")}, None, KNOWN)
    assert reading.problems == []
    assert reading.values[name] == "of-the-file"


def test_secret_file_missing(tmp_path: Path) -> None:
    """A file that is not there is told with its path, and the secret is unset."""
    reading = read({"OPENAI_API_KEY_FILE": str(tmp_path / "none")}, None)
    what = f"{tmp_path}/none cannot be read: No such file or directory."
    assert told(reading.problems) == [f"error: OPENAI_API_KEY_FILE: {what} Name a file that the gateway's user can read."]
    assert reading.settings.openai_api_key is None


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_secret_file_empty(tmp_path: Path, content: bytes) -> None:
    """A file without a value is told."""
    (tmp_path / "key").write_bytes(content)
    reading = read({"PROXY_API_KEY_FILE": str(tmp_path / "key")}, None)
    assert told(reading.problems) == [f"error: PROXY_API_KEY_FILE: {tmp_path}/key is empty. Put the value of PROXY_API_KEY into it."]


def test_secret_file_not_text(tmp_path: Path) -> None:
    """A file that is no text is told."""
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    assert "it is not UTF-8 text" in told(read({"PROXY_API_KEY_FILE": str(tmp_path / "key")}, None).problems)[0]


def test_secret_file_beside_the_secret(tmp_path: Path) -> None:
    """Two sources of one secret are an error, since either choice could be the wrong one."""
    (tmp_path / "key").write_text("of-the-file", encoding="utf-8")
    reading = read({"PROXY_API_KEY_FILE": str(tmp_path / "key"), "PROXY_API_KEY": "own"}, None)
    assert told(reading.problems) == ["error: PROXY_API_KEY_FILE: stands beside PROXY_API_KEY. Set only one of the two."]


def test_unknown_name_in_dotenv(tmp_path: Path) -> None:
    """A slip of the pen in .env is told with its line and the near name, as an error where there is no doubt."""
    path = dotenv(tmp_path, "PROT=1\nLITELM_PORT=4001\nOPENAI_API_BASE=http://a\nCOMPOSE_PROJECT_NAME=x\nport=1\n")
    assert told(read({}, path).problems) == [
        f"warning: {path}:1: PROT is not a setting. Did you mean PORT?",
        f"error: {path}:2: LITELM_PORT is not a setting. Did you mean LITELLM_PORT?",
        f"error: {path}:3: OPENAI_API_BASE is not a setting. Did you mean OPENAI_BASE_URL?",
        f"warning: {path}:4: COMPOSE_PROJECT_NAME is not a setting. It is ignored.",
        f"error: {path}:5: port is not a setting. Did you mean PORT?",
    ]


def test_near_miss_in_the_environment() -> None:
    """A near miss among the process's variables is a warning only, since they are not ours alone."""
    (problem,) = read({"OPENAI_API_KEYS": "x", "TERM": "xterm", "HOSTNAME": "h", "ANTHROPIC_BASE_URL": "http://a"}, None).problems
    assert str(problem) == "warning: OPENAI_API_KEYS: in the environment is not a setting and is ignored. Did you mean OPENAI_API_KEY?"


@pytest.mark.parametrize("name", ["https_proxy", "http_proxy", "no_proxy"])
def test_proxies_in_small_letters(name: str) -> None:
    """The usual small spelling of the proxies is taken without a word, and the capital one goes before it."""
    reading = read({name: "proxy.example.org"}, None)
    assert reading.problems == []
    assert reading.settings.environment()[name.upper()] == "proxy.example.org"
    assert read({name: "a", name.upper(): "b"}, None).settings.environment()[name.upper()] == "b"


def test_container_fixes_port_and_host() -> None:
    """In the container PORT and HOST are said to be ignored, and how else to choose them."""
    reading = read({CONTAINER: "1", "PORT": "8080", "HOST": "127.0.0.1"}, None)
    assert (reading.settings.port, reading.settings.host) == (3999, "0.0.0.0")
    assert told(reading.problems) == [
        "warning: PORT: is fixed in the container and ignored. It stays 3999; choose with docker's -p 127.0.0.1:8080:3999.",
        "warning: HOST: is fixed in the container and ignored. It stays 0.0.0.0.",
    ]


def test_container_with_its_own_values_is_silent() -> None:
    """The container's own values are no reason for a warning."""
    assert read({CONTAINER: "1", "PORT": "3999", "HOST": "0.0.0.0"}, None).problems == []


def test_broken_dotenv_does_not_hide_the_rest(tmp_path: Path) -> None:
    """A .env that cannot be read is told beside every other problem."""
    (tmp_path / ".env").mkdir()
    assert [problem.where for problem in read({"PORT": "abc"}, tmp_path / ".env").problems] == [str(tmp_path / ".env"), "PORT"]


@pytest.mark.parametrize("value", ['"k"', "'k'", '"k"  # a comment', "'k' # a comment", " k "])
def test_quotes_and_comments(value: str) -> None:
    """What docker --env-file keeps of a line that a shell would have read, quotes and a comment behind them, is no part of the value."""
    assert read({"OPENAI_API_KEY": value}, None).values["OPENAI_API_KEY"] == "k"
    assert read({"BIG_MODEL": "a#b"}, None).values["BIG_MODEL"] == "a#b"
