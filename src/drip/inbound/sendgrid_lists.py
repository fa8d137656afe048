"""SendGrid's suppression lists, over the official `sendgrid` package: a few calls a day.

The package waits for ever, prints the key at DEBUG, and has no patience with a rate limit; this
door has a time-out, keeps it quiet and waits for a limit's reset, a few times.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from drip.errors import DripError
from drip.inbound.provider_lists import Listed, TheirList

SOURCE = "sendgrid"

_PAGE = 500
_MOST_PAGES = 2000
#: How many addresses one call adds.
_BATCH = 1000
_TIMEOUT = 20.0
_TRIES = 5
_LONGEST_WAIT = 60.0


class ListsError(DripError):
    """SendGrid's lists could not be read or changed."""


class SendGridLists:
    """The lists of one account. `sleep` waits in seconds, for a rate limit to pass."""

    name = SOURCE

    def __init__(self, key: str, *, host: str, sleep: Callable[[float], None] = time.sleep) -> None:
        logging.getLogger("python_http_client.client").setLevel(logging.WARNING)
        api = SendGridAPIClient(key, host=host)
        api.client.timeout = _TIMEOUT
        self._client = api.client
        self._sleep = sleep

    def read(self, which: TheirList, since: datetime | None) -> Iterator[Sequence[Listed]]:
        """The addresses that were put on a list since a moment, page by page.

        Raises:
            ListsError: SendGrid does not answer as it should.
        """
        query: dict[str, int] = {"limit": _PAGE}
        if since is not None:
            query["start_time"] = int(since.timestamp())
        for page in range(_MOST_PAGES):
            rows = self._rows(which, query | {"offset": page * _PAGE})
            if rows:
                yield [one for row in rows if (one := _listed(row)) is not None]
            if len(rows) < _PAGE:
                return

    def _rows(self, which: TheirList, query: dict[str, int]) -> list[Any]:
        place = self._client.suppression._(which.value)
        found = self._call(lambda: place.get(query_params=query))
        if not isinstance(found, list):
            raise ListsError(f"SendGrid's list {which.value} is no list.")
        return found

    def unsubscribe(self, addresses: Sequence[str]) -> None:
        """Put addresses on the global list of those who said goodbye.

        Raises:
            ListsError: SendGrid does not answer as it should.
        """
        place = self._client.asm.suppressions._("global")
        for start in range(0, len(addresses), _BATCH):
            body = {"recipient_emails": list(addresses[start : start + _BATCH])}
            self._call(lambda body=body: place.post(request_body=body))  # type: ignore[misc]  # a default keeps each batch

    def take_back(self, address: str) -> None:
        """Take an address off the global list; one that is not there makes no difference.

        Raises:
            ListsError: SendGrid does not answer as it should.
        """
        place = self._client.asm.suppressions._("global")._(quote(address, safe="@"))
        self._call(place.delete, missing_is_fine=True)

    def _call(self, ask: Callable[[], Any], *, missing_is_fine: bool = False) -> Any:
        for _ in range(_TRIES):
            try:
                body = ask().body
                return json.loads(body) if body else None
            except HTTPError as error:
                if error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                    self._sleep(_wait(error.headers or {}))
                elif error.status_code == HTTPStatus.NOT_FOUND and missing_is_fine:
                    return None
                else:
                    raise ListsError(f"SendGrid answers {error.status_code}.") from None
            except (OSError, HTTPException, ValueError) as error:
                raise ListsError(f"SendGrid gives no answer ({type(error).__name__}).") from None
        raise ListsError("SendGrid asks to wait, again and again (429).")


def _wait(headers: Any) -> float:
    """Seconds until a rate limit is lifted, by SendGrid's own clock."""
    try:
        reset = float(headers.get("X-RateLimit-Reset", 0))
        there = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (TypeError, ValueError):
        return 1.0
    return min(max(reset - there, 1.0), _LONGEST_WAIT)


def _listed(row: Any) -> Listed | None:
    if not isinstance(row, dict):
        return None
    address, created = row.get("email"), row.get("created")
    if not isinstance(address, str) or "@" not in address or not isinstance(created, int):
        return None
    return Listed(
        address=address.strip(),
        at=datetime.fromtimestamp(created, UTC),
        reason=str(row.get("reason") or ""),
        status=str(row.get("status") or ""),
    )
