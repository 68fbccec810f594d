"""What to put into a file, and how to run it, by its extension."""

from __future__ import annotations

import json
import shlex
from pathlib import PurePosixPath

_INTERPRETERS = {
    ".py": "python3",
    ".sh": "bash",
    ".bash": "bash",
    ".js": "node",
    ".mjs": "node",
    ".ts": "npx tsx",
    ".rb": "ruby",
    ".pl": "perl",
    ".php": "php",
    ".go": "go run",
    ".lua": "lua",
    ".r": "Rscript",
}
_BY_WORD = {
    "python": "script.py",
    "bash": "script.sh",
    "shell": "script.sh",
    "javascript": "script.js",
    "node": "script.js",
    "typescript": "script.ts",
    "json": "data.json",
    "yaml": "data.yaml",
    "csv": "data.csv",
    "markdown": "notes.md",
    "html": "index.html",
    "css": "style.css",
    "text": "file.txt",
}


def suffix(path: str) -> str:
    """The extension with its dot, in small letters."""
    return PurePosixPath(path).suffix.lower()


def is_script(path: str) -> bool:
    """Whether the file can be run by an interpreter that we know."""
    return suffix(path) in _INTERPRETERS


def run_command(path: str, arguments: str = "") -> str:
    """The shell command that runs a file."""
    name = shlex.quote(path)
    interpreter = _INTERPRETERS.get(suffix(path))
    start = f"{interpreter} {name}" if interpreter else name if "/" in path else f"./{name}"
    return f"{start} {arguments}".strip()


def program_that_prints(path: str, text: str) -> str:
    """The source of a program in the file's language which prints a text; the text itself where the language is not known."""
    literal = json.dumps(text, ensure_ascii=False)
    match suffix(path):
        case ".py":
            return f"print({text!r})\n"
        case ".sh" | ".bash":
            return f"#!/bin/sh\necho {shlex.quote(text)}\n"
        case ".js" | ".mjs" | ".ts":
            return f"console.log({literal});\n"
        case ".rb" | ".lua":
            return f"{'puts' if suffix(path) == '.rb' else 'print'}({literal})\n"
        case ".php":
            return f"<?php echo {literal}, PHP_EOL;\n"
        case ".go":
            return f'package main\n\nimport "fmt"\n\nfunc main() {{\n\tfmt.Println({literal})\n}}\n'
        case ".pl":
            return f'print "{text}\\n";\n'
    return text + "\n"


def default_content(path: str) -> str:
    """Reasonable content for a file about whose content nothing was said."""
    stem = PurePosixPath(path).stem
    match suffix(path):
        case ".json":
            return json.dumps({"name": stem}, indent=2) + "\n"
        case ".md" | ".markdown":
            return f"# {stem.replace('-', ' ').replace('_', ' ').capitalize()}\n\nWritten by the offline backend.\n"
        case ".yaml" | ".yml" | ".toml":
            return f'name{": " if suffix(path) != ".toml" else " = "}"{stem}"\n'
        case ".html" | ".htm":
            return f"<!doctype html>\n<title>{stem}</title>\n<p>Hello</p>\n"
        case ".css":
            return "body { font-family: sans-serif; }\n"
        case ".csv":
            return "name,value\nhello,1\n"
        case ".ini" | ".cfg" | ".conf":
            return f"[{stem}]\nname = {stem}\n"
    return program_that_prints(path, f"Hello from {PurePosixPath(path).name}" if is_script(path) else "Hello")


def default_name(words: str) -> str | None:
    """A name for a file that is only described ("a Python script"); None when the words describe no file."""
    lower = words.lower()
    kinds = [name for word, name in _BY_WORD.items() if word in lower]
    if kinds and any(noun in lower for noun in ("file", "script", "program", "document", "page")):
        return kinds[0]
    return "file.txt" if " file" in lower else None
