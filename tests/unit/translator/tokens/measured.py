"""Requests whose input tokens OpenAI's own API reported (2025 and 2026), as recorded in public test suites: the truth that counts are held to.

Each row: model, wire, body, tokens reported.
"""

from typing import Any

Json = dict[str, Any]


def function(name: str, description: str = "", required: bool = True, **properties: str) -> Json:
    """A function with plain properties: name → type."""
    schema = {"type": "object", "properties": {key: {"type": kind} for key, kind in properties.items()}, "additionalProperties": False}
    return {"name": name, "description": description, "parameters": schema | ({"required": list(properties)} if required else {})}


def responses(instructions: str, asked: str, *functions: Json, more: tuple[Json, ...] = ()) -> Json:
    body: Json = {"input": [{"role": "user", "content": asked}, *more], "tools": [{"type": "function", **one} for one in functions]}
    return body | ({"instructions": instructions} if instructions else {})


def chat(system: str, asked: str, *functions: Json, more: tuple[Json, ...] = ()) -> Json:
    messages = [{"role": "system", "content": system}] if system else []
    return {
        "messages": [*messages, {"role": "user", "content": asked}, *more],
        "tools": [{"type": "function", "function": one} for one in functions],
    }


def called(name: str, arguments: str, answer: str) -> tuple[Json, Json]:
    """A call and its result on the chat wire."""
    call = {"id": f"call_{name}", "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}, {"role": "tool", "tool_call_id": call["id"], "content": answer}


NO_SYSTEM = ""
TEMPERATURE = function("get_temperature", city="string")
RESULT = function("final_result", "The final response which ends this conversation", city="string", country="string")
COUNTRY = function("get_user_country")
CAPITAL = function("get_capital", "Get the capital of a country.", country="string")
CAPITAL["parameters"]["properties"]["country"]["description"] = "The country name."
FRANCE = (
    *called("get_capital", '{"country":"France"}', "Paris"),
    {"role": "assistant", "content": "The capital of France is Paris."},
    {"role": "user", "content": "What is the capital of England?"},
)

MEASURED: list[tuple[str, str, Json, int]] = [
    ("gpt-5-pro", "responses", responses(NO_SYSTEM, "Hi"), 7),
    ("gpt-5", "chat", {"messages": [{"role": "developer", "content": "You are a helpful assistant."}, {"role": "user", "content": "Hello!"}]}, 18),
    ("gpt-4.1-mini", "chat", {"messages": [
        {"role": "assistant", "content": "Where do you want to go today?"}, {"role": "user", "content": "Answer in 5 words only. Who is Tux?"},
    ]}, 31),
    ("gpt-4.1-mini", "responses", responses(
        NO_SYSTEM, "What is the weather in Paris?", function("get_weather", "Get the weather for a location", required=False, location="string"),
    ), 51),
    ("gpt-4.1-mini", "chat", chat("You are a helpful assistant.", "What is the temperature in Tokyo?", TEMPERATURE), 50),
    ("gpt-4.1-mini", "chat", chat(
        "You are a helpful assistant.", "What is the temperature in Tokyo?", TEMPERATURE, more=called("get_temperature", '{"city":"Tokyo"}', "20.0"),
    ), 75),
    ("gpt-4o", "chat", chat(NO_SYSTEM, "What is the largest city in the user country?", COUNTRY, RESULT), 68),
    ("gpt-4o", "chat", chat(
        NO_SYSTEM, "What is the largest city in the user country?", COUNTRY, RESULT, more=called("get_user_country", "{}", "Mexico"),
    ), 89),
    ("gpt-4o-mini", "chat", chat(NO_SYSTEM, "What is the capital of France?", CAPITAL, more=FRANCE), 104),
    ("gpt-4o-mini", "chat", chat(
        NO_SYSTEM, "What is the capital of France?", CAPITAL, more=(*FRANCE, *called("get_capital", '{"country":"England"}', "London")),
    ), 129),
    ("gpt-4.1", "responses", responses(
        "Use the provided tool when the user asks for the conversation code.",
        "Call get_conversation_code and reply with only the returned code.", function("get_conversation_code"),
    ), 57),
    ("gpt-5", "responses", responses(
        "You are a helpful assistant that uses planning. You MUST use the update_plan tool and continually update it as you make progress "
        "against the user's prompt",
        'Compose a 12-line poem where the first letters of the odd-numbered lines form the name "SAMIRA" and the first letters of the '
        'even-numbered lines spell out "DAWOOD." Additionally, the first letter of each word in every line should create the capital of a '
        "country", function("update_plan", plan="string"),
    ), 124),
]  # fmt: skip
