"""Start supervisord, wait until every service answers, outlive it, and end everything: the container's first process."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

import click

from gateway.check import Configuration
from gateway.litellm.warm_up import WarmUp, warm
from gateway.reloading.serving import Serving
from gateway.reloading.stand import stand
from gateway.requests.request_lines import RequestLines, style
from gateway.requests.unanswered import Unanswered
from gateway.running import fatal, instance, nginx_orphans, process_tree, readiness, run_folder
from gateway.running.control import Control
from gateway.running.noted import Noted
from gateway.running.process_log import ProcessLog
from gateway.running.sockets import remove_sockets, socket_path, wake_supervisord
from gateway.telling.banner import backend, start_block

FAILED_FILE = "failed.txt"
AFTER_GRACE = 1.8
AGAIN_SECONDS = 2.0
LOOK_SECONDS = 5.0


class Launch:
    """One run of the gateway, from its first process to its last."""

    def __init__(self, config: Configuration, detached: bool) -> None:
        self.config = config
        self.detached = detached
        self.folder = config.settings.run_folder
        self.stop, self.warm = threading.Event(), threading.Event()
        self.noted = Noted(self.folder)
        self.signals = self.hang_ups = 0
        self.had_terminal = not process_tree.terminal_lost()
        self.started = time.monotonic()
        self.next_look = self.started + LOOK_SECONDS
        self.lost = ""

    def run(self) -> int:
        """Run until a signal or a failure; returns the exit status: 0 after a signal, 1 after a failure."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Held until this process ends.
        self.lock = instance.hold(self.folder)
        if self.lock is None:
            click.echo(f"Another start of the gateway on port {self.config.settings.port} is under way: wait for it, or stop it.", err=True)
            return 1
        (self.folder / FAILED_FILE).unlink(missing_ok=True)
        settings = self.config.settings
        log = ProcessLog(self.folder / "process.log", settings.log_max_bytes, settings.log_keep, terminal=not self.detached)
        self.lines = RequestLines(settings.data_dir, settings.port, style(settings, log.coloured))
        warm_up = WarmUp()
        control: Control | None = None
        unanswered: Unanswered | None = None
        try:
            kept = run_folder.begin(self.config, warm_up.target, dict(os.environ))
            self.serving = Serving(stand(self.config, kept), self.stop, self._reloaded)
            run_folder.write(settings, self.serving.stand.files)
            control = Control(socket_path(settings, "control"), self.serving.environments, self.serving.reload)
            environment = self.serving.supervisord_environment()
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, self._on_signal)
            self._note_instance(ready=False)
            unanswered = Unanswered(self.folder, settings.data_dir, settings.port, self.config.choice.path)
            process_tree.adopt_orphans()
            process_tree.allow_many_files()
            supervisord = subprocess.Popen(
                run_folder.supervisord_command(),
                env=environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=process_tree.die_with_parent,
            )
            if settings.litellm:
                threading.Thread(target=self._warm, args=(warm_up, environment["LITELLM_MASTER_KEY"]), daemon=True).start()
            if self._wait_until_ready(supervisord, environment["OFFLINE_PORT"]):
                self._note_instance(ready=True)
                self.serving.ready.set()
                click.echo("\n" + start_block(self.config, self.detached) + "\n")
            self._outlive(supervisord)
            return self._end(supervisord)
        finally:
            if control is not None:
                control.close()
            instance.remove(self.folder)
            if unanswered is not None:
                unanswered.close()
            self.lines.close()
            log.close()

    def _on_signal(self, number: int, frame: object) -> None:
        del frame
        if number == signal.SIGHUP and not process_tree.terminal_lost(self.had_terminal):
            self.hang_ups += 1
            return
        self.signals += 1
        self.stop.set()

    def _reloaded(self, config: Configuration) -> None:
        self.config = config
        self.lines.style = style(config.settings, self.lines.style.terminal)
        self._note_instance(ready=True)

    def _note_instance(self, ready: bool, stopping: bool = False) -> None:
        settings = self.config.settings
        now = instance.Instance(
            pid=os.getpid(),
            born=instance.born(os.getpid()),
            port=settings.port,
            data_dir=str(settings.data_dir),
            backend=backend(self.config),
            socket=str(socket_path(settings)),
            ports=dict(self.serving.stand.ports),
        )
        self.noted.write(now, ready=ready, stopping=stopping)

    def _warm(self, warm_up: WarmUp, key: str) -> None:
        litellm = f"http://127.0.0.1:{self.config.settings.litellm_port}"
        while not self.stop.is_set() and not self.warm.is_set():
            if readiness.answers(f"{litellm}/health/liveliness"):
                # Not tried again: a first request that is slow is no reason never to be ready.
                warm(litellm, key, warm_up.target.name)
                self.warm.set()
            self.stop.wait(0.2)
        warm_up.close()

    def _wait_until_ready(self, supervisord: subprocess.Popen[bytes], offline_port: str) -> bool:
        settings = self.config.settings
        steps: list[tuple[str, Callable[[], bool]]] = [
            # nginx is asked last: what it cannot reach yet, it tells as an error in the log.
            ("The interceptor starts", lambda: readiness.listens(settings.interceptor_port)),
            ("nginx starts", lambda: readiness.answers(f"{settings.local_url}/health")),
        ]
        if offline_port:
            steps.append(("The offline backend starts", lambda: readiness.answers(f"http://127.0.0.1:{offline_port}/health")))
        if self.config.choice.path != "direct":
            # On the direct path LiteLLM may still load while messages are already answered.
            steps.insert(0, ("LiteLLM starts", self.warm.is_set))
        told = time.monotonic()
        for what, done in steps:
            while not done():
                wake_supervisord(settings)
                if self.stop.wait(0.2) or supervisord.poll() is not None or self._given_up():
                    return False
                if time.monotonic() - told >= 2:
                    told = time.monotonic()
                    click.echo(f"{what} … {told - self.started:.0f} s")
        return True

    def _outlive(self, supervisord: subprocess.Popen[bytes]) -> None:
        while supervisord.poll() is None and not self.lost and not self.stop.wait(0.5):
            process_tree.reap_orphans(supervisord.pid)
            self._given_up()
            if self.hang_ups:
                self.hang_ups = 0
                threading.Thread(target=self.serving.reload, args=(click.echo,), daemon=True).start()

    def _given_up(self) -> bool:
        """Look every few seconds whether supervisord has given a program up: its listener may be the one that cannot start."""
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOK_SECONDS
            self.lost = self.lost or fatal.given_up(socket_path(self.config.settings)) or ""
        return bool(self.lost)

    def _end(self, supervisord: subprocess.Popen[bytes]) -> int:
        failure = fatal.failure(supervisord.poll(), self.signals > 0, self.lost, self.config.settings)
        # A full disk is no reason not to stop in order.
        with contextlib.suppress(OSError):
            self._note_instance(ready=False, stopping=True)
        if failure is None:
            click.echo("Stopping: streams in flight may finish.")
        else:
            with contextlib.suppress(OSError):
                (self.folder / FAILED_FILE).write_text(failure, encoding="utf-8")
        if supervisord.poll() is None:
            supervisord.terminate()
        first, again = self.signals, time.monotonic() + AGAIN_SECONDS
        hurry = time.monotonic() + self.config.settings.shutdown_grace
        while supervisord.poll() is None:
            wake_supervisord(self.config.settings)
            time.sleep(0.05)
            if time.monotonic() > hurry:
                nginx_orphans.hurry(self.folder / "nginx.pid")
            elif time.monotonic() > again:
                nginx_orphans.quit_still(self.folder / "nginx.pid")
            if self.signals > first or time.monotonic() > hurry + AFTER_GRACE:
                # Asked twice, or docker would kill soon: nothing more is waited for.
                supervisord.kill()
        process_tree.end_orphans()
        remove_sockets(self.serving.stand.effective.settings)
        click.echo(failure or "Stopped.", err=failure is not None)
        return 0 if failure is None else 1
