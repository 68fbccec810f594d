"""The table of examples in docs/models.md, run row by row."""

import re

import pytest

from gateway.check import configuration
from gateway.problems import errors
from gateway.setting_types import PROJECT
from gateway.upstreams.model_report import answers

ROW = re.compile(r"\| `([^`]+)` \| `([^`]+)` \| ([^|]+?) \| (?:`([^`]+)` )?\|")
ROWS = [match.groups() for match in ROW.finditer((PROJECT / "docs" / "models.md").read_text(encoding="utf-8").partition("## Examples")[2])]


def test_every_row_is_read() -> None:
    """No line of the table is passed over."""
    text = (PROJECT / "docs" / "models.md").read_text(encoding="utf-8").partition("## Examples")[2]
    assert len(ROWS) == sum(line.startswith("| `") for line in text.splitlines()) > 30


@pytest.mark.parametrize(("settings", "asked", "provider", "model"), ROWS)
def test_row(settings: str, asked: str, provider: str, model: str | None) -> None:
    """With these settings a start is sound, and this name comes to this model of this provider."""
    config = configuration(dict(pair.split("=", 1) for pair in settings.split()), None)
    assert errors(config.problems) == []
    answer = answers(config, (asked,))[-1]
    if provider == "*Nothing*":
        assert (answer.target, bool(answer.closest)) == ("", True)
    else:
        assert (answer.provider, answer.target.partition("/")[2]) == (provider, model)
