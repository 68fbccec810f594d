"""Is each upstream's host reachable, and its key there and accepted."""

import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from gateway.check import Configuration
from gateway.doctor.finding import Case, Finding
from gateway.doctor.reach import reach
from gateway.models import ENVIRONMENT
from gateway.upstreams.routes import key_name, routes
from translator.asking.proxies import Proxies

SECONDS = 10.0
REFUSED = (401, 403)


def look(case: Case) -> Iterator[Finding]:
    """Walk the way to each host: name, connection, certificate, then ask for the list of models with the key."""
    settings = case.config.settings
    if settings.offline:
        yield Finding("upstream", "untold", "the offline backend answers: nothing is asked for elsewhere")
        return
    asked: set[tuple[str, str]] = set()
    for row in routes(case.config.table, settings, case.config.keys, None):
        if row["forward"]:
            continue
        key = key_name(row["key"]) or ""
        if (row["base"], key) in asked:
            continue
        asked.add((row["base"], key))
        yield from _one(case.config, row, key)
    elsewhere = sorted({row["provider"] for row in routes(case.config.table, settings, case.config.keys, None) if row["forward"]})
    if elsewhere:
        yield Finding("upstream", "untold", f"{', '.join(elsewhere)}: asked by LiteLLM, which knows the address; see the models below")


def _one(config: Configuration, row: Mapping[str, Any], key: str) -> Iterator[Finding]:
    host = urlsplit(row["base"]).hostname or ""
    proxies = Proxies(config.settings.environment())
    found = reach(row["base"], proxies.of(row["base"]), config.settings.ssl_cert_file)
    yield found
    if found.state == "ill":
        return
    secret = config.keys.get(key) if key else row["key"]
    if key and not secret:
        yield Finding("key", "ill", f"{key} is not set.", f"Set {key}, in .env or the environment.")
        return
    name = key or "the key in config.yaml"
    try:
        status = _models(config, row, str(secret or ""), proxies)
    except httpx.HTTPError as error:
        yield Finding(
            "key", "ill", f"{host} did not answer: {type(error).__name__}.", "Look at HTTPS_PROXY, SSL_CERT_FILE and the network."
        )
        return
    if status in REFUSED:
        yield Finding("key", "ill", f"{host} refuses {name} ({status}).", f"Set {key or 'api_key'} to a key that {host} knows.")
    elif status == httpx.codes.OK:
        yield Finding("key", "well", f"{host} accepts {name}")
    else:
        yield Finding("key", "untold", f"{host} lists no models ({status}), so {name} shows itself with the first message")


def _models(config: Configuration, row: Mapping[str, Any], secret: str, proxies: Proxies) -> int:
    headers = {name: _value(config, value) for name, value in row["headers"].items()}
    anthropic = row["wire"] == "anthropic"
    if secret and (anthropic or row.get("auth") == "api-key"):
        headers |= {"x-api-key" if anthropic else "api-key": secret, "anthropic-version": "2023-06-01"}
    elif secret:
        headers |= {"authorization": f"Bearer {secret}"}
    url = f"{row['base'].partition('/deployments/')[0]}{'/v1' if anthropic else ''}/models{'?' + row['query'] if row.get('query') else ''}"
    ca_file = config.settings.ssl_cert_file
    with httpx.Client(trust_env=False, proxy=proxies.of(url), timeout=SECONDS, verify=ssl.create_default_context(cafile=ca_file)) as client:
        return client.get(url, headers=headers).status_code


def _value(config: Configuration, value: str) -> str:
    return config.keys.get(value.removeprefix(ENVIRONMENT), "") if value.startswith(ENVIRONMENT) else value
