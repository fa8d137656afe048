"""What every transport promises, whatever stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from drip.delivery.mime import mime
from drip.delivery.outbox import Outbox
from drip.delivery.relay import Relay, Security
from drip.delivery.smtp import Smtp
from drip.delivery.transport import Transport
from drip.domain.deliveries import Result
from drip.simulation.provider.copies import copy_for
from drip.simulation.provider.service import Service
from tests.delivery.building import NOON, a_letter
from tests.delivery.mail_servers import Mailroom, client_tls, mail_server, server_tls
from tests.delivery.sendgrid_service import talking_to
from tests.real.postfix import Postfix, until

#: How the connection is protected, and what the server needs for it.
SMTP: dict[str, tuple[Security, Callable[[], dict[str, Any]]]] = {
    "smtp": (Security.PLAIN, dict),
    "smtp with pipelining": (Security.PLAIN, dict),
    "smtp with STARTTLS": (
        Security.STARTTLS,
        lambda: {"tls_context": server_tls(), "require_starttls": True},
    ),
    "smtp over TLS": (Security.TLS, lambda: {"ssl_context": server_tls()}),
}
#: What a relay writes on top.
_TRACE = re.compile(rb"^Received: .*\r\n(?:[ \t].*\r\n)*")


@dataclass
class Side:
    """A transport, and what has come out on its other side.

    `seen` is what of a message is held against the one that we would write ourselves: all of its
    bytes, or where somebody else writes it, what a mail program reads in it.
    """

    transport: Transport
    arrived: Callable[[], list[bytes]]
    seen: Callable[[bytes], object] = bytes


@pytest.fixture(params=["outbox", *SMTP, "smtp through Postfix", "sendgrid"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "outbox":
        files = lambda: [path.read_bytes() for path in sorted(tmp_path.rglob("*.eml"))]  # noqa: E731
        yield Side(Outbox(tmp_path), files)
        return
    if request.param == "sendgrid":
        service = Service()
        with talking_to(service) as sendgrid:
            yield Side(sendgrid, lambda: copies_of(service), read_by_people)
        return
    if request.param == "smtp through Postfix":
        yield from _through(request.getfixturevalue("postfix"))
        return
    mailroom = Mailroom(extensions=("PIPELINING",) if "pipelining" in request.param else ())
    security, options = SMTP[request.param]
    with mail_server(mailroom, **options()) as port:
        relay = Relay(host="localhost", port=port, security=security)
        transport = Smtp(relay, tls=client_tls())
        yield Side(transport, lambda: by_letter(mailroom.messages))
        transport.close()


def _through(postfix: Postfix) -> Iterator[Side]:
    """A real mail server takes the letters, over TLS and with pipelining, and hands them on."""
    mailroom = Mailroom()

    def arrived() -> list[bytes]:
        until(lambda: not postfix.waiting(), f"letters still wait\n{postfix.log()}")
        return by_letter([_TRACE.sub(b"", raw, count=1) for raw in mailroom.messages])

    with mail_server(mailroom, port=postfix.onward):
        relay = Relay(host="localhost", port=postfix.port, security=Security.STARTTLS)
        transport = Smtp(relay, tls=client_tls())
        yield Side(transport, arrived)
        transport.close()
        arrived()


def by_letter(messages: list[bytes]) -> list[bytes]:
    """Messages in the order of their letters: connections race."""
    return sorted(messages, key=lambda raw: message_from_bytes(raw)["Message-ID"])


def copies_of(service: Service) -> list[bytes]:
    """Each person's copy of what the stand-in took."""
    return [
        copy_for(request, place, message_id=one["headers"]["Message-ID"], at=0)
        for request in service.requests
        for place, one in enumerate(request["personalizations"])
    ]


