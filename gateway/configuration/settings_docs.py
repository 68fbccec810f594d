"""Write .env.example, docs/configuration.md and docs/errors.md from their tables; a test fails where they differ from them."""

from pathlib import Path

import click
from pydantic.fields import FieldInfo

from gateway.errors.errors_docs import errors_md
from gateway.setting import SECTIONS
from gateway.setting_types import PROJECT
from gateway.settings import SECRETS, Settings
from gateway.upstreams.provider import Provider
from gateway.upstreams.providers import OPENAI, PROVIDERS

ABOUT = {
    "Upstream": "What answers the requests.",
    "Models": "Which target answers which name; config.yaml holds the whole table.",
    "Client": "Who may use the gateway.",
    "Ports": "Where it listens; all but PORT are on loopback alone.",
    "Files": "Where it writes.",
    "Limits": "How long it waits.",
    "Network": "How upstreams are reached.",
    "Logs": "What is kept, and how much of it.",
}
HEADER = "# Settings of openai-code. Copy to .env and take the # away from what you set; the environment goes before .env.\n"
BLOCKS = (
    "\n# One provider is enough: fill in its key, and take the # away from its lines. docs/providers.md tells more of each,\n"
    "# docs/models.md how models' names are read.\n"
)


def _extra(info: FieldInfo, key: str) -> str:
    return str(info.json_schema_extra[key]) if isinstance(info.json_schema_extra, dict) else ""


def _fields(section: str) -> list[tuple[str, FieldInfo]]:
    return [(name.upper(), info) for name, info in Settings.model_fields.items() if _extra(info, "section") == section]


def _default(name: str, info: FieldInfo) -> str:
    if name == "PROXY_API_KEY":
        return "dummy"
    if info.default in (None, ""):
        return ""
    return str(int(info.default)) if isinstance(info.default, bool) else str(info.default)


def env_example() -> str:
    """Return the text of .env.example: a block for each provider, then every setting, commented out, with its default or an example.

    Of the blocks only the default provider's is not commented out; it is without its key, and so sets nothing.
    """
    parts = [HEADER, BLOCKS, *(_block(provider) for provider in PROVIDERS)]
    for section in SECTIONS:
        parts.append(f"\n# {section}: {ABOUT[section]}\n")
        parts += [f"# {info.description}\n# {name}={_extra(info, 'example') or _default(name, info)}\n" for name, info in _fields(section)]
    return "".join(parts)


def _block(provider: Provider) -> str:
    # Without the space that the settings below have, so that each of those stands in the file once.
    lines = [f"{provider.key}="] if provider is OPENAI else [f"#{line}" for line in provider.example]
    return "\n".join([f"\n# {provider.name}: {provider.recognised}", *lines, ""])


def configuration_md() -> str:
    """Return the text of docs/configuration.md."""
    parts = [
        "# Configuration\n\n",
        "Generated from `gateway/settings.py` by `scripts/docs`; change it there.\n\n",
        "Settings are environment variables. A file `.env` in the checkout is read too; the environment goes before it. Empty means\n",
        "unset, and quotes around a value are taken off, as `docker --env-file` keeps them. ",
        "`${NAME}` in `.env` stands for another variable. ",
        f"The secrets ({', '.join(f'`{name}`' for name in SECRETS)}) and every\n",
        "variable that `config.yaml` names as `os.environ/NAME` can stand in a file instead: `NAME_FILE=/path`. `openai-code check`\n",
        "tells every problem at once. In the container `PORT` and `HOST` are fixed, since docker's `-p` chooses them.\n",
    ]
    for section in SECTIONS:
        parts.append(f"\n## {section}\n\n{ABOUT[section]}\n\n| variable | default | what it does |\n|---|---|---|\n")
        for name, info in _fields(section):
            default = _default(name, info)
            parts.append(f"| `{name}` | {f'`{default}`' if default else ''} | {info.description} |\n")
    return "".join(parts)


DOCUMENTS = {".env.example": env_example, "docs/configuration.md": configuration_md, "docs/errors.md": errors_md}


def write(project: Path = PROJECT) -> list[str]:
    """Write the documents and return those that changed."""
    changed = []
    for name, text in DOCUMENTS.items():
        path = project / name
        if not path.exists() or path.read_text(encoding="utf-8") != text():
            path.write_text(text(), encoding="utf-8")
            changed.append(name)
    return changed


if __name__ == "__main__":
    click.echo(f"Written: {', '.join(write()) or 'nothing, they are as the table says'}")
