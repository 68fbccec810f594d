"""A whole configuration: what is wrong with it is told at once, each with its remedy."""

from pathlib import Path

import pytest

from gateway.check import Configuration, configuration
from gateway.configuration.environment import CONTAINER
from gateway.problems import errors

KEY = {"OPENAI_API_KEY": "sk-marker"}


def told(config: Configuration, level: str = "error") -> list[str]:
    """Return the problems of one level as a user reads them."""
    return [str(problem) for problem in config.problems if problem.level == level]


def with_models(folder: Path, text: str) -> dict[str, str]:
    """Return the environment for a config.yaml with these entries."""
    path = folder / "config.yaml"
    path.write_text(f"model_list:\n{text}", encoding="utf-8")
    return {"CONFIG_FILE": str(path), **KEY}


def test_sound() -> None:
    """With a key alone everything is sound, without even a warning."""
    assert configuration(KEY, None).problems == []


def test_missing_key_names_both_ways() -> None:
    """Without a key one line names both ways out."""
    remedy = "Set OPENAI_API_KEY to your key, or run without one on the offline backend: --offline (OFFLINE=1)."
    assert told(configuration({}, None)) == [f"error: OPENAI_API_KEY: is not set. {remedy}"]


def test_offline_needs_no_key() -> None:
    """The offline backend needs no key of anybody, and its problems stay those of the settings."""
    assert configuration({"OFFLINE": "1"}, None).problems == []
    assert configuration({"OFFLINE": "1", "BIG_MODEL": "gemini/x", "OPENAI_BASE_URL": "http://localhost:3999"}, None).problems == []


def test_unreadable_key_file_is_told_once() -> None:
    """A key whose file cannot be read is not told as missing too."""
    assert len(told(configuration({"OPENAI_API_KEY_FILE": "/no/such"}, None))) == 1


def test_every_problem_at_once(tmp_path: Path) -> None:
    """Settings, config.yaml, keys and ports are told together."""
    environ = with_models(tmp_path, "- model_name: a\n  litellm_params: {model: groq/x, api_key: os.environ/MY_KEY}\n- b\n")
    problems = told(configuration({**environ, "MAX_RETRIES": "x", "PORT": "4000"}, None))
    assert len(problems) == 4
    for part in ("MAX_RETRIES", "MY_KEY", "is not a model entry", "PORT: is 4000, the same as"):
        assert any(part in problem for problem in problems), part


def test_other_providers_key(tmp_path: Path) -> None:
    """A missing key of another provider is told once, with the line of config.yaml that wants it."""
    entry = "  litellm_params: {model: groq/x, api_key: os.environ/MY_KEY}\n"
    environ = with_models(tmp_path, f"- model_name: a\n{entry}- model_name: b\n{entry}")
    assert told(configuration(environ, None)) == [
        f"error: {tmp_path}/config.yaml:2: a takes its key from MY_KEY, which is not set. Set MY_KEY."
    ]
    config = configuration({**environ, "MY_KEY": "k"}, None)
    assert (config.problems, config.keys) == ([], {"MY_KEY": "k"})


@pytest.mark.parametrize("reference", ["os.environ/", "os.environ/sk-marker", "os.environ/A B"])
def test_reference_to_no_variable(tmp_path: Path, reference: str) -> None:
    """What stands behind os.environ/ and is no variable's name is told by its line, and not shown: it may be the key itself."""
    environ = with_models(tmp_path, f"  - {{model_name: a, litellm_params: {{model: openai/x, api_key: '{reference}'}}}}\n")
    (problem,) = told(configuration(environ, None))
    assert ":2: a's api_key is os.environ/ without the name of a variable behind it. Write os.environ/NAME" in problem
    assert "marker" not in problem


def test_other_value_missing(tmp_path: Path) -> None:
    """Not only keys: whatever an entry takes from an unset variable is told, since LiteLLM would take it for None."""
    environ = with_models(tmp_path, "- model_name: a\n  litellm_params: {model: openai/x, api_key: k, api_base: os.environ/MY_BASE}\n")
    assert told(configuration(environ, None)) == [
        f"error: {tmp_path}/config.yaml:2: a takes its api_base from MY_BASE, which is not set. Set MY_BASE."
    ]


def test_setting_as_a_value(tmp_path: Path) -> None:
    """config.yaml may take a setting of ours by its name, with its default."""
    environ = with_models(
        tmp_path, "- model_name: a\n  litellm_params: {model: openai/x, api_key: k, api_base: os.environ/OPENAI_BASE_URL}\n"
    )
    config = configuration(environ, None)
    assert config.problems == []
    assert config.keys == {"OPENAI_BASE_URL": "https://api.openai.com/v1"}


def test_key_of_an_override() -> None:
    """BIG_MODEL at another provider asks for that provider's key, also from a file, and gives it on."""
    problems = told(configuration({**KEY, "BIG_MODEL": "gemini/x"}, None))
    assert len(problems) == 1
    assert "takes its key from GEMINI_API_KEY, which is not set." in problems[0]
    assert configuration({**KEY, "BIG_MODEL": "gemini/x", "GEMINI_API_KEY": "g"}, None).keys["GEMINI_API_KEY"] == "g"


