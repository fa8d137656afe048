"""How an installation may send: the values behind its safety valves, made from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What holds for every letter of this installation.

    `bounce_domain` takes bounces (`b+TOKEN@...`) and `reply_domain` takes replies and the mailto
    form of goodbye (`unsub+TOKEN@...`); both empty where no listener stands behind them.
    `mailboxes` are plain names at both that take mail too, in lower case. `auth_host` is the name
    under which our own receiving host writes what it found out of a sender; empty: none does.
    `test_only` are the folded addresses that alone are written to in test mode; empty: everybody.
    Rates are letters a second, 0 for no limit: `rate` for the account or relay as a whole,
    `domain_rates` for recipient domains. `warm_up_from` is the first day of a new account's
    warm-up, `None` when it needs none; `warm_up_first` is the number of letters on that day.
    `blast_radius` is how many times the forecast of ten minutes may be exceeded; 0: never asks.
    """

    bounce_domain: str = ""
    reply_domain: str = ""
    mailboxes: frozenset[str] = frozenset({"abuse", "postmaster"})
    auth_host: str = ""
    test_only: frozenset[str] = frozenset()
    rate: float = 0.0
    domain_rates: Mapping[str, float] = field(default_factory=dict)
    warm_up_from: date | None = None
    warm_up_first: int = 50
    blast_radius: float = 0.0
