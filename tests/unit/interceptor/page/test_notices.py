"""What stands above every view."""

from typing import Any

import pytest

from gateway.check import configuration
from gateway.telling.page_facts import page_facts
from interceptor.page.notices import Notice, notices

CURRENT: dict[str, Any] = {"state": "current", "done": 1.0}


def levels(found: list[Notice]) -> list[tuple[str, str]]:
    """Return level and first words of each."""
    return [(one.level, one.what.split(":")[0].split(".")[0]) for one in found]


def test_nothing_to_say() -> None:
    """A sound gateway has no notice."""
    assert notices({"settings": {}, "backend": {"offline": False}, "page": {"warnings": []}}, CURRENT, None) == []


def test_all_at_once() -> None:
    """What is worst stands first."""
    told = {
        "settings": {"LOG_CONTENT": "True"},
        "backend": {"offline": True},
        "page": {"warnings": [{"what": "PROXY_API_KEY is known", "remedy": "Set it."}]},
    }
    found = notices(told, {"state": "building", "done": 0.42}, "the disk is full")
    assert [one.level for one in found] == ["bad", "bad", "bad", "note", "note"]
    assert "LOG_CONTENT" in found[0].remedy
    assert "42%" in found[-1].what


@pytest.mark.parametrize(
    ("environ", "warned"),
    [
        ({"HOST": "0.0.0.0"}, True),
        ({"HOST": "127.0.0.1"}, False),
        ({"HOST": "0.0.0.0", "PROXY_API_KEY": "an-own-key"}, False),
    ],
)
def test_the_default_key_in_public(environ: dict[str, str], warned: bool) -> None:
    """Whoever listens for others with the key that everybody knows is warned on the page too."""
    facts = page_facts(configuration({"OFFLINE": "1", **environ}, None))
    found = notices({"page": facts}, CURRENT, None)
    assert any("PROXY_API_KEY" in one.what for one in found) is warned
