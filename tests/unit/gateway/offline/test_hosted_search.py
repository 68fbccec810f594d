"""The hosted search of the web on the Responses API."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from openai import OpenAI

STRICT = {"x-offline-strict": "1"}
QUERY = "Perform a web search for the query: best tea in Nara"


def body(text: str = QUERY, **fields: object) -> dict[str, Any]:
    """A request that offers the search."""
    return {"model": "gpt-4.1", "input": text, "tools": [{"type": "web_search"}], **fields}


@pytest.mark.parametrize("kind", ["web_search", "web_search_preview"])
def test_a_search_and_its_citations(http: httpx.Client, kind: str) -> None:
    """A search stands before the text, which cites its pages between the right characters."""
    found = http.post("/v1/responses", json=body(tools=[{"type": kind}]), headers=STRICT).json()
    search, message = found["output"]
    assert search["type"] == "web_search_call"
    assert search["id"].startswith("ws_")
    assert search["action"] == {"type": "search", "query": "best tea in Nara", "queries": ["best tea in Nara"]}
    part = message["content"][0]
    assert part["annotations"]
    for cited in part["annotations"]:
        assert cited["type"] == "url_citation"
        assert cited["url"] in part["text"][cited["start_index"] : cited["end_index"]]


def test_sources_and_domains(http: httpx.Client) -> None:
    """Sources come when they are included, from the allowed domains alone."""
    tools = [{"type": "web_search", "filters": {"allowed_domains": ["tea.example", "nara.example"]}}]
    found = http.post("/v1/responses", json=body(tools=tools, include=["web_search_call.action.sources"]), headers=STRICT).json()
    hosts = {source["url"].split("/")[2] for source in found["output"][0]["action"]["sources"]}
    assert hosts == {"tea.example", "nara.example"}
    assert {cited["url"].split("/")[2] for cited in found["output"][1]["content"][0]["annotations"]} == hosts


def test_blocked_domains(http: httpx.Client) -> None:
    """Blocked domains are not used."""
    tools = [{"type": "web_search", "filters": {"blocked_domains": ["example.com"]}}]
    found = http.post("/v1/responses", json=body(tools=tools)).text
    assert "https://example.com" not in found
    assert "https://example.org" in found


def test_streamed(http: httpx.Client) -> None:
    """A streamed search has its events in order, and an event for each citation."""
    text = http.post("/v1/responses", json=body(stream=True)).text
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    kinds = list(dict.fromkeys(event["type"] for event in events))
    wanted = ["response.web_search_call." + stage for stage in ("in_progress", "searching", "completed")]
    at = kinds.index(wanted[0])
    assert kinds[at : at + 3] == wanted
    final = events[-1]["response"]["output"]
    added = [event["annotation"] for event in events if event["type"] == "response.output_text.annotation.added"]
    assert added == final[1]["content"][0]["annotations"]


def test_only_when_asked(http: httpx.Client) -> None:
    """Beside functions the search is used only when the user asks for it, and never against tool_choice none."""
    tools = [{"type": "web_search"}, {"type": "function", "name": "get_time", "parameters": {"type": "object", "properties": {}}}]
    kinds = [
        [item["type"] for item in http.post("/v1/responses", json=body(text, tools=tools, **fields)).json()["output"]]
        for text, fields in (("hello", {}), ("Search the web for tea", {}), ("Search the web for tea", {"tool_choice": "none"}))
    ]
    assert kinds == [["message"], ["web_search_call", "message"], ["message"]]


def test_the_sdk_takes_it(offline_url: str) -> None:
    """OpenAI's SDK parses and accumulates a search."""
    with OpenAI(base_url=f"{offline_url}/v1", api_key="k") as client:
        tools: Any = [{"type": "web_search"}]
        with client.responses.stream(model="gpt-5", input=QUERY, tools=tools) as events:
            for _ in events:
                pass
            final = events.get_final_response()
        assert [item.type for item in final.output] == ["reasoning", "web_search_call", "message"]
