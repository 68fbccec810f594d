"""The way to an upstream: nobody there, names, certificates, a forward proxy."""

import pytest

from tests.gateway import UPSTREAM_KEY, Gateway, message
from tests.odd_upstream import GOOD
from tests.stack.conftest import Odd
from tests.stack.translating import record_of


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("closed", "No connection to 127.0.0.1:1"),
        ("nowhere", "no-such-host.invalid"),
        ("strange", "SSL_CERT_FILE"),
        ("without-proxy", "near.test"),
    ],
)
def test_an_upstream_that_is_not_reached(odd_gateway: Gateway, model: str, words: str) -> None:
    """502 that names the host or the setting to look at; a record stays, and no key shows."""
    answer = odd_gateway.post(message("x", model=model))
    assert (answer.status_code, answer.json()["error"]["type"]) == (502, "api_error"), answer.text
    assert words in answer.json()["error"]["message"]
    assert UPSTREAM_KEY not in answer.text
    assert record_of(odd_gateway, answer.headers["request-id"])["status"] == 502


def test_a_private_ca(odd_stack: Odd) -> None:
    """SSL_CERT_FILE makes an upstream with a certificate of a private CA trusted."""
    gateway, _, trusted, tunnel = odd_stack
    trusted.on("private", GOOD)
    answer = gateway.post(message("private", model="trusted"))
    assert answer.status_code == 200, answer.text
    # Loopback is never asked for through the proxy.
    assert not any("127.0.0.1" in one for one in tunnel.asked)


def test_a_forward_proxy(odd_stack: Odd) -> None:
    """HTTPS_PROXY leads to the upstream, with its password, TLS from end to end; NO_PROXY keeps a name from it."""
    gateway, _, trusted, tunnel = odd_stack
    trusted.on("proxied", GOOD)
    answer = gateway.post(message("proxied", model="behind-proxy"))
    assert answer.status_code == 200, answer.text
    assert tunnel.asked[-1] == f"upstream.test:{trusted.port}"
    assert not any("near.test" in one for one in tunnel.asked)
    assert trusted.of("proxied")[-1].headers["authorization"] == f"Bearer {UPSTREAM_KEY}"


def test_without_litellm(odd_gateway: Gateway) -> None:
    """LITELLM=off: what needs LiteLLM is refused with the setting's name; the rest is answered."""
    answer = odd_gateway.post(message("x", model="elsewhere"))
    assert answer.status_code == 503
    assert "LITELLM" in answer.json()["error"]["message"]
