"""Claude Code's prompt made shorter: its general advice goes, what is the user's own stays to the byte, always in the same way."""

from hypothesis import given, settings, strategies

from translator.request.prompt.compact import LEAST_SUMMARY, SUMMARY, compact, shortened, summarized
from translator.request.prompt.headings import RULES

ENVIRONMENT = "# Environment\nYou have been invoked in:\n - Primary working directory: /home/ann/shop\n\n\n\n"
CONTEXT = "# Context management\nWhen the conversation grows long …\n\n"
OWN = "# Tone and style\nAlways say ahoy.\n\n\n\n```sh\n# Doing tasks\n```\n"
TODAY = (
    "You are an agent.\n\n# Harness\n - Tools run.\n - Text is shown.\n\nFor actions that are hard to reverse, confirm first.\n\n"
    "# Session-specific guidance\n - Skills.\n\n# Memory\n\nYou have memory.\n\n```markdown\n# Title\n```\n\nMore.\n\n"
)
OLDER = (
    "You are a CLI tool.\n# Tone and style\nShort.\n# Doing tasks\n## Steps\n<example>\nx\n</example>\n# Tool usage policy\nUse tools.\n"
    "# Code References\n\n<example>\ny\n</example>\n\nHere is useful information about the environment you are running in:\n<env>\n"
    "Working directory: /home/ann\n</env>\nYou are powered by the model named X.\n"
)


def count(text: str) -> int:
    """Words stand for tokens."""
    return len(text.split())


def made(*system: str, budget: int = 10_000) -> str:
    """Return the compact prompt in one text."""
    return "\n\n".join(compact(shortened(system, budget), count))


def test_todays_client() -> None:
    """Its own advice goes and the rules come first; what to confirm, and all from the environment on, stays as it was."""
    got = made(TODAY + ENVIRONMENT + CONTEXT + OWN)
    assert got.startswith(RULES)
    for gone in ("Tools run.", "Text is shown.", "You have memory.", "More.", "# Harness", "# Memory"):
        assert gone not in got
    for kept in ("You are an agent.", "For actions that are hard to reverse, confirm first.", " - Skills."):
        assert kept in got
    assert got.endswith((ENVIRONMENT + CONTEXT + OWN).strip("\n"))


def test_older_clients() -> None:
    """Theirs has other headings, and an environment without one."""
    got = made(OLDER)
    assert got == f"{RULES}\n\nYou are a CLI tool.\n\n{OLDER[OLDER.index('Here is useful') :]}".rstrip("\n")


def test_users_own_instructions_behind_it() -> None:
    """What a user has appended has headings of its own, and no claim to be the client's."""
    assert "Always say ahoy." in made(TODAY + ENVIRONMENT + OWN)
    assert "# VSCode Extension Context" not in made(TODAY + ENVIRONMENT + "# VSCode Extension Context\nYou run in VS Code.\n")


def test_an_open_fence() -> None:
    """Code that is never closed hides nothing of the user's own."""
    assert made("You.\n\n```\n# Harness\n" + ENVIRONMENT + OWN, budget=1).endswith((ENVIRONMENT + OWN).strip("\n"))


def test_memory_that_the_user_has() -> None:
    """Older clients put what was remembered into the prompt: the advice about it goes, the memories stay."""
    got = made("You.\n# auto memory\nWrite files.\n## MEMORY.md\n\n- [Ann](ann.md): likes tea\n\n" + ENVIRONMENT)
    assert "Write files." not in got
    assert "- [Ann](ann.md): likes tea" in got


def test_claude_md_in_the_system_prompt() -> None:
    """CLAUDE.md may have any heading; from its beginning on nothing is touched."""
    own = "# claudeMd\nContents of /home/ann/CLAUDE.md:\n\n# Harness\nkeep\n\n\n\n# Tone and style\nkeep too"
    assert made("You.\n# Using your tools\nx\n" + own).endswith(own)


def test_other_prompts() -> None:
    """A prompt that is not Claude Code's keeps its sections, whatever they are called, and gets no rules."""
    prompt = "# Tone and style\nFormal.\n\n# Doing tasks\nSlowly."
    assert made(prompt) == prompt


def test_cut() -> None:
    """What is too long is cut at a paragraph and says so; what is the user's own is whole even where nothing else has room."""
    paragraphs = "\n\n".join(f"{'word ' * 9}end{number}." for number in range(50))
    got = made(paragraphs, budget=100)
    assert got.endswith("[The gateway left out the rest of these instructions: PROMPT_MAX_SYSTEM_TOKENS is 100.]")
    assert got.split("\n\n")[-2].endswith("end7.")
    assert count(got) <= 100
    got = made(paragraphs + "\n\n" + ENVIRONMENT, budget=10)
    assert ENVIRONMENT.strip("\n") in got
    assert "end0" not in got


def test_cut_at_a_line() -> None:
    """A paragraph that is longer than the room is cut at a line, and a line that is, inside it."""
    lines = "\n".join(f"{'word ' * 9}end{number}." for number in range(50))
    assert "end7.\n\n[The gateway" in made(lines, budget=100)
    assert count(made("word " * 500, budget=100)) <= 100


@settings(max_examples=300)
@given(strategies.text(alphabet="ab #\n`-<", max_size=300), strategies.integers(1, 60))
def test_always_the_same(advice: str, budget: int) -> None:
    """The same prompt gives the same bytes, and the user's own is in them."""
    prompt = advice + "\n" + ENVIRONMENT + OWN
    assert made(prompt, budget=budget) == made(prompt, budget=budget)
    assert made(prompt, budget=budget).endswith((ENVIRONMENT + OWN).strip("\n"))


def test_summary() -> None:
    """A summary takes the advice's place, between the rules and what is the user's own; what is too short is none."""
    short = shortened(["word " * 400 + "\n" + TODAY + ENVIRONMENT], 300)
    summary = "Be good and brief. " * 10
    assert summarized(short, summary, count) == [RULES, SUMMARY + summary.strip(), ENVIRONMENT.strip("\n")]
    assert summarized(short, "x" * LEAST_SUMMARY, count) is None
    assert summarized(short, "word " * 1000, count) is None
