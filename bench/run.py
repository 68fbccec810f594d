"""One run: start the mocks and the systems, measure in interleaved rounds, stop everything, report."""

import json
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import click
import psutil

from bench import fixed, lineup, machine, processes, report, table
from bench.check import WrongAnswerError, first_answer
from bench.options import Options
from bench.parts import PARTS
from bench.ports import free_ports
from bench.results import Results
from bench.systems import TITLES, Place, System
from bench.trial import PATIENCE, Numbers, Trial
from gateway.running.programs import nginx_binary

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENT = PROJECT / "docs" / "performance.md"
PORTS_EACH = 4
FAILURES = (WrongAnswerError, RuntimeError, OSError, ValueError, psutil.Error)


class Run:
    """What is started, and what is measured."""

    def __init__(self, options: Options, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.results = Results()
        self.systems: dict[str, System] = {}
        self.began = time.monotonic()
        self.stack = ExitStack()

    def measure(self) -> None:
        """Do everything; whatever was started is stopped however this ends."""
        with self.stack:
            try:
                self._start()
                for number in range(self.options.rounds):
                    self._round(number)
                if "start" in self.options.parts:
                    for system in self.systems.values():
                        self._note(system, "after")
            finally:
                # A second Ctrl-C must not leave half of it behind.
                for one in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(one, signal.SIG_IGN)
                _tell("Stopping everything …")

    def _start(self) -> None:
        names = [name for name in lineup.CLASSES if name in self._needed()]
        ports = free_ports(self.options.first_port, 2 + PORTS_EACH * len(names))
        place = Place(self.folder, self.folder / "config.yaml", ports.pop(0), ports.pop(0))
        table.write(place.config, place.fixed, place.paced)
        mock = self.folder / "mock"
        config = fixed.write_mock(mock, place.fixed)
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
        for command in (
            [nginx_binary() or "nginx", "-e", "stderr", "-p", str(mock), "-c", str(config)],
            [sys.executable, "-m", "bench.paced", str(place.paced)],
        ):
            self.stack.callback(processes.end, processes.start(command, environment, mock / "output.log", cwd=PROJECT))
        for name in names:
            self._start_one(lineup.make(name, place, [ports.pop(0) for _ in range(PORTS_EACH)]))

    def _needed(self) -> set[str]:
        needed = set(self.options.systems)
        if "start" in self.options.parts and "direct" in needed:
            needed.add("translator")
        if "workers" in self.options.parts and needed & {"direct", "translator"}:
            needed |= {"translator", "translator-2"}
        return needed

    def _start_one(self, system: System) -> None:
        began = time.monotonic()
        self.stack.callback(system.stop)
        try:
            system.start()
            answered = first_answer(system.target("json"), PATIENCE) - began
            self.systems[system.name] = system
            _tell(f"{TITLES[system.name]}: first answer after {answered:.2f} s")
            # LiteLLM may still load behind an answer, and would disturb whoever is measured next.
            processes.settle([system.tree()])
            if "start" in self.options.parts:
                self.results.add(system.name, {"start.first": answered})
                self._note(system, "rest")
        except FAILURES as error:
            self.systems.pop(system.name, None)
            self._fault(f"{TITLES[system.name]} did not start: {error}")

    def _note(self, system: System, when: str) -> None:
        tree = system.tree()
        numbers: Numbers = {}
        for prefix, mark in (("", ""), ("own.", "translator")):
            if not mark or (system.name == "direct" and tree.processes(mark)):
                memory = tree.memory(mark)
                numbers |= {f"{prefix}{when}.rss": memory.rss, f"{prefix}{when}.pss": memory.pss}
        self.results.add(system.name, numbers)

    def _round(self, number: int) -> None:
        for name, part in PARTS.items():
            if name not in self.options.parts:
                continue
            alone = ("translator", "translator-2") if name == "workers" else ()
            turn = [one for one in self.systems if one in part.systems and one in (*self.options.systems, *alone)]
            turn = [one for one in turn if part.often or number == 0 or not self.systems[one].slow]
            # Whoever begins differs from round to round, so that nobody always runs on the warmer machine.
            for one in turn[number % len(turn) :] + turn[: number % len(turn)] if turn else []:
                if time.monotonic() - self.began > self.options.minutes * 60:
                    self._fault(f"round {number + 1}, {name}, {TITLES[one]}: left out, the time was up")
                    continue
                self._trial(number, name, self.systems[one])

    def _trial(self, number: int, part: str, system: System) -> None:
        what = f"round {number + 1} of {self.options.rounds}, {part}, {TITLES[system.name]}"
        try:
            numbers = PARTS[part].run(Trial(system, self.options.seconds, self.folder / "wrk"))
        except FAILURES as error:
            self._fault(f"{what}: {error}")
            return
        self.results.add(system.name, numbers)
        _tell(f"{time.monotonic() - self.began:4.0f} s  {what}: " + ", ".join(f"{name} {value:.4g}" for name, value in numbers.items()))

    def _fault(self, words: str) -> None:
        self.results.faults.append(words)
        _tell(f"FAILED {words}")


def _tell(words: str) -> None:
    click.echo(words, err=True)


def _interrupt(number: int, frame: object) -> None:
    del number, frame
    raise KeyboardInterrupt


def bench(options: Options) -> int:
    """Run the benchmark and report; returns the exit status: 0, 1 where something failed, 130 where it was interrupted."""
    signal.signal(signal.SIGTERM, _interrupt)
    busy = machine.others()
    if busy > machine.BUSY:
        _tell(f"This machine is busy: others use {busy:.0%} of its cores. What is measured now says little; end them first.")
    with tempfile.TemporaryDirectory(prefix="openai-code-bench-") as folder:
        # nginx's workers, where it is started by root, are somebody else.
        Path(folder).chmod(0o711)
        run = Run(options, Path(folder))
        try:
            run.measure()
        except KeyboardInterrupt:
            _tell("Interrupted: everything that was started is stopped.")
            return 130
        except ValueError as error:
            _tell(str(error))
            return 1
    looked = machine.look(PROJECT)
    click.echo(f"\n{looked.hardware}\n{looked.versions}\n\n{report.terminal(run.results)}")
    if options.json:
        everything = {
            "machine": looked.plain(),
            "rounds": options.rounds,
            "seconds": options.seconds,
            "busy_before": busy,
            **run.results.plain(),
        }
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    if options.write and not run.results.faults and busy <= machine.BUSY:
        DOCUMENT.write_text(report.document(run.results, looked, options.rounds, options.seconds), encoding="utf-8")
    elif options.write:
        _tell("docs/performance.md is not written, because something failed or the machine was busy.")
    return 1 if run.results.faults else 0
