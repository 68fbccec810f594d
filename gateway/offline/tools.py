"""An intent → a call of a tool that the client really offers, with that tool's own argument names."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath

from gateway.offline.conversation import Conversation, Json, Tool
from gateway.offline.structured import minimal

_NAMES = {
    "write": ("write", "writefile", "createfile", "filewrite", "savefile", "create"),
    "read": ("read", "readfile", "viewfile", "openfile", "fileread", "view", "cat", "getfile"),
    "edit": ("edit", "editfile", "strreplace", "fileedit", "replaceinfile", "replace"),
    "run": ("bash", "shell", "run", "execute", "terminal", "runcommand", "exec", "runshellcommand", "executecommand"),
    "list": ("ls", "list", "listdir", "listdirectory", "listfiles"),
    "glob": ("glob", "findfiles", "globsearch"),
    "grep": ("grep", "search", "searchfiles", "searchcode"),
    "web": ("websearch", "searchweb"),
    "fetch": ("webfetch", "fetch", "fetchurl"),
    "seek": ("toolsearch", "searchtools"),
    "delegate": ("agent", "task", "subagent", "delegate"),
}
# What a tool that is not offered yet is most likely called, for a client that hides tools until they are sought.
_HIDDEN = {"web": "WebSearch"}
_ARGUMENTS = {
    "path": (
        "file_path",
        "path",
        "filename",
        "filepath",
        "file",
        "absolute_path",
        "target_file",
        "file_name",
        "directory",
        "dir",
        "relative_workspace_path",
    ),
    "content": ("content", "contents", "text", "file_text", "new_content", "body", "data"),
    "old": ("old_string", "old_str", "old_text", "old", "search", "find", "oldText", "old_content"),
    "new": ("new_string", "new_str", "new_text", "new", "replace", "replacement", "newText", "new_content"),
    "command": ("command", "cmd", "script", "commands"),
    "query": ("pattern", "query", "regex", "search_term", "q", "url"),
    "description": ("description", "explanation", "reason"),
    "prompt": ("prompt", "question", "instruction", "task"),
    "agent": ("subagent_type", "agent_type"),
}
_NEEDED = {
    "write": ("path", "content"),
    "read": ("path",),
    "edit": ("path", "old", "new"),
    "run": ("command",),
    "list": (),
    "glob": ("query",),
    "grep": ("query",),
    "web": ("query",),
    "fetch": ("query",),
    "seek": ("query",),
    "delegate": ("prompt",),
}


@dataclass(frozen=True, slots=True)
class Action:
    """A call to make: the offered tool's name and its arguments."""

    tool: str
    arguments: Json


