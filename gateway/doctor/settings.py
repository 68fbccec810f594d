"""Is the configuration sound."""

from collections.abc import Iterator

from gateway.configuration.cassette_problems import cassette_problems
from gateway.doctor.finding import Case, Finding
from gateway.models import public_map

STEP = "configuration"


def look(case: Case) -> Iterator[Finding]:
    """Tell every problem of the settings and config.yaml."""
    problems = case.config.problems + cassette_problems(case.config)
    for problem in sorted(problems, key=lambda problem: problem.level):
        yield Finding(STEP, "ill" if problem.level == "error" else "untold", f"{problem.where}: {problem.what}", problem.remedy)
    if not any(problem.level == "error" for problem in problems):
        names = len(public_map(case.config.table))
        yield Finding(STEP, "well", f"{case.config.settings.config_file.name}: {names} model names; path {case.config.choice.path}")
