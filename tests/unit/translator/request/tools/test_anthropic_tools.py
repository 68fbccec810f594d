"""The tools that Anthropic defines: those that the client executes, and those that it does not."""

import pytest

from tests.unit.translator.request.parameters import planned, tool
from translator.request.tools import tools


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("bash_20250124", "bash", {"command", "restart"}),
        ("text_editor_20250124", "str_replace_editor", {"command", "path", "file_text", "old_str", "new_str", "insert_line", "view_range"}),
        (
            "text_editor_20250728",
            "str_replace_based_edit_tool",
            {"command", "path", "file_text", "old_str", "new_str", "insert_line", "insert_text", "view_range"},
        ),
        (
            "memory_20250818",
            "memory",
            {"command", "path", "file_text", "old_str", "new_str", "insert_line", "insert_text", "view_range", "old_path", "new_path"},
        ),
        ("computer_20241022", "computer", {"action", "coordinate", "text"}),
        (
            "computer_20250124",
            "computer",
            {"action", "coordinate", "text", "start_coordinate", "scroll_direction", "scroll_amount", "duration"},
        ),
    ],
)
def test_client_executed(kind: str, name: str, expected: set[str]) -> None:
    """A tool that Anthropic defines and the client executes becomes a function with its documented parameters, under its name."""
    plan = planned(tools.apply, tools=[{"type": kind, "name": name, "display_width_px": 1024, "display_height_px": 768}])
    (made,) = plan.tools
    assert (made.name, set(made.schema["properties"])) == (name, expected)
    assert made.description
    assert plan.notes.kinds == {"anthropic-tool-as-function": 1}


def test_versions() -> None:
    """The commands follow the version: undo_edit is gone from the newer editor, zoom is there where it is enabled."""
    old, new = (
        planned(tools.apply, tools=[{"type": f"text_editor_{version}", "name": "e"}]).tools[0].schema["properties"]["command"]["enum"]
        for version in ("20250124", "20250728")
    )
    assert "undo_edit" in old
    assert "undo_edit" not in new
    screen = {"type": "computer_20251124", "name": "computer", "display_width_px": 1, "display_height_px": 1, "enable_zoom": True}
    zoom = planned(tools.apply, tools=[screen]).tools[0].schema["properties"]
    assert "zoom" in zoom["action"]["enum"]
    assert zoom["region"]["minItems"] == 4


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("web_fetch_20250910", "dropped-web-fetch"),
        ("code_execution_20250825", "dropped-code-execution"),
        ("tool_search_tool_regex_20251119", "dropped-tool-search"),
        ("tool_search_tool_bm25_20251119", "dropped-tool-search"),
        ("mcp_toolset", "dropped-mcp-toolset"),
        ("advisor_20260301", "dropped-advisor"),
        ("computer_toolset_20260801", "dropped-toolset"),
        ("browser_toolset_20260801", "dropped-toolset"),
        ("from_the_future_20300101", "dropped-unknown-tool"),
    ],
)
def test_left_out(kind: str, note: str) -> None:
    """What only Anthropic's servers can do is left out with a note, and the other tools stay."""
    plan = planned(tools.apply, tools=[tool(), {"type": kind, "name": "x", "max_uses": 3}])
    assert ([one.name for one in plan.tools], plan.notes.kinds) == (["read"], {note: 1})


def test_unknown_type_with_a_schema() -> None:
    """A tool of an unknown type that brings a schema is one that the client executes."""
    plan = planned(tools.apply, tools=[tool(type="custom_v2")])
    assert ([one.name for one in plan.tools], plan.notes.kinds) == (["read"], {"unknown-tool-type": 1})
