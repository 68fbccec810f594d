"""HTTPS_PROXY, NO_PROXY and a private CA where LiteLLM stands in the way, or is the one that asks the upstream."""

from collections.abc import Iterator

import pytest

from tests.gateway import UPSTREAM_KEY, message
from tests.odd_upstream import GOOD
from tests.stack.conftest import Odd
from tests.stack.governing import hello, within_limits
from tests.stack.odd import odd_running
from tests.stack.translating import streamed


@pytest.fixture(scope="module", params=["governed", "litellm"])
def through(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odd]:
    """A gateway on one of LiteLLM's paths, its upstreams and its forward proxy."""
    path = str(request.param)
    with odd_running(tmp_path_factory.mktemp(path), LITELLM="on", TRANSLATOR=path) as started:
        yield started


def test_a_private_ca_and_a_forward_proxy(through: Odd) -> None:
    """SSL_CERT_FILE is trusted; HTTPS_PROXY leads to the upstream with its password; loopback and NO_PROXY stay out of it."""
    gateway, _, trusted, tunnel = through
    trusted.on("secret", GOOD)
    answer = gateway.post(message("secret", model="trusted"))
    assert answer.status_code == 200, answer.text
    answer = gateway.post(message("secret", model="behind-proxy"))
    assert answer.status_code == 200, answer.text
    assert f"upstream.test:{trusted.port}" in tunnel.asked
    assert trusted.of("secret")[-1].headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    gateway.post(message("secret", model="without-proxy"))
    assert not any("127.0.0.1" in one or "near.test" in one for one in tunnel.asked)


def test_a_certificate_that_is_not_trusted(through: Odd) -> None:
    """An upstream that nobody vouches for gets no key, whoever asks it."""
    gateway, _, _, _ = through
    for answer in (gateway.post(message("x", model="strange")), streamed(gateway, "x", model="strange")):
        assert getattr(answer, "status_code", getattr(answer, "status", 0)) != 200 or "error" in getattr(answer, "names", [])


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
def test_limits_are_told(through: Odd, stream: bool) -> None:
    """An upstream's rate limits reach the client in the Messages API's own headers, whoever translates."""
    gateway, plain, _, _ = through
    plain.on("within limits", within_limits)
    answer = gateway.post(message("within limits", model="odd", stream=stream))
    assert answer.status_code == 200, answer.text
    assert answer.headers["anthropic-ratelimit-requests-limit"] == "60"
    assert answer.headers["anthropic-ratelimit-requests-remaining"] == "5"


def test_fields_that_chat_completions_have_not(through: Odd) -> None:
    """What the Messages API alone has fails no request, whoever translates; what compatible backends take reaches them."""
    gateway, plain, _, _ = through
    plain.on("more fields", hello)
    answer = gateway.post(message("more fields", model="odd", top_k=5, mcp_servers=[], speed="fast", inference_geo="us"))
    assert answer.status_code == 200, answer.text
    sent = plain.of("more fields")[-1].json
    assert sent["top_k"] == 5
    assert not {"mcp_servers", "speed", "inference_geo"} & sent.keys()
