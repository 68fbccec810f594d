"""The generated documents say what the tables say."""

import pytest

from tests.conformance.report import DOCUMENTS, PROJECT
from tests.conformance.table import AREAS, LIVE_AREAS, proof_of
from translator.notes_table import MEANINGS

ROWS = [(area, row) for area, rows in (AREAS | LIVE_AREAS).items() for row in rows]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_up_to_date(name: str) -> None:
    """A generated document is what scripts/docs would write now."""
    path = PROJECT / name
    assert path.exists(), f"{name} is not there: run scripts/docs"
    assert path.read_text(encoding="utf-8") == DOCUMENTS[name](), f"{name} differs from its table: run scripts/docs"


def test_every_row_has_a_test_of_its_own() -> None:
    """No two rows have the same test."""
    proofs = [proof_of(area, row) for area, row in ROWS]
    assert len(set(proofs)) == len(proofs)


def test_every_verdict_names_known_notes() -> None:
    """Every note that a verdict names is explained in docs/notes.md, and what is not exact says why."""
    for _, row in ROWS:
        for verdict in row.verdicts:
            assert verdict.notes <= set(MEANINGS), row.item
            assert verdict.kind == "exact" or verdict.notes or verdict.how, row.item


def test_notes_are_sorted() -> None:
    """docs/notes.md is in the order of its kinds."""
    assert list(MEANINGS) == sorted(MEANINGS)
