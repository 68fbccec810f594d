"""One event as a line for people."""

from interceptor.telemetry_line import text_line
from tests.unit.interceptor.index.lines import telemetry


def test_what_matters_in_one_line() -> None:
    """Time, session, name, tool, how it went and how long it took; coloured where a terminal shows it."""
    line = telemetry(1, tool_name="Bash", success="false", duration_ms=1500)
    shown = text_line(line)
    assert shown is not None
    assert shown.endswith(" session- log     claude_code.tool_result | Bash | failed | 1500 ms | 2.1.328")
    assert "\x1b[31mfailed\x1b[0m" in (text_line(line, colours=True) or "")


def test_nothing_steers_the_terminal() -> None:
    """What a client wrote cannot move the cursor, and what is no event is none."""
    assert "\x1b" not in (text_line(telemetry(1, name="x\x1b[2J")) or "")
    assert text_line(b"torn") is None
