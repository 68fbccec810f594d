"""Tokens of a request as OpenAI counts them: its tokenizer, its overheads for messages and functions, its rule for images.

Rules: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken (messages and functions),
https://platform.openai.com/docs/guides/images-vision (images). What OpenAI does not publish is approximated: nested schemas are counted
like flat ones, a page of a PDF like its text and one small image.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from gateway.offline.media import image_size, payload, pdf_texts
from gateway.offline.upstream_models import UpstreamModel

if TYPE_CHECKING:
    import tiktoken

Json = dict[str, Any]
_PER_MESSAGE, _PRIMING = 3, 3
_FUNCTION, _PROPERTIES, _PROPERTY, _ENUM, _ENUM_VALUE, _FUNCTIONS_END = 7, 3, 3, -3, 3, 12
_PAGE = 85
_LONGEST_SIDE, _SHORT_SIDE, _TILE = 2048, 768, 512
_NOT_COUNTED = (
    "type",
    "id",
    "status",
    "role",
    "call_id",
    "tool_call_id",
    "annotations",
    "logprobs",
    "encrypted_content",
    "detail",
    "phase",
)


@functools.cache
def encoding() -> tiktoken.Encoding | None:
    """The o200k_base tokenizer from the vocabulary that LiteLLM's package carries; None where it is not installed."""
    found = importlib.util.find_spec("litellm")
    folder = Path(found.origin).parent / "litellm_core_utils" / "tokenizers" if found and found.origin else None
    if folder is None or not folder.is_dir() or importlib.util.find_spec("tiktoken") is None:
        return None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    import tiktoken

    return tiktoken.get_encoding("o200k_base")


def count_text(text: str) -> int:
    """Tokens of a text; about a quarter of its characters without a tokenizer."""
    found = encoding()
    return len(found.encode_ordinary(text)) if found else -(-len(text) // 4)


def count_request(body: Json, model: UpstreamModel) -> tuple[int, int]:
    """Input tokens of a request of either wire: of its messages, and of its functions and other schemas."""
    items = body.get("input", body.get("messages"))
    listed: list[Any] = [{"content": items}] if isinstance(items, str) else items if isinstance(items, list) else []
    if isinstance(body.get("instructions"), str):
        listed = [{"content": body["instructions"]}, *listed]
    messages = _PRIMING + sum(_PER_MESSAGE + _value(item, model) for item in listed)
    tools = [tool for tool in body.get("tools") or () if isinstance(tool, dict)]
    functions = sum(_function(tool.get("function", tool)) for tool in tools if tool.get("type") in ("function", "custom"))
    schema = _format(body)
    return messages, functions + (_FUNCTIONS_END if functions else 0) + (count_text(orjson.dumps(schema).decode()) if schema else 0)


def _value(value: object, model: UpstreamModel) -> int:
    if isinstance(value, str):
        return count_text(value)
    if isinstance(value, list):
        return sum(_value(one, model) for one in value)
    if not isinstance(value, dict):
        return 0
    image = value.get("image_url")
    if image is not None:
        return _image(image.get("url") if isinstance(image, dict) else image, value, model)
    data = value.get("file_data")
    if isinstance(data, str):
        return sum(count_text(text) + _PAGE for text in pdf_texts(payload(data) or b""))
    role = ("role" in value) + ("role" in value and "name" in value)
    return role + sum(_value(inner, model) for name, inner in value.items() if name not in _NOT_COUNTED)


def _image(url: object, part: Json, model: UpstreamModel) -> int:
    """Tokens of an image: scaled into 2048 by 2048, its short side to 768, then by 512-pixel tiles."""
    base, tile = model.tile
    holder = part["image_url"] if isinstance(part["image_url"], dict) else part
    size = image_size(payload(url) or b"") if isinstance(url, str) else None
    if holder.get("detail") == "low":
        return base
    width, height = size or (1024, 1024)
    scale = min(1.0, _LONGEST_SIDE / max(width, height, 1))
    scale = min(scale, _SHORT_SIDE / max(min(width, height), 1)) if min(width, height) * scale > _SHORT_SIDE else scale
    tiles = -(-int(width * scale) // _TILE) * -(-int(height * scale) // _TILE)
    return base + tile * max(1, tiles)


def _function(function: object) -> int:
    if not isinstance(function, dict):
        return 0
    line = f"{function.get('name')}:{str(function.get('description') or '').rstrip('.')}"
    schema = function.get("parameters")
    return _FUNCTION + count_text(line) + (_schema(schema) if isinstance(schema, dict) else 0)


def _schema(schema: Json) -> int:
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        return 0
    return _PROPERTIES + sum(_property(name, inner) for name, inner in properties.items() if isinstance(inner, dict))


def _property(name: str, schema: Json) -> int:
    total = _PROPERTY
    values = schema.get("enum")
    if isinstance(values, list):
        total += _ENUM + sum(_ENUM_VALUE + count_text(str(value)) for value in values)
    total += count_text(f"{name}:{schema.get('type')}:{str(schema.get('description') or '').rstrip('.')}")
    return total + sum(_schema(inner) for inner in _nested(schema))


def _nested(schema: Json) -> Iterator[Json]:
    variants = (found for name in ("anyOf", "oneOf") if isinstance(found := schema.get(name), list))
    inner: Iterable[object] = [schema, schema.get("items"), *itertools.chain.from_iterable(variants)]
    return (one for one in inner if isinstance(one, dict))


def _format(body: Json) -> object:
    text = body.get("text")
    given = text.get("format") if isinstance(text, dict) else body.get("response_format")
    return given if isinstance(given, dict) and given.get("type") == "json_schema" else None
