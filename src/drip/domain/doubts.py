"""What to do about a letter that may have gone: the clinic decides, step by step if it wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DoubtPolicy(StrEnum):
    """What happens to a letter whose call never got an answer."""

    RECONCILE = "reconcile"  #: sent again only once it is proved that it did not go
    NEVER_RESEND = "never_resend"  #: never sent again; staff look at it
    RESEND_AFTER = "resend_after"  #: sent once more after a while: it must arrive, and may double


@dataclass(frozen=True, slots=True)
class OnUnknown:
    """A policy; `after` is how long `resend_after` waits, and nothing for the others."""

    policy: DoubtPolicy
    after: timedelta = timedelta()


#: What holds where nothing is said.
RECONCILE = OnUnknown(DoubtPolicy.RECONCILE)
