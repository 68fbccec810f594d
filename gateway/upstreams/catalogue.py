"""The models as clients list them: ids, display names, limits and targets, in the shape of either API. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.models import FAMILIES, filled, find
from gateway.upstreams.capabilities import limits

# What the pinned Claude Code asks for by its words opus, sonnet, haiku and fable (docs/decisions/claude-code.md).
CURRENT = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2")
CLAUDE = re.compile(r"claude-(?P<line>[a-z]+)-(?P<version>\d+(?:-\d{1,2})?)(?:-\d{8})?")
DATED = re.compile(r"-(20\d\d)-?(\d\d)-?(\d\d)$")
# The Messages API's own word for a release date that is not known.
EPOCH = "1970-01-01T00:00:00Z"
# What answers no messages.
NO_CHAT = re.compile(r"embed|whisper|tts|dall-e|image|moderation|transcribe|rerank|realtime")


@dataclass(frozen=True)
class Model:
    """One model that a client can ask for: its id, what answers, and the limits of that in tokens, where they are known."""

    id: str
    target: str
    max_output: int | None = None
    context: int | None = None


def resolved(targets: Mapping[str, str], asked: str) -> str | None:
    """Return the target of a name, its * filled; None where no name fits. targets: name, which may hold *, → provider/model."""
    name = find(targets, asked)
    return None if name is None else filled(name, targets[name], asked)


def model(targets: Mapping[str, str], known: Mapping[str, list[int | None]], caps: Mapping[str, int], asked: str) -> Model | None:
    """Return the model of a name, None where no name fits.

    known: what capabilities.extract returned. caps: name → most tokens of an answer that config.yaml allows.
    """
    target = resolved(targets, asked)
    if target is None:
        return None
    most, context = limits(target, known)
    cap = caps.get(find(targets, asked) or "")
    return Model(asked, target, min(filter(None, (most, cap)), default=None), context)


def listed(targets: Mapping[str, str]) -> list[str]:
    """Return the ids that clients are shown, the newest first: the client's own of today, the literal names, targets by their own name."""
    ids = [current for current in CURRENT if resolved(targets, current) is not None]
    ids += [name for name in targets if "*" not in name]
    own = [target.partition("/")[2] for target in targets.values() if "*" not in target]
    ids += [name for name in own if name and (resolved(targets, name) or "").partition("/")[2] == name]
    return list(dict.fromkeys(ids))


def to_try(targets: Mapping[str, str], ids: Iterable[str], ways: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return target and names of every way that can answer messages, once: what is tried to know that all work.

    ways: configured name → what else tells two deployments of one target apart, such as address and key.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for name in ids:
        target = resolved(targets, name)
        if target is not None and not NO_CHAT.search(target.lower()):
            groups.setdefault((target, ways.get(find(targets, name) or "", "")), []).append(name)
    return [{"target": target, "names": names} for (target, _), names in groups.items()]


def display_name(model: Model) -> str:
    """Return a name for people: Claude Opus 5.5 (gpt-5.2-2025-12-11)."""
    match = CLAUDE.fullmatch(model.id)
    name = f"Claude {match['line'].title()} {match['version'].replace('-', '.')}" if match else model.id
    target = model.target.partition("/")[2] or model.target
    return name if target == model.id else f"{name} ({target})"


def anthropic_shape(model: Model) -> dict[str, Any]:
    """Return a model as the Messages API describes one (https://docs.anthropic.com/en/api/models)."""
    dated = DATED.search(model.id)
    return {
        "type": "model",
        "id": model.id,
        "display_name": display_name(model),
        "created_at": f"{'-'.join(dated.groups())}T00:00:00Z" if dated else EPOCH,
        "max_input_tokens": model.context,
        "max_tokens": model.max_output,
        "line": next((family for family in FAMILIES if family in model.id.lower()), None),
        "lifecycle": "active",
        "deprecated_at": None,
        "retires_at": None,
        "capabilities": None,
    }


def openai_shape(model: Model) -> dict[str, Any]:
    """Return a model as OpenAI's API describes one (https://platform.openai.com/docs/api-reference/models)."""
    return {"id": model.id, "object": "model", "created": 0, "owned_by": model.target.partition("/")[0]}
