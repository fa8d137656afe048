"""Reading mail in a process of its own, with limits on memory, time and files.

A child is kept between mails, because starting one costs more than reading. It gets the raw bytes
on its standard input and answers with JSON; it holds no secrets and may write no file. One that
takes too long or falls over is replaced, and its mail goes to a person.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from typing import IO

from drip.domain.mail import Mail, Problem
from drip.inbound import as_json, bounds
from drip.inbound.mime import read_mail, read_outline

#: Seconds a mail may take.
TIMEOUT = 5.0
_MEMORY = 1024 * 1024 * 1024
_SERVED_MOST = 1000
_ANSWER_MOST = 64 * 1024 * 1024
_FULL, _OUTLINE = b"F", b"H"
_LENGTH = struct.Struct(">cQ")
_COMMAND = "from drip.inbound.child import serve; serve()"
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_safely(raw: bytes, timeout: float = TIMEOUT) -> Mail:
    """Read an email in a child process. Never raises: what fails is a mail that needs a person.

    `timeout` is in seconds. When the whole could not be read, who wrote and what about is tried
    once more, alone.
    """
    if len(raw) > bounds.MAIL:
        outline = _asked(_OUTLINE, raw[: bounds.HEADER_BLOCK], timeout)
        return _unread(raw, outline, Problem.TOO_LARGE)
    found = _asked(_FULL, raw, timeout)
    if isinstance(found, Mail):
        return found
    return _unread(raw, _asked(_OUTLINE, raw[: bounds.HEADER_BLOCK], timeout), found)


def serve() -> None:
    """The child: read mails from standard input until it ends. Limits come first."""
    _limit()
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := given.read(_LENGTH.size):
        how, length = _LENGTH.unpack(head)
        raw = given.read(length)
        answer = as_json.write(read_mail(raw) if how == _FULL else read_outline(raw))
        answers.write(_LENGTH.pack(how, len(answer)) + answer)
        answers.flush()


def close() -> None:
    """End the children that wait."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for child in waiting:
        child.end()


def _limit() -> None:
    """Bound this process. Where the system has no such limits, the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, 600),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(limit)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, bound))


class _Child:
    """One child process and how many mails it has read."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.served = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", _COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )

    def ask(self, how: bytes, raw: bytes, timeout: float) -> Mail:
        """One mail read.

        Raises:
            OSError: the child fell over.
            TimeoutError: it took too long, and was killed.
            ValueError: its answer makes no sense.
        """
        late = threading.Event()
        clock = threading.Timer(timeout, self._kill, [late])
        clock.start()
        try:
            return as_json.read(self._exchange(how, raw))
        except (OSError, ValueError) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            clock.cancel()
            self.served += 1

    def end(self) -> None:
        """Stop the process and take its pipes away."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _exchange(self, how: bytes, raw: bytes) -> bytes:
        given, answers = self._process.stdin, self._process.stdout
        if given is None or answers is None:
            raise BrokenPipeError
        given.write(_LENGTH.pack(how, len(raw)))
        given.write(raw)
        given.flush()
        length = _LENGTH.unpack(_exactly(answers, _LENGTH.size))[1]
        if length > _ANSWER_MOST:
            raise ValueError("the answer is too long to be one")
        return _exactly(answers, length)

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise BrokenPipeError
    return found


_lock = threading.Lock()
_idle: list[_Child] = []
atexit.register(close)


def _asked(how: bytes, raw: bytes, timeout: float) -> Mail | Problem:
    """A child's answer, or why there is none."""
    try:
        child = _borrow()
    except OSError:
        return Problem.UNREADABLE
    try:
        found = child.ask(how, raw, timeout)
    except TimeoutError:
        child.end()
        return Problem.TOO_SLOW
    except (OSError, ValueError):
        child.end()
        return Problem.UNREADABLE
    _give_back(child)
    return found


def _borrow() -> _Child:
    """A child that waits, or a new one. One that another process started is not ours to use."""
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.owner == os.getpid():
                return child
    return _Child()


def _give_back(child: _Child) -> None:
    if child.served >= _SERVED_MOST:
        child.end()
        return
    with _lock:
        _idle.append(child)


def _unread(raw: bytes, outline: Mail | Problem, problem: Problem) -> Mail:
    """A mail that needs a person, with as much of its headers as could be read."""
    known = outline if isinstance(outline, Mail) else Mail(unread=True)
    return replace(
        known,
        problems=(*known.problems, str(problem)),
        size=len(raw),
        body_hash=hashlib.sha256(raw).hexdigest(),
    )
