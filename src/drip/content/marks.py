"""Marks: what stands for a person's value while a letter is compiled.

A mark becomes a sentinel of three private-use characters, which Markdown, the layout and the CSS
inliner carry through unchanged; the result is split at the sentinels. A mark can only be printed:
anything that would make the text depend on the value raises.
"""

from __future__ import annotations

import re
from typing import NoReturn

from drip.errors import DripError

_OPEN, _CLOSE = "\ue000", "\ue001"
_FIRST = 0xE100
#: A letter offers at most this many answers to tap.
MOST_CHOICES = 50

#: What a letter's words may hold of a person.
PERSONAL = ("first_name", "question")
#: Values of links. They are safe in addresses.
TOKENS = (
    "token_confirm",
    "token_page",
    "token_preferences",
    "token_unsubscribe",
    "token_web",
    "token_book",
    *(f"token_answer_{place}" for place in range(1, MOST_CHOICES + 1)),
)
#: Places for blocks, on a line of their own.
BLOCKS = ("answers", "book")

_ALL = (*PERSONAL, *TOKENS, *BLOCKS)
_CODES = {name: f"{_OPEN}{chr(_FIRST + place)}{_CLOSE}" for place, name in enumerate(_ALL)}
_NAMES = {code: name for name, code in _CODES.items()}
_SENTINEL = re.compile(f"({_OPEN}.{_CLOSE})")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class MarkUsedError(DripError):
    """A letter's text would depend on a person's value."""


class Mark:
    """A merge tag in a template. It can be printed, and nothing else."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def sentinel(self) -> str:
        """The characters that stand for the value."""
        return _CODES[self.name]

    def _refuse(self, *_: object) -> NoReturn:
        raise MarkUsedError(
            f"{{{{ {self.name} }}}} can only be shown. A letter is written once for everybody,"
            " so nothing in it can be decided or changed by a person's value."
        )

    __bool__ = __str__ = __len__ = __iter__ = __eq__ = __ne__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __contains__ = __getitem__ = _refuse
    __add__ = __radd__ = __mul__ = __rmul__ = __mod__ = __format__ = __html__ = _refuse


def sentinel(name: str) -> str:
    """The characters that stand for a value or a block."""
    return _CODES[name]


def split(text: str) -> tuple[list[str], list[str]]:
    """Cut at sentinels: the statics, and the names between them."""
    pieces = _SENTINEL.split(text)
    return pieces[0::2], [_NAMES[code] for code in pieces[1::2]]


def holds_private(text: str) -> re.Match[str] | None:
    """The first private-use character of a text: content must hold none."""
    return _PRIVATE.search(text)
