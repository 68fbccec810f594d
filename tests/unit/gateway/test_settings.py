"""The table of settings: what it takes, what it refuses, what it never shows."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from gateway.setting_types import LONGEST_KEY, PROJECT
from gateway.settings import NAMES, SECRETS, Settings, load


def test_defaults_are_valid() -> None:
    """Nothing set is a valid configuration, with the ports and the key that the README names."""
    settings = Settings()
    assert (settings.port, settings.interceptor_port, settings.litellm_port) == (3999, 3998, 4000)
    assert settings.client_key == "dummy"
    assert settings.default_key


def test_every_secret_type_is_listed() -> None:
    """SECRETS names exactly the settings whose type hides them, so that NAME_FILE and redaction miss none."""
    hidden = {name.upper() for name, info in Settings.model_fields.items() if "SecretStr" in str(info.annotation)}
    assert hidden == set(SECRETS)


def test_repr_hides_secrets() -> None:
    """Neither repr nor str of the settings holds a secret's value."""
    settings = load({name: f"marker-{number}=marker" for number, name in enumerate(SECRETS)})
    assert "marker" not in repr(settings)
    assert "marker" not in str(settings)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://api.example.org/v1/", "https://api.example.org/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("HTTP://localhost/v1", "http://localhost/v1"),
    ],
)
def test_base_url_as_it_is_used(given: str, taken: str) -> None:
    """An address is taken without the slash that would double, its scheme in small letters."""
    assert Settings(openai_base_url=given).openai_base_url == taken


@pytest.mark.parametrize(
    "url", ["api.openai.com/v1", "ftp://a", "http://", "http://[::1", "http://a:99999/v1", "http://a b/v1", "https://u:p@a/v1"]
)
def test_base_url_refused(url: str) -> None:
    """What is no plain http address, or holds credentials, is refused."""
    with pytest.raises(ValidationError):
        Settings(openai_base_url=url)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::", "::1", "[::1]", "localhost", "my-host.example.org"])
def test_host_taken(host: str) -> None:
    """Addresses of both families and host names are taken, an IPv6 address without its brackets."""
    assert Settings(host=host).host == host.strip("[]")


@pytest.mark.parametrize("host", ["a; b", "a b", "http://a", "10.0.0.1:80", "fe80::1%eth0", "*", "300.1.1.1", "{}", "$x", "-"])
def test_host_refused(host: str) -> None:
    """What nginx could not listen on, or would read as its own syntax, is refused."""
    with pytest.raises(ValidationError):
        Settings(host=host)


@pytest.mark.parametrize("hosts", ["https://a.org", "a.org:8080", "a.org b.org", "a.org/x"])
def test_public_host_refused(hosts: str) -> None:
    """A name that could never equal a Host header's is refused rather than never matched."""
    with pytest.raises(ValidationError):
        Settings(public_host=hosts)


def test_public_host_list() -> None:
    """Names are separated by commas, with or without blanks and empty parts."""
    assert Settings(public_host="a.org, b.org,,[::1]").public_host == "a.org, b.org,,[::1]"


@pytest.mark.parametrize("key", ["a b", "a\tb", "kéy", "a\nb", "x" * (LONGEST_KEY + 1)])
def test_key_that_cannot_stand_in_a_header(key: str) -> None:
    """A key that no header can hold, or that nginx cannot compare, is refused."""
    with pytest.raises(ValidationError):
        Settings(proxy_api_key=SecretStr(key))


@pytest.mark.parametrize("proxy", ["http://proxy:3128", "https://u:p@proxy", "proxy:3128", "socks5://p:1080"])
def test_proxy_taken(proxy: str) -> None:
    """The usual spellings of a forward proxy are taken as they are."""
    settings = Settings(https_proxy=SecretStr(proxy))
    assert settings.environment()["HTTPS_PROXY"] == proxy


@pytest.mark.parametrize("proxy", ["http://", "a b", "http://p:port"])
def test_proxy_refused(proxy: str) -> None:
    """A proxy without a host, or with a port that is none, is refused."""
    with pytest.raises(ValidationError):
        Settings(https_proxy=SecretStr(proxy))


def test_paths_start_at_the_checkout() -> None:
    """A relative path starts at the checkout and ~ is the home folder, for every setting that is a path."""
    settings = load({"DATA_DIR": "here", "RUN_DIR": "~/there", "SSL_CERT_FILE": "ca.pem"})
    assert settings.data_dir == PROJECT / "here"
    assert settings.run_dir == Path.home() / "there"
    assert settings.ssl_cert_file == PROJECT / "ca.pem"


def test_log_level_in_any_case() -> None:
    """LITELLM_LOG=debug means DEBUG."""
    assert load({"LITELLM_LOG": "debug"}).litellm_log == "DEBUG"


def test_environment_round_trip() -> None:
    """What a child process is given means the same settings again."""
    settings = load({"OFFLINE": "yes", "PORT": "4590", "PROXY_API_KEY": "k", "HTTPS_PROXY": "http://p:1", "BIG_MODEL": "m", "HOST": "::1"})
    assert load(settings.environment()) == settings
    assert settings.environment()["OFFLINE"] == "1"


def test_environment_leaves_out_what_is_unset() -> None:
    """An unset setting is no variable of a child."""
    assert "OPENAI_API_KEY" not in Settings().environment()
    assert set(Settings().environment()) <= set(NAMES)


def test_run_folder_is_one_for_each_port(tmp_path: Path) -> None:
    """Two ports never share a run folder."""
    assert Settings(run_dir=tmp_path, port=4590).run_folder == tmp_path / "4590"


@pytest.mark.parametrize("headers", ["no-equals", "a=b,", "a b=c", "=x"])
def test_headers_of_the_collector_are_pairs(headers: str) -> None:
    """FORWARD_OTLP_HEADERS that are no pairs are refused, without being repeated."""
    with pytest.raises(ValidationError) as refused:
        load({"FORWARD_OTLP_HEADERS": headers})
    assert headers not in str(refused.value)
