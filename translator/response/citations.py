"""Annotations of both wires as citations of the Messages API."""

from typing import Any

from translator.response.ids import opaque

CITED_CHARACTERS = 150


def citation_of(annotation: object, text: str) -> dict[str, Any] | None:
    """Return an annotation as a web_search_result_location, None for one that is not a url_citation.

    text: the text that it stands in. The chat wire nests the fields in url_citation, the Responses API does not. cited_text is the page's
    own words where the upstream gives them (OpenRouter's content), else the part of the answer that the citation belongs to.
    """
    if not isinstance(annotation, dict) or annotation.get("type", "url_citation") != "url_citation":
        return None
    nested = annotation.get("url_citation")
    fields: dict[str, Any] = nested if isinstance(nested, dict) else annotation
    url = fields.get("url")
    if not isinstance(url, str) or not url:
        return None
    title, content = fields.get("title"), fields.get("content")
    start, end = fields.get("start_index"), fields.get("end_index")
    if isinstance(content, str) and content:
        cited = content
    elif isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        cited = text[start:end]
    else:
        cited = ""
    return {
        "type": "web_search_result_location",
        "url": url,
        "title": title if isinstance(title, str) else None,
        "cited_text": cited[:CITED_CHARACTERS],
        "encrypted_index": opaque(url),
    }
