"""A gateway on the governed path, whose upstreams are the tests' own: one that answers, one that fails."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.gateway import Gateway, running
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk, fixed

WITNESS = '''
"""Notes each call that succeeded."""

from pathlib import Path

from litellm.integrations.custom_logger import CustomLogger


class Witness(CustomLogger):
    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        with (Path(__file__).parent / "witnessed").open("a") as file:
            file.write(str(kwargs.get("model")) + "\\n")

    async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time):
        with (Path(__file__).parent / "failed").open("a") as file:
            file.write(str(kwargs.get("model")) + "\\n")


instance = Witness()
'''
JSON = "content-type: application/json"
KEYS = {"FIRST_KEY": "sk-first", "SECOND_KEY": "sk-second"}
Governed = tuple[Gateway, OddUpstream, OddUpstream, Path]


def config(good: OddUpstream, bad: OddUpstream) -> str:
    """Return a config.yaml with two deployments of one name, one of which fails, and a callback."""

    def row(name: str, model: str, upstream: OddUpstream, **more: object) -> dict[str, object]:
        params = {"model": model, "api_base": f"{upstream.url}/v1", "api_key": "os.environ/OPENAI_API_KEY", **more}
        return {"model_name": name, "litellm_params": params}

    return yaml.safe_dump(
        {
            "model_list": [
                row("twice", "custom_openai/first", bad),
                row("twice", "custom_openai/second", good),
                row("limited", "custom_openai/only", good),
                row("single", "custom_openai/only", good),
                row("thinker", "openai/gpt-5.2", good),
                row("keys", "custom_openai/keyed", good, api_key="os.environ/FIRST_KEY"),
                row("keys", "custom_openai/keyed", good, api_key="os.environ/SECOND_KEY"),
                row("broken", "custom_openai/broken", bad),
                row("*shaky*", "custom_openai/shaky", bad),
                row("claude-*", "custom_openai/for-all", good),
                row("claude-sonnet-reviewer", "custom_openai/for-the-reviewer", good),
            ],
            "litellm_settings": {"callbacks": "witness.instance"},
            # Retries may go to the same deployment as often as to the other one: the last resort is another name.
            "router_settings": {
                "disable_cooldowns": True,
                "fallbacks": [{"twice": ["single"]}, {"broken": ["single"]}, {"claude-shaky-5": ["single"]}, {"keys": ["single"]}],
            },
            "general_settings": {"cancel_on_disconnect": True},
        }
    )


async def hello(heard: Heard, *headers: str) -> None:
    """A chat answer as it was asked for."""
    if heard.json.get("stream"):
        head = SSE[:-2] + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n"
        await heard.send(head + chat_chunk({"content": "Hel"}) + chat_chunk({"content": "lo."}, "stop") + b"data: [DONE]\n\n")
        heard.writer.close()
        return
    choice = {"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    await heard.answer(200, json.dumps(body).encode(), JSON, *headers)


async def within_limits(heard: Heard) -> None:
    """The same, with what the upstream tells of its limits: 60 requests, 5 of them left."""
    await hello(heard, "x-ratelimit-limit-requests: 60", "x-ratelimit-remaining-requests: 5")


@contextmanager
def governed_running(folder: Path) -> Iterator[Governed]:
    """Start it; its good and its bad upstream, and its folder, come with it."""
    with OddUpstream().running() as good, OddUpstream().running() as bad:
        (folder / "config.yaml").write_text(config(good, bad))
        (folder / "witness.py").write_text(WITNESS)
        good.on("say hello", hello)
        bad.on("say hello", fixed(500, b'{"error":{"message":"the bad one"}}', JSON))
        settings = {"CONFIG_FILE": str(folder / "config.yaml"), "OPENAI_API_KEY": "sk-ours", "MAX_RETRIES": "3", **KEYS}
        with running(folder, **settings) as gateway:
            yield gateway, good, bad, folder
