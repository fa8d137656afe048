"""`drip up` as an operator meets it: two halves, one command."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

CONTENT = Path(__file__).resolve().parents[2]
PROMISED_KB = 205_000
#: Seconds from Ctrl-C to the end, on a machine that has a core to spare.
PROMISED_STOP = 1.0


class Up:
    """A running `drip up`."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.log = folder / "log"
        self._output = self.log.open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "drip", "up", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "NO_COLOR": "1", **environment},
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, pattern: str) -> str:
        """What the first group of a pattern matched, once it was printed."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := re.search(pattern, self.said):
                return found[1]
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(self.said)

    def ready(self, address: str) -> dict[str, object]:
        """The answer of /readyz, once it is 200."""
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - our own site
                    return dict(json.load(answer))
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < end, self.said
                time.sleep(0.1)

    def processes(self) -> list[int]:
        """This process and its children's children."""
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found += [int(child) for child in children]
        return found

    def stop(self, sign: signal.Signals) -> float:
        """Seconds from a signal, as the terminal sends it to all, to the end."""
        began = time.monotonic()
        os.killpg(self.process.pid, sign)
        self.process.wait(60)
        return time.monotonic() - began

    def close(self) -> None:
        """End whatever is left."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._output.close()


@contextmanager
def running(folder: Path, *arguments: str, **environment: str) -> Iterator[Up]:
    up = Up(folder, *arguments, **environment)
    try:
        yield up
    finally:
        up.close()


def test_one_command_runs_a_clinic_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "8470") as up:
        address = up.wait_for(r"Drip is at (http://localhost:\d+)/")
        link = up.wait_for(r"(http://localhost:\d+/staff/join/\S+)")
        assert up.ready(address)["ready"] is True
        with urllib.request.urlopen(link, timeout=10) as page:  # noqa: S310 - our own site
            assert page.status == 200
        memory = sum(_pss(pid) for pid in up.processes())

        took = up.stop(signal.SIGINT)

        assert up.process.returncode == 0
        # A core that is shared by four does a second's work in four.
        assert took < PROMISED_STOP * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        assert "Traceback" not in up.said
        assert memory < PROMISED_KB
    assert (tmp_path / "data/drip.db").is_file()


def test_the_first_start_is_a_few_calm_lines(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "8475") as up:
        up.wait_for(r"(Ctrl-C stops it)")

        assert [line.partition("8475")[0] for line in up.said.splitlines()] == [
            "Made data/drip.db.",
            "Published spasm, strengthening.",
            "Drip is at http://localhost:",
            "Letters are kept in data/outbox; none leaves this machine.",
            "Nobody can sign in yet. Open this once to make your account:",
            "  http://localhost:",
            "Ctrl-C stops it.",
        ]


def test_a_copy_says_so_at_once_and_what_to_do(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    with running(one, "--port", "8481") as up:
        up.wait_for(r"(Ctrl-C stops it)")
        up.stop(signal.SIGINT)
    shutil.copytree(one / "data", two / "data")
    with running(two, "--port", "8483") as copy:
        copy.wait_for(r"(looks like a copy of the database)[\s\S]*drip adopt --help[\s\S]*Ctrl-C")


def test_a_first_start_with_a_mistake_promises_nothing_of_before(tmp_path: Path) -> None:
    for part in ("sequences", "templates"):
        shutil.copytree(CONTENT / part, tmp_path / "content" / part)
    broken = tmp_path / "content/sequences/spasm.yaml"
    broken.write_text(broken.read_text().replace("anchor:", "anker:", 1))

    with running(tmp_path, "--port", "8478", DRIP_CONTENT_DIR="content") as up:
        up.wait_for(r"(Ctrl-C stops it)")

        assert "Published strengthening." in up.said
        assert "spasm has mistakes, so it is not offered yet" in up.said
        assert "stays in force" not in up.said


def test_a_taken_port_gets_a_sentence_and_the_next_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 8480)), running(tmp_path, "--port", "8480") as up:
        address = up.wait_for(r"Drip is at (http://localhost:\d+)/")

        assert "Port 8480 is taken; the site is at 8481 instead." in up.said
        assert address.endswith(":8481")
        assert up.ready(address)["ready"] is True


def test_the_site_ends_with_a_worker_that_was_killed(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "8490") as up:
        up.ready(up.wait_for(r"Drip is at (http://localhost:\d+)/"))
        halves = up.processes()[1:]

        up.process.kill()
        up.process.wait()

        end = time.monotonic() + 30
        while any(_alive(pid) for pid in halves):
            assert time.monotonic() < end, "the site outlived its worker"
            time.sleep(0.1)


def test_a_worker_ends_with_its_site(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "8500") as up:
        up.ready(up.wait_for(r"Drip is at (http://localhost:\d+)/"))

        os.kill(up.processes()[1], signal.SIGKILL)

        assert up.process.wait(30) == 1
        assert "The web half ended by itself" in up.said
        assert "Traceback" not in up.said


def _pss(pid: int) -> int:
    """The proportional share of memory of a process, in kB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Pss:\s+(\d+)", text, flags=re.MULTILINE)[0])


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
