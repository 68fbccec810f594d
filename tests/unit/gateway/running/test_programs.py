"""Each program's command and closed environment."""

from configparser import ConfigParser
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.running.programs import LITELLM_FIXED, NAMES, SYSTEM, nginx_binary, port_of, program
from gateway.running.run_folder import prepare
from gateway.setting_types import PROJECT
from gateway.settings import Settings

SECRETS = {name: f"marker-{name.lower()}" for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "PROXY_API_KEY", "GEMINI_API_KEY")}
FOREIGN = {
    "AWS_SECRET_ACCESS_KEY": "marker-aws",
    "OTEL_EXPORTER_OTLP_HEADERS": "marker-otel",
    "LD_PRELOAD": "marker-ld",
    "OPENAI_ORG_ID": "marker",
}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Return supervisord's environment for a configuration with keys of three providers, made as a start makes it."""
    process = {"PATH": "/usr/bin:/bin", "HOME": "/root", "HTTPS_PROXY": "http://marker-proxy:1", **SECRETS, **FOREIGN}
    given = {**process, "RUN_DIR": str(tmp_path), "DATA_DIR": str(tmp_path), "BIG_MODEL": "gemini/x", "PORT": "4590"}
    config = configuration(given, None)
    assert [str(problem) for problem in config.problems if problem.level == "error"] == []
    return {
        **prepare(config, WarmUpTarget("warm-up-1", "http://127.0.0.1:4599"), process),
        "SUPERVISOR_SERVER_URL": "unix://x",
        "OFFLINE_PORT": "4598",
    }


def test_supervisord_gets_nothing_foreign(environ: dict[str, str]) -> None:
    """What is not named never reaches supervisord, so that no child can inherit it."""
    assert not set(FOREIGN) & set(environ)


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_in_a_command(environ: dict[str, str], name: str) -> None:
    """No command line holds a secret: every user of the machine can read it."""
    words = " ".join(program(name, environ).command)
    assert "marker" not in words
    assert environ["LITELLM_MASTER_KEY"] not in words
    assert environ["EDGE_SECRET"] not in words


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("nginx", set()),
        ("offline", set()),
        ("watch", {"SUPERVISOR_SERVER_URL", "RUN_FOLDER", "LAUNCH_PID"}),
        (
            "interceptor",
            {
                "EDGE_SECRET",
                "MODEL_MAP",
                "DATA_DIR",
                "HOST",
                "PORT",
                "INTERCEPTOR_PORT",
                "LITELLM_PORT",
                "OFFLINE",
                "LOG_MAX_BYTES",
                "LOG_KEEP",
                "LOG_CONTENT",
                "TELEMETRY",
                "TELEMETRY_HASH_IDS",
                "RETENTION_DAYS",
                "RUN_FOLDER",
                "SERVICES",
            },
        ),
        (
            "translator",
            {
                "EDGE_SECRET",
                "INNER_SECRET",
                "LITELLM_MASTER_KEY",
                "RUN_FOLDER",
                "PORT",
                "DATA_DIR",
                "LOG_CONTENT",
                "TRANSLATOR_PORT",
                "TRANSLATOR_SOCKETS",
                "LITELLM_PORT",
                "REQUEST_TIMEOUT",
                "MAX_RETRIES",
                "MAX_TOKENS_LIMIT",
                "MIN_TOKENS_LIMIT",
                "PROMPT_COMPRESSION",
                "PROMPT_MAX_SYSTEM_TOKENS",
                "WORKERS",
                "SHUTDOWN_GRACE",
                "OPENAI_API_KEY",
                "GEMINI_API_KEY",
                "HTTPS_PROXY",
                "HTTP_PROXY",
                "NO_PROXY",
                "SSL_CERT_FILE",
            },
        ),
        (
            "litellm",
            {
                "LITELLM_MASTER_KEY",
                "LITELLM_LOG",
                "INNER_SECRET",
                "MODEL_MAP",
                "WARM_UP_NAME",
                "DATA_DIR",
                "RUN_FOLDER",
                "LOG_CONTENT",
                "HTTPS_PROXY",
                "NO_PROXY",
                "OPENAI_API_KEY",
                "GEMINI_API_KEY",
                *LITELLM_FIXED,
            },
        ),
    ],
)
def test_closed_environment(environ: dict[str, str], name: str, allowed: set[str]) -> None:
    """Each program gets the system's variables and those named for it, nothing else."""
    assert set(program(name, environ).environment) <= {*SYSTEM, "PYTHONUNBUFFERED", "PYTHONPATH", *allowed}


