"""Azure OpenAI's addresses: what the user gives, and what is asked of them.

Source: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle. Dated versions of the API have a deployment in the path
and take chat completions; the v1 API has none, and takes responses too.
"""

import re
from dataclasses import dataclass
from typing import Literal

# Versions of the v1 API, beside none at all.
V1 = ("v1", "latest", "preview")
TAIL = re.compile(r"/openai(/v1|/deployments)?/?$|/$")
DEPLOYMENT = "/openai/deployments/"


@dataclass(frozen=True)
class Endpoint:
    """Where requests go: base up to the wire's own path, with {model} where the deployment stands; query: without its question mark."""

    base: str
    query: str
    wire: Literal["responses", "chat"]


def endpoint(url: str, version: str) -> Endpoint:
    """Return where requests go for an address of the resource, with or without /openai/v1 or a deployment behind it, and a version.

    An address that names a deployment sends everything there, as OpenAI's own library has it.
    """
    if names_deployment(url):
        return Endpoint(url.rstrip("/"), f"api-version={version}" if version else "", "chat")
    root = resource(url)
    if not version or version in V1:
        return Endpoint(f"{root}/openai/v1", "api-version=preview" if version == "preview" else "", "responses")
    return Endpoint(f"{root}{DEPLOYMENT}{{model}}", f"api-version={version}", "chat")


def resource(url: str) -> str:
    """Return the resource's own address, which LiteLLM wants: without /openai/v1; one that names a deployment stays."""
    return url.rstrip("/") if names_deployment(url) else TAIL.sub("", url.rstrip("/"))


def names_deployment(url: str) -> bool:
    """Tell whether an address names a deployment."""
    return bool(url.partition(DEPLOYMENT)[2].strip("/"))
