"""What is wrong with the cassettes that the settings name, told before a start."""

from gateway.cassette import file
from gateway.check import Configuration
from gateway.problems import Problem


def cassette_problems(config: Configuration) -> list[Problem]:
    """Return every problem of RECORD_FILE and REPLAY_FILE; where RECORD_FILE can be recorded into, it has its header afterwards."""
    return _replay(config) + _record(config)


def _replay(config: Configuration) -> list[Problem]:
    path = config.settings.replay_file
    if path is None:
        return []
    if not config.settings.offline:
        return [Problem("REPLAY_FILE", "is what the offline backend answers from, and that is not on.", "Add --offline, or set OFFLINE=1.")]
    try:
        exchanges = file.read(path)
    except file.CassetteError as error:
        return [Problem("REPLAY_FILE", str(error), "Name a file that openai-code record has written.")]
    what = f"every answer comes from {path}, which holds {len(exchanges)} exchanges."
    return [Problem("REPLAY_FILE", what, "What it does not hold is refused.", "warning")]


def _record(config: Configuration) -> list[Problem]:
    path = config.settings.record_file
    if path is None:
        return []
    if config.choice.path == "litellm":
        what = "is written on the direct and governed paths, and this is the litellm path."
        return [Problem("RECORD_FILE", what, "Set TRANSLATOR=direct or governed, or leave RECORD_FILE out.")]
    if path == config.settings.replay_file:
        return [Problem("RECORD_FILE", "is also REPLAY_FILE.", "Record into another file.")]
    try:
        file.begin(path)
    except file.CassetteError as error:
        return [Problem("RECORD_FILE", str(error), "Name a new file, or a cassette to go on with.")]
    what = f"EVERY PROMPT AND EVERY ANSWER IS STORED in {path}."
    return [Problem("RECORD_FILE", what, "Keys are taken out, all else stays: keep the file to yourself, and stop when done.", "warning")]
