"""What is wrong with the settings of providers, in one clear sentence each."""

from pathlib import Path

import pytest

from gateway.check import configuration

KEY = {"OPENAI_API_KEY": "sk-marker"}
GOOGLE = {"PREFERRED_PROVIDER": "google", "USE_VERTEX_AUTH": "1"}


def told(**environ: str) -> list[str]:
    """Return the problems as a user reads them."""
    return [str(problem) for problem in configuration(environ, None).problems]


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {**KEY, "AZURE_API_VERSION": "2024-10-21"},
            "error: AZURE_API_VERSION: is set, but not the address of the Azure resource. "
            "Set OPENAI_BASE_URL=https://NAME.openai.azure.com, or take AZURE_API_VERSION out.",
        ),
        (
            {**KEY, "OPENAI_BASE_URL": "https://r.openai.azure.com/openai/deployments/x", "BIG_MODEL": "x"},
            "error: OPENAI_BASE_URL: names a deployment of Azure's, whose API wants a version. "
            "Set AZURE_API_VERSION=2024-12-01-preview, or the version that you use.",
        ),
        (
            {**KEY, "BIG_MODEL": "azure/mine", "AZURE_API_KEY": "a"},
            "error: AZURE_API_BASE: is not set, and claude-sonnet-4-5-20250929 is answered by azure/mine. "
            "Set AZURE_API_BASE=https://NAME.openai.azure.com.",
        ),
        (
            GOOGLE,
            "error: VERTEX_PROJECT: is not set, and claude-sonnet-4-5-20250929 is answered by Vertex AI. "
            "Set VERTEX_PROJECT to your Google Cloud project.",
        ),
        (
            {**GOOGLE, "GOOGLE_APPLICATION_CREDENTIALS": "/no/such"},
            "error: GOOGLE_APPLICATION_CREDENTIALS: /no/such cannot be used: No such file or directory. "
            "Name the file that gcloud auth application-default login, or the console, wrote.",
        ),
        (
            {**KEY, "USE_VERTEX_AUTH": "1"},
            "warning: USE_VERTEX_AUTH: is set, but no name is answered by Gemini. Set PREFERRED_PROVIDER=google, or name a gemini- model.",
        ),
        (
            {"PREFERRED_PROVIDER": "google"},
            "error: GEMINI_API_KEY: claude-sonnet-4-5-20250929 takes its key from GEMINI_API_KEY, which is not set. Set GEMINI_API_KEY.",
        ),
        (
            {"PREFERRED_PROVIDER": "anthropic"},
            "error: ANTHROPIC_API_KEY: claude-sonnet-4-5-20250929 takes its key from ANTHROPIC_API_KEY, which is not set. "
            "Set ANTHROPIC_API_KEY.",
        ),
        (
            {**KEY, "BIG_MODEL": "grok-4", "MIDDLE_MODEL": "gpt-4.1"},
            "error: XAI_API_KEY: claude-opus-4-5-20251101 takes its key from XAI_API_KEY, which is not set. Set XAI_API_KEY.",
        ),
        (
            {"PREFERRED_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "a", "SMALL_MODEL": "x"},
            "warning: SMALL_MODEL: is ignored: with PREFERRED_PROVIDER=anthropic every Claude name goes to Anthropic as it is. "
            "Take it out, or PREFERRED_PROVIDER.",
        ),
        ({"OPENAI_BASE_URL": "https://llm.example.org/v1"}, "error: OPENAI_API_KEY: is not set. Set OPENAI_API_KEY to your key, or run "
         "without one on the offline backend: --offline (OFFLINE=1)."),
    ],
)  # fmt: skip
def test_one_sentence(environ: dict[str, str], sentence: str) -> None:
    """Each is told once, with the setting that mends it, and nothing else is told."""
    assert told(**environ) == [sentence]


def test_credentials(tmp_path: Path) -> None:
    """A credentials file that holds a project needs no VERTEX_PROJECT; one that is not JSON is told without what it holds."""
    path = tmp_path / "credentials.json"
    path.write_text('{"project_id": "p"}', encoding="utf-8")
    assert told(**GOOGLE, GOOGLE_APPLICATION_CREDENTIALS=str(path)) == []
    path.write_text("marker", encoding="utf-8")
    (problem,) = told(**GOOGLE, GOOGLE_APPLICATION_CREDENTIALS=str(path))
    assert "it is not JSON" in problem
    assert "marker" not in problem


def test_offline_wants_nothing() -> None:
    """On the offline backend no provider's settings are needed."""
    assert told(OFFLINE="1", **GOOGLE) == []
    assert told(OFFLINE="1", AZURE_API_VERSION="2024-10-21") == []
