"""Many streams, slow readers, killed processes, several workers, a stop in the middle."""

import asyncio
import base64
import io
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest
from pypdf import PdfWriter

from gateway.requests.in_flight import in_flight
from tests.gateway import KEY, Gateway, eventually, message, running
from tests.odd_upstream import SSE, Heard, OddUpstream, chat_chunk
from tests.stack.test_translator_leaving import connected, until
from tests.stack.translating import outcome, record_of, records, scenario, streamed


def translators(gateway: Gateway) -> list[psutil.Process]:
    """Return the translator's process and its workers."""
    supervisord = next(child for child in gateway.launch().children() if "supervisord" in " ".join(child.cmdline()))
    (parent,) = [child for child in supervisord.children() if child.cmdline()[1:] == ["-m", "translator"]]
    living = [child for child in parent.children() if child.status() != psutil.STATUS_ZOMBIE]
    return [parent, *(child for child in living if "spawn_main" in " ".join(child.cmdline()))]


async def floods(heard: Heard) -> None:
    """A hundred megabytes of stream, as fast as they are taken."""
    await heard.send(SSE)
    event = chat_chunk({"content": "x" * 16_000})
    for _ in range(6_000):
        try:
            await heard.send(event)
        except OSError:
            break
    heard.gone.set()


def test_a_slow_reader_slows_its_own_upstream(odd_gateway: Gateway, odd: OddUpstream) -> None:
    """A client that does not read: its upstream is written no more, no memory grows, nobody else notices; all ends when it leaves.

    What has passed, some megabytes that the sockets on the way hold, is kept as the answer's text, for its citations.
    """
    odd.on("flood", floods)
    (translator,) = translators(odd_gateway)
    # The first stream pays for what is made once.
    assert streamed(odd_gateway, "nothing", model="odd").status == 404
    before = translator.memory_info().rss
    slow = [connected(odd_gateway, "flood", model="odd", stream=True) for _ in range(3)]
    for one in slow:
        until(one, b"xxxx")
    eventually(lambda: _settled(odd))
    sent = [heard.sent for heard in odd.of("flood")]
    assert max(sent) < 45_000_000
    full = translator.memory_info().rss
    assert full - before < 1.5 * sum(sent) + 10_000_000
    time.sleep(2)
    assert translator.memory_info().rss - full < 2_000_000
    assert odd_gateway.post(message("nothing", model="odd"), timeout=20).status_code == 404
    for one in slow:
        one.close()
    assert all(heard.gone.wait(20) for heard in odd.of("flood"))


def _settled(odd: OddUpstream) -> bool:
    before = [heard.sent for heard in odd.of("flood")]
    time.sleep(2)
    return before == [heard.sent for heard in odd.of("flood")]


def test_two_hundred_streams_at_once(gateway: Gateway) -> None:
    """Each ends with message_stop, and each leaves one record."""
    before = len(records(gateway))
    body = message(scenario("long", chunks=20, delay_ms=20), stream=True)

    async def one(client: httpx.AsyncClient) -> str:
        answer = await client.post(f"{gateway.url}/v1/messages", json=body, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def all_of_them() -> list[str]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=60, limits=limits) as client:
            return list(await asyncio.gather(*(one(client) for _ in range(200))))

    answers = asyncio.run(all_of_them())
    assert all("message_stop" in answer and "chunk 20 " in answer and "event: error" not in answer for answer in answers)
    assert len(records(gateway)) == before + 200


def test_a_document_that_takes_long_blocks_nobody(odd_gateway: Gateway) -> None:
    """While the text of a PDF is read, others are answered."""
    document = {"type": "base64", "media_type": "application/pdf", "data": slow_pdf()}
    content = [{"type": "document", "source": document}, {"type": "text", "text": "nothing"}]
    body = {"model": "odd", "max_tokens": 50, "messages": [{"role": "user", "content": content}]}
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(httpx.post, f"{odd_gateway.url}/v1/messages", json=body, headers=KEY, timeout=60)
        eventually(lambda: in_flight(odd_gateway.folder) or reading.done())
        answered = 0
        with httpx.Client(headers=KEY, timeout=60) as client:
            while not reading.done():
                client.post(f"{odd_gateway.url}/v1/messages", json=message("nothing", model="odd"))
                answered += not reading.done()
    # Else the first one would come after the document.
    assert answered > 1


