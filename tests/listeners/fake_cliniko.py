"""A small Cliniko: its pages, its login, its wish to know who asks, and its limit of requests."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "MS0xLWtleQ-au2"


@dataclass
class FakeCliniko:
    """What it knows, what it was asked, and what it should do wrong."""

    appointments: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    attendees: list[dict[str, Any]] = field(default_factory=list)
    patients: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    per_page: int = 2
    refuse_next: int = 0
    fail_at: int = 0
    url: str = ""

    def patient(self, number: str, email: str, **more: Any) -> None:
        self.patients[number] = {"id": number, "email": email} | more

    def appointment(self, number: int, whose: str, **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": number,
            "starts_at": "2027-01-08T09:00:00Z",
            "ends_at": "2027-01-08T09:45:00Z",
            "updated_at": "2027-01-04T07:00:00Z",
            "cancelled_at": None,
            "did_not_arrive": False,
            "patient_arrived": False,
            "patient": {"links": {"self": f"{self.url}/patients/{whose}"}},
        }
        self.appointments.append(row | more)
        return self.appointments[-1]

    def group(self, number: int, **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": number,
            "starts_at": "2027-01-08T09:00:00Z",
            "ends_at": "2027-01-08T10:00:00Z",
            "updated_at": "2026-06-01T07:00:00Z",
            "deleted_at": None,
            "max_attendees": 8,
            "patient_ids": [],
        }
        self.groups.append(row | more)
        return self.groups[-1]

    def attendee(self, number: int, booking: int, whose: str, **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": number,
            "updated_at": "2027-01-04T07:00:00Z",
            "arrived": None,
            "cancelled_at": None,
            "deleted_at": None,
            "booking": {"links": {"self": f"{self.url}/bookings/{booking}"}},
            "patient": {"links": {"self": f"{self.url}/patients/{whose}"}},
        }
        self.attendees.append(row | more)
        return self.attendees[-1]

    def booking(self, number: int) -> dict[str, Any] | None:
        """A booking of either kind; none of what was deleted."""
        every = [*self.groups, *self.appointments]
        return next(
            (row for row in every if row["id"] == number and not row.get("deleted_at")), None
        )

    def rows(self, path: str) -> tuple[str, list[dict[str, Any]]]:
        """The name of a list and its rows: what stands, what was cancelled, or what was deleted."""
        name, _, gone = path.strip("/").partition("/")
        lists = {
            "individual_appointments": self.appointments,
            "group_appointments": self.groups,
            "attendees": self.attendees,
        }
        return name, [row for row in lists[name] if _kind_of(row) == gone]


def _kind_of(row: dict[str, Any]) -> str:
    if row.get("deleted_at"):
        return "deleted"
    return "cancelled" if row.get("cancelled_at") else ""


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        fake: FakeCliniko = self.server.fake  # type: ignore[attr-defined]  # set below
        fake.asked.append(self.path)
        login = base64.b64encode(f"{KEY}:".encode()).decode()
        if self.headers["Authorization"] != f"Basic {login}":
            return self._say(401, {})
        agent = self.headers["User-Agent"] or ""
        if "(" not in agent or "@" not in agent:
            return self._say(403, {"message": "say who you are"})
        if fake.refuse_next:
            fake.refuse_next -= 1
            return self._say(429, {}, {"X-RateLimit-Reset": str(int(time.time()))})
        if fake.fail_at and len(fake.asked) == fake.fail_at:
            return self._say(500, {})
        return self._answer(fake)

    def _answer(self, fake: FakeCliniko) -> None:
        parts = urlsplit(self.path)
        if "/patients/" in parts.path:
            found = fake.patients.get(parts.path.rpartition("/")[2])
            return self._say(200 if found else 404, found or {})
        if "/bookings/" in parts.path:
            booking = fake.booking(int(parts.path.rpartition("/")[2]))
            return self._say(200 if booking else 404, booking or {})
        query = parse_qs(parts.query)
        after = query["q[]"][0].removeprefix("updated_at:>")
        name, every = fake.rows(parts.path)
        rows = [row for row in every if row["updated_at"] > after]
        page = int(query.get("page", ["1"])[-1])
        some = rows[(page - 1) * fake.per_page : page * fake.per_page]
        more = page * fake.per_page < len(rows)
        links = {"next": f"{fake.url}{parts.path}?{parts.query}&page={page + 1}"} if more else {}
        return self._say(200, {name: some, "links": links})

    def _say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def fake_cliniko() -> Iterator[FakeCliniko]:
    """A Cliniko on loopback for as long as the block lasts."""
    fake = FakeCliniko()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        server.daemon_threads = True
        server.fake = fake  # type: ignore[attr-defined]  # for the handler
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
