"""The environment becomes a Config."""

from pathlib import Path

import pytest

from interceptor.config import from_environment

GIVEN = {"EDGE_SECRET": "s", "DATA_DIR": "/d", "PORT": "1", "INTERCEPTOR_PORT": "2", "LITELLM_PORT": "3", "OFFLINE": "1"}


def test_settings_arrive() -> None:
    """Each where it belongs."""
    config = from_environment(GIVEN | {"MODEL_MAP": '{"claude-opus-5-5":"gpt-5.2"}', "LOG_MAX_BYTES": "1000000", "LOG_KEEP": "7"})
    assert (config.data_dir, config.log_path) == (Path("/d"), Path("/d/interceptor.log"))
    assert (config.own_port, config.services[0].port, config.offline) == (2, 3, True)
    assert (config.log_max_bytes, config.log_keep) == (1_000_000, 7)
    assert config.models == {"claude-opus-5-5": "gpt-5.2"}


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://localhost:1"), ("::", "http://localhost:1"), ("::1", "http://[::1]:1")],
)
def test_public_address(host: str, url: str) -> None:
    """An address that a person can open."""
    assert from_environment(GIVEN | {"HOST": host}).public_url == url


def test_secret_is_not_shown() -> None:
    """Not even when the Config is printed."""
    assert "very-secret" not in repr(from_environment(GIVEN | {"EDGE_SECRET": "very-secret"}))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"EDGE_SECRET": ""}, "EDGE_SECRET"),
        ({"MODEL_MAP": "[]"}, "MODEL_MAP"),
        ({"MODEL_MAP": "{"}, "MODEL_MAP"),
        ({"LITELLM_PORT": "x"}, "LITELLM_PORT"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, str], name: str) -> None:
    """One sentence with the variable."""
    with pytest.raises(ValueError, match=name):
        from_environment(GIVEN | changed)


def test_privacy_and_the_collector() -> None:
    """What the settings say of telemetry reaches the interceptor; the collector's headers are taken apart and never shown."""
    headers = "Authorization=Basic%20bWFya2Vy, x-tenant=a=b"
    told = {"TELEMETRY": "Metadata", "TELEMETRY_HASH_IDS": "1", "RETENTION_DAYS": "30", "FORWARD_OTLP_ENDPOINT": "http://c:4318/"}
    config = from_environment(GIVEN | told | {"FORWARD_OTLP_HEADERS": headers.replace(" ", "")})
    assert (config.telemetry, config.hash_ids, config.retention_days, config.forward_url) == ("metadata", True, 30, "http://c:4318")
    assert config.forward_headers == {"Authorization": "Basic bWFya2Vy", "x-tenant": "a=b"}
    assert "bWFya2Vy" not in repr(config)
