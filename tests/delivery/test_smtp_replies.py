"""Refusals: whose fault they are."""

from __future__ import annotations

import pytest

from drip.delivery.relay import Relay, Security
from drip.delivery.smtp import Smtp
from drip.delivery.smtp_connection import Timeouts
from drip.delivery.smtp_replies import Stage, refusal
from drip.domain.deliveries import Outcome, Result, Trouble
from tests.delivery.building import a_letter
from tests.delivery.mail_servers import (
    LOOPBACK,
    Mailroom,
    Script,
    client_tls,
    mail_server,
    password_is,
    plain,
    scripted_server,
    server_tls,
)

SOON = Timeouts(connect=0.5, reply=0.5, final=0.5)


def send(relay: Relay, count: int = 1) -> list[Outcome]:
    smtp = Smtp(relay, connections=1, timeouts=SOON, tls=client_tls())
    try:
        return smtp.send([a_letter(number) for number in range(1, count + 1)])
    finally:
        smtp.close()


@pytest.mark.parametrize(
    ("verb", "reply", "trouble", "permanent"),
    [
        # this recipient
        ("RCPT", "550 5.1.1 no such person", Trouble.NONE, True),
        ("RCPT", "452 4.2.2 mailbox full", Trouble.NONE, False),
        ("RCPT", "450 4.2.0 greylisted", Trouble.NONE, False),
        ("RCPT", "550 5.7.1 our policy says no", Trouble.NONE, True),
        ("RCPT", "550 no such user here", Trouble.NONE, True),
        (".", "554 5.7.1 looks like spam, authenticated or not", Trouble.NONE, True),
        ("MAIL", "552 5.3.4 message too big", Trouble.NONE, True),
        # this recipient's domain, for now
        ("RCPT", "421 4.7.0 try again later", Trouble.BUSY, False),
        ("RCPT", "450 4.7.1 too many letters", Trouble.BUSY, False),
        (".", "421 4.7.28 too many letters from you", Trouble.BUSY, False),
        # nobody's letter, for now
        ("MAIL", "421 4.3.2 shutting down", Trouble.UNREACHABLE, False),
        ("MAIL", "452 4.3.1 disk full", Trouble.UNREACHABLE, False),
        ("MAIL", "450 4.7.1 too many letters from you", Trouble.BUSY, False),
        # the clinic's own set-up
        ("MAIL", "550 5.7.1 you may not send as this", Trouble.ACCOUNT, False),
        ("MAIL", "530 5.7.0 sign in first", Trouble.ACCOUNT, False),
        ("MAIL", "553 5.1.8 who is that", Trouble.ACCOUNT, False),
        ("RCPT", "554 5.7.1 <person1@example.org>: Relay access denied", Trouble.ACCOUNT, False),
        ("RCPT", "530 5.7.0 Authentication required", Trouble.ACCOUNT, False),
        ("RCPT", "550 5.1.8 sender unknown", Trouble.ACCOUNT, False),
    ],
)
def test_a_refusal_says_whose_fault_it_is(
    verb: str, reply: str, trouble: Trouble, *, permanent: bool
) -> None:
    with scripted_server(Script(answers={verb: reply})) as port:
        (outcome,) = send(plain(port))

    assert outcome.result is Result.REFUSED
    assert outcome.trouble is trouble
    assert outcome.permanent is permanent
    assert outcome.domain == ("example.org" if trouble is Trouble.BUSY and verb != "MAIL" else "")
    assert outcome.detail.startswith(reply[:3])
    assert "@" not in outcome.detail


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({"MAIL": "421 4.3.2 closing", "RCPT": None}, Trouble.UNREACHABLE),
        ({"RCPT": "421 4.7.0 not this domain", "DATA": None}, Trouble.BUSY),
    ],
)
def test_who_hangs_up_in_the_middle_of_pipelined_commands_was_heard(
    answers: dict[str, str | None], trouble: Trouble
) -> None:
    script = Script(answers={"EHLO": "250-scripted\r\n250 PIPELINING", **answers})
    with scripted_server(script) as port:
        (outcome,) = send(plain(port))

    assert (outcome.result, outcome.trouble) == (Result.REFUSED, trouble)
    assert outcome.detail.startswith("421")


