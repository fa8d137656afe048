"""A mail provider's reports: events as SendGrid writes them, in posts signed with a key of ours."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Table, select
from werkzeug.test import TestResponse

from drip.delivery.transport import in_batches
from drip.domain.deliveries import Outcome, Result
from drip.domain.letters import Letter
from drip.inbound.signed_posts import SIGNATURE_HEADER, TIMESTAMP_HEADER
from drip.storage.database import Database
from drip.web.factory import WebConfig, create_app
from tests.road import Road

PATH = "/webhooks/sendgrid/events"


class Signer:
    """A key pair that signs posts as the Event Webhook does."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = base64.b64encode(der).decode()

    def sign(self, body: bytes, at: datetime) -> dict[str, str]:
        """The headers of a post that is signed at a moment."""
        timestamp = str(int(at.timestamp()))
        signature = self._key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
        return {
            SIGNATURE_HEADER: base64.b64encode(signature).decode(),
            TIMESTAMP_HEADER: timestamp,
            "Content-Type": "application/json",
        }


class Doubtful:
    """A transport whose answers never come: nobody knows whether it took the letters it got.

    `calls_made` lists the letters of every call; `before_answer` runs while a call is under way.
    """

    name, batch, at_once = "sendgrid", 1000, 1

    def __init__(self) -> None:
        self.calls_made: list[list[Letter]] = []
        self.before_answer: Callable[[Sequence[Letter]], None] = lambda _: None
        self.result = Result.UNKNOWN

    def calls(self, letters: Sequence[Letter]) -> list[Sequence[Letter]]:
        """One call for all."""
        return in_batches(letters, self.batch)

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Take the letters, and answer for all of them alike."""
        self.calls_made.append(list(letters))
        self.before_answer(letters)
        return [Outcome(delivery_id=one.delivery_id, result=self.result) for one in letters]

    def find(self, sent: Mapping[str, datetime]) -> Mapping[str, bool]:
        """No evidence of its own, as with SendGrid."""
        return {ref: True for ref in sent if not ref}

    def close(self) -> None:
        """Nothing to close."""

    @property
    def letters(self) -> list[str]:
        """The refs of all letters, call by call."""
        return [letter.ref for call in self.calls_made for letter in call]


SIGNER = Signer()
_numbers = count(1)


def event(kind: str, *, at: datetime, **fields: Any) -> dict[str, Any]:
    """One event with an id of its own."""
    return {
        "email": "ann@example.com",
        "timestamp": int(at.timestamp()),
        "event": kind,
        "sg_event_id": f"event-{next(_numbers)}",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        **fields,
    }


class Reported(Road):
    """A road whose provider reports back: signed posts to the real site, read by the worker."""

    def __init__(self, database: Database, folder: Path, **how: Any) -> None:
        super().__init__(database, folder, **how)
        config = WebConfig(secret_key=b"s" * 32, events_keys=(SIGNER.public_key,))
        self.web = create_app(self.services, config=config).test_client(use_cookies=False)

    def all_of(self, table: Table) -> list[Any]:
        """Every row of a table, oldest first."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).order_by(*table.primary_key)))

    def post(self, *events: Any, signer: Signer = SIGNER) -> TestResponse:
        """Post events, signed now."""
        body = json.dumps(list(events)).encode()
        return self.web.post(PATH, data=body, headers=signer.sign(body, self.present))

    def about(self, row: Any, kind: str, **fields: Any) -> dict[str, Any]:
        """An event about a delivery, as its first attempt."""
        how: Mapping[str, Any] = {
            "at": self.present,
            "drip_msg": row.ref,
            "drip_try": max(row.tries, 1),
        } | fields
        return event(kind, **how)

    def report(self, row: Any, *kinds: str, **fields: Any) -> None:
        """Have the provider report kinds about a delivery, and the worker read it."""
        assert self.post(*(self.about(row, kind, **fields) for kind in kinds)).status_code == 200
        self.maintain()
