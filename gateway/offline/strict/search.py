"""Rules about the hosted search of the web."""

from __future__ import annotations

from gateway.offline.strict.asked import Asked
from gateway.offline.strict.refusals import bad_value, refused, too_many
from gateway.offline.strict.shapes import as_dict, as_list, fits

_SHAPE = {
    "type": "string!",
    "filters": "object",
    "search_context_size": "string",
    "user_location": "object",
    "external_web_access": "boolean",
}
_PREVIEW = {name: kind for name, kind in _SHAPE.items() if name != "filters"}
_LOCATION = {"type": "string!", "city": "string", "country": "string", "region": "string", "timezone": "string"}
_FILTERS = {"allowed_domains": "strings", "blocked_domains": "strings"}
_SIZES = ("low", "medium", "high")
_MOST_DOMAINS = 100
_WITHOUT = ("gpt-4.1-nano", "gpt-4", "gpt-4-turbo", "o1", "o3-mini")


def hosted_search(asked: Asked) -> None:
    """web_search: its fields, its domains without a scheme, models and efforts without it."""
    for index, tool in enumerate(as_list(asked.body.get("tools"))):
        kind = str(as_dict(tool).get("type"))
        if not kind.startswith("web_search"):
            continue
        at = f"tools[{index}]"
        fits(tool, _PREVIEW if "preview" in kind else _SHAPE, at)
        fits(as_dict(tool.get("user_location")), _LOCATION, f"{at}.user_location") if tool.get("user_location") else None
        size = tool.get("search_context_size")
        if size is not None and size not in _SIZES:
            raise bad_value(f"{at}.search_context_size", size, _SIZES)
        _filters(as_dict(tool.get("filters")), f"{at}.filters")
        if any(asked.name == name or asked.name.startswith(f"{name}-20") for name in _WITHOUT):
            raise refused(f"Hosted tool '{kind}' is not supported with {asked.name}.", "tools")
        if asked.effort == "minimal":
            raise refused(f"The following tools cannot be used with reasoning.effort 'minimal': {kind}.", "tools")


def _filters(filters: dict[str, object], at: str) -> None:
    fits(filters, _FILTERS, at)
    if filters.get("allowed_domains") and filters.get("blocked_domains"):
        raise refused(f"Only one of '{at}.allowed_domains' and '{at}.blocked_domains' may be given.", at, "invalid_value")
    for name in _FILTERS:
        domains = as_list(filters.get(name))
        if len(domains) > _MOST_DOMAINS:
            raise too_many(f"{at}.{name}", _MOST_DOMAINS, len(domains))
        for number, domain in enumerate(domains):
            if "://" in domain or "/" in domain or not domain:
                message = f"Invalid '{at}.{name}[{number}]': expected a domain without a scheme or a path, such as 'openai.com'."
                raise refused(message, f"{at}.{name}[{number}]", "invalid_value")
