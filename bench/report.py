"""The results as tables: for the terminal, and as docs/performance.md."""

from bench.goals import Goal, goals, number
from bench.machine import Machine
from bench.results import Results
from bench.systems import TITLES

ROWS: dict[str, dict[str, str]] = {
    "Throughput at 16 connections": {
        "json.rate": "JSON, requests/s",
        "json.new.rate": "JSON, each request another conversation",
        "stream.rate": "200-chunk streams/s",
        "chat-json.rate": "JSON by chat completions, requests/s",
        "chat-stream.rate": "streams by chat completions/s",
    },
    "CPU, all processes of a system, ms": {
        "json.cpu": "a JSON request",
        "json.new.cpu": "a JSON request of another conversation",
        "stream.cpu": "a stream",
        "chat-json.cpu": "a JSON request by chat completions",
        "chat-stream.cpu": "a stream by chat completions",
    },
    "Latency, one after the other, ms": {
        "json.p50": "JSON, p50",
        "json.p99": "JSON, p99",
        "stream.p50": "a whole 200-chunk stream, p50",
        "stream.p99": "a whole 200-chunk stream, p99",
    },
    "Paced streams (50 ms, then 5 ms a chunk), ms added": {
        "first.p50": "first token, 1 stream, p50",
        "first.p99": "first token, 1 stream, p99",
        "first.piece.p50": "a chunk, 1 stream, p50",
        "first.piece.p99": "a chunk, 1 stream, p99",
        "paced.first.p50": "first token, 50 streams, p50",
        "paced.piece.p50": "a chunk, 50 streams, p50",
        "paced.piece.p99": "a chunk, 50 streams, p99",
    },
    "200 streams at once": {
        "crowd.p50": "paced: p50 of the whole, ms",
        "crowd.errors": "paced: errors",
        "crowd.burst.p50": "in bursts: p50 of the whole, ms",
        "crowd.burst.errors": "in bursts: errors",
    },
    "Start and size": {
        "start.first": "start to first answer, s",
        "rest.pss": "memory at rest (PSS), MB",
        "after.pss": "memory after load (PSS), MB",
        "rest.rss": "memory at rest (RSS), MB",
        "after.rss": "memory after load (RSS), MB",
        "own.rest.pss": "the translator in it, at rest (PSS), MB",
        "own.after.pss": "the translator in it, after load (PSS), MB",
        "own.rest.rss": "the translator in it, at rest (RSS), MB",
        "own.after.rss": "the translator in it, after load (RSS), MB",
    },
    "While LiteLLM carries four chat streams: a JSON request, ms": {
        "beside.quiet.p50": "without them, p50",
        "beside.p50": "beside them, p50",
        "beside.quiet.p99": "without them, p99",
        "beside.p99": "beside them, p99",
    },
    "The translator alone, by its processes": {
        "workers.json.rate": "JSON, requests/s",
        "workers.stream.rate": "200-chunk streams/s",
    },
}
Table = list[list[str]]


def table(results: Results, rows: dict[str, str]) -> Table:
    """Return a heading and one row for each number that any system has; empty where none has."""
    names = [name for name in TITLES if any(results.rounds(name, row) for row in rows)]
    found = [
        [title, *(_cell(results, name, row) for name in names)]
        for row, title in rows.items()
        if any(results.rounds(name, row) for name in names)
    ]
    return [["", *(TITLES[name] for name in names)], *found] if found else []


def _cell(results: Results, name: str, row: str) -> str:
    value = results.median(name, row)
    if value is None:
        return ""
    said = f"{value:.0f}" if row.endswith("errors") else number(value)
    ratio = results.ratio(name, row, "stock")
    compared = ratio is not None and name not in ("stock", "nginx") and row.endswith((".rate", ".cpu"))
    return f"{said} ({number(ratio)}x)" if compared and ratio is not None else said


def goal_table(reached: list[Goal]) -> Table:
    """Return the goals as a table."""
    words = {True: "met", False: "NOT MET", None: "not measured"}
    return [["goal, direct path", "wanted", "measured", ""], *([goal.what, goal.wanted, goal.got, words[goal.met]] for goal in reached)]


def aligned(rows: Table) -> str:
    """Return a table for the terminal."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown(rows: Table) -> str:
    """Return a table for a document."""
    head, *rest = rows
    ruler = "|".join("---" if place == 0 else "---:" for place in range(len(head)))
    return "\n".join([f"| {' | '.join(head)} |", f"|{ruler}|", *(f"| {' | '.join(row)} |" for row in rest)])


def terminal(results: Results) -> str:
    """Return the whole report for the terminal."""
    parts = [f"{title}\n{aligned(rows)}" for title, names in ROWS.items() if (rows := table(results, names))]
    reached = [goal for goal in goals(results) if goal.met is not None]
    if reached:
        parts.append(f"Goals\n{aligned(goal_table(reached))}")
    if results.faults:
        parts.append("Failed\n" + "\n".join(results.faults))
    return "\n\n".join(parts)


def document(results: Results, machine: Machine, rounds: int, seconds: int) -> str:
    """Return the text of docs/performance.md."""
    lines = [
        "# Performance",
        "",
        "Written by `scripts/bench --write`; do not edit. Medians of the rounds; in brackets the ratio to stock LiteLLM in the same run.",
        "",
        f"- Machine: {machine.hardware}",
        f"- Date: {machine.date}; revision {machine.revision}",
        f"- Versions: {machine.versions}",
        f"- Run: `scripts/bench --rounds {rounds} --seconds {seconds} --write`, {rounds} interleaved rounds, all on this one machine:",
        "  the load generator and the mock upstream share its cores with the system under test.",
        "",
        "The work: a request of 88 KB with 18 tools and 20 messages, as Claude Code sends it; answers of 200 chunks. Each request is the",
        "same, as a session's next turn is but for its last messages: what is known of it the gateway does not do again. *Another",
        "conversation* is one of which nothing but the tools has come before. The mock upstream is nginx with fixed answers, and for paced",
        "streams a server that writes the time of sending into each chunk. wrk loads; every system's answers are checked before and after",
        "each load. *Stock LiteLLM* is `litellm --config` with the same model table.",
        "The Responses API is the wire where nothing else is said.",
    ]
    sections = [f"## {title}\n\n{markdown(rows)}" for title, names in ROWS.items() if (rows := table(results, names))]
    sections.insert(0, f"## Goals\n\n{markdown(goal_table(goals(results)))}")
    if results.faults:
        sections.append("## Failed\n\n" + "\n".join(f"- {fault}" for fault in results.faults))
    return "\n".join(lines) + "\n\n" + "\n\n".join(sections) + "\n"
