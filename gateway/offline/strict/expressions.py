"""Rules about the regular expressions in a schema: OpenAI reads them as Python does, and none that looks ahead or back."""

from __future__ import annotations

import re
import warnings

from gateway.offline.strict.refusals import refused
from gateway.offline.strict.shapes import Json, as_dict

_LOOKAROUND = re.compile(r"\(\?<?[=!]")


def check_expressions(schema: Json, path: tuple[str, ...], who: str, param: str, code: str) -> None:
    """Refuse a schema whose own pattern, or names of patternProperties, cannot be read; path: where it stands, who: whose it is."""
    own = schema.get("pattern")
    at = ".".join(("$", *path, "pattern"))
    for expression in [*([own] if isinstance(own, str) else ()), *as_dict(schema.get("patternProperties"))]:
        if not _compiles(expression):
            raise refused(f"{who}: '{expression}' is not a 'regex'.", param, code)
        if _LOOKAROUND.search(expression):
            words = f"Invalid JSON schema: regex lookaround is not supported. Found at {at}."
            raise refused(words, param.partition("[")[0], "invalid_json_schema")


def _compiles(expression: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(expression)
    except (re.error, OverflowError, RecursionError):
        return False
    return True
