"""A web_search_call item."""

from typing import Any

from translator.response.items.item import Item


class SearchItem(Item):
    """Told at once where the upstream names its sources; else late(), with the pages that the text has cited by then."""

    types = ("web_search_call",)
    _waiting: tuple[str, str] | None = None

    def done(self, item: dict[str, Any]) -> None:
        """Take the whole call. Opening a page and looking for words in it are steps of the search, not searches."""
        self.closed = True
        action = item.get("action")
        fields: dict[str, Any] = action if isinstance(action, dict) else {}
        if fields.get("type", "search") != "search":
            self.writer.notes.add("search-steps-hidden")
            return
        upstream_id = str(item.get("id") or "")
        query = _query(fields)
        if item.get("status") == "failed":
            self.writer.search(upstream_id, query, None)
            return
        sources = fields.get("sources")
        results = [
            {"url": source["url"], "title": str(source.get("title") or "")}
            for source in (sources if isinstance(sources, list) else [])
            if isinstance(source, dict) and isinstance(source.get("url"), str)
        ]
        if results:
            self.writer.search(upstream_id, query, results)
        else:
            self._waiting = (upstream_id, query)

    def late(self) -> bool:
        """Tell a search that named no sources, at the end of the answer, with the pages that the text cited; return whether it was one."""
        if self._waiting is None:
            return False
        upstream_id, query = self._waiting
        self._waiting = None
        self.writer.search(upstream_id, query, [{"url": url, "title": title} for url, title in self.cited.items()])
        return True


def _query(action: dict[str, Any]) -> str:
    query = action.get("query")
    if isinstance(query, str) and query:
        return query
    queries = action.get("queries")
    return "; ".join(str(one) for one in queries) if isinstance(queries, list) else ""
