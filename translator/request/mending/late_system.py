"""System messages in mid-conversation as the user's, for models whose chat template takes one at the very beginning alone.

Claude Code sends them with every request; the templates of Qwen (from 3.5 on), Mistral and Gemma end in an error then, on vLLM, llama.cpp,
Ollama and hosted (ollama/ollama#17774, vllm-project/vllm#41114).
"""

from typing import Any

Item = dict[str, Any]

NOTE = "system-as-user"
HEAD, TAIL = "<system-reminder>\n", "\n</system-reminder>"


def as_user(body: Item) -> bool:
    """Write them so in a body of either wire, whose messages other requests may share; tells whether there were any.

    They keep their place. Neighbours of the user's become one message, since the same templates want turns to alternate; behind a tool's
    result they end it.
    """
    name, first = ("messages", 1) if isinstance(body.get("messages"), list) else ("input", 0)
    given = body.get(name)
    if not isinstance(given, list) or not any(item.get("role") == "system" for item in given[first:]):
        return False
    out: list[Item] = []
    for place, item in enumerate(given):
        late = place >= first and item.get("role") == "system"
        one = {**item, "role": "user", "content": _marked(item["content"])} if late else item
        before = out[-1].get("role") if out else None
        if one.get("role") == "user" and (before == "user" or (late and before == "tool")):
            out[-1] = {**out[-1], "content": _joined(out[-1]["content"], one["content"])}
        else:
            out.append(one)
    body[name] = out
    return True


def _marked(content: Any) -> Any:  # noqa: ANN401 (a string, or parts)
    if isinstance(content, str):
        return f"{HEAD}{content}{TAIL}"
    return [{**part, "text": f"{HEAD}{part['text']}{TAIL}"} for part in content]


def _joined(before: Any, after: Any) -> Any:  # noqa: ANN401 (strings, or parts)
    if isinstance(before, str) and isinstance(after, str):
        return f"{before}\n\n{after}"
    return [*_parts(before), *_parts(after)]


def _parts(content: Any) -> list[Item]:  # noqa: ANN401 (a string, or parts)
    return [{"type": "text", "text": content}] if isinstance(content, str) else content
