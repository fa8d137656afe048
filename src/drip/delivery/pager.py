"""The second route of an alarm: the clinic's own SMS or pager service, called by a webhook."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping

_TIMEOUT = 10.0
NONE = "no second route is set"


class Pager:
    """Posts an alarm as JSON to one address. Follows no redirect: it would carry a secret along."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(_NoRedirects)

    def __call__(self, alarm: Mapping[str, object]) -> str:
        """Call it; answers what came of it in a few words, without the address. Never raises."""
        if not self._url:
            return NONE
        request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone
            self._url,
            data=json.dumps(dict(alarm)).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "Drip"},
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return f"taken ({answer.status})"
        except urllib.error.HTTPError as error:
            error.close()
            return f"refused ({error.code})"
        except (OSError, ValueError) as error:
            return f"not reached ({type(error).__name__})"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect ends as the refusal that it is."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""
