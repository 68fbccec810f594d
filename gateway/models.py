"""The model table: config.yaml and the settings say which target answers which name. The only source of it."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from gateway.problems import Problem
from gateway.settings import Settings

FAMILIES = {"opus": "big_model", "fable": "big_model", "sonnet": "middle_model", "haiku": "small_model"}
OPENAI_HOST = "https://api.openai.com/"
KNOWN_PREFIXES = (
    "anthropic azure azure_ai bedrock custom_openai deepseek gemini groq hosted_vllm mistral "
    "ollama ollama_chat openai openrouter vertex_ai xai"
)
WITHOUT_REASONING = re.compile(r"openai/(gpt-4|gpt-3\.5|chatgpt-4o)")
# OpenAI refuses both the request for encrypted reasoning and an effort from models that do not reason.
DROPPED_WITHOUT_REASONING = ["include", "thinking", "reasoning", "reasoning_effort"]
ENVIRONMENT = "os.environ/"


@dataclass(frozen=True)
class Deployment:
    """One entry of model_list: the name asked for (may hold *), what LiteLLM is told of its target, the line in config.yaml."""

    name: str
    params: dict[str, Any]
    line: int

    @property
    def target(self) -> str:
        """Return the target as provider/model."""
        return str(self.params["model"])

    @property
    def family(self) -> str | None:
        """Return opus, fable, sonnet or haiku where the name is of that family."""
        return next((family for family in FAMILIES if family in self.name.lower()), None)


@dataclass(frozen=True)
class ModelTable:
    """The deployments in the order of config.yaml, and the rest of that file."""

    deployments: tuple[Deployment, ...]
    rest: dict[str, Any]


def read_table(path: Path) -> tuple[ModelTable, list[Problem]]:
    """Read a config.yaml; what is wrong with it comes back as problems, each with its line."""
    nothing = ModelTable((), {})
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.safe_load(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return nothing, [Problem(str(path), f"cannot be read: {reason}.", "Set CONFIG_FILE to a readable config.yaml.")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        return nothing, [Problem(where, f"is not YAML: {getattr(error, 'problem', None) or 'it cannot be parsed'}.", "Mend the line.")]
    entries = document.get("model_list") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        return nothing, [Problem(str(path), "has no model_list.", "List at least one model_name with its litellm_params.model.")]
    lines = _entry_lines(root)
    deployments: list[Deployment] = []
    problems: list[Problem] = []
    for entry, line in zip(entries, lines, strict=True):
        fault = _entry_fault(entry)
        if fault:
            problems.append(Problem(f"{path}:{line}", fault, "Write model_name: NAME and litellm_params: {model: provider/model}."))
        else:
            deployments.append(Deployment(entry["model_name"], dict(entry["litellm_params"]), line))
    rest = {key: value for key, value in document.items() if key != "model_list" and value is not None}
    problems += [
        Problem(f"{path}", f"{key} is not a table of settings.", f"Write {key}: with one setting a line below it.")
        for key in ("litellm_settings", "router_settings", "general_settings", "environment_variables")
        if not isinstance(rest.get(key, {}), dict)
    ]
    return ModelTable(tuple(deployments), rest), problems


def _entry_lines(root: yaml.Node | None) -> list[int]:
    if not isinstance(root, yaml.MappingNode):
        return []
    entries = next(value for key, value in root.value if key.value == "model_list")
    return [node.start_mark.line + 1 for node in entries.value]


def _entry_fault(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return "is not a model entry."
    if not isinstance(entry.get("model_name"), str) or not entry["model_name"]:
        return "has no model_name."
    params = entry.get("litellm_params")
    if not isinstance(params, dict) or not isinstance(params.get("model"), str) or not params["model"]:
        return f"{entry['model_name']} has no litellm_params.model."
    return None


def override(table: ModelTable, settings: Settings) -> ModelTable:
    """Return the table with BIG_MODEL, MIDDLE_MODEL, SMALL_MODEL and OPENAI_BASE_URL applied to it."""
    return replace(table, deployments=tuple(_override_one(deployment, settings) for deployment in table.deployments))


def _override_one(deployment: Deployment, settings: Settings) -> Deployment:
    params = dict(deployment.params)
    if deployment.family:
        wanted = getattr(settings, FAMILIES[deployment.family]) or (settings.big_model if deployment.family == "sonnet" else "")
        if wanted:
            params["model"] = with_prefix(wanted)
            # What was dropped for the old target says nothing about the new one.
            params.pop("additional_drop_params", None)
            if WITHOUT_REASONING.match(params["model"]):
                params["additional_drop_params"] = DROPPED_WITHOUT_REASONING
    if params["model"].startswith("openai/") and "api_base" not in params and not settings.openai_base_url.startswith(OPENAI_HOST):
        params["api_base"] = settings.openai_base_url
        if settings.openai_wire_api != "responses":
            # openai/ speaks the Responses API, which few compatible backends do; custom_openai/ speaks chat completions.
            params["model"] = f"custom_{params['model']}"
    return replace(deployment, params=params)


def with_prefix(model: str) -> str:
    """Return a model name with the provider that LiteLLM wants before it; openai/ where it names none."""
    return model if "/" in model and model.partition("/")[0] in KNOWN_PREFIXES.split() else f"openai/{model}"


def find(names: Iterable[str], asked: str) -> str | None:
    """Return the configured name that LiteLLM takes for the one asked for: the exact one, else the longest pattern that matches."""
    names = list(names)
    if asked in names:
        return asked
    patterns = [name for name in names if "*" in name and _matches(name, asked)]
    return max(patterns, key=lambda name: len(re.escape(name)), default=None)


def _matches(pattern: str, asked: str) -> bool:
    return re.match(re.escape(pattern).replace(r"\*", ".*"), asked) is not None


def closest(names: Iterable[str], asked: str) -> list[str]:
    """Return up to three configured names nearest to the one asked for, best first."""
    lowered = {name.lower(): name for name in names}
    return [lowered[near] for near in difflib.get_close_matches(asked.lower(), list(lowered), n=3, cutoff=0.3)]


def environment_names(table: ModelTable) -> set[str]:
    """Return the variables that config.yaml takes values from by os.environ/NAME."""
    names: set[str] = set()
    stack: list[Any] = [deployment.params for deployment in table.deployments] + [table.rest]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and value.startswith(ENVIRONMENT):
            names.add(value.removeprefix(ENVIRONMENT))
    return names


def providers(table: ModelTable) -> set[str]:
    """Return the providers of all targets, as LiteLLM names them."""
    return {deployment.target.partition("/")[0] for deployment in table.deployments}


def public_map(table: ModelTable) -> dict[str, str]:
    """Return name asked for → target, in the order of config.yaml: what start-up and the page show."""
    return {deployment.name: deployment.target for deployment in table.deployments}
