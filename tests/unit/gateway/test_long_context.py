"""LONG_CONTEXT_MODEL becomes a row of the model table."""

from gateway.long_context import NAME, with_long_context
from gateway.models import Deployment, ModelTable
from gateway.settings import Settings
from gateway.targets import override

OWN = Deployment(NAME, {"model": "openai/own"}, 3)


def test_a_row_of_its_own() -> None:
    """It is resolved as BIG_MODEL is: provider, key, address."""
    settings = Settings(long_context_model="gpt-4.1", openai_base_url="https://own.example.org/v1")
    (row,) = override(with_long_context(ModelTable((), {}), settings), settings).deployments
    assert (row.name, row.target) == (NAME, "custom_openai/gpt-4.1")
    assert row.params["api_key"] == "os.environ/OPENAI_API_KEY"
    (row,) = override(with_long_context(ModelTable((), {}), Settings()), Settings()).deployments or (OWN,)
    assert row is OWN


def test_another_provider() -> None:
    """It may be one that LiteLLM translates."""
    settings = Settings(long_context_model="gemini/gemini-3-pro")
    (row,) = override(with_long_context(ModelTable((), {}), settings), settings).deployments
    assert (row.target, row.params["api_key"]) == ("gemini/gemini-3-pro", "os.environ/GEMINI_API_KEY")


def test_config_yaml_goes_first() -> None:
    """A row of this name in config.yaml is the user's own."""
    table = ModelTable((OWN,), {})
    assert with_long_context(table, Settings(long_context_model="gpt-4.1")) is table
