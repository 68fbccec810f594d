"""The translator as a process by itself: what it costs, starts in and holds without nginx, LiteLLM and the rest around it."""

import orjson

from bench import processes, table
from bench.systems import UPSTREAM_KEY, System
from gateway.check import configuration
from gateway.running.programs import program
from gateway.running.run_folder import translator_routes


class Translator(System):
    """The translator's process without nginx, LiteLLM and the rest around it."""

    @property
    def workers(self) -> int:
        """Return how many processes it runs as."""
        return 2 if self.name == "translator-2" else 1

    def start(self) -> None:
        """Write what gateway.launch would write, and start the process as supervisord would."""
        given = {**self.environment, "CONFIG_FILE": str(self.place.config), table.KEY_NAME: UPSTREAM_KEY, "TRANSLATOR": "direct"}
        config = configuration(given, dotenv=None)
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        (self.folder / "routes.json").write_bytes(orjson.dumps(translator_routes(config, None)))
        settings = config.settings.environment() | {"TRANSLATOR_PORT": str(self.port), "WORKERS": str(self.workers)}
        settings |= {"DATA_DIR": str(self.folder / "data"), "RUN_FOLDER": str(self.folder), "UPSTREAM_KEYS": ",".join(config.keys)}
        # Without secrets from the edge it lets anyone in.
        it = program("translator", {**self.environment, **config.keys, **settings})
        self.process = processes.start(it.command, it.environment, self.log)
