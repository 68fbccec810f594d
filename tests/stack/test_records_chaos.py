"""Records while LiteLLM is killed at random moments; scripts/chaos does it ten thousand times."""

from pathlib import Path

from tests.chaos import fire, gateway_of


def test_every_request_has_its_record(tmp_path: Path) -> None:
    """One for each of three hundred requests, none twice, and the right one for every answer that had ended."""
    with gateway_of("litellm", tmp_path) as gateway:
        outcome = fire(gateway, 300, (1, 3))
        told = outcome.verdict(gateway.records())
    assert outcome.kills
    assert told["ended"], told
    assert not any(list(told.values())[3:]), told
