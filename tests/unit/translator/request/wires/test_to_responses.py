"""A plan as the body of the Responses API."""

from dataclasses import replace
from typing import Any

import orjson

from tests.unit.translator.request.bodies import GPT, LOCAL_RESPONSES, PLAIN_GPT, assistant, call, planned, result, text, user
from translator.plan import Plan, Tool, WebSearch
from translator.request.wires.to_responses import write

IMAGE = {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}


def filled(target: Any = GPT, **fields: object) -> dict[str, Any]:  # noqa: ANN401
    """Return the body for a plan with these fields."""
    plan = Plan(body={}, target=target, asked="x", messages=planned(user("Hi")).messages)
    for name, value in fields.items():
        setattr(plan, name, value)
    return write(plan)


def test_a_turn_is_written_in_its_order() -> None:
    """OpenAI, Function calling: message, function_call and function_call_output are items of their own."""
    history = (user("a"), assistant(text("b"), call("t1", path="x"), text("c"), call("t2")), user(result("t1"), result("t2"), text("d")))
    assert write(planned(*history))["input"] == [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "a"}]},
        {"type": "message", "role": "assistant", "content": "b"},
        {"type": "function_call", "call_id": "t1", "name": "Read", "arguments": '{"path":"x"}'},
        {"type": "message", "role": "assistant", "content": "c"},
        {"type": "function_call", "call_id": "t2", "name": "Read", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "t1", "output": "done"},
        {"type": "function_call_output", "call_id": "t2", "output": "done"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "d"}]},
    ]


def test_a_system_message_in_mid_conversation_is_the_developers() -> None:
    """OpenAI, Model spec: the developer's messages stand above the user's, wherever they come."""
    sent = write(planned(user("a"), {"role": "system", "content": "s"}, user("b")))["input"]
    assert [item["role"] for item in sent] == ["user", "developer", "user"]


def test_images_in_results_are_native() -> None:
    """OpenAI, Create a model response: a function_call_output may be a list of input_text, input_image, input_file."""
    sent = write(planned(user("a"), assistant(call("t1")), user(result("t1", [text("x"), IMAGE]))))["input"]
    parts = [{"type": "input_text", "text": "x"}, {"type": "input_image", "detail": "auto", "image_url": "https://a.example/b.png"}]
    assert sent[2]["output"] == parts


def test_nothing_is_stored_and_reasoning_comes_back_encrypted() -> None:
    """OpenAI, Reasoning: stateless use needs store: false and include: reasoning.encrypted_content."""
    sent = filled(thinking=True, effort="high", stream=True)
    assert (sent["store"], sent["stream"], sent["include"]) == (False, True, ["reasoning.encrypted_content"])
    assert sent["reasoning"] == {"effort": "high", "summary": "auto"}
    assert filled(thinking=True, display="omitted", effort="low")["reasoning"] == {"effort": "low"}


def test_a_plain_model_gets_nothing_of_reasoning() -> None:
    """OpenAI refuses: "Encrypted content is not supported with this model" (pydantic-ai#2865)."""
    sent = filled(PLAIN_GPT, thinking=True, effort="high", temperature=0.5, top_p=0.9)
    assert not {"reasoning", "include"} & sent.keys()
    assert (sent["temperature"], sent["top_p"]) == (0.5, 0.9)


def test_a_limit_below_the_least_is_raised_and_noted() -> None:
    """OpenAI: "Expected a value >= 16" (earendil-works/pi#6265); max_tokens 1 is the client's connection test."""
    plan = Plan(body={}, target=GPT, asked="x", messages=planned(user("Hi")).messages, max_output=1)
    assert write(plan)["max_output_tokens"] == 16
    assert plan.notes.kinds == {"raised-max-tokens": 1}
    assert filled(max_output=17)["max_output_tokens"] == 17


def test_tools_say_whether_they_are_strict() -> None:
    """OpenAI, Function calling: the Responses API makes functions strict unless told otherwise."""
    sent = filled(
        tools=[Tool("a", "does", {"type": "object"}), Tool("b", "", {"type": "object"}, strict=True)], choice="auto", parallel=False
    )
    assert sent["tools"] == [
        {"type": "function", "name": "a", "description": "does", "parameters": {"type": "object"}, "strict": False},
        {"type": "function", "name": "b", "parameters": {"type": "object"}, "strict": True},
    ]
    assert (sent["tool_choice"], sent["parallel_tool_calls"]) == ("auto", False)