def read_by_people(raw: bytes) -> object:
    """Everything in a message but how it is encoded and when it was written."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = [
        (part.get_content_type(), part.get_content().replace("\r\n", "\n").rstrip())
        for part in message.iter_parts()
    ]
    headers = {name.lower(): " ".join(str(value).split()) for name, value in message.items()}
    for written in ("date", "content-type", "mime-version"):
        del headers[written]
    return headers, parts


def seen(side: Side) -> list[object]:
    return [side.seen(raw) for raw in side.arrived()]


def test_every_letter_arrives_whole_and_once(side: Side) -> None:
    names = ("Margaret", "Zo\u00eb <b>", ". dot", "From here")
    letters = [a_letter(number, first_name=name) for number, name in enumerate(names, 1)]

    outcomes = side.transport.send(letters)

    assert [one.delivery_id for one in outcomes] == [1, 2, 3, 4]
    assert {one.result for one in outcomes} == {Result.ACCEPTED}
    assert all(one.receipt for one in outcomes)
    assert seen(side) == [side.seen(mime(letter)) for letter in letters]


@pytest.mark.parametrize(
    "name",
    [
        "x\r\n.\r\nMAIL FROM:<a@example.org>\r\nDATA",
        "x\n.\nRSET",
        "x\r.\rRSET",
        ".",
        "..",
        "\u2028.\u2028",
        "y" * 1_500,
        "\u00e4" * 1_000,
        "a=0D=0A.=0D=0Ab",
    ],
)
def test_nothing_in_a_letter_can_end_it(side: Side, name: str) -> None:
    letters = [a_letter(1, first_name=name, to_name=""), a_letter(2)]

    outcomes = side.transport.send(letters)

    assert {one.result for one in outcomes} == {Result.ACCEPTED}
    assert seen(side) == [side.seen(mime(letter)) for letter in letters]


def test_a_letter_that_cannot_be_made_is_refused_for_good_and_alone(side: Side) -> None:
    letters = [
        a_letter(1),
        a_letter(2, to_name="Ann\r\nBcc: other@example.org"),
        a_letter(3, values={}),
        a_letter(4, to_address="nobody at all"),
        a_letter(5),
    ]

    outcomes = side.transport.send(letters)

    refused = outcomes[1:4]
    assert [one.result for one in outcomes].count(Result.ACCEPTED) == 2
    assert [one.result for one in refused] == [Result.REFUSED] * 3
    assert all(one.permanent and one.detail for one in refused)
    assert seen(side) == [side.seen(mime(letters[0])), side.seen(mime(letters[4]))]


def test_no_outcome_tells_an_address_or_a_name(side: Side) -> None:
    letters = [a_letter(1), a_letter(2, to_address="secret@@example.org", first_name="Hush\n")]

    for outcome in side.transport.send(letters):
        said = outcome.receipt + outcome.detail
        assert "@" not in said
        assert "Hush" not in said
        assert "secret" not in said


def test_a_batch_of_the_transports_own_size_goes_through(side: Side) -> None:
    letters = [a_letter(number) for number in range(1, side.transport.batch + 1)]

    outcomes = side.transport.send(letters)

    assert [one.delivery_id for one in outcomes] == [one.delivery_id for one in letters]
    accepted = [one for one in outcomes if one.result is Result.ACCEPTED]
    assert len(accepted) == len(side.arrived())


def test_nothing_to_send_is_nothing_done(side: Side) -> None:
    assert side.transport.send([]) == []
    assert side.arrived() == []


def test_evidence_never_contradicts_what_arrived(side: Side) -> None:
    side.transport.send([a_letter(1)])

    found = side.transport.find({"ref1": NOON, "ref2": NOON})

    assert found.get("ref1", True)
    assert not found.get("ref2", False)
    assert set(found) <= {"ref1", "ref2"}


def test_a_transport_works_again_after_it_was_closed(side: Side) -> None:
    side.transport.send([a_letter(1)])
    side.transport.close()
    side.transport.close()

    (outcome,) = side.transport.send([replace(a_letter(2), ref="ref2")])

    assert outcome.result is Result.ACCEPTED
    assert len(side.arrived()) == 2


def test_a_transport_has_a_name_and_a_bound(side: Side) -> None:
    assert side.transport.name in {"outbox", "smtp", "sendgrid"}
    assert 0 < side.transport.batch <= 1_000
