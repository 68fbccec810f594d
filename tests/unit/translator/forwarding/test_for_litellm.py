"""What LiteLLM is handed: the request, within its target's limits."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from gateway.records import Record
from translator.asking.routes import Routes
from translator.compression.compression import Compression
from translator.compression.summaries import Summaries
from translator.counting.estimate import Estimates
from translator.forwarding.for_litellm import prepare
from translator.request.answer.summary_form import FORM
from translator.request.prompt.headings import RULES
from translator.services import Exchange, Services

ROWS = [
    {"name": name, "model": f"{name}/m", "provider": name, "forward": True} for name in ("gemini", "anthropic")
]  # fmt: skip
TASK = "Write a summary of the conversation: <analysis>, then <summary>."
PROMPT = "You are.\n\n# Harness\n" + " - x\n" * 100 + "\n# Environment\n - /home/ann"


@dataclass
class Parts:
    """What is needed of the services."""

    routes: Routes
    estimates: Estimates
    compression: Compression | None


@dataclass
class Asked:
    """What is changed of an exchange."""

    raw: bytes


def handed(folder: Path, name: str = "gemini", compress: bool = False, **request: Any) -> tuple[dict[str, Any] | None, Record]:  # noqa: ANN401
    """Return what LiteLLM is handed, None where that is what the client sent, and the record."""
    routes = Routes(ROWS, {"gemini/m": [500, None], "anthropic/m": [500, None]}, {})
    compression = Compression("compact", 4096, Summaries(folder, 5)) if compress else None
    exchange, record = Asked(b"as it came"), Record("now", "id")
    body = {"model": name, "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}], **request}
    before = orjson.dumps(body)
    services = cast(Services, Parts(routes, Estimates(), compression))
    asyncio.run(prepare(services, cast(Exchange, exchange), body, routes.find(name), record))
    assert orjson.dumps(body) == before
    return None if exchange.raw == b"as it came" else orjson.loads(exchange.raw), record


@pytest.mark.parametrize(("asked", "sent"), [(9000, 500), (400, None), (0, None), ("many", None), (True, None), (None, None)])
def test_max_tokens(tmp_path: Path, asked: object, sent: int | None) -> None:
    """It is lowered to what the model can answer; what is no number is LiteLLM's to judge."""
    body, record = handed(tmp_path, max_tokens=asked)
    assert (body and body["max_tokens"], record.notes) == (sent, {"max-tokens-clamped": 1} if sent else {})


@pytest.mark.parametrize("content", [TASK, [{"type": "text", "text": TASK, "cache_control": {"type": "ephemeral"}}]])
def test_form_of_a_summary(tmp_path: Path, content: Any) -> None:  # noqa: ANN401
    """Compaction requests are told the form behind all that the client sent."""
    body, record = handed(tmp_path, messages=[{"role": "user", "content": "a"}, {"role": "user", "content": content}])
    assert body is not None
    assert body["messages"][0] == {"role": "user", "content": "a"}
    assert [block["text"] for block in body["messages"][1]["content"]] == [TASK, FORM]
    assert record.notes == {"summary-form-asked": 1}


@pytest.mark.parametrize("system", [PROMPT, [{"type": "text", "text": PROMPT}]])
def test_prompt(tmp_path: Path, system: Any) -> None:  # noqa: ANN401
    """Claude Code's prompt is made compact where that is wanted, and the record tells by how much."""
    body, record = handed(tmp_path, compress=True, system=system)
    assert body is not None
    assert [block["text"] for block in body["system"]] == [RULES, "You are.", "# Environment\n - /home/ann"]
    assert (record.notes, record.prompt_tokens_before is not None) == ({"system-prompt-compressed": 1}, True)
    assert handed(tmp_path, system=system)[0] is None


@pytest.mark.parametrize(
    "odd",
    [{"messages": None}, {"messages": ["x"]}, {"messages": []}, {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
     {"system": 7}, {"system": ["x"]}, {"system": [{"type": "text", "text": None}]}],
)  # fmt: skip
def test_what_the_api_refuses(tmp_path: Path, odd: dict[str, Any]) -> None:
    """It goes on as it came: LiteLLM says what is wrong with it."""
    assert handed(tmp_path, compress=True, **odd)[0] is None


def test_anthropics_own(tmp_path: Path) -> None:
    """Claude gets what the client sent."""
    body, record = handed(
        tmp_path, "anthropic", compress=True, max_tokens=9000, system=PROMPT, messages=[{"role": "user", "content": TASK}]
    )
    assert (body, record.notes) == (None, {})
