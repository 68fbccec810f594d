"""Each provider's block of .env.example as the whole environment of a gateway."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import AZURE, COMPATIBLE, OLLAMA, PROVIDERS, VERTEX

# Hosts that stand in no block.
MORE_HOSTS = ["us-central1-aiplatform.googleapis.com", "aiplatform.googleapis.com", "oauth2.googleapis.com"]

# What Ollama calls its own API, by which LiteLLM asks it.
OLLAMA_ITSELF = replace(
    OLLAMA,
    name="Ollama by its own API",
    recognised="A target that begins with ollama_chat/.",
    example=("OLLAMA_API_BASE=http://localhost:11434", "BIG_MODEL=ollama_chat/qwen3:8b", "SMALL_MODEL=ollama_chat/qwen3:8b"),
)

# Without a dated version, and deployments that are named after their models.
AZURE_V1 = replace(
    AZURE,
    name="Azure OpenAI by its v1 API",
    wire="responses",
    recognised="AZURE_API_VERSION=v1 with OPENAI_BASE_URL at the resource.",
    example=(
        "OPENAI_API_KEY=your-azure-key",
        "OPENAI_BASE_URL=https://your-resource.openai.azure.com",
        "AZURE_API_VERSION=v1",
        "BIG_MODEL=gpt-5.2",
        "SMALL_MODEL=gpt-5-mini",
    ),
)
VARIANTS = (AZURE_V1, OLLAMA_ITSELF)


def slug(provider: Provider) -> str:
    """Return a provider's name in small letters, for the names of tests."""
    return re.sub(r"[^a-z0-9]+", "-", provider.name.lower()).strip("-")


def hosts() -> list[str]:
    """Return the hosts that the providers' addresses name."""
    urls = [provider.base for provider in PROVIDERS] + [line.partition("=")[2] for provider in PROVIDERS for line in provider.example]
    named = [urlsplit(url).hostname for url in urls if url.startswith("https://")]
    return sorted({*MORE_HOSTS, *filter(None, named)})


def environment(provider: Provider, backend: int, folder: Path) -> dict[str, str]:
    """Return the block as a gateway gets it. What the user has on this very machine, a server or a file, is the test's own."""
    block = dict(line.split("=", 1) for line in provider.example)
    if provider is OLLAMA:
        block["OPENAI_BASE_URL"] = f"http://localhost:{backend}/ollama/v1"
    if provider is OLLAMA_ITSELF:
        block["OLLAMA_API_BASE"] = f"http://localhost:{backend}/ollama"
    if provider is COMPATIBLE:
        block["OPENAI_BASE_URL"] = f"http://localhost:{backend}/v1"
    if provider is VERTEX:
        block["GOOGLE_APPLICATION_CREDENTIALS"] = str(_credentials(backend, folder))
    # What needs no LiteLLM is tried without it, which starts faster.
    return block | ({} if by_litellm(provider) else {"LITELLM": "off"})


def by_litellm(provider: Provider) -> bool:
    """Tell whether LiteLLM answers a provider's block; Ollama's leads to its chat completions."""
    return provider.wire == "litellm" and provider is not OLLAMA


def _credentials(backend: int, folder: Path) -> Path:
    """Write a service account's file, whose tokens come from the offline backend."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "credentials.json"
    account = {
        "type": "service_account",
        "project_id": "your-project",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "client_email": "gateway@your-project.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": f"http://127.0.0.1:{backend}/token",
    }
    path.write_text(json.dumps(account), encoding="utf-8")
    path.chmod(0o600)
    return path
