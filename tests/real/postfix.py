"""A Postfix of our own, and its `smtp-sink`: real counterparts on high ports of the loopback.

It has a folder of its own for configuration, queue and log, and touches nothing of the system's.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.delivery.mail_servers import CERTIFICATES, LOOPBACK

_SBIN = Path("/usr/sbin")
_PATIENCE = 20.0
_PORTS = range(20_000, 32_000)
#: Domains whose server refuses every recipient, and with which words.
REFUSALS = {
    "dead.example": "550 5.1.1 no such user here",
    "full.example": "552 5.2.2 mailbox full",
    "policy.example": "550 5.7.1 we take nothing from you",
}
#: Domains whose mail comes to Drip.
OURS = ("bounce.clinic.example", "reply.clinic.example")
_MASTER = """\
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""


def lacks() -> str:
    """What is missing here to run a Postfix; nothing when it can run."""
    if not all((_SBIN / name).exists() for name in ("postfix", "smtp-sink")):
        return "no Postfix: apt-get install postfix"
    if os.geteuid() != 0:
        return "a Postfix of our own must be started by root"
    return ""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix. It takes mail at `port` from everybody on the loopback.

    Mail for the domains of OURS goes to an LMTP server at `ours`, for the domains of REFUSALS
    to servers that refuse it, and everything else to an SMTP server at `onward`, once
    somebody listens there.
    """

    folder: Path
    port: int
    ours: int
    onward: int

    def log(self) -> str:
        """What it logged."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def waiting(self) -> int:
        """How many mails it still has."""
        queues = [self.folder / "queue" / name for name in ("incoming", "active", "deferred")]
        return sum(path.is_file() for queue in queues for path in queue.rglob("*"))

    def configure(self, refusing: Mapping[str, int]) -> None:
        """Write its configuration; `refusing` are the ports of the servers that refuse."""
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        shutil.chown(self.folder / "data", "postfix")
        ways = {domain: f"smtp:[{LOOPBACK}]:{port}" for domain, port in refusing.items()}
        ways |= dict.fromkeys(OURS, f"lmtp:inet:{LOOPBACK}:{self.ours}")
        entries = ", ".join(f"{{{domain} = {way}}}" for domain, way in ways.items())
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": self.folder / "queue",
            "data_directory": self.folder / "data",
            "command_directory": _SBIN,
            "daemon_directory": "/usr/lib/postfix/sbin",
            "maillog_file": self.folder / "log",
            "maillog_file_prefixes": self.folder,
            "myhostname": "relay.clinic.example",
            "mydestination": "",
            "alias_maps": "",
            "local_recipient_maps": "",
            "mynetworks": "127.0.0.0/8",
            "inet_interfaces": LOOPBACK,
            "inet_protocols": "ipv4",
            "disable_dns_lookups": "yes",
            "smtpd_relay_restrictions": "permit_mynetworks, reject",
            "smtpd_tls_cert_file": CERTIFICATES / "localhost.pem",
            "smtpd_tls_key_file": CERTIFICATES / "localhost.key",
            "smtpd_tls_security_level": "may",
            "smtp_tls_security_level": "none",
            "smtp_line_length_limit": "0",
            "relayhost": f"[{LOOPBACK}]:{self.onward}",
            "transport_maps": f"inline:{{ {entries} }}",
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s",
            "queue_run_delay": "1s",
            "bounce_queue_lifetime": "1h",
            "smtpd_client_connection_count_limit": "0",
        }
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.folder / "etc" / "main.cf").write_text(text)
        (self.folder / "etc" / "master.cf").write_text(
            _MASTER.format(port=f"{LOOPBACK}:{self.port}")
        )


@contextlib.contextmanager
def running(folder: Path, *, onward: int = 0) -> Iterator[Postfix]:
    """A Postfix in this folder, which must be readable for everybody on the way to it.

    `onward` is the port that ordinary mail goes on to, a free one if none is given.
    """
    with contextlib.ExitStack() as stack:
        refusing = {
            domain: stack.enter_context(sink("-f", "RCPT", "-B", words))
            for domain, words in REFUSALS.items()
        }
        made = Postfix(folder, free_port(), free_port(), onward or free_port())
        made.configure(refusing)
        _run(made, "start")
        try:
            until(lambda: _listens(made.port), "Postfix did not begin to listen")
            yield made
        finally:
            _run(made, "stop")


@contextlib.contextmanager
def sink(*options: str) -> Iterator[int]:
    """An `smtp-sink` with these options; gives its port."""
    port = free_port()
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    process = subprocess.Popen(
        [_SBIN / "smtp-sink", *user, *options, f"{LOOPBACK}:{port}", "100"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _listens(port), "smtp-sink did not begin to listen")
        yield port
    finally:
        process.terminate()
        process.wait()


def until(done: Callable[[], object], otherwise: str, *, patience: float = _PATIENCE) -> None:
    """Wait for something that other processes do."""
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, otherwise
        time.sleep(0.02)


def free_port() -> int:
    """A port of the loopback that nobody listens on, below those that any connection may get."""
    while True:
        port = secrets.choice(_PORTS)
        with contextlib.suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def _run(made: Postfix, command: str) -> None:
    arguments: Sequence[str | Path] = [_SBIN / "postfix", "-c", made.folder / "etc", command]
    done = subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"postfix {command}: {done.stdout}{done.stderr}{made.log()}"
