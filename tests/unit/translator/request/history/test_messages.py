"""The normal form of a history."""

from typing import Any

import pytest

from tests.unit.translator.request.bodies import BLIND, GPT, LOCAL, assistant, body, call, contents, planned, result, text, user
from translator.failure import Failure
from translator.notes_table import MEANINGS
from translator.plan import Plan
from translator.request.passes import plan as make

PNG = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0="}}


def only(plan: Plan) -> list[dict[str, Any]]:
    """Return the content of the only message; every note has its meaning in the table."""
    assert len(plan.messages) == 1
    assert all(kind in MEANINGS for kind in plan.notes.kinds)
    return plan.messages[0].content


def test_a_string_is_one_text_block() -> None:
    """Anthropic, Create a Message: a string is shorthand for one block of type text."""
    assert contents(planned(user("Hi"))) == contents(planned(user(text("Hi")))) == [("user", [text("Hi")])]


def test_neighbours_of_one_role_are_merged() -> None:
    """Anthropic, Create a Message: consecutive user or assistant turns are combined into one."""
    plan = planned(user("a"), user("b"), assistant("c"), assistant("d"), user("e"))
    assert contents(plan) == [("user", [text("a"), text("b")]), ("assistant", [text("c"), text("d")]), ("user", [text("e")])]


def test_empty_text_is_dropped_and_noted() -> None:
    """Upstreams refuse or misread empty parts."""
    plan = planned(user(text(""), text("a")), assistant(""), user("b"))
    assert contents(plan) == [("user", [text("a"), text("b")])]
    assert plan.notes.kinds == {"dropped-empty-text": 1, "dropped-empty-message": 1}


def test_nothing_but_emptiness_is_refused() -> None:
    """Anthropic, Errors: all messages must have non-empty content."""
    with pytest.raises(Failure, match="non-empty content"):
        planned(user(""))


def test_a_system_message_stays_in_its_place() -> None:
    """Claude Code sends role system in mid-conversation."""
    plan = planned(user("a"), {"role": "system", "content": "Be brief."}, user("b"))
    assert [message.role for message in plan.messages] == ["user", "system", "user"]


def test_a_passing_system_message_goes_with_the_next_user_message() -> None:
    """Anthropic's types, SystemMessage.clear_at: next_user_message renders it only for the turn that it follows."""
    passing = {"role": "system", "content": "Now.", "clear_at": "next_user_message"}
    assert [m.role for m in planned(user("a"), passing).messages] == ["user", "system"]
    assert [m.role for m in planned(user("a"), passing, assistant("b"), user("c")).messages] == ["user", "assistant", "user"]


def test_nul_and_lone_surrogates_are_replaced_and_noted() -> None:
    """Neither can be sent: upstreams refuse NUL, and a lone surrogate has no UTF-8."""
    plan = planned(user(text("a\0b"), text("c\ud83dd"), text("\ud83d\ude00")))
    assert only(plan) == [text("a\ufffdb"), text("c\ufffdd"), text("\U0001f600")]
    assert plan.notes.kinds == {"replaced-characters": 3}


def test_citations_are_kept_as_text() -> None:
    """The pieces of a cited answer belong together; no upstream takes the citations back."""
    pieces = [text("It is "), text("blue", citations=[{"type": "char_location"}]), text("."), text("", citations=[])]
    plan = planned(user("?"), assistant(*pieces), user("ok"))
    assert plan.messages[1].content == [text("It is blue.")]
    assert plan.notes.kinds == {"dropped-citations": 1, "dropped-empty-text": 1}


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ({"type": "base64", "media_type": "image/png", "data": "iVBORw0="}, "data:image/png;base64,iVBORw0="),
        ({"type": "url", "url": "https://a.example/b.png"}, "https://a.example/b.png"),
    ],
)
def test_an_image_becomes_its_address(source: dict[str, Any], url: str) -> None:
    """Both wires take https addresses and data: URLs (OpenAI, Images and vision)."""
    assert only(planned(user({"type": "image", "source": source}))) == [{"type": "image", "url": url}]


def test_an_image_that_cannot_be_seen_leaves_a_word() -> None:
    """A file of the Files API is out of reach; a model without eyes gets a word; an unknown source too."""
    plan = planned(user({"type": "image", "source": {"type": "file", "file_id": "file_1"}}))
    assert "cannot reach" in only(plan)[0]["text"]
    assert plan.notes.kinds == {"file-out-of-reach": 1}
    plan = planned(user(PNG), target=BLIND)
    assert "does not take images" in only(plan)[0]["text"]
    assert plan.notes.kinds == {"dropped-image": 1}
    plan = planned(user({"type": "image", "source": {"type": "future"}}))
    assert plan.notes.kinds == {"unknown-source": 1}


def test_an_image_of_the_assistant_leaves_a_word() -> None:
    """Upstreams take images from the user alone."""
    plan = planned(user("draw"), assistant(PNG), user("more"))
    assert plan.messages[1].content == [text("(An image stood here.)")]
    assert plan.notes.kinds == {"dropped-image": 1}


def test_a_search_result_is_text_with_its_source() -> None:
    """Anthropic, Search results: the model sees title, source and passages."""
    block = {"type": "search_result", "source": "https://a.example", "title": "A", "content": [text("one"), text("two")]}
    plan = planned(user({**block, "citations": {"enabled": True}}))
    said = only(plan)[0]["text"]
    assert all(word in said for word in ("https://a.example", '"A"', "one", "two"))
    assert plan.notes.kinds == {"citations-unavailable": 1}


