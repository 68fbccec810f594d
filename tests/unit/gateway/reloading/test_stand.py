"""What a reload exchanges, by what differs between two configurations."""

from pathlib import Path

import pytest

from gateway.check import configuration
from gateway.litellm.config import WarmUpTarget
from gateway.reloading.stand import SWAPPED, Stand, stand
from gateway.running.run_folder import Kept

KEPT = Kept(WarmUpTarget("warm-up-1", "http://127.0.0.1:1"), "", {"PATH": "/bin"})


def made(folder: Path, port: int, **more: str) -> Stand:
    """Return the stand of a governed gateway whose translator listens on this port."""
    environ = {"OPENAI_API_KEY": "marker", "RUN_DIR": str(folder), "DATA_DIR": str(folder), "TRANSLATOR": "governed", **more}
    return stand(configuration(environ, None), KEPT, {**dict.fromkeys(SWAPPED, 3998), "translator": port})


@pytest.mark.parametrize(
    ("more", "exchanged"),
    [
        ({"BIG_EFFORT": "low"}, {"translator", "nginx"}),
        ({"BIG_MODEL": "gpt-5.9"}, {"translator", "nginx", "litellm"}),
        ({"MAX_RETRIES": "7"}, {"translator", "nginx", "litellm"}),
    ],
)
def test_litellm_stays_where_it_is_not_concerned(tmp_path: Path, more: dict[str, str], exchanged: set[str]) -> None:
    """The translator's new port is none of its concern: it looks that up."""
    before, after = made(tmp_path, 4001), made(tmp_path, 4002, **more)
    assert {one for one in ("translator", "nginx", "litellm") if after.differs(before, one)} == exchanged


def test_what_does_not_run_is_not_exchanged(tmp_path: Path) -> None:
    """With LITELLM=off there is no LiteLLM that a reload could tell of; to turn it on or off concerns it."""
    off = {"TRANSLATOR": "direct", "LITELLM": "off"}
    before, after = made(tmp_path, 4001, **off), made(tmp_path, 4002, BIG_MODEL="gpt-5.9", **off)
    assert not after.differs(before, "litellm")
    assert made(tmp_path, 4001).differs(before, "litellm")
    assert before.differs(made(tmp_path, 4001), "litellm")