class Toolbox:
    """The offered tools by what they do, and the directory that relative paths start from."""

    def __init__(self, conversation: Conversation, directory: str | None) -> None:
        self._directory = directory
        self._tools = {kind: found for kind in _NAMES if (found := _find(kind, conversation.tools))}

    def can(self, kind: str) -> bool:
        """Whether a tool for this kind of work is offered."""
        return kind in self._tools

    def absolute(self, path: str) -> str:
        """The path from the root if the client named its working directory, else as it is."""
        if self._directory is None or path.startswith(("/", "~")):
            return path
        return str(PurePosixPath(self._directory) / path)

    def write(self, path: str, content: str) -> Action | None:
        """Write a whole file; through the shell where no tool for it is offered."""
        call = self._call("write", path=self.absolute(path), content=content)
        folder = str(PurePosixPath(path).parent)
        make = f"mkdir -p {shlex.quote(folder)} && " if folder not in (".", "/") else ""
        return call or self.run(f"{make}printf %s {shlex.quote(content)} > {shlex.quote(path)}", f"Write {path}")

    def read(self, path: str) -> Action | None:
        """Read a file; through the shell where no tool for it is offered."""
        return self._call("read", path=self.absolute(path)) or self.run(f"cat {shlex.quote(path)}", f"Read {path}")

    def edit(self, path: str, old: str, new: str, *, everywhere: bool = False) -> Action | None:
        """Replace text in a file."""
        call = self._call("edit", path=self.absolute(path), old=old, new=new)
        if call and everywhere and "replace_all" in self._tools["edit"].properties:
            call.arguments["replace_all"] = True
        return call

    def run(self, command: str, description: str = "") -> Action | None:
        """Run a shell command."""
        return self._call("run", command=command, description=description or f"Run {command.splitlines()[0][:60] if command else ''}")

    def list(self, path: str) -> Action | None:
        """List a folder: a tool for it, else the shell, else a file pattern."""
        if "list" in self._tools:
            return self._call("list", path=self.absolute(path) if path else self._directory or ".")
        shell = self.run(f"ls -la {shlex.quote(path)}" if path else "ls -la", "List the files")
        return shell or self._call("glob", query=f"{path}/*" if path else "*")

    def glob(self, pattern: str) -> Action | None:
        """Find files by name."""
        name = pattern.rsplit("/", 1)[-1]
        return self._call("glob", query=pattern) or self.run(f"find . -name {shlex.quote(name)} -not -path '*/.git/*'", "Find files")

    def grep(self, text: str, path: str) -> Action | None:
        """Search the contents of files."""
        where = {"path": self.absolute(path)} if path else {}
        call = self._call("grep", query=re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", text), **where)
        if call and "output_mode" in self._tools["grep"].properties:
            call.arguments["output_mode"] = "content"
        return call or self.run(f"grep -rnF -- {shlex.quote(text)} {shlex.quote(path or '.')}", f"Search for {text}")

    def web(self, query: str) -> Action | None:
        """Search the web."""
        return self._call("web", query=query)

    def fetch(self, url: str) -> Action | None:
        """Fetch a page; through the shell where no tool for it is offered."""
        return self._call("fetch", query=url, prompt="What does this page say?") or self.run(
            f"curl -fsSL {shlex.quote(url)}", f"Fetch {url}"
        )

    def delegate(self, task: str) -> Action | None:
        """Hand a task to another agent of the client's."""
        call = self._call("delegate", prompt=task, description=" ".join(task.split()[:5]), agent="general-purpose")
        if call and "run_in_background" in self._tools["delegate"].properties:
            call.arguments["run_in_background"] = False
        return call

    def seek(self, name: str) -> Action | None:
        """Have the client offer a tool that it has but does not show yet."""
        return self._call("seek", query=f"select:{name}")

    def seek_kind(self, kind: str) -> Action | None:
        """Have the client offer a tool for this kind of work."""
        return self.seek(_HIDDEN[kind]) if kind in _HIDDEN else None

    def _call(self, kind: str, **values: str) -> Action | None:
        tool = self._tools.get(kind)
        if tool is None:
            return None
        arguments: Json = {}
        for role, value in values.items():
            name = _argument(tool, role, kind)
            if name is not None:
                arguments[name] = value
        for name in tool.required:
            if name not in arguments:
                schema = tool.properties.get(name, {})
                arguments[name] = schema.get("default", minimal(schema, values.get("query", "offline")))
        return Action(tool.name, arguments)


def _argument(tool: Tool, role: str, kind: str) -> str | None:
    for name in _ARGUMENTS[role]:
        declared = tool.properties.get(name)
        if declared is not None and not (kind == "read" and role != "path"):
            return name
    # A schema without properties says nothing: use the common name.
    return None if tool.properties else _ARGUMENTS[role][0]


def _find(kind: str, tools: tuple[Tool, ...]) -> Tool | None:
    by_name = {re.sub(r"[^a-z0-9]", "", tool.name.rsplit("__", 1)[-1].lower()): tool for tool in reversed(tools)}
    fitting = [tool for name in _NAMES[kind] if (tool := by_name.get(name)) and _fits(kind, tool)]
    return fitting[0] if fitting else None


def _fits(kind: str, tool: Tool) -> bool:
    return not tool.properties or all(_argument(tool, role, kind) for role in _NEEDED[kind])
