"""Rules about images and files inside content."""

from __future__ import annotations

from gateway.offline.media import decoded, image_kind, split
from gateway.offline.strict.asked import Json
from gateway.offline.strict.refusals import bad_value, missing, refused, wrong_type

_IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_DETAILS = ("low", "high", "auto", "original")


def check_image(url: object, param: str, said: str) -> None:
    """An image's address: https, or a data URL whose bytes are an image. `said` is how the message begins."""
    if not isinstance(url, str):
        raise wrong_type(param, "string", url)
    if url.startswith("https://"):
        return
    problem = _image_problem(url)
    if problem:
        example = "Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU=')"
        raise refused(f"{said}. {example}, but got {problem}.", param, "invalid_value")
    if image_kind(decoded((split(url) or ("", ""))[1]) or b"") is None:
        message = (
            "The image data you provided does not represent a valid image. Please check your input and try again with one of the supported "
        )
        raise refused(message + f"image formats: {list(_IMAGES)}.", param, "invalid_value")


def check_file(part: Json, param: str, said: str, *, pdf_only: bool) -> None:
    """A file: by id, by address, or as a data URL with a name; a PDF must be one."""
    if part.get("file_id") or part.get("file_url"):
        return
    data = part.get("file_data")
    if data is None or part.get("filename") is None:
        raise missing(f"{param}.{'file_id' if data is None else 'filename'}")
    if not isinstance(data, str):
        raise wrong_type(f"{param}.file_data", "string", data)
    problem = _file_problem(data, pdf_only=pdf_only)
    if problem:
        example = (
            "Expected a base64-encoded data URL with an application/pdf MIME type (e.g. 'data:application/pdf;base64,SGVsbG8sIFdvcmxkIQ==')"
        )
        raise refused(f"{said}. {example}, but got {problem}.", f"{param}.file_data", "invalid_value")


def check_detail(part: Json, param: str) -> None:
    """How closely an image is looked at."""
    detail = part.get("detail")
    if detail is not None and detail not in _DETAILS:
        raise bad_value(f"{param}.detail", detail, _DETAILS)


def _image_problem(url: str) -> str | None:
    if not url.startswith("data:"):
        return "a value without the 'data:' prefix"
    kind, data = split(url) or ("", "")
    if not kind:
        return "an invalid data URL"
    if kind not in _IMAGES:
        return f"unsupported MIME type '{kind}'"
    if not data:
        return "empty base64-encoded bytes"
    return None if decoded(data) is not None else "an invalid base64-encoded value"


def _file_problem(url: str, *, pdf_only: bool) -> str | None:
    if not url.startswith("data:"):
        return "a value without the 'data:' prefix"
    kind, data = split(url) or ("", "")
    if not kind or (pdf_only and kind != "application/pdf"):
        return f"unsupported MIME type '{kind}'" if kind else "an invalid data URL"
    content = decoded(data)
    if not content:
        return "empty base64-encoded bytes" if content == b"" else "an invalid base64-encoded value"
    return "a value that is not a PDF" if kind == "application/pdf" and not content.startswith(b"%PDF") else None
