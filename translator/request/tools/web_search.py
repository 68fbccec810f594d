"""Anthropic's web_search tool, to be served by the upstream's own search."""

from typing import Any

from translator.failure import invalid
from translator.plan import Plan, WebSearch
from translator.request import text

NO_SEARCH = "There is no web search here. Where one is asked for, say that you cannot search the web; never make results up."
PLACE = ("city", "region", "country", "timezone")


def wanted(plan: Plan, tool: dict[str, Any], path: str) -> None:
    """Set plan.search to what a web_search tool asks for, or note that this target has no search of its own.

    path: where the tool stands, such as tools.3.web_search_20250305, for the words of a refusal.
    """
    most = tool.get("max_uses")
    if most is not None and (not isinstance(most, int) or isinstance(most, bool)):
        raise invalid(f"{path}.max_uses: Input should be a valid integer")
    if most is not None and most < 1:
        raise invalid(f"{path}.max_uses: Input should be greater than 0")
    allowed, blocked = (_domains(plan, tool, name, path) for name in ("allowed_domains", "blocked_domains"))
    if allowed and blocked:
        raise invalid(f"{path}: Cannot specify both allowed_domains and blocked_domains.")
    place = tool.get("user_location")
    if not plan.target.capability.hosted_search or plan.target.wire != "responses":
        plan.notes.add("dropped-web-search")
        # Clients show whatever comes back as search results: better an honest word than invented ones.
        plan.system.append(NO_SEARCH)
        return
    hosts = [host for domain in allowed if (host := _host(domain))]
    if hosts != allowed:
        plan.notes.add("search-domain-without-path")
    if blocked:
        # The upstream's search has no such filter.
        plan.notes.add("search-blocked-domains-as-instruction")
        plan.system.append(f"When you search the web, never use or cite pages of these domains: {', '.join(blocked)}.")
    told = place if isinstance(place, dict) else {}
    location = {name: text.clean(told[name], plan.notes) for name in PLACE if isinstance(told.get(name), str)}
    plan.search = WebSearch(most, list(dict.fromkeys(hosts)), list(blocked), location or None)


def _domains(plan: Plan, tool: dict[str, Any], name: str, path: str) -> list[str]:
    domains = tool.get(name)
    if domains is None:
        return []
    if not isinstance(domains, list):
        raise invalid(f"{path}.{name}: Input should be a valid list")
    for at, domain in enumerate(domains):
        if not isinstance(domain, str):
            raise invalid(f"{path}.{name}.{at}: Input should be a valid string")
    return [text.clean(domain, plan.notes) for domain in domains]


def _host(domain: str) -> str:
    return domain.partition("://")[2].partition("/")[0] if "://" in domain else domain.partition("/")[0]
