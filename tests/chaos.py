"""Records under fire: many requests while LiteLLM is killed at random moments, then each one's records are counted."""

import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal

import httpx
import psutil
import yaml

from gateway.requests.unanswered import PATIENCE
from tests.gateway import KEY, Gateway, eventually, message, running
from tests.odd_upstream import OddUpstream
from tests.stack.test_translator_forward import says_hello

Way = Literal["litellm", "forward"]
CLIENTS = 8
# Seconds after which supervisord takes a start for a success (startsecs): without one now and then it would give LiteLLM up.
REST = 45.0


@dataclass
class Outcome:
    """What the clients saw: request id → whether its answer had ended, and its status."""

    ended: dict[str, bool] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    lost: int = 0

    def verdict(self, records: list[dict[str, Any]]) -> dict[str, int]:
        """Return how many requests there were, and what is wrong with their records: none of the last three may be above 0."""
        times = Counter(one["request_id"] for one in records)
        right = {one["request_id"] for one in records if one["status"] == 200}
        return {
            "requests": len(self.ended),
            "ended": sum(self.ended.values()),
            "kills": self.kills,
            "answers without an id": self.lost,
            "ended without a right record": sum(1 for name, ended in self.ended.items() if ended and name not in right),
            "without a record": sum(1 for name in self.ended if not times[name]),
            "recorded twice": sum(1 for name in self.ended if times[name] > 1),
        }


@contextmanager
def gateway_of(way: Way, folder: Path) -> Iterator[Gateway]:
    """A gateway whose messages LiteLLM translates: on its own path, or handed on by the translator. "theirs" is a model of either."""
    with OddUpstream().running() as upstream:
        params = {"model": "anthropic/claude-up", "api_base": upstream.url, "api_key": "os.environ/ANTHROPIC_API_KEY", "timeout": 60}
        settings = {"router_settings": {"disable_cooldowns": True}, "general_settings": {"cancel_on_disconnect": True}}
        table = {"model_list": [{"model_name": "theirs", "litellm_params": params}], **settings}
        (folder / "config.yaml").write_text(yaml.safe_dump(table))
        upstream.on("say hello", says_hello)
        path = "litellm" if way == "litellm" else "direct"
        env = {"CONFIG_FILE": str(folder / "config.yaml"), "ANTHROPIC_API_KEY": "sk-ant-x", "PROXY_API_KEY": "dummy", "TRANSLATOR": path}
        with running(folder, MAX_RETRIES="0", **env) as gateway:
            eventually(lambda: gateway.post(message("say hello", model="theirs")).status_code == 200, 60)
            yield gateway


def fire(gateway: Gateway, requests: int, every: tuple[float, float], seed: int = 1) -> Outcome:
    """Send that many requests, half of them streamed; LiteLLM is killed after random seconds within every, each third after REST."""
    chance, outcome, done = random.Random(seed), Outcome(), threading.Event()
    lock, left = threading.Lock(), iter(range(requests))

    def kill() -> None:
        for number in count(1):
            if done.wait(chance.uniform(*every) if number % 3 else REST):
                return
            with suppress(AssertionError, psutil.Error, StopIteration):
                psutil.Process(gateway.pid("litellm")).kill()
                outcome.kills += 1

    def work() -> None:
        with httpx.Client(headers=KEY, timeout=90) as client:
            while True:
                with lock:
                    number = next(left, None)
                if number is None:
                    return
                name, status, ended = _one(client, gateway, stream=number % 2 == 0)
                with lock:
                    outcome.statuses[status] += 1
                    outcome.lost += not name
                    if name:
                        outcome.ended[name] = ended
                if not ended:
                    # It is being started again, which takes seconds: the rest of the requests shall find it alive.
                    time.sleep(0.5)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for worker in [pool.submit(work) for _ in range(CLIENTS)]:
            worker.result()
    done.set()
    killer.join()
    time.sleep(PATIENCE + 2)
    return outcome


def _one(client: httpx.Client, gateway: Gateway, stream: bool) -> tuple[str, int, bool]:
    """Return an answer's request id, its status, and whether it came to its end."""
    name, status, said = "", 0, b""
    body = message("say hello", model="theirs", stream=stream)
    try:
        with client.stream("POST", f"{gateway.url}/v1/messages", json=body) as answer:
            name, status = answer.headers.get("request-id", ""), answer.status_code
            for piece in answer.iter_bytes():
                said += piece
    except httpx.TransportError:
        # Its end may have come all the same.
        return name, status, stream and b'"message_stop"' in said
    return name, status, status == 200 and (b'"message_stop"' in said if stream else b'"end_turn"' in said)


def main() -> int:
    """Half of the requests go each way; the status is 1 where a record is missing or there twice."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    wrong = 0
    ways: tuple[Way, ...] = ("litellm", "forward")
    for way in ways:
        with tempfile.TemporaryDirectory() as folder, gateway_of(way, Path(folder)) as gateway:
            began = time.monotonic()
            outcome = fire(gateway, requests // 2, (20, 45))
            told = outcome.verdict(gateway.records())
            print(way, told, dict(outcome.statuses), f"{time.monotonic() - began:.0f} s", flush=True)
            wrong += sum(list(told.values())[3:])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