def test_an_unknown_block_keeps_its_text() -> None:
    """New block types come without asking: accepted, noted, their text kept."""
    plan = planned(user({"type": "x", "text": "a"}, {"type": "y", "content": "b"}, {"type": "z", "content": [text("c"), 5]}, {"type": "w"}))
    assert only(plan) == [text("a"), text("b"), text("c")]
    assert plan.notes.kinds == {"unknown-block": 4}


def test_tool_changes_and_uploads_are_told_in_words() -> None:
    """Anthropic's types: tool_addition and tool_removal in a system message, container_upload in a user message."""
    change = {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "Grep"}}
    plan = planned(
        user({"type": "container_upload", "file_id": "file_7"}),
        {"role": "system", "content": [change, {**change, "type": "tool_removal"}]},
    )
    assert "file_7" in plan.messages[0].content[0]["text"]
    assert ["Grep" in block["text"] for block in plan.messages[1].content] == [True, True]
    assert plan.notes.kinds == {"file-out-of-reach": 1, "tool-change-as-text": 2}


def test_blocks_that_the_model_never_sees_are_left_out() -> None:
    """Anthropic's types: fallback is not rendered into the prompt; mcp_tool_listing is for the server."""
    plan = planned(user("a"), assistant({"type": "fallback", "to": {}}, {"type": "mcp_tool_listing", "tools": []}, text("b")), user("c"))
    assert plan.messages[1].content == [text("b")]
    assert not plan.notes.kinds


def test_a_compaction_stands_for_everything_before_it() -> None:
    """Anthropic, Compaction: the API drops all blocks before the compaction block; one without content is a no-op."""
    done = {"type": "compaction", "content": "We built a house."}
    plan = planned(user("old"), assistant(text("older"), done, text("new")), user("go on"))
    assert [m.role for m in plan.messages] == ["user", "assistant", "user"]
    assert plan.messages[0].content[0]["text"].endswith("We built a house.")
    assert plan.messages[1].content == [text("new")]
    assert not plan.notes.kinds
    assert [m.role for m in planned(user("old"), assistant(done), user("go on")).messages] == ["user"]
    failed = planned(user("old"), assistant({"type": "compaction", "content": None}, text("new")), user("go on"))
    assert failed.messages[0].content == [text("old")]


def test_the_body_is_never_changed() -> None:
    """Passes read the body; others (count_tokens, the record) read it after them."""
    request = body(user(text("a", cache_control={"type": "ephemeral"})), assistant(call("t1")), user(result("t1", is_error=True)))
    before = repr(request)
    for target in (GPT, LOCAL):
        make(request, target, "x", None)
    assert repr(request) == before


def test_settings_of_a_system_message() -> None:
    """Claude Code sends {"role": "system", "output_config": {"effort": …}}, with words or an empty list: nothing of it is lost."""
    config = {"role": "system", "output_config": {"effort": "medium"}}
    for settings in (config, {**config, "content": []}):
        plan = planned(user("a"), settings)
        assert (plan.notes.kinds, plan.effort, len(plan.messages)) == ({}, "medium", 1)
    assert planned(user("a"), {**config, "output_config": {"effort": "low", "length": 3}}).notes.kinds == {"dropped-message-config": 1}
    for odd in ("abc", 5, ["effort"]):
        assert planned({**user("a"), "output_config": odd}).notes.kinds == {"dropped-message-config": 1}


def test_a_reference_names_the_tool_as_the_model_knows_it() -> None:
    """A name that was shortened for the upstream is the one that the model must call."""
    long = "x" * 70
    found = user(result("t1", [{"type": "tool_reference", "tool_name": long}]), text("go"))
    plan = planned(user("a"), assistant(call("t1")), found, tools=[{"name": long, "input_schema": {}, "defer_loading": True}])
    said = plan.messages[2].content[0]["content"][0]["text"]
    assert f"The tool {plan.tools[0].name} is" in said
    assert long not in said


def test_browser_state_is_told() -> None:
    """Anthropic shows the model a text made of the tabs and changes; other blocks of results keep their text too."""
    tabs = [{"tab_id": "1", "title": "T", "url": "https://a.example", "active": True}, {"tab_id": "2", "title": "", "url": ""}]
    changes = [{"type": "download_started", "download_id": "d", "url": "https://a.example/f"}]
    state = {"type": "browser_state", "tabs": tabs, "state_changes": changes}
    plan = planned(user("a"), assistant(call("t1")), user(result("t1", [state])))
    said = plan.messages[2].content[0]["content"][0]["text"]
    assert said.splitlines()[1:] == ["- 1: T https://a.example (active)", "- 2:  ", "download started: d https://a.example/f"]
    assert not plan.notes.kinds


def test_an_advisors_words_are_kept() -> None:
    """An earlier advisor's advice is text to any other model."""
    advice = {"type": "advisor_tool_result", "tool_use_id": "s", "content": {"type": "advisor_result", "text": "wait"}}
    assert contents(planned(user("a"), assistant(advice), user("b")))[1] == ("assistant", [text("[Result of advisor]\nwait")])


def test_an_image_says_what_it_is() -> None:
    """Clients guess media_type from a file's name; OpenAI takes it at its word, and no line breaks in base64."""
    for begin, kind in (
        ("iVBORw0KGgoAAAA", "png"),
        ("/9j/4AAQSkZJRg", "jpeg"),
        ("R0lGODlhAQAB", "gif"),
        ("UklGRiQAAABX", "webp"),
        ("Qk0=", "png"),
    ):
        source = {"type": "base64", "media_type": "image/png", "data": f"{begin[:8]}\r\n{begin[8:]}\n"}
        plan = planned(user({"type": "image", "source": source}))
        assert plan.messages[0].content == [{"type": "image", "url": f"data:image/{kind};base64,{begin}"}]
        assert not plan.notes.kinds
