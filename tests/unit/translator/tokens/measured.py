"""Requests whose input tokens OpenAI's own API reported (2025 and 2026), as public test suites have them: what counts are held to.

Each row: model, wire, body, tokens reported.
"""

from typing import Any

Json = dict[str, Any]


def function(name: str, description: str = "", required: bool = True, **properties: str) -> Json:
    """A function with plain properties: name → type."""
    schema = {"type": "object", "properties": {key: {"type": kind} for key, kind in properties.items()}, "additionalProperties": False}
    return {"name": name, "description": description, "parameters": schema | ({"required": list(properties)} if required else {})}


def responses(instructions: str, asked: str, *functions: Json, more: tuple[Json, ...] = ()) -> Json:
    """A body of the Responses API."""
    body: Json = {"input": [{"role": "user", "content": asked}, *more], "tools": [{"type": "function", **one} for one in functions]}
    return body | ({"instructions": instructions} if instructions else {})


def chat(system: str, asked: str, *functions: Json, more: tuple[Json, ...] = ()) -> Json:
    """A body of chat completions."""
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
FRANCE: tuple[Json, ...] = (
    *called("get_capital", '{"country":"France"}', "Paris"),
    {"role": "assistant", "content": "The capital of France is Paris."},
    {"role": "user", "content": "What is the capital of England?"},
)

LONDON = (*FRANCE, *called("get_capital", '{"country":"England"}', "London"))
PLANNER = (
    "You are a helpful assistant that uses planning. You MUST use the update_plan tool and continually update it as you make progress "
    "against the user's prompt"
)
POEM = (
    'Compose a 12-line poem where the first letters of the odd-numbered lines form the name "SAMIRA" and the first letters of the '
    'even-numbered lines spell out "DAWOOD." Additionally, the first letter of each word in every line should create the capital of a '
    "country"
)
HELPER, TOKYO = "You are a helpful assistant.", "What is the temperature in Tokyo?"
LARGEST, FRENCH = "What is the largest city in the user country?", "What is the capital of France?"
WEATHER = function("get_weather", "Get the weather for a location", required=False, location="string")
CODE = "Call get_conversation_code and reply with only the returned code."
TUX = [
    {"role": "assistant", "content": "Where do you want to go today?"},
    {"role": "user", "content": "Answer in 5 words only. Who is Tux?"},
]


def _shape(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _either(kind: str, first: str, second: str) -> Json:
    inner = _shape(**{first: {"type": "string"}, second: {"type": "string"}})
    return _shape(data=inner, kind={"const": kind, "type": "string"})


ANSWER = _shape(result={"anyOf": [_either("CityLocation", "city", "country"), _either("CountryLanguage", "country", "language")]})
FORMAT = {"response_format": {"type": "json_schema", "json_schema": {"name": "final_result", "schema": ANSWER, "strict": True}}}

MEASURED: list[tuple[str, str, Json, int]] = [
    ("gpt-5", "chat", {"messages": [{"role": "developer", "content": HELPER}, {"role": "user", "content": "Hello!"}]}, 18),
    ("gpt-4.1-mini", "chat", {"messages": TUX}, 31),
    ("gpt-4.1-mini", "responses", responses(NO_SYSTEM, "What is the weather in Paris?", WEATHER), 51),
    ("gpt-4.1-mini", "chat", chat(HELPER, TOKYO, TEMPERATURE), 50),
    ("gpt-4.1-mini", "chat", chat(HELPER, TOKYO, TEMPERATURE, more=called("get_temperature", '{"city":"Tokyo"}', "20.0")), 75),
    ("gpt-4o", "chat", chat(NO_SYSTEM, LARGEST, COUNTRY, RESULT), 68),
    ("gpt-4o", "chat", chat(NO_SYSTEM, LARGEST, COUNTRY, RESULT, more=called("get_user_country", "{}", "Mexico")), 89),
    ("gpt-4o", "chat", chat(NO_SYSTEM, LARGEST, COUNTRY) | FORMAT, 148),
    ("gpt-4o", "chat", chat(NO_SYSTEM, LARGEST, COUNTRY, more=called("get_user_country", "{}", "Mexico")) | FORMAT, 169),
    ("gpt-4o-mini", "chat", chat(NO_SYSTEM, FRENCH, CAPITAL, more=FRANCE), 104),
    ("gpt-4o-mini", "chat", chat(NO_SYSTEM, FRENCH, CAPITAL, more=LONDON), 129),
    (
        "gpt-4.1",
        "responses",
        responses("Use the provided tool when the user asks for the conversation code.", CODE, function("get_conversation_code")),
        57,
    ),
    ("gpt-5", "responses", responses(PLANNER, POEM, function("update_plan", plan="string")), 124),
]
