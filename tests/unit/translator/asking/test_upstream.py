import asyncio
import gzip
import json
import ssl
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.odd_upstream import GOOD, RESPONSE, SSE, Behaviour, Heard, OddUpstream, close, fixed, in_turn, reset
from translator.asking import upstream as module
from translator.asking.proxies import Proxies
from translator.asking.upstream import Ask, Upstream, drain
from translator.failure import Failure

T = TypeVar("T")
HEADERS = {"authorization": "Bearer sk-test", "content-type": "application/json"}


@pytest.fixture(scope="module")
def odd() -> Iterator[OddUpstream]:
    """An upstream that does what a test says."""
    with OddUpstream().running() as running:
        yield running


def with_upstream(work: Callable[[Upstream], Awaitable[T]]) -> T:
    """Run with an upstream client of its own."""

    async def main() -> T:
        upstream = Upstream(None, Proxies({}))
        try:
            return await work(upstream)
        finally:
            await upstream.close()

    return asyncio.run(main())


def ask(url: str, mark: str, retries: int = 2, size: int = 0, waits: Callable[[bool], None] = lambda _: None) -> Ask:
    """Return a request with this mark in it."""
    body = json.dumps({"mark": mark, "filler": "x" * size}).encode()
    return Ask(url, HEADERS, body, None, 10, retries, waits)


def post(odd: OddUpstream, mark: str, behaviour: Behaviour, retries: int = 2, size: int = 0) -> tuple[bytes | Failure, int]:
    """Ask once; gives the body or the failure, and how many retries it took."""
    odd.on(mark, behaviour)
    one = ask(f"{odd.url}/v1/responses", mark, retries, size)

    async def work(upstream: Upstream) -> bytes | Failure:
        try:
            response = await upstream.post(one)
            return await response.whole()
        except Failure as failure:
            return failure

    return with_upstream(work), one.tried


@pytest.mark.parametrize(
    "bad", [close, reset, fixed(408, b""), fixed(409, b""), fixed(429, b""), fixed(500, b""), fixed(503, b""), fixed(529, b"")]
)
def test_what_may_pass_is_asked_again(odd: OddUpstream, bad: Behaviour, request: pytest.FixtureRequest) -> None:
    """Broken connections, 408, 409, 429 and 5xx are tried again, with the very same request."""
    mark = f"again-{request.node.name}"
    said, tried = post(odd, mark, in_turn(bad, bad, GOOD))
    assert (said, tried) == (RESPONSE, 2)
    assert len({one.body for one in odd.of(mark)}) == 1
    assert {one.headers["authorization"] for one in odd.of(mark)} == {"Bearer sk-test"}


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 422, 301, 307])
def test_what_will_not_pass_is_asked_once(odd: OddUpstream, status: int) -> None:
    """Refusals are final, and no redirect is followed: the key would go to a stranger."""
    said, tried = post(odd, f"once-{status}-", fixed(status, b"", "location: http://127.0.0.1:1/"))
    assert isinstance(said, Failure)
    assert tried == 0
    assert len(odd.of(f"once-{status}-")) == 1


@pytest.mark.parametrize(("retries", "asked"), [(0, 1), (1, 2), (2, 3)])
def test_never_more_often_than_allowed(odd: OddUpstream, retries: int, asked: int) -> None:
    """MAX_RETRIES counts the retries; 0 means none."""
    said, tried = post(odd, f"most-{retries}-", fixed(500, b""), retries)
    assert isinstance(said, Failure)
    assert tried == retries
    assert len(odd.of(f"most-{retries}-")) == asked


def test_a_wait_that_is_too_long_is_the_clients(odd: OddUpstream) -> None:
    """Beyond 20 s nothing is waited for: the client is told how long."""
    said, tried = post(odd, "too long", fixed(429, b"", "retry-after: 21"))
    assert isinstance(said, Failure)
    assert (said.status, said.retry_after, tried) == (429, "21", 0)