def test_known_names_of_dotenv(tmp_path: Path) -> None:
    """A name that config.yaml takes from the environment is no unknown setting of .env."""
    (tmp_path / ".env").write_text("MY_KEY=k\n", encoding="utf-8")
    environ = with_models(tmp_path, "- model_name: a\n  litellm_params: {model: groq/x, api_key: os.environ/MY_KEY}\n")
    config = configuration(environ, tmp_path / ".env")
    assert (config.problems, config.keys) == ([], {"MY_KEY": "k"})


def test_anthropic_key_is_the_clients_key() -> None:
    """Where no target is Anthropic's, ANTHROPIC_API_KEY is what clients must send, and start says so."""
    config = configuration({**KEY, "ANTHROPIC_API_KEY": "mine"}, None)
    assert config.settings.client_key == "mine"
    assert told(config, "warning") == [
        "warning: ANTHROPIC_API_KEY: is set and no target is Anthropic's, so it is the key that clients must send. "
        "Unset it, or set PROXY_API_KEY, if that is not meant."
    ]


@pytest.mark.parametrize("more", [{"PROXY_API_KEY": "own"}, {"BIG_MODEL": "anthropic/claude-opus-4-5"}])
def test_anthropic_key_is_not_the_clients_key(more: dict[str, str]) -> None:
    """With a PROXY_API_KEY, or a target of Anthropic's, ANTHROPIC_API_KEY is never what clients must send."""
    config = configuration({**KEY, "ANTHROPIC_API_KEY": "mine", **more}, None)
    assert config.settings.client_key == more.get("PROXY_API_KEY", "dummy")
    assert config.problems == []


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:3999/v1",
        "http://127.0.0.1:4000",
        "http://[::1]:3998/v1",
        "http://0.0.0.0:3999",
        "http://127.0.0.5:4001",
        "http://2130706433:3999",
    ],
)
def test_own_address(url: str) -> None:
    """An upstream that is a port of this gateway, by whatever name of this machine, is refused."""
    assert told(configuration({**KEY, "OPENAI_BASE_URL": url}, None)) == [
        "error: OPENAI_BASE_URL: is an address of this gateway itself. Give the upstream's address, or change PORT."
    ]


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1", "http://localhost/v1", "http://192.0.2.1:3999/v1", "http://no.such.host.invalid:3999"]
)
def test_other_address(url: str) -> None:
    """Another port of this machine, or the same port of another machine, is no address of this gateway."""
    assert told(configuration({**KEY, "OPENAI_BASE_URL": url}, None)) == []


def test_own_address_in_config_yaml(tmp_path: Path) -> None:
    """An entry whose api_base is this gateway is refused with its line."""
    environ = with_models(
        tmp_path, "- model_name: a\n  litellm_params: {model: openai/x, api_key: k, api_base: http://localhost:3999/v1}\n"
    )
    problems = told(configuration(environ, None))
    assert problems == [f"error: {tmp_path}/config.yaml:2: a's api_base is an address of this gateway itself. Give the upstream's address."]


def test_broken_url_is_no_traceback() -> None:
    """An upstream with a port that is none is told, once."""
    assert len(told(configuration({**KEY, "OPENAI_BASE_URL": "http://localhost:99999/v1"}, None))) == 1


def test_shared_ports() -> None:
    """Two programs on one port are refused before either starts."""
    assert told(configuration({**KEY, "LITELLM_PORT": "3999", "INTERCEPTOR_PORT": "3999"}, None)) == [
        "error: LITELLM_PORT: is 3999, the same as PORT. Give each its own port.",
        "error: INTERCEPTOR_PORT: is 3999, the same as PORT. Give each its own port.",
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "gateway.example.org"])
def test_default_key_for_others(host: str) -> None:
    """The default key on an address beyond loopback is warned of; a key of one's own is not."""
    (warning,) = told(configuration({**KEY, "HOST": host}, None), "warning")
    assert warning.startswith("warning: PROXY_API_KEY: is the default that everybody knows")
    assert configuration({**KEY, "HOST": host, "PROXY_API_KEY": "own"}, None).problems == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_default_key_on_loopback(host: str) -> None:
    """On loopback the default key is nothing to speak of."""
    assert configuration({**KEY, "HOST": host}, None).problems == []


def test_default_key_in_the_container() -> None:
    """In the container the warning says how to publish the port."""
    (warning,) = told(configuration({**KEY, CONTAINER: "1"}, None), "warning")
    assert "-p 127.0.0.1:3999:3999" in warning


def test_ca_bundle(tmp_path: Path) -> None:
    """A CA bundle that is missing or holds no certificate is told before the first upstream call fails."""
    (tmp_path / "ca.pem").write_text("no certificate", encoding="utf-8")
    for path, reason in ((tmp_path / "none", "No such file or directory"), (tmp_path / "ca.pem", "it holds no certificate in PEM form")):
        assert told(configuration({**KEY, "SSL_CERT_FILE": str(path)}, None)) == [
            f"error: SSL_CERT_FILE: {path} cannot be used: {reason}. Name a file of PEM certificates that the gateway's user can read."
        ]


def test_no_secret_in_repr_or_problems() -> None:
    """Neither the configuration's repr nor any of its problems holds a key."""
    config = configuration({**KEY, "ANTHROPIC_API_KEY": "marker", "BIG_MODEL": "gemini/x", "GEMINI_API_KEY": "marker", "PORT": "x"}, None)
    assert "marker" not in repr(config)
    assert errors(config.problems)
    assert all("marker" not in str(problem) for problem in config.problems)
