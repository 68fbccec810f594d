"""What is in the image, and what is not."""

import json
import re

from tests.image.podman import ROOT, Podman

LIMIT = 620_000_000
# The same as in the Dockerfile, where each is explained.
LEFT_OUT = {"polars", "polars-runtime-32", "granian", "pyroscope-io", "hatchling", "pathspec", "pluggy", "trove-classifiers"}
# What LiteLLM imports only once a provider, a tokenizer or a cache needs it: a start alone would not miss it.
LAZY = (
    "litellm.proxy.proxy_server",
    "boto3",
    "botocore.auth",
    "azure.identity",
    "azure.storage.blob",
    "google.auth",
    "google.auth.transport.requests",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "huggingface_hub",
    "hf_xet",
    "jwt",
    "mcp",
    "pypdf",
    "tiktoken",
    "translator.serving.main",
    "numpy",
    "redis",
    "soundfile",
    "tiktoken",
    "tokenizers",
)


def test_size(podman: Podman, image: str) -> None:
    """The image stays under 620 MB."""
    assert int(podman("image", "inspect", "--format", "{{.Size}}", image).stdout) < LIMIT


def test_only_what_the_dockerfile_names_is_left_out(podman: Podman, image: str) -> None:
    """Every locked package that applies to the image's platform is in it, but for those that the Dockerfile explains."""
    script = (
        "import json; from importlib.metadata import distributions; from packaging.requirements import Requirement\n"
        "lines = [line.split(chr(92))[0].strip() for line in open('requirements.lock') if line[:1].isalnum()]\n"
        "wanted = [Requirement(line) for line in lines]\n"
        "wanted = [r.name.lower() for r in wanted if r.marker is None or r.marker.evaluate()]\n"
        "print(json.dumps([wanted, [d.name.lower().replace('_', '-').replace('.', '-') for d in distributions()]]))"
    )
    wanted, found = json.loads(podman("run", "--rm", "--entrypoint", "python", image, "-c", script).stdout)
    assert {re.sub(r"[-_.]+", "-", name) for name in wanted} - set(found) == LEFT_OUT


def test_what_is_imported_late_can_be_imported(podman: Podman, image: str) -> None:
    """Everything that LiteLLM imports only when a provider needs it is whole, in a read-only container."""
    script = f"import importlib; [importlib.import_module(name) for name in {LAZY!r}]"
    podman("run", "--rm", "--read-only", "--env", "LITELLM_LOCAL_MODEL_COST_MAP=True", "--entrypoint", "python", image, "-c", script)


def test_it_is_compiled(podman: Podman, image: str) -> None:
    """Every module has its byte code, since a read-only container can never write any and would start twice as slowly."""
    script = "find /app -name '*.py' | wc -l; find /app -name '*.pyc' | wc -l"
    sources, compiled = podman("run", "--rm", "--entrypoint", "bash", image, "-c", script).stdout.split()
    assert int(compiled) >= 0.99 * int(sources)


def test_nothing_of_the_builder_is_left(podman: Podman, image: str) -> None:
    """Neither the installer, nor build secrets, nor package lists, nor a default site of nginx are in the image."""
    paths = "/opt/uv /run/secrets /root/.cache /etc/nginx/sites-enabled/default /app/.env /app/.git /app/tests"
    script = f"ls -d {paths} 2>/dev/null; ls /var/lib/apt/lists; true"
    assert podman("run", "--rm", "--entrypoint", "bash", image, "-c", script).stdout == ""


def test_labels_and_version(podman: Podman, image: str) -> None:
    """The OCI labels name the version of pyproject.toml, the licence and the commit."""
    labels = json.loads(podman("image", "inspect", "--format", "{{json .Config.Labels}}", image).stdout)
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert labels["org.opencontainers.image.version"] == version[1]
    assert labels["org.opencontainers.image.licenses"] == "MIT"
    assert re.fullmatch(r"[0-9a-f]{40}|unknown", labels["org.opencontainers.image.revision"])
