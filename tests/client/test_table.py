"""The tasks of the real Claude Code, on every mapped model and both wires, streamed; the upstream refuses what OpenAI refuses."""

import json
import re
import uuid

from tests import samples
from tests.client.cells import TARGETS, Cell, cells, forget, grows, grows_in_cache, history, kinds_of_the_result, of_type, usual
from tests.client.recorder import recording
from tests.client.terminal import Terminal, opened
from tests.gateway import eventually


@cells("opus-responses", "sonnet-chat", "haiku-responses")
def test_writes_reads_edits_and_runs(cell: Cell) -> None:
    """A task of four steps is done; each turn begins with all of the one before it, so that the prompt cache holds it."""
    prompt = "Write fox.py that prints 'a red fox', then read it, then replace 'red' with 'blue' in fox.py, then run it"
    ended = cell.ask(prompt)
    assert ended.files == {"fox.py": "print('a blue fox')\n"}
    assert "Ran `python3 fox.py`:\n```\na blue fox\n```" in ended.text
    bodies = cell.fine()
    assert len(bodies) == 5
    assert grows(bodies)
    records = cell.noted(ended.session)
    assert [record["stop_reason"] for record in records] == ["tool_use"] * 4 + ["end_turn"]
    grows_in_cache(records)


@cells("haiku-chat")
def test_calls_in_parallel(cell: Cell) -> None:
    """Three tool calls in one answer are all carried out, and all three results go back in one request."""
    calls = [
        {"name": "Write", "arguments": {"file_path": str(cell.work / "one.txt"), "content": "one\n"}},
        {"name": "Write", "arguments": {"file_path": str(cell.work / "two.txt"), "content": "two\n"}},
        {"name": "Bash", "arguments": {"command": "echo three > three.txt", "description": "Write three"}},
    ]
    ended = cell.ask(f"[[offline:parallel_tools {json.dumps({'calls': calls})}]] Go ahead.")
    assert ended.files == {"one.txt": "one\n", "three.txt": "three\n", "two.txt": "two\n"}
    _, second = cell.fine()
    results = [item for item in history(second) if item.get("type") == "function_call_output" or item.get("role") == "tool"]
    assert len(results) == 3
    cell.noted(ended.session)


@cells("opus-chat")
def test_has_a_subagent_work(cell: Cell) -> None:
    """A subagent does its task in requests of its own, named in the records, and its report comes back to the main conversation."""
    ended = cell.ask("Use a subagent to write sub.txt saying 'from below', then read it. Then read sub.txt.", "--allowedTools", "Agent")
    assert ended.files == {"sub.txt": "from below\n"}
    assert ended.result["subagent_stats"]["completed"] == 1
    cell.fine()
    records = cell.noted(ended.session)
    agents = [record.get("agent") for record in records]
    assert len(records) == 6
    assert agents[0] is None is agents[-1]
    assert len({agent for agent in agents if agent}) == 1


@cells("sonnet-responses")
def test_sees_an_image(cell: Cell) -> None:
    """A picture that the client reads reaches the upstream as the picture that it is."""
    (cell.work / "dot.png").write_bytes(samples.png(40, 30))
    ended = cell.ask("Read dot.png")
    assert "[image: image/png, 40 by 30 pixels, " in ended.text
    kinds = {"responses": ["input_image"], "chat": ["text", "image_url"]}
    assert kinds_of_the_result(cell) == kinds[cell.wire]
    cell.noted(ended.session, *_moved(cell))


@cells("opus-chat")
def test_reads_a_document(cell: Cell) -> None:
    """A PDF that the client reads reaches the upstream whole, as a file."""
    (cell.work / "birds.pdf").write_bytes(samples.pdf("The first page speaks of herons.", "The second page speaks of otters."))
    ended = cell.ask("Read birds.pdf")
    assert "2 pages" in ended.text
    assert "The second page speaks of otters." in ended.text
    kinds = {"responses": ["input_text", "input_file"], "chat": ["text", "file"]}
    assert kinds_of_the_result(cell) == kinds[cell.wire]
    cell.noted(ended.session, *_moved(cell))


@cells("sonnet-responses", "haiku-chat")
def test_searches_the_web(cell: Cell) -> None:
    """WebSearch is the upstream's own search, and its pages come back; a wire without one says so in the ledger and answers."""
    ended = cell.ask("Search the web for 'herons of the north'", "--allowedTools", "WebSearch ToolSearch")
    _, _, searching, _ = cell.fine()
    if cell.wire == "responses":
        assert [tool["type"] for tool in searching["tools"]] == ["web_search"]
        assert all(f"https://{domain}/search/herons+of+the+north" in ended.text for domain in ("example.com", "example.org", "example.net"))
        cell.noted(ended.session)
    else:
        assert "tools" not in searching
        cell.noted(ended.session, "dropped-web-search", "dropped-tool-choice")


