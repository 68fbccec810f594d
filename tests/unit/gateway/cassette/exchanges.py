"""Exchanges for the tests."""

from typing import Any

from gateway.cassette.exchange import Chunk, Client, Ending, Exchange, Upstream


def exchange(
    body: dict[str, Any] | None = None,
    chunks: list[Chunk] | None = None,
    *,
    path: str = "/v1/responses",
    status: int = 200,
    ended: Ending = "whole",
    client: bool = True,
) -> Exchange:
    """Return an exchange; client: whether it is the last attempt."""
    return Exchange(
        at="2026-01-02T03:04:05.678+00:00",
        request_id="req_1",
        target={"model": "m", "wire": "responses", "capability": {}},
        drop=[],
        estimate=1,
        redacted=False,
        upstream=Upstream(
            method="POST",
            path=path,
            body=body or {"model": "m", "input": []},
            status=status,
            headers={"content-type": "application/json"},
            chunks=chunks if chunks is not None else [(1.0, "{}")],
            ended=ended,
        ),
        client=Client(session=None, body={"model": "c"}, status=200, answer="{}", ended="whole") if client else None,
    )
