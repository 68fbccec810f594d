"""The documents that are generated from the table of settings."""

from pathlib import Path

import pytest

from gateway.check import configuration
from gateway.configuration.environment import read
from gateway.configuration.settings_docs import ABOUT, DOCUMENTS, configuration_md, env_example, write
from gateway.setting import SECTIONS
from gateway.setting_types import PROJECT
from gateway.settings import NAMES, Settings
from gateway.upstreams.model_report import answers
from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import COMPATIBLE, OLLAMA, OPENAI, PROVIDERS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_drift(name: str) -> None:
    """The document is what the table gives; scripts/docs writes it anew."""
    assert (PROJECT / name).read_text(encoding="utf-8") == DOCUMENTS[name]()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    """Each setting has one sentence of help, which ends with a full stop and fits a table."""
    text = Settings.model_fields[name].description or ""
    assert text.endswith(".")
    assert "|" not in text
    assert "\n" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_both(name: str) -> None:
    """Each setting stands in both documents, once as a definition."""
    assert env_example().count(f"\n# {name}=") == 1
    assert configuration_md().count(f"\n| `{name}` |") == 1


def test_every_section_has_a_sentence() -> None:
    """Every section is explained, and none is without settings."""
    assert set(ABOUT) == set(SECTIONS)
    assert {
        str((info.json_schema_extra or {})["section"])
        for info in Settings.model_fields.values()
        if isinstance(info.json_schema_extra, dict)
    } == set(SECTIONS)


def test_example_without_its_marks(tmp_path: Path) -> None:
    """.env.example is valid with every # taken from its settings: what it shows can be used."""
    lines = [line.removeprefix("# ") if line.removeprefix("# ").partition("=")[0] in NAMES else line for line in env_example().splitlines()]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    reading = read({}, tmp_path / ".env")
    assert reading.problems == []
    assert reading.settings.port == 3999


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.prefix)
def test_block_of_a_provider(tmp_path: Path, provider: Provider) -> None:
    """A provider's block of .env.example, with the # taken away, makes a sound configuration in which that provider answers."""
    start = env_example().index(f"\n# {provider.name}: ")
    block = env_example()[start:].lstrip().partition("\n\n")[0]
    text = "\n".join(line[1:] if line.startswith("#") and line[1:2].isupper() else line for line in block.splitlines())
    (tmp_path / ".env").write_text(text.replace("OPENAI_API_KEY=\n", ""), encoding="utf-8")
    config = configuration({"OPENAI_API_KEY": "k"} if provider is OPENAI else {}, tmp_path / ".env")
    assert config.problems == []
    families = [answer.provider for answer in answers(config, ())]
    # Ollama's own OpenAI-shaped API is the shorter way.
    assert set(families) == {COMPATIBLE.name if provider is OLLAMA else provider.name}


def test_example_as_it_is(tmp_path: Path) -> None:
    """.env.example copied as it is sets nothing."""
    (tmp_path / ".env").write_text(env_example(), encoding="utf-8")
    assert read({}, tmp_path / ".env").values == {}


def test_write(tmp_path: Path) -> None:
    """Only what differs is written, and said."""
    (tmp_path / "docs").mkdir()
    assert write(tmp_path) == list(DOCUMENTS)
    assert write(tmp_path) == []
    (tmp_path / ".env.example").write_text("old", encoding="utf-8")
    assert write(tmp_path) == [".env.example"]
