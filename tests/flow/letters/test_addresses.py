"""Our own addresses: a letter's bounce, its goodbye by mail, and who may write to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from drip.delivery.outbox import Outbox
from drip.delivery.transport import Transport
from drip.domain.deliveries import Delivery, DeliveryState, Outcome, Purpose
from drip.domain.letters import Letter
from drip.domain.sending import Sending
from drip.flow.letters.addresses import (
    Addressed,
    Box,
    addressed,
    envelope_from,
    goodbye_address,
    reply_address,
)
from drip.flow.rounds.tick import tick
from drip.links import LinkPurpose, Links
from drip.storage.database import Database
from tests.road import BASE_URL, SECRET, Road, at

NOW = at("2027-01-04T08:00Z")
LATE = at("2029-06-04T08:00Z")
LINKS = Links(SECRET, BASE_URL)
SENDING = Sending(
    bounce_domain="bounce.clinic.example",
    reply_domain="reply.clinic.example",
    mailboxes=frozenset({"postmaster"}),
)


def a_row(purpose: Purpose = Purpose.STEP, *, tries: int = 0) -> Delivery:
    return Delivery(
        id=2**48 - 1,
        ref="r",
        slot="s",
        purpose=purpose,
        state=DeliveryState.CLAIMED,
        subscriber_id=1,
        enrolment_id=1,
        sequence="daily",
        step="one",
        due_at=NOW,
        open_until=None,
        tries=tries,
    )


@pytest.mark.parametrize("late", [NOW, LATE])
@pytest.mark.parametrize("fold", [str, str.upper, str.lower, str.title])
def test_a_bounce_address_names_its_delivery_and_attempt(fold: object, late: object) -> None:
    address = envelope_from(a_row(tries=2), SENDING, LINKS, NOW)

    found = addressed(fold(address), SENDING, LINKS, late)  # type: ignore[operator,arg-type] # parametrized

    assert found == Addressed(box=Box.BOUNCES, delivery_id=2**48 - 1, attempt=3)


def test_a_local_part_stays_within_its_64_octets_and_in_lower_case() -> None:
    for address in (
        envelope_from(a_row(tries=10**6), SENDING, LINKS, NOW),
        goodbye_address(a_row(), SENDING, LINKS, NOW),
        "reply+" + LINKS.token(LinkPurpose.REPLY, 1, now=NOW) + "@reply.clinic.example",
    ):
        local = address.rpartition("@")[0]
        assert len(local) <= 64
        assert address == address.lower()
        assert addressed(address, SENDING, LINKS, NOW) is not None


def test_an_automatic_answer_has_the_null_sender() -> None:
    assert envelope_from(a_row(Purpose.SAFETY), SENDING, LINKS, NOW) == "<>"
    assert envelope_from(a_row(Purpose.SAFETY), Sending(), LINKS, NOW) == "<>"


def test_where_nobody_listens_no_address_is_made() -> None:
    assert envelope_from(a_row(), Sending(), LINKS, NOW) == ""
    assert goodbye_address(a_row(), Sending(), LINKS, NOW) == ""


def test_only_our_own_addresses_are_ours() -> None:
    bounce = envelope_from(a_row(), SENDING, LINKS, NOW)
    token = bounce.partition("+")[2].partition("@")[0]
    strangers = [
        f"b+{token}@elsewhere.example",
        f"b+{token[:-1]}a@bounce.clinic.example" if token[-1] != "a" else "b+@x",
        f"unsub+{token}@reply.clinic.example",
        f"reply+{token}@bounce.clinic.example",
        "reply@bounce.clinic.example",
        f"named+{token}@reply.clinic.example",
        f"b{token}@bounce.clinic.example",
        "b+@bounce.clinic.example",
        "sales@reply.clinic.example",
        "@bounce.clinic.example",
        "postmaster",
        "",
    ]

    assert [one for one in strangers if addressed(one, SENDING, LINKS, NOW)] == []
    assert addressed("PostMaster@Reply.Clinic.Example", SENDING, LINKS, NOW) == Addressed(
        box=Box.NAMED
    )


@pytest.mark.parametrize("local", ["reply", "Reply", "reply+", "reply+lost", "reply+" + "a" * 42])
def test_a_reply_is_taken_whatever_happened_to_its_token(local: str) -> None:
    address = f"{local}@reply.clinic.example"

    assert addressed(address, SENDING, LINKS, NOW) == Addressed(box=Box.REPLIES)


def test_the_token_of_a_reply_names_its_letter() -> None:
    address = reply_address(a_row(), SENDING, LINKS, NOW)

    assert addressed(address, SENDING, LINKS, NOW) == Addressed(
        box=Box.REPLIES, delivery_id=a_row().id
    )
    assert reply_address(a_row(), Sending(), LINKS, NOW) == ""


class Seen(Outbox):
    """The outbox, keeping the letters as they came."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.letters: list[Letter] = []

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.letters += letters
        return super().send(letters)


def on_the_road(database: Database, tmp_path: Path, sending: Sending) -> list[Letter]:
    seen = Seen(tmp_path / "seen")
    transport: Transport = seen
    road = Road(database, tmp_path, transport=transport)
    road.enrol(road.subscriber())
    tick(replace(road.services, sending=sending))
    return seen.letters


def test_a_programme_letter_offers_both_ways_to_leave(database: Database, tmp_path: Path) -> None:
    (letter,) = on_the_road(database, tmp_path, SENDING)

    link, mail = dict(letter.headers)["List-Unsubscribe"].split(", ")
    assert link.startswith(f"<{BASE_URL}/u/")
    assert mail.startswith("<mailto:unsub+")
    assert mail.endswith("@reply.clinic.example>")
    found = addressed(mail[8:-1], SENDING, LINKS, NOW)
    assert found == Addressed(box=Box.GOODBYE, delivery_id=letter.delivery_id)
    back = addressed(letter.envelope_from, SENDING, LINKS, NOW)
    assert back == Addressed(box=Box.BOUNCES, delivery_id=letter.delivery_id, attempt=1)


def test_without_a_reply_domain_it_offers_the_link_alone(
    database: Database, tmp_path: Path
) -> None:
    (letter,) = on_the_road(database, tmp_path, Sending())

    assert "mailto" not in dict(letter.headers)["List-Unsubscribe"]
    assert letter.envelope_from == ""
