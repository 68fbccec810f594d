"""LONG_CONTEXT_MODEL becomes a row of the model table."""

from gateway.check import configuration
from gateway.models import Deployment, ModelTable
from gateway.settings import Settings
from gateway.upstreams.long_context import NAME, with_long_context
from gateway.upstreams.model_report import answers
from gateway.upstreams.targets import override

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


def test_a_missing_key_is_told_by_the_settings() -> None:
    """What is wrong with it is told at the variables that mend it, not at a line of config.yaml that does not have it."""
    config = configuration({"OPENAI_API_KEY": "k", "LONG_CONTEXT_MODEL": "gemini-3-pro"}, None)
    (problem,) = config.problems
    assert str(problem).startswith("error: GEMINI_API_KEY: long-context-model takes its key from GEMINI_API_KEY, which is not set.")
    assert answers(config, (NAME,))[-1].why.endswith("LONG_CONTEXT_MODEL=gemini-3-pro; gemini- names are Google Gemini's")
