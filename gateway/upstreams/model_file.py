"""Read config.yaml; what is wrong with it is told with its line."""

from pathlib import Path

import yaml

from gateway.models import Deployment, ModelTable
from gateway.problems import Problem


def read_table(path: Path) -> tuple[ModelTable, list[Problem]]:
    """Read a config.yaml; what is wrong with it comes back as problems, each with its line."""
    nothing = ModelTable((), {})
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return nothing, [Problem(str(path), f"cannot be read: {reason}.", "Set CONFIG_FILE to a readable config.yaml.")]
    try:
        document = yaml.safe_load(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        # A date that is none, such as 2025-13-01, is a ValueError.
        what = getattr(error, "problem", None) or (str(error) if type(error) is ValueError else "it cannot be parsed")
        return nothing, [Problem(where, f"is not YAML: {what}.", "Mend the line.")]
    if _holds_itself(document):
        return nothing, [Problem(str(path), "has an alias (*name) within its own anchor (&name), without end.", "Write it out.")]
    entries = document.get("model_list") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        return nothing, [Problem(str(path), "has no model_list.", "List at least one model_name with its litellm_params.model.")]
    lines = _entry_lines(root, len(entries))
    deployments: list[Deployment] = []
    problems: list[Problem] = []
    for entry, line in zip(entries, lines, strict=True):
        fault = _entry_fault(entry)
        if fault:
            problems.append(Problem(f"{path}:{line}", fault, "Write model_name: NAME and litellm_params: {model: provider/model}."))
        else:
            more = {key: value for key, value in entry.items() if key not in ("model_name", "litellm_params")}
            deployments.append(Deployment(entry["model_name"], dict(entry["litellm_params"]), line, more))
    rest = {key: value for key, value in document.items() if key != "model_list" and value is not None}
    problems += [
        Problem(f"{path}", f"{key} is not a table of settings.", f"Write {key}: with one setting a line below it.")
        for key in ("litellm_settings", "router_settings", "general_settings", "environment_variables")
        if not isinstance(rest.get(key, {}), dict)
    ]
    if "include" in rest:
        problems.append(Problem(str(path), "include is not followed by the gateway.", "Write everything into this one file."))
    return ModelTable(tuple(deployments), rest), problems


def _holds_itself(document: object) -> bool:
    done: set[int] = set()
    around: set[int] = set()
    # A value comes up twice: before what it holds, and, marked, behind it.
    stack: list[tuple[object, bool]] = [(document, False)]
    while stack:
        value, left = stack.pop()
        if left:
            around.discard(id(value))
            done.add(id(value))
        elif id(value) in around:
            return True
        elif isinstance(value, dict | list) and id(value) not in done:
            around.add(id(value))
            stack.append((value, True))
            stack += [(one, False) for one in (value.values() if isinstance(value, dict) else value)]
    return False


def _entry_lines(root: yaml.Node | None, count: int) -> list[int]:
    # Of a key that stands twice, YAML's last counts.
    tables = [value for key, value in root.value if key.value == "model_list"] if isinstance(root, yaml.MappingNode) else []
    lines = [node.start_mark.line + 1 for node in tables[-1].value] if tables else []
    # A list that came in by << has no node of its own here.
    return lines if len(lines) == count else [1] * count


def _entry_fault(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return "is not a model entry."
    name = entry.get("model_name")
    if not isinstance(name, str) or not name:
        return "has no model_name." if name in (None, "") else f"model_name is {name}, which YAML does not take for text: put it in quotes."
    params = entry.get("litellm_params")
    if not isinstance(params, dict) or not isinstance(params.get("model"), str) or not params["model"]:
        return f"{name} has no litellm_params.model."
    return None
