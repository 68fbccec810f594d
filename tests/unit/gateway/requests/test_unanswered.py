"""Records of what nobody could record."""

import json
import time
from pathlib import Path

from gateway.records import Record, Records
from gateway.requests.unanswered import FILE, Unanswered, noted


def note(name: str, endpoint: str = "/v1/messages") -> str:
    """Return what the edge writes."""
    told = {"time": "2026-11-20T12:00:00+00:00", "request_id": name, "session": "s", "agent": "", "client": "c", "endpoint": endpoint}
    return json.dumps({**told, "seconds": "1.250"}) + "\n"


def written(folder: Path) -> list[dict[str, object]]:
    """Return the records."""
    path = folder / "requests.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_only_what_has_no_record_gets_one(tmp_path: Path) -> None:
    """Also where the record stands in the file that was just rotated."""
    Records(tmp_path).write(Record(time="t", request_id="req_1", status=200))
    (tmp_path / "requests.log").rename(tmp_path / "requests.log.1")
    Records(tmp_path).write(Record(time="t", request_id="req_2", status=499))
    (tmp_path / FILE).write_text(note("req_1") + note("req_2") + note("req_3") + "torn\n" + note("req_4", "/v1/embeddings"))
    follower = Unanswered(tmp_path, tmp_path, 3999, "litellm", patience=60)
    follower.close()
    assert [(one["request_id"], one["status"]) for one in written(tmp_path)] == [("req_2", 499), ("req_3", 502), ("req_4", 502)]
    third, fourth = written(tmp_path)[1:]
    assert (third["path"], third["session"], third["total_ms"], third["gateway"]) == ("litellm", "s", 1250.0, 3999)
    assert fourth["endpoint"] == "/v1/embeddings"


def test_others_get_time_to_write(tmp_path: Path) -> None:
    """A record that comes after the note, but in time, stands alone."""
    follower = Unanswered(tmp_path, tmp_path, 3999, "direct", patience=1.5)
    (tmp_path / FILE).write_text(note("req_1"))
    time.sleep(0.7)
    assert not written(tmp_path)
    Records(tmp_path).write(Record(time="t", request_id="req_1", status=499))
    time.sleep(1.8)
    follower.close()
    assert [one["status"] for one in written(tmp_path)] == [499]


def test_what_is_no_note() -> None:
    """It is left out."""
    assert noted(b"{}") is noted(b"x") is noted(b"[1]") is None
