"""Tool results: one for each call, right after it."""

from tests.unit.translator.request.bodies import assistant, call, contents, planned, result, text, user
from translator.message import Block


def done(identity: str, words: str = "done") -> Block:
    """Return a result in normal form."""
    return {"type": "tool_result", "tool_use_id": identity, "content": [text(words)], "is_error": False}


def test_a_result_in_its_place_stays() -> None:
    """Anthropic, Tool use: results come in the next user message, before anything else."""
    plan = planned(
        user("a"), assistant(text("b"), call("t1"), call("t2")), user(result("t1"), result("t2", [text("x"), text("y")]), text("c"))
    )
    two = {**done("t2"), "content": [text("x"), text("y")]}
    assert contents(plan)[2] == ("user", [done("t1"), two, text("c")])
    assert not plan.notes.kinds


def test_results_follow_the_order_of_their_calls() -> None:
    """Results in another order, or after other words, are put in order."""
    plan = planned(user("a"), assistant(call("t1"), call("t2")), user(text("c"), result("t2", "2"), result("t1", "1")))
    assert contents(plan)[2] == ("user", [done("t1", "1"), done("t2", "2"), text("c")])


def test_an_empty_result_says_so() -> None:
    """Upstreams need an output; absent, empty and null content all count as none."""
    for given in ("", [], None, [text("")]):
        plan = planned(user("a"), assistant(call("t1")), user(result("t1", given)))
        assert plan.messages[2].content[0]["content"] == [text("(The tool gave no output.)")]


def test_an_error_is_visible_to_the_model() -> None:
    """The upstreams have no field for is_error."""
    plan = planned(
        user("a"), assistant(call("t1"), call("t2")), user(result("t1", "no file", is_error=True), result("t2", "", is_error=True))
    )
    first, second = plan.messages[2].content
    assert first["content"] == [text("[tool error] no file")]
    assert second["content"] == [text("[tool error]")]


def test_images_and_references_in_results_are_read() -> None:
    """Anthropic, Tool use: results hold text, image, document, search_result and tool_reference."""
    image = {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}
    plan = planned(user("a"), assistant(call("t1")), user(result("t1", [image, {"type": "tool_reference", "tool_name": "Grep"}])))
    shown, told = plan.messages[2].content[0]["content"]
    assert shown == {"type": "image", "url": "https://a.example/b.png"}
    assert "Grep" in told["text"]


def test_a_missing_result_is_made_up_for() -> None:
    """An interrupted turn leaves a call without a result; OpenAI: "No tool output found for function call"."""
    plan = planned(user("a"), assistant(call("t1"), call("t2")), user(result("t2"), text("b")))
    first, second, words = plan.messages[2].content
    assert first["is_error"] is True
    assert "No result" in first["content"][0]["text"]
    assert (second, words) == (done("t2"), text("b"))
    assert plan.notes.kinds == {"missing-tool-result": 1}


def test_a_call_at_the_very_end_gets_a_result() -> None:
    """A history may end with a call."""
    plan = planned(user("a"), assistant(call("t1")))
    assert [m.role for m in plan.messages] == ["user", "assistant", "user"]
    assert plan.notes.kinds == {"missing-tool-result": 1}


def test_an_orphan_becomes_text() -> None:
    """OpenAI refuses an output without its call; its content stays."""
    plan = planned(user(result("t9", "lost", is_error=True), result("t8", ""), text("b")))
    assert [block["type"] for block in plan.messages[0].content] == ["text"] * 5
    assert plan.messages[0].content[1] == text("[tool error] lost")
    assert plan.notes.kinds == {"orphan-tool-result": 2}


def test_a_late_result_is_moved_to_its_call() -> None:
    """Words between a call and its result stay behind it."""
    plan = planned(user("a"), assistant(call("t1")), user("wait"), assistant("ok"), user(result("t1"), text("b")))
    assert contents(plan)[2:] == [("user", [done("t1"), text("wait")]), ("assistant", [text("ok")]), ("user", [text("b")])]
    assert plan.notes.kinds == {"moved-tool-result": 1}


def test_a_system_message_does_not_part_call_and_result() -> None:
    """Claude Code may place a system message anywhere."""
    plan = planned(user("a"), assistant(call("t1")), {"role": "system", "content": "s"}, user(result("t1")))
    assert [m.role for m in plan.messages] == ["user", "assistant", "user", "system"]


def test_an_early_result_is_moved_to_its_call() -> None:
    """A result that stands before its call."""
    plan = planned(user(text("a"), result("t1")), assistant(call("t1")), user("b"))
    assert contents(plan)[0] == ("user", [text("a")])
    assert contents(plan)[2] == ("user", [done("t1"), text("b")])


def test_a_second_result_is_dropped_if_the_same_and_else_told() -> None:
    """BerriAI/litellm#16711: an upstream refuses two outputs of one call."""
    plan = planned(user("a"), assistant(call("t1")), user(result("t1"), result("t1"), result("t1", "other")))
    kinds = [block["type"] for block in plan.messages[2].content]
    assert kinds == ["tool_result", "text", "text"]
    assert plan.messages[2].content[2] == text("other")
    assert plan.notes.kinds == {"duplicate-tool-result": 2}


def test_an_id_that_comes_again_means_another_call() -> None:
    """Some backends count calls from zero in every turn: ids are made unique, and each result goes to its own call."""
    plan = planned(user("a"), assistant(call("c0")), user(result("c0", "1")), assistant(call("c0")), user(result("c0", "2")))
    again = plan.messages[3].content[0]["id"]
    assert again != "c0"
    assert plan.messages[2].content == [done("c0", "1")]
    assert plan.messages[4].content == [done(again, "2")]


def test_an_id_that_upstreams_refuse_is_replaced_everywhere() -> None:
    """OpenAI takes call ids of at most 64 characters; the new id is the same in every turn."""
    for bad in ("x" * 65, "a.b:c", "é", ""):
        plan = planned(user("a"), assistant(call(bad)), user(result(bad)))
        new = plan.messages[1].content[0]["id"]
        assert new.isascii()
        assert 0 < len(new) <= 64
        assert plan.messages[2].content == [done(new)]
        assert planned(user("a"), assistant(call(bad)), user(result(bad), text("b"))).messages[1].content[0]["id"] == new


def test_a_late_result_leaves_the_end_to_the_user() -> None:
    """A conversation that then ended with the assistant would ask for its words to be continued."""
    plan = planned(user("a"), assistant(call("t1")), user("wait"), assistant("ok"), user(result("t1")))
    assert [message.role for message in plan.messages] == ["user", "assistant", "user", "assistant", "user"]
    assert plan.notes.kinds == {"moved-tool-result": 1}
