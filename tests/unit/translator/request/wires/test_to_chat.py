"""A plan as the body of chat completions."""

from dataclasses import replace
from typing import Any

from tests.unit.translator.request.bodies import GPT_CHAT, LOCAL, assistant, call, planned, real, result, text, user
from translator.plan import Plan, Tool, WebSearch
from translator.request.wires.to_chat import write

IMAGE = {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}


def filled(target: Any = LOCAL, **fields: object) -> dict[str, Any]:  # noqa: ANN401
    """Return the body for a plan with these fields."""
    plan = Plan(body={}, target=target, asked="x", messages=planned(user("Hi")).messages)
    for name, value in fields.items():
        setattr(plan, name, value)
    return write(plan)


def test_a_turn_is_written_in_its_order() -> None:
    """OpenAI, Function calling: calls stand in the assistant's message, results follow as messages of the tool's role."""
    history = (user("a"), assistant(text("b"), call("t1", path="x"), call("t2")), user(result("t1"), result("t2"), text("d")))
    first, second = ({"name": "Read", "arguments": given} for given in ('{"path":"x"}', "{}"))
    assert write(planned(*history, target=LOCAL))["messages"] == [
        {"role": "user", "content": "a"},
        {
            "role": "assistant",
            "content": "b",
            "tool_calls": [{"id": "t1", "type": "function", "function": first}, {"id": "t2", "type": "function", "function": second}],
        },
        {"role": "tool", "tool_call_id": "t1", "content": "done"},
        {"role": "tool", "tool_call_id": "t2", "content": "done"},
        {"role": "user", "content": "d"},
    ]


def test_calls_without_words_have_null_content() -> None:
    """Ollama and Gemini refuse an empty string beside tool calls, others a missing field (vercel/ai#12390, odysseus#837)."""
    assert write(planned(user("a"), assistant(call("t1"))))["messages"][1]["content"] is None


def test_words_after_a_call_come_before_it_and_are_noted() -> None:
    """Chat completions has one content and one list of calls."""
    plan = planned(user("a"), assistant(call("t1"), text("b")), target=LOCAL)
    assert write(plan)["messages"][1]["content"] == "b"
    assert plan.notes.kinds["text-before-tool-call"] == 1


