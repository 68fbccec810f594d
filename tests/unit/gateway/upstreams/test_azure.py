"""Azure's addresses."""

import pytest

from gateway.upstreams.azure import endpoint, resource

ROOT = "https://r.openai.azure.com"


@pytest.mark.parametrize(
    "tail", ["", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/", "/openai/deployments", "/openai/deployments/"]
)
def test_whatever_stands_behind_the_resource(tail: str) -> None:
    """The resource's address, with or without what its documents put behind it, comes to one address for each version."""
    assert resource(f"{ROOT}{tail}") == ROOT
    dated = endpoint(f"{ROOT}{tail}", "2024-12-01-preview")
    assert (dated.base, dated.query, dated.wire) == (f"{ROOT}/openai/deployments/{{model}}", "api-version=2024-12-01-preview", "chat")


@pytest.mark.parametrize(("version", "query"), [("", ""), ("v1", ""), ("latest", ""), ("preview", "api-version=preview")])
def test_the_v1_api(version: str, query: str) -> None:
    """The v1 API has no deployment in its address, and takes responses."""
    found = endpoint(ROOT, version)
    assert (found.base, found.query, found.wire) == (f"{ROOT}/openai/v1", query, "responses")


def test_a_deployment_in_the_address() -> None:
    """An address that names a deployment stays as it is: everything goes there."""
    found = endpoint(f"{ROOT}/openai/deployments/mine/", "2024-10-21")
    assert (found.base, found.query, found.wire) == (f"{ROOT}/openai/deployments/mine", "api-version=2024-10-21", "chat")
    assert resource(f"{ROOT}/openai/deployments/mine/") == f"{ROOT}/openai/deployments/mine"
