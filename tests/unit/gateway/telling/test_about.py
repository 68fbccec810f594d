"""What the gateway tells of itself, from the one configuration."""

import json
from typing import Any

from gateway.check import configuration
from gateway.telling.about import about
from gateway.upstreams.capabilities import extract
from gateway.upstreams.routes import routes

SECRETS = {"OPENAI_API_KEY": "sk-marker-upstream", "PROXY_API_KEY": "marker-client", "HTTPS_PROXY": "http://u:marker-proxy@proxy.test:1"}


def told(**environ: str) -> dict[str, Any]:
    """Return what a configuration tells."""
    config = configuration(environ, None)
    rows = routes(config.table, config.settings, config.keys, None)
    return about(config, rows, extract(row["model"] for row in rows))


def test_no_secret_in_it() -> None:
    """Keys are yes or no; neither they nor a proxy's password stand in it."""
    made = told(**SECRETS, OPENAI_BASE_URL="https://backend.test/v1", LITELLM="off", PORT="4000", LITELLM_PORT="4002")
    assert "marker" not in json.dumps(made)
    assert (made["client_check"], made["path"]) == ("own key", "direct")
    assert list(made["upstream_keys"].values()) == [True]
    assert made["settings"] == {"OPENAI_BASE_URL": "https://backend.test/v1", "LITELLM": "0", "PORT": "4000", "LITELLM_PORT": "4002"}


def test_what_is_missing_is_told() -> None:
    """Without a key the provider stands there with no."""
    made = told()
    assert made["upstream_keys"] == {"openai": False}
    assert made["client_check"] == "default key"
    assert made["reason"]


def test_server_that_wants_no_key() -> None:
    """Of a server of one's own that is sent no key nothing is told, neither that it is there nor that it is missing."""
    assert told(OPENAI_BASE_URL="http://localhost:1234/v1")["upstream_keys"] == {}


def test_offline_names_no_upstream() -> None:
    """Offline nothing is asked of anybody."""
    made = told(OFFLINE="1")
    assert made["upstream_keys"] == {}
    assert made["backend"]["base_urls"] == []
