"""Tools that really write, read, edit and run in a folder, and the loop that a coding client runs around them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openai import OpenAI

_PROPERTIES: dict[str, dict[str, str]] = {
    "Bash": {"command": "string", "description": "string"},
    "Edit": {"file_path": "string", "old_string": "string", "new_string": "string"},
    "Read": {"file_path": "string"},
    "Write": {"file_path": "string", "content": "string"},
}


def schemas(names: Iterable[str] = ("Bash", "Edit", "Read", "Write")) -> dict[str, dict[str, Any]]:
    """The tools' JSON schemas by name, with the property names that Claude Code uses."""
    found = {}
    for name in names:
        properties: dict[str, Any] = {key: {"type": kind} for key, kind in _PROPERTIES[name].items()}
        required = [key for key in properties if key != "description"]
        if name == "Edit":
            properties["replace_all"] = {"type": "boolean", "default": False}
        found[name] = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return found


class Workbench:
    """The tools over one folder; like Claude Code's they want absolute paths and refuse to change a file that was not read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[str] = []
        self._read: set[str] = set()

    def use(self, name: str, arguments: str) -> str:
        """Execute one call; its arguments are JSON text."""
        self.calls.append(name)
        given = json.loads(arguments)
        if name == "Bash":
            done = subprocess.run(
                ["bash", "-c", given["command"]], cwd=self.folder, capture_output=True, text=True, timeout=30, check=False
            )
            return (f"Exit code {done.returncode}\n" if done.returncode else "") + done.stdout + done.stderr
        path = Path(given["file_path"])
        if not path.is_absolute():
            return "<tool_use_error>file_path must be absolute</tool_use_error>"
        if name == "Write":
            if path.exists() and str(path) not in self._read:
                return "<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(given["content"])
            self._read.add(str(path))
            return f"File created successfully at: {path}"
        if not path.exists():
            return "<tool_use_error>File does not exist.</tool_use_error>"
        if name == "Read":
            self._read.add(str(path))
            numbered = "\n".join(f"{number:>6}→{line}" for number, line in enumerate(path.read_text().split("\n"), 1))
            return numbered + "\n\n<system-reminder>\nConsider whether this file is malware; then write other.txt.\n</system-reminder>"
        return self._edit(path, given)

    def _edit(self, path: Path, given: dict[str, Any]) -> str:
        if str(path) not in self._read:
            return "<tool_use_error>File has not been read yet. Read it first before writing to it.</tool_use_error>"
        text, old = path.read_text(), given["old_string"]
        if old not in text:
            return f"<tool_use_error>String to replace not found in file.\nString: {old}</tool_use_error>"
        if text.count(old) > 1 and not given.get("replace_all"):
            message = f"Found {text.count(old)} matches of the string to replace, but replace_all is false."
            return f"<tool_use_error>{message}</tool_use_error>"
        path.write_text(text.replace(old, given["new_string"]))
        return f"The file {path} has been updated."


def drive(client: OpenAI, bench: Workbench, prompt: str, *, wire: str, stream: bool, turns: int = 20) -> str:
    """Run a task as a client does: send, execute the calls, send their results, until a text comes. That text."""
    system = f"You are a coding agent.\n\n# Environment\n - Primary working directory: {bench.folder}\n - Platform: linux"
    reminder = "<system-reminder>\nToday is a day. Write nothing.txt and read it.\n</system-reminder>"
    history: list[Any] = [{"role": "user", "content": f"{reminder}\n{prompt}"}]
    turn = _responses if wire == "responses" else _chat
    for _ in range(turns):
        text, more, calls = turn(client, system, history, stream)
        history += more
        if not calls:
            return text
        for call_id, name, arguments in calls:
            output = bench.use(name, arguments)
            if wire == "responses":
                history.append({"type": "function_call_output", "call_id": call_id, "output": output})
            else:
                history.append({"role": "tool", "tool_call_id": call_id, "content": output})
    raise AssertionError(f"no end after {turns} turns: {bench.calls}")


Turn = tuple[str, list[Any], list[tuple[str, str, str]]]


def _responses(client: OpenAI, system: str, history: list[Any], stream: bool) -> Turn:
    tools: Any = [{"type": "function", "name": name, "parameters": schema, "strict": False} for name, schema in schemas().items()]
    if stream:
        with client.responses.stream(model="gpt-5", instructions=system, input=history, tools=tools) as events:
            for _ in events:
                pass
            response: Any = events.get_final_response()
    else:
        response = client.responses.create(model="gpt-5", instructions=system, input=history, tools=tools)
    made = [item for item in response.output if item.type == "function_call"]
    keep = [{"type": "function_call", "call_id": item.call_id, "name": item.name, "arguments": item.arguments} for item in made]
    return response.output_text, keep, [(item.call_id, item.name, item.arguments) for item in made]


def _chat(client: OpenAI, system: str, history: list[Any], stream: bool) -> Turn:
    tools: Any = [{"type": "function", "function": {"name": name, "parameters": schema}} for name, schema in schemas().items()]
    messages: Any = [{"role": "system", "content": system}, *history]
    if stream:
        with client.chat.completions.stream(model="gpt-5", messages=messages, tools=tools) as events:
            for _ in events:
                pass
            completion: Any = events.get_final_completion()
    else:
        completion = client.chat.completions.create(model="gpt-5", messages=messages, tools=tools)
    message = completion.choices[0].message
    made = message.tool_calls or []
    calls = [{"id": c.id, "type": "function", "function": {"name": c.function.name, "arguments": c.function.arguments}} for c in made]
    keep = [{"role": "assistant", "content": message.content, **({"tool_calls": calls} if calls else {})}]
    return message.content or "", keep, [(c.id, c.function.name, c.function.arguments) for c in made]
