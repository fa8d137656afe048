"""Finding a port to listen on."""

from __future__ import annotations

import errno
import socket

from drip.errors import DripError

_TRIED = 50


class NoPortError(DripError):
    """No port can be listened on."""


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that is free.

    Raises:
        NoPortError: none of the next fifty is free, or this user may listen on none of them.
    """
    for port in range(wanted, min(wanted + _TRIED, 65_536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                    continue
                raise NoPortError(f"Cannot listen on {host}: {error.strerror}.") from error
            return port
    raise NoPortError(
        f"No free port from {wanted} on. Choose another with --port, or stop what runs there."
    )
