"""A gateway whose upstreams are the tests' own, on the direct path, without LiteLLM."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.certificates import context, self_signed, signed_by_a_ca
from tests.gateway import UPSTREAM_KEY, Gateway, running
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk, silence
from tests.tunnel import USER, Tunnel

TIMEOUT = 12


def names(port: int, trusted: int, strange: int) -> dict[str, str]:
    """Return the names that the gateway answers, each with its upstream's address; odd is asked over chat, the rest over responses."""
    return {
        "odd": f"http://127.0.0.1:{port}/v1",
        "odd-responses": f"http://127.0.0.1:{port}/v1",
        "closed": "http://127.0.0.1:1/v1",
        "nowhere": "http://no-such-host.invalid/v1",
        "trusted": f"https://127.0.0.1:{trusted}/v1",
        "strange": f"https://127.0.0.1:{strange}/v1",
        "behind-proxy": f"https://upstream.test:{trusted}/v1",
        "without-proxy": f"https://near.test:{trusted}/v1",
    }


def _config(addresses: dict[str, str]) -> str:
    rows = []
    for name, address in addresses.items():
        model = "custom_openai/some-model" if name == "odd" else "openai/gpt-5.2"
        rows.append({"model_name": name, "litellm_params": {"model": model, "api_base": address, "api_key": "os.environ/OPENAI_API_KEY"}})
    rows.append({"model_name": "elsewhere", "litellm_params": {"model": "gemini/gemini-3-pro", "api_key": "x"}})
    return yaml.safe_dump({"model_list": rows})


def certificates(folder: Path) -> tuple[Path, ssl.SSLContext, ssl.SSLContext]:
    """Return a CA's file, and two servers' contexts: one that it signed, one that signed itself."""
    ca, signed = signed_by_a_ca(folder, "IP:127.0.0.1,DNS:upstream.test,DNS:near.test")
    return ca, signed, context(*self_signed(folder))


@contextmanager
def odd_running(folder: Path, **more: str) -> Iterator[tuple[Gateway, OddUpstream, OddUpstream, Tunnel]]:
    """Start the gateway with a plain upstream, one with a certificate of a private CA, and a forward proxy to the latter.

    more: settings of the gateway that replace the usual ones.
    """
    ca, signed, strange = certificates(folder)
    plain, trusted, foreign = OddUpstream(), OddUpstream(signed), OddUpstream(strange)
    with plain.running(), trusted.running(), foreign.running(), Tunnel(trusted).running() as tunnel:
        config = folder / "config.yaml"
        config.write_text(_config(names(plain.port, trusted.port, foreign.port)))
        plain.on("half-silent", half_silent)
        plain.on("silent", silence)
        settings = {
            "CONFIG_FILE": str(config),
            "OPENAI_API_KEY": UPSTREAM_KEY,
            "LITELLM": "off",
            "REQUEST_TIMEOUT": str(TIMEOUT),
            "MAX_RETRIES": "1",
            "SSL_CERT_FILE": str(ca),
            "HTTPS_PROXY": f"http://{USER}@127.0.0.1:{tunnel.port}",
            "NO_PROXY": "near.test",
        }
        with running(folder, **{**settings, **more}) as gateway:
            yield gateway, plain, trusted, tunnel


async def half_silent(heard: Heard) -> None:
    """A beginning, then nothing."""
    await heard.send(SSE + chat_chunk({"content": "half"}))
    await heard.until_gone()
    await asyncio.sleep(0)