def slow_pdf() -> str:
    """Return a PDF of many pages, base64-coded."""
    writer = PdfWriter()
    for _ in range(2000):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return base64.b64encode(out.getvalue()).decode()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with two workers and a grace of 5 s, without LiteLLM."""
    with running(tmp_path_factory.mktemp("pair"), "--offline", WORKERS="2", LITELLM="off", SHUTDOWN_GRACE="5") as gateway:
        yield gateway


def test_both_workers_serve(pair: Gateway) -> None:
    """WORKERS=2: two processes share the work."""
    _, *workers = translators(pair)
    assert len(workers) == 2
    assert min(shares(pair, 200)) > 50


def test_a_killed_worker_comes_back(pair: Gateway) -> None:
    """The other one goes on, and there are two again."""
    _, victim, other = translators(pair)
    victim.kill()
    assert pair.post(message("hi")).status_code in (200, 502)
    eventually(lambda: len(_translators_or_none(pair)) == 3 and victim not in _translators_or_none(pair))
    assert other.is_running()
    eventually(lambda: pair.post(message("hi")).status_code == 200)
    # It may not listen yet.
    eventually(lambda: min(shares(pair, 100)) > 25)


def shares(gateway: Gateway, requests: int) -> list[int]:
    """Send requests, 16 at a time; return how many of them each of the present workers answered."""
    before = len(records(gateway))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: gateway.post(message("hi" * 5000)).status_code, range(requests)))
    assert set(answers) == {200}
    by = Counter(record["worker"] for record in records(gateway)[before:])
    return [by[worker.pid] for worker in translators(gateway)[1:]]


def test_no_worker_outlives_its_parent(pair: Gateway) -> None:
    """A parent that is killed takes its workers along, so that the port is free for the next."""
    parent, *workers = translators(pair)
    parent.kill()
    eventually(lambda: not any(worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE for worker in workers))
    eventually(lambda: len(_translators_or_none(pair)) == 3)
    eventually(lambda: pair.post(message("hi")).status_code == 200)


def _translators_or_none(gateway: Gateway) -> list[psutil.Process]:
    try:
        return translators(gateway)
    except (ValueError, psutil.NoSuchProcess):
        return []


def test_a_killed_translator_leaves_no_wrong_record(pair: Gateway) -> None:
    """Killed in mid-stream: answers that had ended have their record, the one in flight has none, none has two."""
    done = streamed(pair, "hi")
    mark = uuid.uuid4().hex
    connection = connected(pair, f"{scenario('long', chunks=400, delay_ms=50)} {mark}", stream=True)
    until(connection, b"chunk 3 ")
    for process in translators(pair):
        process.send_signal(signal.SIGKILL)
    eventually(lambda: outcome(pair, mark) == "client_disconnected", 15)
    connection.close()
    eventually(lambda: len(_translators_or_none(pair)) == 3)
    eventually(lambda: pair.post(message("hi")).status_code == 200)
    assert record_of(pair, done.id)["status"] == 200
    ids = [one["request_id"] for one in records(pair)]
    assert len(ids) == len(set(ids))
    assert not any(one["status"] == 499 for one in records(pair))


def test_a_stop_lets_streams_end(pair: Gateway) -> None:
    """A stream of two seconds that is in flight when the gateway stops ends as it should, with its record. The last test here."""
    text = scenario("long", chunks=40, delay_ms=50)
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(streamed, pair, text)
        eventually(lambda: [one for one in in_flight(pair.folder) if one["state"] == "streaming"])
        assert pair.run("stop").returncode == 0
        got = stream.result()
    assert got.last["type"] == "message_stop"
    assert "chunk 40 " in got.text
    assert record_of(pair, got.id)["status"] == 200