def test_a_throttled_domain_leaves_the_others_alone() -> None:
    replies = {f"person{number}@": "450 4.7.1 slow down" for number in (2, 4)}
    with mail_server(Mailroom(replies=replies)) as port:
        outcomes = send(plain(port), 5)

    assert [one.trouble for one in outcomes] == [
        Trouble.NONE,
        Trouble.BUSY,
        Trouble.NONE,
        Trouble.BUSY,
        Trouble.NONE,
    ]
    assert [one.result for one in outcomes].count(Result.ACCEPTED) == 3


def test_a_throttled_domain_that_is_hung_up_on_costs_the_others_a_new_connection_at_most() -> None:
    replies = {"person2@": "421 4.7.0 not this domain now"}
    with mail_server(Mailroom(replies=replies)) as port:
        outcomes = send(plain(port), 4)

    assert [one.result for one in outcomes].count(Result.ACCEPTED) == 3
    assert outcomes[1].trouble is Trouble.BUSY


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        (Script(greeting="421 4.7.0 too many connections"), Trouble.UNREACHABLE),
        (Script(greeting=None), Trouble.UNREACHABLE),
        (Script(answers={"EHLO": None}), Trouble.UNREACHABLE),
    ],
)
def test_a_server_that_will_not_talk_is_unreachable(script: Script, trouble: Trouble) -> None:
    with scripted_server(script) as port:
        outcomes = send(plain(port), 3)

    assert {(one.result, one.trouble, one.permanent) for one in outcomes} == {
        (Result.REFUSED, trouble, False)
    }


def test_nobody_there_and_no_such_name_are_unreachable() -> None:
    with mail_server(Mailroom()) as port:
        pass
    nowhere = Relay(host="mail.invalid", port=25, security=Security.PLAIN)

    for relay in (plain(port), nowhere):
        assert {one.trouble for one in send(relay, 2)} == {Trouble.UNREACHABLE}


def test_a_wrong_password_is_the_clinics_own_trouble() -> None:
    options = {"tls_context": server_tls(), "authenticator": password_is("right")}
    with mail_server(Mailroom(), auth_required=True, **options) as port:
        relay = Relay(host="localhost", port=port, username="clinic", password="wrong")
        outcomes = send(relay, 2)

    assert {(one.result, one.trouble, one.permanent) for one in outcomes} == {
        (Result.REFUSED, Trouble.ACCOUNT, False)
    }
    assert "wrong" not in outcomes[0].detail


def test_a_server_that_cannot_sign_anybody_in_is_the_clinics_own_trouble() -> None:
    none = {"auth_exclude_mechanism": ["PLAIN", "LOGIN"]}
    with mail_server(Mailroom(), tls_context=server_tls(), **none) as port:
        relay = Relay(host="localhost", port=port, username="clinic", password="right")
        (outcome,) = send(relay)

    assert outcome.result is Result.REFUSED
    assert outcome.trouble is Trouble.ACCOUNT


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("host", "trusts"), [("localhost", False), (LOOPBACK, True)], ids=["stranger", "other name"]
)
def test_who_cannot_prove_their_name_gets_neither_password_nor_letter(
    security: Security, host: str, *, trusts: bool
) -> None:
    mailroom = Mailroom()
    tls = (
        {"ssl_context": server_tls()} if security is Security.TLS else {"tls_context": server_tls()}
    )
    asked: list[object] = []

    def overhear(*said: object) -> object:
        asked.append(said)
        return password_is("right")(*said)

    with mail_server(mailroom, authenticator=overhear, **tls) as port:
        relay = Relay(host=host, port=port, security=security, username="clinic", password="right")
        smtp = Smtp(relay, timeouts=SOON, tls=client_tls() if trusts else None)
        (outcome,) = smtp.send([a_letter(1)])
        smtp.close()

    assert outcome.trouble is Trouble.UNREACHABLE
    assert "certificate" in outcome.detail
    assert asked == []
    assert mailroom.messages == []


def test_where_starttls_was_stripped_nothing_is_said() -> None:
    script = Script(answers={"EHLO": "250-scripted\r\n250 AUTH PLAIN LOGIN"})
    with scripted_server(script) as port:
        relay = Relay(host=LOOPBACK, port=port, username="clinic", password="right")
        (outcome,) = send(relay)

    assert outcome.trouble is Trouble.UNREACHABLE
    assert "STARTTLS" in outcome.detail
    assert set(script.heard) == {"EHLO"}


def test_words_of_a_server_never_carry_an_address() -> None:
    said = refusal(Stage.RCPT, 550, b"5.1.1 <ann@example.org>\r\nunknown; see bob@example.org")

    assert said.words == "550 5.1.1 (address) unknown; see (address)"
