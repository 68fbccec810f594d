"""requests.log: one line a request."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gateway.records import Record, Records


def test_a_record_is_one_line_of_json(tmp_path: Path) -> None:
    """What is set is written, what says nothing is left out."""
    assert Records(tmp_path).write(Record(time="t", request_id="req_1", status=200, notes={"a": 1}))
    line = json.loads((tmp_path / "requests.log").read_text())
    assert (line["request_id"], line["status"], line["notes"]) == ("req_1", 200, {"a": 1})
    assert "session" not in line


def test_long_names(tmp_path: Path) -> None:
    """Whatever a client sends for a name is not kept whole; a name that is one is."""
    for length in (256, 1_000_000):
        Records(tmp_path).write(Record(time="t", request_id="req_1", model="m" * length, target="t" * length))
    whole, cut = map(json.loads, (tmp_path / "requests.log").read_text().splitlines())
    assert (whole["model"], whole["target"]) == ("m" * 256, "t" * 256)
    assert (cut["model"], cut["target"]) == ("m" * 256 + "…", "t" * 256 + "…")


def test_many_writers_tear_no_line(tmp_path: Path) -> None:
    """Lines of several writers stand whole beside each other."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: Records(tmp_path).write(Record(time="t", request_id=f"req_{number}", client="m" * 2000)), range(400)))
    lines = (tmp_path / "requests.log").read_text().splitlines()
    assert {json.loads(line)["request_id"] for line in lines} == {f"req_{number}" for number in range(400)}


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    """Where there is no folder, writing fails without a word, and works again once there is one."""
    records = Records(tmp_path / "none")
    assert not records.write(Record(time="t", request_id="req_1"))
    (tmp_path / "none").mkdir()
    assert records.write(Record(time="t", request_id="req_2"))
