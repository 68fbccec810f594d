import pytest

from bench import options
from bench.options import PARTS, SYSTEMS
from bench.parts import PARTS as MEASURED


def test_everything_is_measured_where_nothing_is_said() -> None:
    """The run that the document is written from."""
    given = options.read([])
    assert given.parts == PARTS
    assert given.systems == SYSTEMS
    assert not given.write


def test_parts_and_systems_keep_their_order() -> None:
    """Whatever order they are named in."""
    given = options.read(["--only", "crowd", "json", "--systems", "direct", "nginx"])
    assert given.parts == ("json", "crowd")
    assert given.systems == ("nginx", "direct")


def test_every_part_can_be_named() -> None:
    """start is none that a round runs."""
    assert set(PARTS) == {"start", *MEASURED}


def test_the_translator_can_be_measured_alone() -> None:
    """For a quick look while it is changed."""
    assert options.read(["--translator-only"]).systems == ("translator",)


@pytest.mark.parametrize(
    "arguments",
    [["--rounds", "0"], ["--seconds", "many"], ["--only", "nothing"], ["--write", "--only", "json"], ["--write", "--systems", "direct"]],
)
def test_what_is_not_valid_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """And says what is wrong, without a traceback; half a run is never written into the document."""
    with pytest.raises(SystemExit) as ended:
        options.read(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err
