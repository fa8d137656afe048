"""When a file was born: what tells a copy from the file itself, whatever its name and times say."""

from __future__ import annotations

import ctypes
import os
import struct
from functools import cache
from pathlib import Path
from typing import Any

#: Of statx(2): the current folder as a start, room for its answer, and the birth's bit and place.
_HERE = -100
_ROOM = 256
_BIRTH = 0x800
_AT = 80
_SECOND = 1_000_000_000


def born(file: Path) -> int:
    """When a file was made on its disk, in nanoseconds; 0 where the system does not tell.

    Nothing that is done to a file changes it: no writing, touching or giving to another user.
    Raises OSError when the file is not there.
    """
    status = file.stat()
    told = getattr(status, "st_birthtime", None)
    if told is not None:
        return int(told * _SECOND)
    ask = _statx()
    answer = ctypes.create_string_buffer(_ROOM)
    if ask is None or ask(_HERE, os.fsencode(file), 0, _BIRTH, answer) != 0:
        return 0
    (known,) = struct.unpack_from("=I", answer)
    seconds, rest = struct.unpack_from("=qI", answer, _AT)
    return seconds * _SECOND + rest if known & _BIRTH else 0


@cache
def _statx() -> Any:
    """The C library's statx, where it has one (Linux since 4.11, glibc since 2.28)."""
    try:
        return ctypes.CDLL(None).statx
    except (AttributeError, OSError):
        return None
