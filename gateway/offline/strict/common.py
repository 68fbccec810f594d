"""Rules about parameters that both wires share, and about the form of the output."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from gateway.offline.strict.asked import Asked, Json
from gateway.offline.strict.refusals import bad_value, empty_string, missing, pattern, refused, too_long, unknown
from gateway.offline.strict.schemas import check_format_schema
from gateway.offline.strict.shapes import as_dict, as_list, at_most

_IDENTIFIERS = ("prompt_cache_key", "safety_identifier", "user")
_SETS = {
    "service_tier": ("auto", "default", "flex", "scale", "priority"),
    "truncation": ("auto", "disabled"),
    "prompt_cache_retention": ("in_memory", "24h"),
}
_VERBOSITIES = ("low", "medium", "high")
_FORMATS = ("text", "json_object", "json_schema")
_NAME = re.compile(r"[a-zA-Z0-9_-]+")


def no_nul(asked: Asked) -> None:
    """A NUL character in any text. The API refuses it; its words for it are not known to us."""
    if b"\\u0000" not in asked.raw:
        return
    where = next((path for path, text in _strings(asked.body, "") if "\0" in text), None)
    if where is not None:
        raise refused(f"Invalid '{where}': string contains a null character (\\u0000), which is not supported.", where, "invalid_value")


def identifiers(asked: Asked) -> None:
    """Keys and identifiers over 64 characters."""
    for name in _IDENTIFIERS:
        at_most(asked.body, name, 64)


def metadata(asked: Asked) -> None:
    """At most 16 entries, keys of 64, string values of 512 characters."""
    given = as_dict(asked.body.get("metadata"))
    if len(given) > 16:
        message = (
            f"Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with {len(given)} "
        )
        raise refused(message + "properties instead.", "metadata", "object_above_max_properties")
    for key, value in given.items():
        if not isinstance(value, str):
            raise refused(f"Invalid type for 'metadata.{key}': expected a string.", f"metadata.{key}", "invalid_type")
        if len(key) > 64:
            raise too_long("metadata", 64, len(key))
        at_most(given, key, 512, "metadata")


def chat_metadata(asked: Asked) -> None:
    """Metadata belongs to what is stored."""
    if asked.body.get("metadata") and asked.body.get("store") is not True:
        raise refused("The 'metadata' parameter is only allowed when 'store' is enabled.", "metadata")


def closed_sets(asked: Asked) -> None:
    """Values that must be one of a few."""
    for name, supported in _SETS.items():
        value = asked.body.get(name)
        if value is not None and value not in supported:
            raise bad_value(name, value, supported)
    for param, verbosity in (
        ("verbosity", asked.body.get("verbosity")),
        ("text.verbosity", as_dict(asked.body.get("text")).get("verbosity")),
    ):
        if verbosity is None:
            continue
        if verbosity not in _VERBOSITIES:
            raise bad_value(param, verbosity, _VERBOSITIES)
        if not asked.model.reasons and verbosity != "medium":
            message = f"Unsupported value: '{verbosity}' is not supported with the '{asked.name}' model. Supported values are: 'medium'."
            raise refused(message, param, "unsupported_value")


def chat_stream_options(asked: Asked) -> None:
    """Options of a stream only where there is one."""
    _stream_options(asked.body, ("include_usage", "include_obfuscation"))


def responses_stream_options(asked: Asked) -> None:
    """The Responses API always reports usage and has no option for it."""
    _stream_options(asked.body, ("include_obfuscation",))


def text_format(asked: Asked) -> None:
    """text.format of the Responses API."""
    text = as_dict(asked.body.get("text"))
    for name in text:
        if name not in ("format", "verbosity"):
            raise unknown(f"text.{name}")
    given = text.get("format")
    if given is not None:
        _format(as_dict(given), as_dict(given), "text.format")
        words = orjson.dumps([asked.body.get("input"), asked.body.get("instructions")]).lower()
        if as_dict(given).get("type") == "json_object" and b"json" not in words:
            message = "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."
            raise refused(message, "input")


def response_format(asked: Asked) -> None:
    """response_format of chat completions."""
    given = asked.body.get("response_format")
    if given is None:
        return
    given = as_dict(given)
    inner = given.get("json_schema")
    if given.get("type") == "json_schema" and not isinstance(inner, dict):
        raise missing("response_format.json_schema")
    _format(given, as_dict(inner), "response_format.json_schema")
    if given.get("type") == "json_object" and b"json" not in orjson.dumps(asked.body.get("messages")).lower():
        message = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        raise refused(message, "messages")


def _format(outer: Json, inner: Json, at: str) -> None:
    kind = outer.get("type")
    if kind not in _FORMATS:
        raise bad_value(f"{at.removesuffix('.json_schema')}.type", kind, _FORMATS)
    if kind != "json_schema":
        return
    for name in inner:
        if name not in ("type", "name", "schema", "strict", "description"):
            raise unknown(f"{at}.{name}")
    for name in ("name", "schema"):
        if inner.get(name) is None:
            raise missing(f"{at}.{name}")
    name = str(inner["name"])
    if not name:
        raise empty_string(f"{at}.name")
    if len(name) > 64:
        raise too_long(f"{at}.name", 64, len(name))
    if not _NAME.fullmatch(name):
        raise pattern(f"{at}.name", "^[a-zA-Z0-9_-]+$")
    check_format_schema(
        inner["schema"], name, f"{at}.schema" if at.startswith("text") else "response_format", strict=inner.get("strict") is True
    )


def _stream_options(body: Json, allowed: tuple[str, ...]) -> None:
    options = body.get("stream_options")
    if options is None:
        return
    if body.get("stream") is not True:
        raise refused("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options")
    for name in as_dict(options):
        if name not in allowed:
            raise unknown(f"stream_options.{name}")


def _strings(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    for index, inner in enumerate(as_list(value)):
        yield from _strings(inner, f"{path}[{index}]")
    for name, inner in as_dict(value).items():
        yield from _strings(inner, f"{path}.{name}" if path else name)