def test_choices() -> None:
    """OpenAI, Function calling: auto, required, none, one function; the hosted search by its type."""
    tools = [Tool("a", "", {})]
    assert filled(tools=tools, choice="any")["tool_choice"] == "required"
    assert filled(tools=tools, choice="none")["tool_choice"] == "none"
    assert filled(tools=tools, choice="tool", choice_name="a")["tool_choice"] == {"type": "function", "name": "a"}
    assert filled(tools=tools, search=WebSearch(), choice="tool", choice_name="web_search")["tool_choice"] == {"type": "web_search"}
    assert "tool_choice" not in filled(choice="any")


def test_hosted_search_with_its_limits() -> None:
    """OpenAI, Web search: filters, approximate location, max_tool_calls for hosted tools, sources to cite."""
    sent = filled(search=WebSearch(3, ["a.example"], [], {"city": "Kyiv"}))
    location = {"type": "approximate", "city": "Kyiv"}
    assert sent["tools"] == [{"type": "web_search", "filters": {"allowed_domains": ["a.example"]}, "user_location": location}]
    assert sent["max_tool_calls"] == 3
    assert sent["include"] == ["reasoning.encrypted_content", "web_search_call.action.sources"]


def test_format_identity_and_cache() -> None:
    """OpenAI, Structured outputs, Prompt caching, Safety identifiers; other backends get no identity."""
    form = {"name": "title", "schema": {"type": "object"}, "strict": True}
    sent = filled(format=form, cache_key="k", user="u", service_tier="default")
    assert sent["text"] == {"format": {"type": "json_schema", **form}}
    assert (sent["prompt_cache_key"], sent["safety_identifier"], sent["service_tier"]) == ("k", "u", "default")
    assert not {"prompt_cache_key", "safety_identifier"} & filled(LOCAL_RESPONSES, cache_key="k", user="u").keys()


def test_prefill_is_asked_for_in_words() -> None:
    """OpenAI's models begin anew after an assistant message, so the developer asks them to continue."""
    plan = planned(user("a"), assistant("The answer is ("))
    sent = write(plan)["input"]
    assert [item["role"] for item in sent] == ["user", "assistant", "developer"]
    assert plan.notes.kinds == {"prefill-by-instruction": 1}


def test_a_strict_backend_gets_the_assistant_as_a_string() -> None:
    """Strict servers check output_text for annotations and an id; a string passes everywhere (OpenAI, EasyInputMessage)."""
    sent = write(planned(user("a"), assistant("b"), user("c"), target=LOCAL_RESPONSES))["input"]
    assert sent[1] == {"type": "message", "role": "assistant", "content": "b"}


def test_arguments_hold_no_nul() -> None:
    """Upstreams refuse NUL inside arguments too."""
    plan = planned(user("a"), assistant(call("t1", a="x\0y", b=["\ud800"])), user(result("t1")))
    assert orjson.loads(write(plan)["input"][1]["arguments"]) == {"a": "x\ufffdy", "b": ["\ufffd"]}
    assert plan.notes.kinds == {"replaced-characters": 2}


def test_the_beginning_is_the_same_from_turn_to_turn() -> None:
    """OpenAI, Prompt caching: only an exactly equal beginning is found in the cache."""
    turn = (user("a"), assistant(text("b"), call("t1", z=1, a=2)), user(result("t1", [IMAGE])))
    more = (assistant("c"), user("d"))
    first = orjson.dumps(write(planned(*turn, system="s"))["input"])
    second = orjson.dumps(write(planned(*turn, *more, system="s"))["input"])
    assert second.startswith(first[:-1])


def test_the_history_names_tools_as_the_upstream_knows_them() -> None:
    """OpenAI takes names of at most 64 letters, digits, _ and -; a tool that is no longer defined may stand in the history still."""
    long = "x" * 70
    history = (user("a"), assistant(call("t1", long), call("t2", "a.b")), user(result("t1"), result("t2")))
    sent = write(planned(*history, tools=[{"name": long, "input_schema": {"type": "object"}}]))
    assert sent["input"][1]["name"] == sent["tools"][0]["name"] != long
    assert sent["input"][2]["name"].startswith("a_b")


def test_words_are_comments_or_the_answer() -> None:
    """OpenAI, phase: from gpt-5.3-codex on, comments before a tool call must not look like final answers; prefill is neither."""
    target = replace(GPT, capability=replace(GPT.capability, phases=True))
    turn = (user("a"), assistant(text("b"), call("t1"), text("c"), call("t2")), user(result("t1"), result("t2")))
    plan = planned(*turn, assistant(text("d"), text("e")), user("f"), assistant("g"), target=target)
    said = [(item["content"], item.get("phase")) for item in write(plan)["input"] if item.get("role") == "assistant"]
    answer = "final_answer"
    assert said == [("b", "commentary"), ("c", "commentary"), ("d", answer), ("e", answer), ("g", None)]
    assert all("phase" not in item for item in write(planned(*turn))["input"])
