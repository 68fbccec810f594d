"""How gunicorn runs the interceptor, and the one place where the environment becomes its Config."""

import os
import sys
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from interceptor.config import Config, from_environment
from interceptor.logfile import LogFile
from interceptor.rotation import keep_forgetting, keep_rotating


class Worker(Protocol):
    """The part of gunicorn's worker that is used here."""

    wsgi: Flask
    alive: bool


def _config() -> Config:
    try:
        return from_environment(os.environ)
    except ValueError as error:
        sys.exit(f"the interceptor cannot start: {error}")


CONFIG = _config()
SWITCH_SECONDS = 0.0005

bind = f"127.0.0.1:{CONFIG.own_port}"
workers = 1  # one writer of the log; a second would only wait for its lock
worker_class = "gthread"
threads = 16  # up to six are held by those who look on live
preload_app = True  # a worker that was killed is back at once, and shares its memory with the master
keepalive = 75  # longer than nginx keeps an idle connection, so that it never sends into one that is closing
graceful_timeout = 3
timeout = 30
limit_request_line = 0  # nginx has bounded both, and answers in JSON where gunicorn would answer in HTML
limit_request_field_size = 65_536
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # versions that have no such thing pass over the name
if Path("/dev/shm").is_dir():  # noqa: S108 (a place in memory for gunicorn's heartbeat file, which has no name there)
    worker_tmp_dir = "/dev/shm"  # noqa: S108
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "%(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "short", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}


def post_worker_init(worker: Worker) -> None:
    """Open the telemetry log in the worker, which alone may use it, follow the logs, and look after the size of requests.log."""
    worker.wsgi.extensions["telemetry_log"].start()
    worker.wsgi.extensions["streams"].ended = lambda: not worker.alive
    # While the index is built that thread computes without a pause: clients must not wait for its turn to end.
    sys.setswitchinterval(SWITCH_SECONDS)
    worker.wsgi.extensions["follower"].start()
    if (forwarder := worker.wsgi.extensions["forwarder"]) is not None:
        forwarder.start()
    logs = [LogFile(path, CONFIG.log_max_bytes, CONFIG.log_keep) for path in (CONFIG.records_path, CONFIG.log_path)]
    keep_rotating(logs[0])
    if CONFIG.retention_days:
        keep_forgetting(logs, CONFIG.retention_days, CONFIG.log_keep)


def worker_exit(_server: object, worker: Worker) -> None:
    """Write what is still kept in memory, and end the threads."""
    worker.wsgi.extensions["telemetry_log"].close()
    if (forwarder := worker.wsgi.extensions["forwarder"]) is not None:
        forwarder.close()
    # What it has begun is a transaction: it is read again at the next start.
    worker.wsgi.extensions["follower"].close(0.5)
