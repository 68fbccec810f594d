"""browser_state blocks: the tabs of the client's browser after a call, as text (Anthropic shows the model a text of its own making)."""

from typing import Any

from translator.message import Block
from translator.request import text
from translator.request.history.walk import Walk, words


def read(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append a line for each open tab and for each change."""
    lines = [_tab(tab) for tab in _objects(block.get("tabs"))] or ["none"]
    changes = [_change(change) for change in _objects(block.get("state_changes"))]
    said = "\n".join(["Open tabs of the browser:", *lines, *changes])
    text.add(text.clean(said, walk.notes), out)


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _tab(tab: dict[str, Any]) -> str:
    active = " (active)" if tab.get("active") is True else ""
    return f"- {words(tab.get('tab_id'))}: {words(tab.get('title'))} {words(tab.get('url'))}{active}"


def _change(change: dict[str, Any]) -> str:
    kind = words(change.get("type")).replace("_", " ")
    parts = [words(change.get(name)) for name in ("tab_id", "download_id", "url", "path", "error")]
    return f"{kind}: {' '.join(filter(None, parts))}"
