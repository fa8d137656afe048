"""An account of Cliniko over HTTP: its pages, within its limits, and no redirect followed.

Cliniko takes 200 requests a minute of one user; others may ask with the same key.
"""

from __future__ import annotations

import base64
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

import drip
from drip.domain.bookings import Group
from drip.errors import DripError
from drip.inbound import cliniko, cliniko_groups
from drip.inbound.cliniko import Page, Patient
from drip.inbound.cliniko_groups import AttendeePage, GroupPage

#: Requests in any minute.
MOST_A_MINUTE = 150
_MINUTE = 60.0
_INDIVIDUAL = (
    "individual_appointments",
    "individual_appointments/cancelled",
    "individual_appointments/deleted",
)
_GROUPS = ("group_appointments", "group_appointments/deleted")
_ATTENDEES = ("attendees", "attendees/cancelled", "attendees/deleted")
_TIMEOUT = 20.0
_MOST_PAGES = 200
_MOST_BYTES = 8 * 1024 * 1024
_TOO_MANY = 429
_NOT_THERE = frozenset({404, 410})
_LONGEST_WAIT = 60.0


class ClinikoError(DripError):
    """Cliniko could not be asked; the next look tries again."""


class NotThereError(ClinikoError):
    """Cliniko has no such patient or booking any more."""


class _Paged(Protocol):
    @property
    def next_url(self) -> str: ...


OnePage = TypeVar("OnePage", bound=_Paged)


class Cliniko:
    """Asks one account. `base_url` is for tests; by default the key's own shard."""

    def __init__(
        self,
        key: str,
        *,
        contact: str,
        base_url: str = "",
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._base = base_url or f"https://api.{cliniko.shard_of(key)}.cliniko.com/v1"
        self.host = urlsplit(self._base).netloc
        login = base64.b64encode(f"{key}:".encode()).decode()
        self._headers = {
            "Authorization": f"Basic {login}",
            "Accept": "application/json",
            # Cliniko blocks clients that do not say who they are and how to reach them.
            "User-Agent": f"Drip/{drip.__version__} ({contact})",
        }
        self._steady = steady
        self._sleep = sleep
        self._asked: deque[float] = deque(maxlen=MOST_A_MINUTE)

    def appointments(self, since: datetime, now: datetime) -> Iterator[Page]:
        """Every page of what changed since a moment: also what was cancelled or deleted.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        return self._pages(
            _INDIVIDUAL, since, lambda body: cliniko.read_page(body, host=self.host, now=now)
        )

    def groups(self, since: datetime) -> Iterator[GroupPage]:
        """Every page of the group appointments that changed since a moment, also of deleted ones.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        return self._pages(
            _GROUPS, since, lambda body: cliniko_groups.read_groups(body, host=self.host)
        )

    def attendees(self, since: datetime) -> Iterator[AttendeePage]:
        """Every page of the attendees that changed since a moment, also of those who are gone.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        return self._pages(
            _ATTENDEES, since, lambda body: cliniko_groups.read_attendees(body, host=self.host)
        )

    def patient(self, url: str) -> Patient:
        """A patient by their own link; nobody where there is none any more.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        try:
            return cliniko.read_patient(self._get(url))
        except NotThereError:
            return Patient(email="", marketing=None)

    def group(self, url: str) -> Group | None:
        """A booking by its own link, if it is a group appointment that is still there.

        Raises:
            ClinikoError: it did not answer, or not in its own form.
        """
        try:
            return cliniko_groups.read_booking(self._get(url))
        except NotThereError:
            return None

    def _pages(
        self, lists: tuple[str, ...], since: datetime, read: Callable[[bytes], OnePage]
    ) -> Iterator[OnePage]:
        after = f"updated_at:>{since:%Y-%m-%dT%H:%M:%SZ}"
        query = urlencode({"q[]": after, "sort": "updated_at", "per_page": 100})
        for name in lists:
            url = f"{self._base}/{name}?{query}"
            for _ in range(_MOST_PAGES):
                page = read(self._get(url))
                yield page
                url = page.next_url
                if not url:
                    break

    def _get(self, url: str) -> bytes:
        request = urllib.request.Request(url, headers=self._headers)  # noqa: S310 - https, or a test's loopback
        for patience in (True, False):
            self._keep_pace()
            try:
                with _OPENER.open(request, timeout=_TIMEOUT) as answer:
                    body: bytes = answer.read(_MOST_BYTES)
                    return body
            except urllib.error.HTTPError as error:
                error.close()
                if error.code in _NOT_THERE:
                    raise NotThereError from error
                if error.code != _TOO_MANY or not patience:
                    raise ClinikoError(f"Cliniko answered {error.code}.") from error
                self._sleep(_wait(error.headers.get("X-RateLimit-Reset", ""), time.time()))
            except (OSError, ValueError) as error:
                raise ClinikoError(f"Cliniko did not answer: {type(error).__name__}.") from error
        raise ClinikoError

    def _keep_pace(self) -> None:
        """Wait until one more request stays within the limit."""
        if len(self._asked) == MOST_A_MINUTE:
            wait = self._asked[0] + _MINUTE - self._steady()
            if wait > 0:
                self._sleep(wait)
        self._asked.append(self._steady())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another host."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def _wait(reset: str, wall: float) -> float:
    """How long to wait for the limit of requests a minute to be over, in seconds."""
    try:
        return min(max(float(reset) - wall, 0.1), _LONGEST_WAIT)
    except ValueError:
        return 5.0
