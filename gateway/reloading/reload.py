"""Carry a changed configuration out while the gateway runs: check it whole, start the new beside the old, then change over."""

import time
from collections.abc import Callable, MutableMapping
from dataclasses import replace

import psutil

from gateway.check import Configuration
from gateway.configuration.cassette_problems import cassette_problems
from gateway.configuration.ports import refusal
from gateway.litellm import inner_door
from gateway.problems import errors
from gateway.reloading import edge, litellm
from gateway.reloading.changes import changes, fixed
from gateway.reloading.drain import Drain
from gateway.reloading.stand import SWAPPED, Stand, stand
from gateway.reloading.supervisor import Supervisor
from gateway.running import readiness
from gateway.running.process_log import last_words
from gateway.running.run_folder import free_port, write
from gateway.running.sockets import socket_path

START_SECONDS = 60.0
REFUSED = 2
FAILED = 1
Say = Callable[[str], None]


class Reload:
    """One reload; environments (supervisord's name → what that program is started with) are those that the programs are told."""

    def __init__(self, now: Stand, environments: MutableMapping[str, dict[str, str]], say: Say) -> None:
        self.now = now
        self.environments = environments
        self.say = say
        self.supervisor = Supervisor(socket_path(now.config.settings))
        self.started: list[str] = []

    def run(self, config: Configuration) -> tuple[Stand, int, Drain | None]:
        """Return what the gateway runs with then, an exit status (0, 1 where it failed, 2 where it was refused), what is left to end."""
        problems = config.problems + cassette_problems(config) + fixed(self.now.config.settings, config.settings)
        for problem in sorted(problems, key=lambda problem: problem.level):
            self.say(str(problem))
        if errors(problems):
            return self._refused(f"{len(errors(problems))} to mend")
        new = self._new(config)
        if isinstance(new, str):
            return self._refused(new)
        exchanged = [service for service in ("nginx", "translator", "interceptor", "litellm") if new.differs(self.now, service)]
        told = changes(self.now.config, config)
        if not exchanged:
            self.say("\n".join([*told, "No program goes by what changed." if told else "Nothing has changed."]))
            return replace(self.now, config=config), 0, None
        for line in told or ["certificate renewed" if new.certificate != self.now.certificate else "secrets changed"]:
            self.say(line)
        faulty = edge.fault(config.settings, new.files) if "nginx" in exchanged else None
        if faulty:
            return self._refused(f"nginx does not take it: {faulty}")
        return self._exchange(new, exchanged)

    def _refused(self, why: str) -> tuple[Stand, int, None]:
        self.say(f"Refused: {why}. Nothing was changed; the gateway runs on with what it had.")
        return self.now, REFUSED, None

    def _new(self, config: Configuration) -> Stand | str:
        """Return the stand to come, with a port of its own for each service that is exchanged; a sentence where there is no room."""
        ports, names = dict(self.now.ports), dict(self.now.names)
        moved: set[str] = set()
        while True:
            new = stand(config, self.now.kept, ports, names)
            more = [one for one in SWAPPED if one not in moved and new.wanted(one) and new.differs(self.now, one)]
            if not more:
                return new
            for service in more:
                slot = self.supervisor.free_slot(service)
                if slot is None:
                    return f"every {service} of earlier reloads still lets streams finish; try again when they have ended"
                own = getattr(config.settings, SWAPPED[service])
                ports[service] = own if refusal("127.0.0.1", own) is None else free_port()
                names[service] = slot
                moved.add(service)

    def _exchange(self, new: Stand, exchanged: list[str]) -> tuple[Stand, int, Drain | None]:
        settings, old_workers = new.config.settings, edge.workers(self.supervisor)
        # LiteLLM follows the inner door's address at once, so it changes when the door is there.
        write(settings, {name: text for name, text in new.files.items() if name != inner_door.FILE})
        self.environments["nginx"] = dict(new.environ)
        for service in (one for one in SWAPPED if one in exchanged and new.wanted(one)):
            if not self._start(new.names[service], dict(new.environ), new.ports[service]):
                return self._back(f"the new {service} does not start: {self._last_words(service)}")
        direct = new.config.choice.path == "direct"
        # Where messages do not go through LiteLLM, they need not wait for it.
        if direct and not self._change_over(exchanged, old_workers):
            return self._back("nginx does not take it")
        if "litellm" in exchanged and settings.litellm:
            answers = self._litellm(new)
        else:
            answers = True
            _lead(new)
        if not direct and not (answers and self._change_over(exchanged, old_workers)):
            return self._back("LiteLLM does not start" if not answers else "nginx does not take it")
        ending = [self.now.names[one] for one in SWAPPED if one in exchanged and self.now.wanted(one)]
        ending += ["litellm"] if not settings.litellm and self.now.config.settings.litellm else []
        if ending and edge.serve(old_workers):
            self.say("Streams in flight go on with what they began with.")
        if not answers:
            self.say("Messages go the new way; LiteLLM, for everything else, runs with what it had.")
            new = replace(new, files={**new.files, "litellm.yaml": self.now.files["litellm.yaml"]})
        self.say(f"Reloaded: {', '.join(exchanged)}.")
        return new, 0 if answers else FAILED, Drain(self.supervisor, old_workers, ending)

    def _start(self, name: str, environ: dict[str, str], port: int) -> bool:
        """Start a program beside the one that serves; tells whether it answers."""
        self.environments[name] = environ
        self.started.append(name)
        if not self.supervisor.start(name):
            return False
        path = "/health" if name.startswith("translator") else ""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if readiness.answers(f"http://127.0.0.1:{port}{path}") if path else readiness.listens(port):
                return True
            if self.supervisor.state(name)[0] not in ("STARTING", "RUNNING"):
                return False
            time.sleep(0.05)
        return False

    def _change_over(self, exchanged: list[str], old_workers: list[psutil.Process]) -> bool:
        return "nginx" not in exchanged or edge.exchange(self.supervisor, old_workers)

    def _litellm(self, new: Stand) -> bool:
        """Restart LiteLLM, or start it; where it cannot be started, the former one is brought back."""
        settings = new.config.settings
        self.environments["litellm"] = dict(new.environ)
        if self.now.config.settings.litellm:
            litellm.end(self.supervisor, settings.shutdown_grace, self.say)
        # Between the two: each numbers the deployments as its own translator does.
        _lead(new)
        self.supervisor.start("litellm")
        if litellm.wait(self.supervisor, settings.litellm_port, new.kept, self.say):
            return True
        self.say(f"LiteLLM does not start: {self._last_words('litellm')}")
        write(settings, {"litellm.yaml": self.now.files["litellm.yaml"]})
        self.environments["litellm"] = dict(self.now.environ)
        self.supervisor.stop("litellm")
        _lead(self.now)
        self.supervisor.start("litellm")
        litellm.wait(self.supervisor, settings.litellm_port, new.kept, self.say)
        return False

    def _back(self, why: str) -> tuple[Stand, int, None]:
        """Take everything back: files, environments, and the programs that were started."""
        write(self.now.config.settings, self.now.files)
        self.environments["nginx"] = dict(self.now.environ)
        for name in self.started:
            self.supervisor.stop(name)
        return self._refused(why)

    def _last_words(self, service: str) -> str:
        said = last_words(self.now.config.settings.run_folder / "process.log", service)
        return said or "openai-code logs tells more"


def _lead(stand: Stand) -> None:
    """Have LiteLLM find a stand's translator."""
    write(stand.config.settings, {inner_door.FILE: stand.files[inner_door.FILE]})