@pytest.mark.parametrize("name", NAMES)
def test_keys_reach_those_alone_who_call_upstreams(environ: dict[str, str], name: str) -> None:
    """Only LiteLLM and the translator get the upstreams' keys, and nobody but nginx's own files the client's."""
    found = {value for value in program(name, environ).environment.values() if "marker" in value}
    assert found == (
        {SECRETS["OPENAI_API_KEY"], SECRETS["GEMINI_API_KEY"], "http://marker-proxy:1"} if name in ("litellm", "translator") else set()
    )


def test_litellm_reaches_loopback_without_the_proxy(environ: dict[str, str]) -> None:
    """A forward proxy is never asked for the offline backend or a local model."""
    assert program("litellm", environ).environment["NO_PROXY"] == "127.0.0.1,localhost,::1"
    assert program("litellm", {**environ, "NO_PROXY": "a.org"}).environment["NO_PROXY"] == "a.org,127.0.0.1,localhost,::1"


def test_litellm_fetches_nothing(environ: dict[str, str]) -> None:
    """LiteLLM is told to stay with the price table of its package, whatever the user's environment says."""
    given = program("litellm", {**environ, "LITELLM_LOCAL_MODEL_COST_MAP": "False", "UPSTREAM_KEYS": "LITELLM_LOCAL_MODEL_COST_MAP"})
    assert given.environment["LITELLM_LOCAL_MODEL_COST_MAP"] == "True"


def test_litellm_finds_callbacks_beside_config_yaml(environ: dict[str, str], tmp_path: Path) -> None:
    """A module that stands beside config.yaml can be imported."""
    assert program("litellm", {**environ, "CONFIG_FILE": str(tmp_path / "c.yaml")}).environment["PYTHONPATH"].split(":")[-1] == str(
        tmp_path
    )


def test_unknown_program(environ: dict[str, str]) -> None:
    """A name that is none of ours is refused."""
    with pytest.raises(ValueError, match="bash is not one of nginx"):
        program("bash", environ)


def test_ports() -> None:
    """Each listening program's port is known with its setting, and the others have none."""
    settings = Settings(port=1, translator_port=4, litellm_port=2, interceptor_port=3, proxy_api_key=SecretStr("k"))
    assert [port_of(name, settings) for name in NAMES] == [
        ("PORT", 1),
        ("TRANSLATOR_PORT", 4),
        ("LITELLM_PORT", 2),
        ("INTERCEPTOR_PORT", 3),
        None,
        None,
    ]


def test_nginx_is_found_outside_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """nginx stands where only root's PATH leads, and is found all the same."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert nginx_binary() is not None


def test_the_interceptor_gets_the_network_where_it_forwards(environ: dict[str, str]) -> None:
    """With a collector the interceptor gets its address, its headers, the proxy and the CA; this machine is reached without the proxy."""
    collector = {"FORWARD_OTLP_ENDPOINT": "http://collector.example.org:4318", "FORWARD_OTLP_HEADERS": "a=b"}
    given = program("interceptor", {**environ, **collector}).environment
    assert collector.items() <= given.items()
    assert given["HTTPS_PROXY"] == "http://marker-proxy:1"
    assert "127.0.0.1" in given["NO_PROXY"]


def test_nothing_is_stopped_by_an_interrupt() -> None:
    """Only nginx is stopped by a signal of its own: Python that is still starting would answer an interrupt with a traceback."""
    config = ConfigParser(interpolation=None, inline_comment_prefixes=(";",))
    config.read(PROJECT / "supervisord.conf")
    assert {name: config[name]["stopsignal"] for name in config.sections() if "stopsignal" in config[name]} == {"program:nginx": "QUIT"}
