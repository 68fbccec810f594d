"""The tools that Anthropic defines and the client executes, as functions: their documented parameters under the client's name.

Sources: the API's documentation of the bash, text editor, memory and computer use tools, by version.
"""

from typing import Any

Parameters = dict[str, Any]

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
RANGE = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
PATH = {"type": "string", "description": "Absolute path"}
LINES = {**RANGE, "description": "For view of a file: first and last line, from 1; -1 as the last is the end"}
AFTER = {"type": "integer", "description": "For insert: the line after which the text goes; 0 is the beginning"}

BASH: tuple[str, Parameters, list[str]] = (
    "Run a command in a bash session that keeps its state between calls. restart starts a new session.",
    {"command": {**TEXT, "description": "The command; left out with restart"}, "restart": {"type": "boolean"}},
    [],
)
EDITOR = {
    "path": PATH,
    "file_text": {**TEXT, "description": "For create: the whole text of the new file"},
    "old_str": {**TEXT, "description": "For str_replace: the text to replace, exactly as in the file, where it stands once"},
    "new_str": {**TEXT, "description": "For str_replace: what takes its place"},
    "insert_line": AFTER,
    "view_range": LINES,
}
MEMORY = {
    **EDITOR,
    "path": {**TEXT, "description": "A path under /memories"},
    "insert_text": {**TEXT, "description": "For insert: the text"},
    "old_path": {**TEXT, "description": "For rename"},
    "new_path": {**TEXT, "description": "For rename"},
}
FIRST_ACTIONS = "key type mouse_move left_click left_click_drag right_click middle_click double_click screenshot cursor_position".split()
LATER_ACTIONS = "left_mouse_down left_mouse_up scroll hold_key wait triple_click".split()


def definition(tool: dict[str, Any]) -> tuple[str, Parameters] | None:
    """Return description and JSON schema of a tool of Anthropic's that the client executes, None for any other."""
    family, _, version = str(tool["type"]).rpartition("_")
    if not version.isdigit():
        return None
    if family == "bash":
        return _made(*BASH)
    if family == "text_editor":
        return _made(*_editor(version, tool.get("max_characters")))
    if family == "memory":
        commands = "view create str_replace insert delete rename".split()
        text = "Keep and read files under /memories, which last between conversations. Look there before starting."
        return _made(text, {"command": {**TEXT, "enum": commands}, **MEMORY}, ["command"])
    if family == "computer":
        return _made(*_computer(version, tool))
    return None


def _made(description: str, properties: Parameters, required: list[str]) -> tuple[str, Parameters]:
    return description, {"type": "object", "properties": properties, "required": required}


def _editor(version: str, most: object) -> tuple[str, Parameters, list[str]]:
    commands = "view create str_replace insert".split()
    # The commands changed with the versions, and the name of what insert takes.
    if version < "20250429":
        commands.append("undo_edit")
    inserted = "insert_text" if version >= "20250728" else "new_str"
    properties = {"command": {**TEXT, "enum": commands}, **EDITOR}
    if inserted == "insert_text":
        properties["insert_text"] = {**TEXT, "description": "For insert: the text"}
    text = f"View, create and edit text files. insert takes its text in {inserted}; view of a folder lists it."
    if isinstance(most, int):
        text += f" A view shows at most {most} characters."
    return text, properties, ["command", "path"]


def _computer(version: str, tool: dict[str, Any]) -> tuple[str, Parameters, list[str]]:
    actions = [*FIRST_ACTIONS, *(LATER_ACTIONS if version >= "20250124" else ())]
    point = {**RANGE, "description": "x and y in pixels from the left upper corner"}
    properties: Parameters = {"action": {**TEXT, "enum": actions}, "coordinate": point}
    properties["text"] = {**TEXT, "description": "For type: the text; for key and hold_key: the keys; for clicks and scroll: keys held"}
    if version >= "20250124":
        properties |= {
            "start_coordinate": point,
            "scroll_direction": {**TEXT, "enum": ["up", "down", "left", "right"]},
            "scroll_amount": {**NUMBER, "description": "For scroll: steps of the wheel"},
            "duration": {"type": "number", "description": "For wait and hold_key: seconds"},
        }
    if version >= "20251124" and tool.get("enable_zoom"):
        actions.append("zoom")
        properties["region"] = {**RANGE, "minItems": 4, "maxItems": 4, "description": "For zoom: x0, y0, x1, y1"}
    width, height = tool.get("display_width_px"), tool.get("display_height_px")
    size = f" The screen is {width} by {height} pixels." if isinstance(width, int) and isinstance(height, int) else ""
    text = f"Use the screen, mouse and keyboard of a computer.{size} screenshot shows it."
    return text, properties, ["action"]
