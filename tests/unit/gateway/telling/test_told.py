"""What a start says of settings that can be read in two ways."""

from gateway.check import configuration
from gateway.telling.told import told

AZURE = {"OPENAI_API_KEY": "k", "AZURE_API_VERSION": "2024-12-01-preview"}


def said(environ: dict[str, str]) -> list[str]:
    """Return the lines for these settings."""
    config = configuration(environ, None)
    return told(config.table, config.settings)


def test_deployment_in_the_address() -> None:
    """Where the address names one deployment, nobody is asked to name models, which would change nothing."""
    lines = said({**AZURE, "OPENAI_BASE_URL": "https://r.openai.azure.com/openai/deployments/mine"})
    assert lines == [
        "Azure OpenAI answers, since OPENAI_BASE_URL and AZURE_API_VERSION say so",
        "OPENAI_BASE_URL names the deployment mine, which answers every model",
    ]


def test_server_with_models_of_its_own() -> None:
    """A server of which nothing is known is asked for the models of config.yaml, which start says."""
    assert any("is asked for gpt-4.1-2025-04-14: set BIG_MODEL" in line for line in said({"OPENAI_BASE_URL": "http://localhost:1234/v1"}))


def test_nothing_to_say() -> None:
    """OpenAI with its key alone needs no word."""
    assert said({"OPENAI_API_KEY": "k"}) == []