@cells("opus-responses")
def test_plans_and_thinks_over_several_turns(cell: Cell) -> None:
    """Each turn of a session, resumed twice, hands back all of the earlier turns, their encrypted reasoning to the last byte."""
    # OpenAI's chat completions never show reasoning, so a scenario that does would not be true to them.
    scenario = "reasoning" if cell.reasons else "text"
    plan = cell.ask(f'[[offline:{scenario} {{"text":"1. Write the poem."}}]] Plan a poem.', "--permission-mode", "plan")
    assert plan.text == "1. Write the poem."
    go_on = ("--resume", plan.session)
    cell.ask("Write poem.txt saying 'a heron stands', then read it", *go_on)
    ended = cell.ask("Replace 'stands' with 'flies' in poem.txt, then run 'cat poem.txt'", *go_on)
    assert ended.files == {"poem.txt": "a heron flies\n"}
    # The client plans with sonnet where the user chose haiku.
    models = ("haiku", "sonnet") if cell.model == "haiku" else (cell.model,)
    bodies = [body for body in cell.fine(*models) if body["model"] == TARGETS[cell.model]]
    assert len(bodies) == 8 - len(models)
    assert grows(bodies)
    if cell.reasons:
        thoughts = [of_type(body, "reasoning") for body in bodies]
        assert [len(found) for found in thoughts] == list(range(len(bodies)))
        assert all(thought["encrypted_content"] for thought in thoughts[-1])
    # Plans are made in a mode in which Anthropic's own server would judge the tool calls.
    records = cell.noted(ended.session, "dropped-safeguards", models=models)
    own = [record for record in records if record["target"] == TARGETS[cell.model]]
    assert all((record["reasoning_tokens"] > 0) == (cell.model != "sonnet") for record in own[1:])
    grows_in_cache(own)


@cells("sonnet-chat")
def test_compacts_after_an_overflow(cell: Cell) -> None:
    """Told that its prompt is too long, the client compacts by itself and goes on; /compact by hand and another turn work as well."""
    session = cell.ask("Write one.txt saying 'one', then read it").session
    go_on = ("--resume", session)
    cell.ask("Write two.txt saying 'two', then read it", *go_on)
    forget(cell.gateway)
    ended = cell.ask('[[offline:context_overflow {"times":1}]] Write three.txt saying three', *go_on)
    overflow, summary, *rest = cell.requests()
    assert [request["status"] for request in (overflow, summary, *rest)] == [400, 200, 200, 200]
    assert "an <analysis> block followed by a <summary> block" in json.dumps(history(summary["body"]))
    assert "File created successfully at" in json.dumps(history(overflow["body"]))
    compacted = json.dumps(history(rest[0]["body"]))
    assert "This session is being continued from a previous conversation" in compacted
    assert "one.txt (file state" not in compacted
    assert cell.ask("/compact", *go_on).result["num_turns"] == 0
    ended = cell.ask("Read three.txt", *go_on)
    assert "three" in ended.text
    assert ended.files == {"one.txt": "one\n", "three.txt": "three\n", "two.txt": "two\n"}
    assert [record["status"] for record in cell.records(session) if record["status"] != 200] == [400]
    notes = {kind for record in cell.records(session) for kind in record.get("notes", {})}
    assert notes == {*usual(cell.model, cell.wire), "summary-form-asked"}


@cells("haiku-responses")
def test_counts_its_context(cell: Cell) -> None:
    """/context is answered by the translator's own counts; the upstream hears nothing of it."""
    with recording(cell.gateway.url) as recorder:
        ended = cell.ask("/context", url=recorder.url)
    counts = [request for request in recorder.seen if request.target.startswith("/v1/messages/count_tokens")]
    assert len(counts) > 5
    assert {request.status for request in counts} == {200}
    assert cell.requests() == []
    total = re.search(r"\*\*Tokens:\*\* ([\d.]+)k", ended.text)
    assert total, ended.text
    assert 3 < float(total[1]) < 30


@cells("opus-responses")
def test_esc_in_the_middle(cell: Cell) -> None:
    """Esc ends the upstream's work, before its first byte as well as in the middle of an answer; the session goes on."""
    session = str(uuid.uuid4())
    with opened(
        cell.gateway.url, cell.folder, ("--model", cell.model, "--permission-mode", "acceptEdits", "--session-id", session)
    ) as terminal:
        terminal.shows("accept edits on")
        terminal.type('[[offline:slow_first_byte {"seconds":30}]] Say hello')
        _interrupt(cell, terminal)
        terminal.type('[[offline:long {"chunks":2000,"delay_ms":50}]] Go')
        terminal.shows("chunk 5 ")
        _interrupt(cell, terminal)
        terminal.shows("Interrupted")
        terminal.type("Write after.txt saying hi")
        terminal.shows(r"Wrote after\.txt\.")
    assert (cell.work / "after.txt").read_text() == "hi\n"
    assert [request["outcome"] for request in cell.requests()] == ["client_disconnected"] * 2 + ["done"] * 2
    records = cell.records(session)
    assert [(record["status"], record.get("error")) for record in records] == [(499, "client_disconnected")] * 2 + [(200, None)] * 2
    assert {kind for record in records for kind in record.get("notes", {})} == usual(cell.model, cell.wire)


def _interrupt(cell: Cell, terminal: Terminal) -> None:
    """Press Esc while the upstream works, and wait until it does no longer."""
    eventually(lambda: _outcomes(cell)[-1:] == ["streaming"])
    terminal.press("Escape")
    eventually(lambda: _outcomes(cell)[-1] == "client_disconnected", 20)
    # A prompt that had no answer yet comes back into the input line.
    terminal.press("C-u")


def _outcomes(cell: Cell) -> list[str]:
    return [request["outcome"] for request in cell.gateway.upstream_requests()]


def _moved(cell: Cell) -> list[str]:
    """Return the note of a wire that takes nothing but text in a result."""
    return ["moved-result-image"] if cell.wire == "chat" else []
