"""config.yaml as people really write it: every fault with its line, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from gateway.models import ModelTable, environment_names, public_map
from gateway.upstreams.model_file import read_table

GOOD = "- model_name: a\n  litellm_params: {model: openai/x}\n"


def reading(folder: Path, text: str | bytes) -> tuple[ModelTable, list[str]]:
    """Return the table and the problems, the path left out of them."""
    path = folder / "config.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    table, problems = read_table(path)
    return table, [str(problem).replace(str(path), "F") for problem in problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "error: F: has no model_list."),
        ("- a\n", "error: F: has no model_list."),
        ("just text", "error: F: has no model_list."),
        ("model_list:\n", "error: F: has no model_list."),
        ("model_list: {}\n", "error: F: has no model_list."),
        ("model_list: []\n", "error: F: has no model_list."),
        ("model_list: a\n", "error: F: has no model_list."),
        ("model_list:\n- a: [\n", "error: F:3: is not YAML:"),
        ("model_list:\n\t- a\n", "error: F:2: is not YAML: found character '\\t' that cannot start any token."),
        ("a: &x 1\nb: *y\n", "error: F:2: is not YAML: found undefined alias 'y'."),
        ("a: !!python/object:os.system x\n", "error: F:1: is not YAML: could not determine a constructor"),
        ("a: 1\n---\nb: 2\n", "error: F:2: is not YAML:"),
        ("a: 2025-13-01\n", "error: F: is not YAML: month must be in 1..12."),
        ("a: \x00\n", "error: F: is not YAML: it cannot be parsed."),
        (b"a: \xff\n", "error: F: cannot be read: it is not UTF-8 text."),
        (f"model_list:\n{GOOD}- litellm_params: {{model: openai/x}}\n", "error: F:4: has no model_name."),
        (f"model_list:\n{GOOD}- model_name: 5\n", "error: F:4: model_name is 5, which YAML does not take for text: put it in quotes."),
        (f"model_list:\n{GOOD}- model_name: b\n", "error: F:4: b has no litellm_params.model."),
        (f"model_list:\n{GOOD}- model_name: b\n  litellm_params: {{model: }}\n", "error: F:4: b has no litellm_params.model."),
        (f"model_list:\n{GOOD}- text\n", "error: F:4: is not a model entry."),
        (f"model_list:\n{GOOD}-\n", "error: F:4: is not a model entry."),
        (f"model_list:\n{GOOD}router_settings: [a]\n", "error: F: router_settings is not a table of settings."),
        (f"model_list:\n{GOOD}include: [more.yaml]\n", "error: F: include is not followed by the gateway."),
    ],
)
def test_fault(tmp_path: Path, text: str | bytes, problem: str) -> None:
    """Each fault gives one problem, with its line where it has one and with a remedy."""
    _, problems = reading(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert problems[0].endswith(".")


def test_every_fault_at_once(tmp_path: Path) -> None:
    """Broken entries are told together, and the good ones are kept."""
    table, problems = reading(tmp_path, f"model_list:\n- 1\n{GOOD}- 2\nlitellm_settings: 3\n")
    assert len(problems) == 3
    assert public_map(table) == {"a": "openai/x"}


def test_missing_and_unreadable(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is told by its path."""
    for path, reason in ((tmp_path / "none", "No such file or directory"), (tmp_path, "Is a directory")):
        _, problems = read_table(path)
        assert [str(problem) for problem in problems] == [
            f"error: {path}: cannot be read: {reason}. Set CONFIG_FILE to a readable config.yaml."
        ]


def test_null_sections(tmp_path: Path) -> None:
    """A section without anything below it is no section."""
    table, problems = reading(tmp_path, f"model_list:\n{GOOD}litellm_settings:\ngeneral_settings:\nrouter_settings:\n")
    assert problems == []
    assert table.rest == {}


def test_anchors(tmp_path: Path) -> None:
    """Anchors, aliases and << work, and each entry keeps its own line."""
    text = """model_list:
- &one
  model_name: a
  litellm_params: &params {model: openai/x}
- model_name: b
  litellm_params: {<<: *params, timeout: 5}
- *one
"""
    table, problems = reading(tmp_path, text)
    assert problems == []
    assert [(deployment.name, deployment.line) for deployment in table.deployments] == [("a", 2), ("b", 5), ("a", 2)]
    assert table.deployments[1].params == {"model": "openai/x", "timeout": 5}


@pytest.mark.parametrize(
    "text", [f"model_list:\n- 1\n- 2\nmodel_list:\n{GOOD}", f"x: &x\n  model_list:\n  {GOOD.replace(chr(10), chr(10) + '  ')}\n<<: *x\n"]
)
def test_list_in_an_unusual_place(tmp_path: Path, text: str) -> None:
    """A model_list that stands twice, or came in by <<, is read as YAML means it."""
    table, problems = reading(tmp_path, text)
    assert problems == []
    assert public_map(table) == {"a": "openai/x"}


def test_what_else_an_entry_holds(tmp_path: Path) -> None:
    """model_info and whatever else an entry holds stays with it."""
    table, _ = reading(tmp_path, f"model_list:\n{GOOD}  model_info: {{id: mine}}\n")
    assert table.deployments[0].more == {"model_info": {"id": "mine"}}


@settings(max_examples=200)
@given(strategies.text("abc:-[]{}&*!|>'\"#%@, \n\tmodel_list", max_size=60))
def test_never_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever text stands in config.yaml, reading it gives a table or a problem."""
    table, problems = reading(tmp_path_factory.getbasetemp(), text)
    assert table.deployments or problems


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\nmodel_list: *a",
        "model_list:\n - {model_name: a, litellm_params: &p {model: openai/x, x: [*p]}}",
        "general_settings: &g {x: *g}\nmodel_list:\n - {model_name: a, litellm_params: {model: openai/x}}",
    ],
)
def test_alias_without_end(tmp_path: Path, text: str) -> None:
    """A file whose alias stands within its own anchor is refused, and neither loops nor fails."""
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    _, (problem,) = read_table(path)
    assert "has an alias (*name) within its own anchor" in str(problem)


def test_aliases_many_times_over(tmp_path: Path) -> None:
    """What aliases repeat ten thousand million times is read as what it is: a few lines."""
    path = tmp_path / "config.yaml"
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 11))
    path.write_text(
        f"l0: &l0 [os.environ/DEEP]\n{levels}model_list:\n - {{model_name: a, litellm_params: {{model: openai/x}}}}", encoding="utf-8"
    )
    table, problems = read_table(path)
    assert (problems, environment_names(table)) == ([], {"DEEP"})