def test_a_wait_that_is_asked_for_is_kept(odd: OddUpstream) -> None:
    """retry-after is honoured; the wait is not the upstream's silence."""
    odd.on("wait-", in_turn(fixed(429, b"", "retry-after: 1"), fixed(503, b"", "retry-after-ms: 10"), GOOD))
    told: list[bool] = []
    one = ask(f"{odd.url}/v1/responses", "wait-", waits=told.append)

    async def work(upstream: Upstream) -> float:
        began = asyncio.get_running_loop().time()
        await (await upstream.post(one)).whole()
        return asyncio.get_running_loop().time() - began

    assert with_upstream(work) >= 1
    assert told == [True, False, True, False, True]


def test_the_upstreams_own_word_on_retries(odd: OddUpstream) -> None:
    """x-should-retry is heeded, as OpenAI's own libraries do."""
    assert post(odd, "own-no", fixed(500, b"", "x-should-retry: false"))[1] == 0
    assert post(odd, "own-yes", in_turn(fixed(400, b"", "x-should-retry: true"), GOOD)) == (RESPONSE, 1)


def test_an_error_in_many_pieces_is_read_whole(odd: OddUpstream) -> None:
    """An error's words are those of its whole body, however it comes; one that does not end costs nothing but its words."""
    body = json.dumps({"error": {"message": "the whole story", "code": "x"}}).encode()

    async def behave(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 400 Bad\r\ncontent-length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 7):
            await heard.send(body[at : at + 7])
            await asyncio.sleep(0.002)

    async def cut(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 401 No\r\ncontent-length: 500\r\n\r\n{")
        heard.writer.close()

    said, _ = post(odd, "pieces", behave)
    assert isinstance(said, Failure)
    assert "the whole story" in said.message
    said, _ = post(odd, "cut-error", cut)
    assert isinstance(said, Failure)
    assert said.status == 401


def test_an_answer_before_the_request_has_gone_out(odd: OddUpstream) -> None:
    """An upstream that refuses a large body without reading it is heard, where its words arrive."""
    said, tried = post(odd, "kept-alive-413", fixed(413, b'{"error":{"message":"too big"}}'), size=8_000_000)
    assert isinstance(said, Failure)
    assert (said.status, tried) == (413, 0)


def test_long_headers_are_read(odd: OddUpstream) -> None:
    """Policies and cookies of many kilobytes are no error."""
    policy = f"content-security-policy: {'x' * 20_000}"
    assert post(odd, "long-headers", fixed(200, RESPONSE, policy, "content-type: application/json"))[0] == RESPONSE


def test_compressed_answers_are_read_but_not_asked_for(odd: OddUpstream) -> None:
    """identity is asked for, since a compressed stream comes in lumps; gzip is read all the same."""
    said, _ = post(odd, "gzip-answer", fixed(200, gzip.compress(RESPONSE), "content-encoding: gzip", "content-type: application/json"))
    assert said == RESPONSE
    assert odd.of("gzip-answer")[0].headers["accept-encoding"] == "identity"


def test_a_netrc_is_not_looked_at(odd: OddUpstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials in ~/.netrc neither replace the upstream's key nor make the request fail."""
    (tmp_path / ".netrc").write_text("default login someone password else\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert post(odd, "netrc", GOOD)[0] == RESPONSE
    assert odd.of("netrc")[0].headers["authorization"] == "Bearer sk-test"


@pytest.mark.parametrize(
    ("url", "words", "status"),
    [
        ("http://127.0.0.1:1/v1", "No connection to 127.0.0.1:1", 502),
        ("http://no-such-host.invalid/v1", "no-such-host.invalid is not known", 502),
        ("http://[oops/v1", "not valid", 502),
    ],
)
def test_nobody_there(url: str, words: str, status: int) -> None:
    """The message names the host and the setting."""

    async def work(upstream: Upstream) -> Failure:
        with pytest.raises(Failure) as caught:
            await upstream.post(ask(url, "x", retries=0))
        return caught.value

    failure = with_upstream(work)
    assert words in failure.message
    assert "OPENAI_BASE_URL" in failure.message
    assert failure.status == status


def test_plain_http_where_tls_is_spoken_to() -> None:
    """https:// to a server without TLS is told as that."""

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def work(upstream: Upstream) -> Failure:
        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        with pytest.raises(Failure) as caught:
            await upstream.post(ask(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", "x"))
        server.close()
        return caught.value

    assert "TLS" in with_upstream(work).message


def test_what_is_no_http(odd: OddUpstream) -> None:
    """A server that speaks something else is told as that, and not asked again."""

    async def behave(heard: Heard) -> None:
        await heard.send(b"220 smtp.example ESMTP\r\n\r\n")

    said, tried = post(odd, "smtp", behave)
    assert isinstance(said, Failure)
    assert ("not HTTP" in said.message, said.status, tried) == (True, 502, 0)


def test_a_host_that_takes_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that does not come about ends with 504."""
    monkeypatch.setattr(module, "CONNECT_SECONDS", 0.3)

    async def work(upstream: Upstream) -> Failure:
        # Accepts on the level of TCP, and never answers the beginning of TLS.
        server = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(5), "127.0.0.1", 0)
        with pytest.raises(Failure) as caught:
            await upstream.post(ask(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", "x", retries=0))
        server.close()
        return caught.value

    failure = with_upstream(work)
    assert (failure.status, failure.kind) == (504, "timeout_error")


def test_a_stream_that_breaks(odd: OddUpstream) -> None:
    """What came before the break is given, then a failure."""

    async def behave(heard: Heard) -> None:
        await heard.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await asyncio.sleep(0.05)
        heard.writer.transport.abort()

    odd.on("breaks", behave)

    async def work(upstream: Upstream) -> bytes:
        response = await upstream.post(ask(f"{odd.url}/v1", "breaks", retries=0))
        first = await response.piece()
        with pytest.raises(Failure):
            await response.piece()
        return first

    assert with_upstream(work) == b"abc"


def test_what_follows_the_end_is_bounded(odd: OddUpstream) -> None:
    """An upstream that goes on for ever after its last event is left, in bytes as in time."""

    async def floods(heard: Heard) -> None:
        await heard.send(SSE)
        while True:
            await heard.send(b": more\n" * 5000)

    async def dawdles(heard: Heard) -> None:
        await heard.send(SSE)
        await heard.until_gone()

    odd.on("floods", floods)
    odd.on("dawdles", dawdles)

    async def work(upstream: Upstream) -> None:
        for mark in ("floods", "dawdles"):
            response = await upstream.post(ask(f"{odd.url}/v1", mark, retries=0))
            await asyncio.wait_for(drain(response, 0.2), 20)

    with_upstream(work)
    assert odd.of("dawdles")[0].gone.wait(20)
    assert odd.of("floods")[0].sent < 20_000_000


def test_a_connection_serves_again(odd: OddUpstream) -> None:
    """After a success and after a refusal whose words were read, the connection is kept."""
    odd.on("reuse", in_turn(GOOD, fixed(400, b"{}"), GOOD))

    async def work(upstream: Upstream) -> None:
        for _ in range(3):
            try:
                await (await upstream.post(ask(f"{odd.url}/v1", "reuse", retries=0))).whole()
            except Failure:
                continue

    with_upstream(work)
    assert len({id(one.writer) for one in odd.of("reuse")}) == 1


def test_a_certificate_file_of_ones_own(tmp_path: Path) -> None:
    """A CA file that is none fails at once, not at the first request."""
    (tmp_path / "ca.pem").write_text("nothing")

    async def make() -> None:
        Upstream(str(tmp_path / "ca.pem"), Proxies({}))

    with pytest.raises(ssl.SSLError):
        asyncio.run(make())
