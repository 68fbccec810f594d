"""What is mended before LiteLLM translates to Google and Ollama; tests/providers shows it against their dialects."""

from typing import Any

import pytest

from gateway.litellm.mend import GOOGLE_MOST, mend, schema

ATTRIBUTION = {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.328; cc_entrypoint=cli;"}
LOOK = {"name": "look", "input_schema": {"type": "object", "properties": {"a": {"const": "x"}}}}
SEARCH = {"type": "web_search_20250305", "name": "web_search"}


def mended(provider: str = "gemini", most: int | None = None, **body: Any) -> dict[str, Any]:  # noqa: ANN401 (fields of a request)
    """Return a request after it was mended."""
    mend(body, provider, most)
    return body


def test_system_is_one_text() -> None:
    """The attribution goes, and the other blocks keep apart from each other."""
    blocks = [ATTRIBUTION, {"type": "text", "text": "One."}, {"type": "text", "text": "Two.", "cache_control": {"type": "ephemeral"}}]
    assert mended(system=blocks)["system"] == "One.\n\nTwo."
    assert "system" not in mended(system=[ATTRIBUTION])
    assert mended(system="One.")["system"] == "One."


@pytest.mark.parametrize("content", ["Mind this.", [{"type": "text", "text": "Mind this."}]])
def test_a_system_message_among_the_others(content: object) -> None:
    """What the client says as the system in mid-conversation is a reminder, in the tags that its prompt explains."""
    message = mended(messages=[{"role": "system", "content": content}])["messages"][0]
    assert message == {"role": "user", "content": [{"type": "text", "text": "<system-reminder>\nMind this.\n</system-reminder>"}]}


def test_others_are_left_alone() -> None:
    """What goes elsewhere is not touched."""
    body: dict[str, Any] = {"system": [ATTRIBUTION], "max_tokens": 999_999, "tools": [LOOK]}
    assert mended("bedrock", **body) == body


@pytest.mark.parametrize(
    ("most", "asked", "sent"), [(None, 128_000, GOOGLE_MOST), (8_192, 128_000, 8_192), (None, 100, 100), (None, "much", "much")]
)
def test_the_longest_answer(most: int | None, asked: object, sent: object) -> None:
    """max_tokens is no more than the model's longest answer, or Google's where that is not known."""
    assert mended(most=most, max_tokens=asked)["max_tokens"] == sent


@pytest.mark.parametrize(
    ("tools", "choice", "kept"),
    [
        ([SEARCH], {"type": "tool", "name": "web_search"}, False),
        ([SEARCH], {"type": "any"}, False),
        ([SEARCH, LOOK], {"type": "tool", "name": "web_search"}, False),
        ([SEARCH, LOOK], {"type": "tool", "name": "look"}, True),
        ([LOOK], {"type": "any"}, True),
    ],
)
def test_only_functions_can_be_forced(tools: list[Any], choice: dict[str, Any], kept: bool) -> None:
    """A choice that names a search, or that has no function to choose from, is left out."""
    assert ("tool_choice" in mended(tools=tools, tool_choice=choice)) is kept


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no such file", "[tool error] no such file"),
        ("", "[tool error]"),
        ([{"type": "text", "text": "no"}], [{"type": "text", "text": "[tool error] no"}]),
        ([{"type": "image"}], [{"type": "text", "text": "[tool error]"}, {"type": "image"}]),
        (None, "[tool error]"),
    ],
)
def test_a_failure_says_so(content: object, told: object) -> None:
    """A result that is an error has a word in front; one that is none has not."""
    result = {"type": "tool_result", "tool_use_id": "t", "content": content}
    body = mended(messages=[{"role": "user", "content": [{**result, "is_error": True}, dict(result)]}])
    assert [block["content"] for block in body["messages"][0]["content"]] == [told, content]


@pytest.mark.parametrize(("provider", "kind"), [("gemini", "document"), ("ollama_chat", "text")])
def test_documents(provider: str, kind: str) -> None:
    """Google reads documents; a model behind Ollama is told that there was one."""
    source = {"type": "base64", "media_type": "application/pdf", "data": "eA=="}
    body = mended(provider, messages=[{"role": "user", "content": [{"type": "document", "source": source}]}])
    assert body["messages"][0]["content"][0]["type"] == kind


def test_schemas() -> None:
    """Constants, schemas by place and schemas that are true keep their meaning, at every depth; the request's own tool is not changed."""
    tool = {"name": "look", "input_schema": {"type": "object", "properties": {"a": {"const": "x"}}}}
    assert mended(tools=[tool, SEARCH])["tools"][0]["input_schema"]["properties"] == {"a": {"type": "string", "enum": ["x"]}}
    assert tool["input_schema"] == {"type": "object", "properties": {"a": {"const": "x"}}}
    string = {"type": "string"}
    assert schema({"type": "array", "items": [string]})["items"] == string
    assert schema({"type": "array", "prefixItems": [string, {"type": "integer"}]})["items"] == {"anyOf": [string, {"type": "integer"}]}
    assert schema({"properties": {"a": True}}) == {"properties": {"a": {}}}
    assert schema({"anyOf": [{"items": []}]}) == {"anyOf": [{"items": {}}]}
    assert schema({"$defs": {"X": {"const": 5}}}) == {"$defs": {"X": {}}}


def test_fields_of_the_messages_api_alone() -> None:
    """OpenAI's own client would fail at them; what compatible backends take goes where it lets it pass."""
    body = mended("custom_openai", top_k=5, mcp_servers=[], speed="fast", temperature=1, extra_body={"min_p": 0})
    assert {name: body[name] for name in body if name not in ("model", "messages", "max_tokens")} == {
        "temperature": 1,
        "extra_body": {"min_p": 0, "top_k": 5},
    }
    assert "extra_body" not in mended("custom_openai", temperature=1)
