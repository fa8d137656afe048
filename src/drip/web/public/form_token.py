"""A signed mark of when a form was opened, so that robots cannot post faster than people read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

#: Nobody reads and fills in the form faster than this; nobody takes longer than that.
LEAST = timedelta(seconds=3)
MOST = timedelta(hours=2)
_SALT = "signup form"


class Age(StrEnum):
    """What a mark tells."""

    NONE = "none"  #: none, or not ours: the form is not from our page
    FINE = "fine"
    YOUNG = "young"
    OLD = "old"


def issue(secret: bytes, wall: datetime) -> str:
    """A mark for a form that is opened now. `wall` is real time."""
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(int(wall.timestamp())))


def read(secret: bytes, token: str, wall: datetime) -> Age:
    """How old the form is."""
    try:
        opened = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except BadSignature:
        return Age.NONE
    if not isinstance(opened, int):
        return Age.NONE
    age = wall - datetime.fromtimestamp(opened, UTC)
    if age < LEAST:
        return Age.YOUNG
    return Age.FINE if age <= MOST else Age.OLD
