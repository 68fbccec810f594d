"""The history of server tools: what Anthropic, an MCP server or an upstream's own search did in earlier turns.

Web searches keep their form, since the Responses API has an item for them. The others become text: no upstream knows them.
"""

from translator.message import Block
from translator.request import text
from translator.request.history.walk import Walk, words


def use(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append a web search, or the words for a call of another server tool, noted."""
    name, given = block["name"], block["input"]
    if name == "web_search":
        search = {"type": "web_search", "id": block["id"], "query": text.clean(words(given.get("query")), walk.notes), "results": []}
        walk.searches[block["id"]] = search
        out.append(search)
        return
    walk.notes.add("server-tool-as-text")
    walk.uses[block["id"]] = name
    text.add(text.clean(f"[{name} was called with {text.written(given, walk.notes)}]", walk.notes), out)


def search_result(block: Block, walk: Walk, out: list[Block]) -> None:
    """Give the results to their search; an error, or results without a search, become text."""
    content, search = block["content"], walk.searches.get(block["tool_use_id"])
    if isinstance(content, dict):
        text.add(text.clean(f"[The web search failed: {words(content.get('error_code')) or 'unknown error'}]", walk.notes), out)
        return
    results = [
        {"url": text.clean(words(item.get("url")), walk.notes), "title": text.clean(words(item.get("title")), walk.notes)}
        for item in content
        if isinstance(item, dict)
    ]
    if search is not None:
        search["results"].extend(results)
        return
    walk.notes.add("server-tool-as-text")
    text.add(f"[Results of a web search]{_pages(results)}", out)


def search_words(query: str, results: list[dict[str, str]]) -> str:
    """Return a past web search as text, for an upstream that has no form for it. results: url and title of each."""
    return f"[Searched the web for: {query}]{_pages(results)}"


def _pages(results: list[dict[str, str]]) -> str:
    return "".join(f"\n- {result['title']}: {result['url']}" for result in results)


def result(block: Block, walk: Walk, out: list[Block]) -> None:
    """Append the words for the result of any other server tool, noted."""
    walk.notes.add("server-tool-as-text")
    name = walk.uses.get(block["tool_use_id"]) or block["type"].removesuffix("_tool_result")
    head = f"{name} failed" if block.get("is_error") is True else f"Result of {name}"
    text.add(text.clean(f"[{head}]\n{_shown(block.get('content'))}".rstrip(), walk.notes), out)


def _shown(content: object) -> str:
    """Return what a model can read of a result: its texts, outputs, references and error codes; encrypted parts are left out."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(shown for item in content if (shown := _shown(item)))
    if not isinstance(content, dict):
        return ""
    lines = []
    if code := words(content.get("error_code")):
        lines.append(f"error: {code} {words(content.get('error_message'))}".rstrip())
    for key in ("title", "url", "text", "stdout", "stderr", "data", "tool_name", "file_id"):
        if value := words(content.get(key)):
            lines.append(f"{key}: {value}" if key in {"stderr", "url"} else value)
    if isinstance(left := content.get("return_code"), int) and left:
        lines.append(f"exit code {left}")
    if isinstance(changed := content.get("lines"), list):
        lines.extend(line for line in changed if isinstance(line, str))
    source = content.get("source")
    if isinstance(source, dict) and source.get("type") == "base64":
        lines.append(f"({words(source.get('media_type'))} left out)")
        source = None
    for inner in (content.get("content"), source, content.get("tool_references")):
        if shown := _shown(inner):
            lines.append(shown)
    return "\n".join(lines)
