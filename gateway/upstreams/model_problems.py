"""What is wrong with the targets in config.yaml: addresses that are none, providers that nobody knows, what LITELLM=off leaves out."""

import difflib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gateway.models import ENVIRONMENT, KNOWN_PREFIXES, Deployment, ModelTable
from gateway.problems import Problem
from gateway.setting_types import parts_of
from gateway.settings import Settings
from gateway.upstreams.routes import is_direct, is_passed

PROVIDERS = "provider_endpoints_support_backup.json"


def model_problems(table: ModelTable, settings: Settings) -> list[Problem]:
    """Return what is wrong with the targets, each with its line; the settings are already applied to the table."""
    problems = []
    for deployment in table.deployments:
        where = f"{settings.config_file}:{deployment.line}"
        problems += _address(deployment, where) + _provider(deployment, where)
        if not settings.litellm and not settings.offline and not (is_direct(deployment) or is_passed(deployment)):
            what = f"{deployment.name} is answered by {deployment.target}, which needs LiteLLM, and LITELLM is off: it will be refused."
            problems.append(Problem(where, what, "Set LITELLM=on, or take it out.", "warning"))
    return problems


def _address(deployment: Deployment, where: str) -> list[Problem]:
    address = deployment.params.get("api_base")
    if address is None or (isinstance(address, str) and address.startswith(ENVIRONMENT)):
        return []
    # What stands there is not shown: it may be a key.
    if not isinstance(address, str) or not address.startswith(("http://", "https://")) or parts_of(address) is None:
        return [Problem(where, f"{deployment.name}'s api_base is not an http:// or https:// address.", "Give the upstream's address.")]
    if {"?", "#"} & set(address) and is_direct(deployment):
        what = f"{deployment.name}'s api_base goes on with a ? or a #, behind which no request finds its way."
        return [Problem(where, what, "Leave that off; Azure's api-version is api_version, and a key is api_key.")]
    return []


def _provider(deployment: Deployment, where: str) -> list[Problem]:
    provider, slash, _ = deployment.target.partition("/")
    known = _known()
    if not slash or provider in known:
        return []
    near = difflib.get_close_matches(provider.lower(), sorted(known), n=1, cutoff=0.6)
    remedy = f"Did you mean {near[0]}?" if near else "Write model: provider/model, with one of https://docs.litellm.ai/docs/providers."
    return [Problem(where, f"{deployment.name}'s provider {provider} is not one that LiteLLM lists.", remedy, "warning")]


@cache
def _known() -> frozenset[str]:
    """Return the providers that LiteLLM's package lists; reading them takes milliseconds, importing LiteLLM seconds."""
    spec = find_spec("litellm")
    file = Path(spec.origin).parent / PROVIDERS if spec and spec.origin else None
    listed = json.loads(file.read_text(encoding="utf-8"))["providers"] if file and file.exists() else {}
    return frozenset({*listed, *KNOWN_PREFIXES.split()})
