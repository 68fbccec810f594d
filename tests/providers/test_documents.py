"""docs/providers.md says what the table says, and the table has every provider."""

from gateway.upstreams.providers import PROVIDERS
from tests.providers.blocks import VARIANTS
from tests.providers.report import PATH, PROJECT, providers_md
from tests.providers.table import ENTRIES, NAMES


def test_the_document_is_up_to_date() -> None:
    """The document is what scripts/docs would write now."""
    assert (PROJECT / PATH).read_text(encoding="utf-8") == providers_md(), f"{PATH} differs from its table: run scripts/docs"


def test_every_provider_has_its_entry() -> None:
    """The table's providers are those of the gateway, in their order; what is not passed says why."""
    assert [entry.provider for entry in ENTRIES if entry.provider not in VARIANTS] == list(PROVIDERS)
    for entry in ENTRIES:
        assert set(entry.cells) <= set(NAMES), entry.provider.name
        assert all(verdict.how for verdict in entry.cells.values()), entry.provider.name
