"""What the road needs from the outside, put together once by the composition root."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drip.content.revision import Revisions
from drip.content.safety import shipped_concepts
from drip.delivery.pager import Pager
from drip.delivery.transport import Transport
from drip.domain.safety import Concepts
from drip.domain.sending import Sending
from drip.inbound.provider_lists import ProviderLists
from drip.links import Links
from drip.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The doers. They hold no state of the road; the database does.

    `now` gives the present as aware UTC: the one clock. `wall` is real time even where `now` is a
    demo's clock: form age, staff sessions and rate limits use it. `steady` counts seconds and
    never jumps. `worker` names this process in the ledger. `lists` are the provider's own, where it
    keeps any. `concepts` gives the words that may mean an emergency, and `pager` calls the second
    route of an alarm. `moment` is how long something takes that only a machine does so fast; it
    has no length where the clock stands still, for speed tells nothing there. `patience` is how
    long the result of a call is kept in hand for a database that is away.
    """

    database: Database
    content: Revisions
    transport: Transport
    links: Links
    now: Callable[[], datetime]
    wall: Callable[[], datetime]
    worker: str = "worker"
    steady: Callable[[], float] = time.monotonic
    lease: timedelta = field(default=timedelta(minutes=2))
    patience: timedelta = field(default=timedelta())
    demo: bool = False
    moment: timedelta = field(default=timedelta())
    sending: Sending = field(default_factory=Sending)
    lists: ProviderLists | None = None
    concepts: Callable[[], Concepts] = shipped_concepts
    pager: Callable[[Mapping[str, object]], str] = field(default_factory=lambda: Pager(""))
