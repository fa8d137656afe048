"""The web server: gunicorn with threads, set up in code."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from drip.settings import Settings


class SiteServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves one WSGI application. `make` builds it once, before the workers are forked.

    With `watch_stdin` it ends when the process that started it does: its standard input closes.
    """

    def __init__(
        self, make: Callable[[], Any], settings: Settings, *, watch_stdin: bool = False
    ) -> None:
        self._make = make
        self._settings = settings
        self._watch_stdin = watch_stdin
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run; its own files and variables are not read."""
        settings = self._settings
        options = {
            "bind": [f"{settings.listen_on}:{settings.port}"],
            "workers": settings.web_concurrency,
            "worker_class": "gthread",
            "threads": settings.web_threads,
            "preload_app": True,
            # It would write a socket into the home folder, which containers may not have.
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "timeout": 60,
            "loglevel": "warning",
            "proc_name": "drip web",
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - memory, as gunicorn advises
            "when_ready": self._ready,
            "post_fork": _collect_again,
            "worker_int": _leave_at_once,
            "on_exit": _leave_at_once,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, put out of the collector's sight (https://docs.python.org/3/library/gc.html).

        A collection in a forked worker would write to every page that it shares.
        """
        gc.disable()
        made = self._make()
        gc.collect()
        gc.freeze()
        return made

    def _ready(self, _arbiter: Any) -> None:
        if self._watch_stdin:
            threading.Thread(target=_end_with_parent, daemon=True).start()


def _collect_again(_server: Any, _worker: Any) -> None:
    gc.enable()


def _leave_at_once(_process: Any) -> None:
    # A worker comes here on Ctrl-C only (SIGTERM lets its requests end), the server when its
    # workers have ended. Taking the interpreter apart would keep somebody at a terminal waiting.
    os._exit(0)


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
