"""A web search that the upstream did: the call and its result, two blocks in a row."""

from typing import Any

import orjson

from translator.response.blocks.block import Block
from translator.response.ids import opaque
from translator.response.sink import Sink

Result = dict[str, str]


class SearchBlock(Block):
    """results: {"url", "title"} each; None for a search that failed."""

    def __init__(self, sink: Sink, search_id: str, query: str, results: list[Result] | None) -> None:
        super().__init__(sink)
        self.search_id = search_id
        self.query = query
        self.results = results
        self.ended = True

    def run(self) -> None:
        """Write both blocks."""
        self.active = self.opened = self.closed = True
        self.sink.start({"type": "server_tool_use", "id": self.search_id, "name": "web_search", "input": {}})
        self.sink.delta(orjson.dumps({"query": self.query}).decode())
        self.sink.stop()
        content: list[dict[str, Any]] | dict[str, Any]
        if self.results is None:
            content = {"type": "web_search_tool_result_error", "error_code": "unavailable"}
        else:
            content = [
                {
                    "type": "web_search_result",
                    "url": result["url"],
                    "title": result.get("title") or result["url"],
                    "encrypted_content": opaque(result["url"]),
                    "page_age": None,
                }
                for result in self.results
            ]
        self.sink.whole({"type": "web_search_tool_result", "tool_use_id": self.search_id, "content": content})

    def settle(self) -> bool:
        """Both blocks are closed as soon as they are written."""
        return self.closed
