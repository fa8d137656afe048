"""Cliniko is asked for appointments, since it tells nobody by itself (`domain.md` 1.6).

Each look goes on where the last one ended, with some minutes of overlap; a report that comes again
counts once. What goes wrong is noted and tried again at the next look; nothing is skipped.
"""

from __future__ import annotations

import base64
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import structlog

import drip
from drip.errors import DripError
from drip.flow.booked import bookings
from drip.flow.in_force import offer
from drip.flow.services import Services
from drip.inbound import cliniko
from drip.inbound.cliniko import Page, Patient
from drip.storage import sources

log = structlog.get_logger()

EVERY = timedelta(minutes=5)
_OVERLAP = timedelta(minutes=5)
_FIRST_LOOK_BACK = timedelta(days=28)
_LISTS = ("individual_appointments", "individual_appointments/cancelled")
_DELETED = "individual_appointments/deleted"
_TIMEOUT = 20.0
_MOST_PAGES = 200
_MOST_BYTES = 8 * 1024 * 1024
_TOO_MANY = 429
_LONGEST_WAIT = 60.0


class ClinikoError(DripError):
    """Cliniko could not be asked; the next look tries again."""


class Cliniko:
    """Asks one account. `base_url` is for tests; by default the key's own shard."""

    def __init__(self, key: str, *, contact: str, base_url: str = "") -> None:
        self._base = base_url or f"https://api.{cliniko.shard_of(key)}.cliniko.com/v1"
        self.host = urlsplit(self._base).netloc
        login = base64.b64encode(f"{key}:".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {login}",
            "Accept": "application/json",
            # Cliniko blocks clients that do not say who they are and how to reach them.
            "User-Agent": f"Drip/{drip.__version__} ({contact})",
        }

    def appointments(self, since: datetime, now: datetime) -> Iterator[Page]:
        """Every page of what changed since a moment: also what was cancelled or deleted.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        after = f"updated_at:>{since:%Y-%m-%dT%H:%M:%SZ}"
        for name in (*_LISTS, _DELETED):
            query = urlencode({"q[]": after, "sort": "updated_at", "per_page": 100})
            url = f"{self._base}/{name}?{query}"
            for _ in range(_MOST_PAGES):
                page = cliniko.read_page(self._get(url), host=self.host, now=now)
                yield page
                url = page.next_url
                if not url:
                    break

    def patient(self, url: str) -> Patient:
        """A patient by their own link.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        return cliniko.read_patient(self._get(url))

    def _get(self, url: str) -> bytes:
        request = urllib.request.Request(url, headers=self._headers)  # noqa: S310 - https, or a test's loopback
        for patience in (True, False):
            try:
                with _OPENER.open(request, timeout=_TIMEOUT) as answer:
                    body: bytes = answer.read(_MOST_BYTES)
                    return body
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != _TOO_MANY or not patience:
                    raise ClinikoError(f"Cliniko answered {error.code}.") from error
                time.sleep(_wait(error.headers.get("X-RateLimit-Reset", ""), time.time()))
            except (OSError, ValueError) as error:
                raise ClinikoError(f"Cliniko did not answer: {type(error).__name__}.") from error
        raise ClinikoError


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another host."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def _wait(reset: str, wall: float) -> float:
    """How long to wait for the limit of 200 requests a minute to be over, in seconds."""
    try:
        return min(max(float(reset) - wall, 0.1), _LONGEST_WAIT)
    except ValueError:
        return 5.0


def look(services: Services, account: Cliniko, now: datetime) -> int:
    """Ask for what changed since the last look; answers how many bookings changed.

    Raises:
        ClinikoError: it could not be asked; the next look begins where this one did.
    """
    with services.database.read() as tx:
        known = sources.get(tx, cliniko.SOURCE)
    since = _since(known.cursor if known else "", now)
    newest, changed = since, 0
    patients: dict[str, Patient] = {}
    for page in account.appointments(since, now):
        for one in page.appointments:
            if one.patient not in patients:
                patients[one.patient] = account.patient(one.patient)
            patient = patients[one.patient]
            event = replace(one.event, address=patient.email, marketing=patient.marketing)
            took = bookings.take(services, event, now)
            changed += took is bookings.Took.CHANGED
        newest = max(newest, page.newest or newest)
    with services.database.write() as tx:
        cursor = min(newest, now).isoformat()
        sources.note(tx, cliniko.SOURCE, cursor=cursor, trouble="", heard_at=now)
    return changed


def _since(cursor: str, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(cursor).astimezone(UTC) - _OVERLAP
    except ValueError:
        return now - _FIRST_LOOK_BACK


def try_to_look(services: Services, account: Cliniko, now: datetime) -> None:
    """Look, and note what went wrong instead of raising it."""
    try:
        look(services, account, now)
    except DripError as error:
        log.warning("poll failed", source=cliniko.SOURCE, reason=error.message)
        with services.database.write() as tx:
            sources.note(tx, cliniko.SOURCE, trouble=error.message)


@contextmanager
def polling(services: Services, key: str, *, every: timedelta = EVERY) -> Iterator[None]:
    """Ask in the background for as long as the block lasts; nothing without a key."""
    if not key:
        yield
        return
    clinic = offer.clinic(services)
    account = Cliniko(key, contact=clinic.reply_to or "no address")
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            try:
                try_to_look(services, account, services.now())
            except Exception:
                log.exception("poll failed", source=cliniko.SOURCE)
            ended.wait(every.total_seconds())

    thread = threading.Thread(target=run, name="cliniko", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=1.0)