def test_images_in_results_follow_after_all_results() -> None:
    """A tool's message takes text alone: the picture comes right after, in the user's words, under the name of its call."""
    history = (user("a"), assistant(call("t1"), call("t2")), user(result("t1", [text("x"), IMAGE]), result("t2"), text("d")))
    plan = planned(*history, target=LOCAL)
    sent = write(plan)["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool", "user"]
    assert sent[2]["content"].startswith("x\n")
    named, shown, words = sent[4]["content"]
    assert "t1" in named["text"]
    assert "Read" in named["text"]
    assert shown == {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
    assert words == {"type": "text", "text": "d"}
    assert plan.notes.kinds == {"moved-result-image": 1}


def test_a_plain_backend_gets_nothing_that_it_may_refuse() -> None:
    """Compatible backends refuse store, prompt_cache_key, safety_identifier, strict; top_k is theirs."""
    fields = {
        "cache_key": "k",
        "user": "u",
        "service_tier": "auto",
        "tools": [Tool("a", "", {}, strict=True)],
        "top_k": 5,
    }
    sent = filled(**fields, max_output=9, stream=True)
    assert sent == {
        "model": "qwen3",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 9,
        "tools": [{"type": "function", "function": {"name": "a", "parameters": {}}}],
        "top_k": 5,
    }


def test_openai_gets_its_own_fields() -> None:
    """OpenAI, Create chat completion."""
    fields = {
        "cache_key": "k",
        "user": "u",
        "service_tier": "auto",
        "tools": [Tool("a", "does", {}, strict=True)],
        "effort": "high",
        "top_k": 5,
    }
    sent = filled(GPT_CHAT, **fields, max_output=9)
    assert (sent["store"], sent["prompt_cache_key"], sent["safety_identifier"], sent["service_tier"]) == (False, "k", "u", "auto")
    assert (sent["max_completion_tokens"], sent["reasoning_effort"]) == (9, "high")
    assert sent["tools"][0]["function"] == {"name": "a", "description": "does", "parameters": {}, "strict": True}
    assert not {"top_k", "max_tokens"} & sent.keys()


def test_choices_and_parallel_calls() -> None:
    """OpenAI, Function calling: auto, required, none, one function; neither is sent without tools."""
    tools = [Tool("a", "", {})]
    assert filled(tools=tools, choice="any")["tool_choice"] == "required"
    assert filled(tools=tools, choice="auto")["tool_choice"] == "auto"
    assert filled(tools=tools, choice="tool", choice_name="a")["tool_choice"] == {"type": "function", "function": {"name": "a"}}
    assert filled(tools=tools, parallel=False)["parallel_tool_calls"] is False
    assert not {"tool_choice", "parallel_tool_calls"} & filled(choice="any", parallel=False).keys()


def test_stop_sampling_format_and_search() -> None:
    """OpenAI, Create chat completion: response_format; web search needs a model of its own. No stop: the answer is watched."""
    form = {"name": "t", "schema": {}, "strict": True}
    sent = filled(GPT_CHAT, stop=["a"], format=form, search=WebSearch(location={"city": "Kyiv"}))
    assert "stop" not in sent
    assert sent["stream"] is True
    assert sent["response_format"] == {"type": "json_schema", "json_schema": form}
    assert "web_search_options" not in sent
    assert "stop" not in filled(stop=["a"])
    assert not {"stream", "stream_options"} & filled().keys()
    assert filled(temperature=0.0)["temperature"] == 0.0


def test_roles_of_the_system() -> None:
    """OpenAI's reasoning models take the developer's role; plain backends know system alone."""
    history = (user("a"), {"role": "system", "content": [text("s"), text("t")]}, user("b"))
    for target, role in ((GPT_CHAT, "developer"), (LOCAL, "system")):
        sent = write(planned(*history, system="x", target=target))["messages"]
        assert [message["role"] for message in sent] == [role, "user", role, "user"]
        assert sent[2]["content"] == "s\n\nt"


def test_prefill_stays_last_for_a_plain_backend() -> None:
    """Many backends continue an assistant message at the end by themselves; OpenAI's models are told to."""
    plan = planned(user("a"), assistant("b"), target=LOCAL)
    assert write(plan)["messages"][-1] == {"role": "assistant", "content": "b"}
    assert plan.notes.kinds == {"prefill-left-to-backend": 1}
    assert write(planned(user("a"), assistant("b"), target=GPT_CHAT))["messages"][-1]["role"] == "developer"


def test_texts_alone_are_one_string_for_a_plain_backend() -> None:
    """Old chat templates know strings alone."""
    assert write(planned(user("a"), user("b"), target=LOCAL))["messages"] == [{"role": "user", "content": "a\n\nb"}]
    assert len(write(planned(user("a"), user("b"), target=GPT_CHAT))["messages"][0]["content"]) == 2


def test_the_users_effort_reaches_an_unknown_model() -> None:
    """A compatible backend may reason although no table knows its model: then the user's own setting (BIG_EFFORT) is sent."""
    sent = write(planned(user("a"), target=replace(LOCAL, effort="high")))
    assert sent["reasoning_effort"] == "high"
    assert "reasoning_effort" not in write(planned(user("a"), target=LOCAL))


def test_a_plain_backend_gets_a_format_without_strict() -> None:
    """Compatible backends may refuse strict; that the schema only guides is noted."""
    form = {"type": "json_schema", "schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}
    plan = planned(user("a"), target=LOCAL, output_config={"format": form})
    assert write(plan)["response_format"]["json_schema"].keys() == {"name", "schema"}
    assert plan.notes.kinds == {"format-not-strict": 1}


def test_models_that_call_one_tool_at_a_time_are_not_told_to() -> None:
    """OpenAI's o-series refuses parallel_tool_calls on chat completions (run-llama/llama_index#20865), whatever its value."""
    one = {"tools": [{"name": "a", "input_schema": {}}], "tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}
    for model, told in (("o3", False), ("o4-mini", False), ("gpt-5", True)):
        sent = write(planned(user("a"), target=real(model, "chat"), **one))
        assert ("parallel_tool_calls" in sent) is told
