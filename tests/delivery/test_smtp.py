"""SMTP: what a dialogue came to, whatever went wrong on the way."""

from __future__ import annotations

import ssl

import pytest

from drip.delivery.mime import mime
from drip.delivery.relay import Relay, Security
from drip.delivery.smtp import Smtp
from drip.delivery.smtp_connection import Timeouts
from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Outcome, Result
from tests.delivery.building import NOON, a_letter
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


def results(outcomes: list[Outcome]) -> list[Result]:
    return [one.result for one in outcomes]


def send_one(
    port: int, *, relay: Relay | None = None, tls: ssl.SSLContext | None = None
) -> Outcome:
    smtp = Smtp(relay or plain(port), timeouts=SOON, tls=tls)
    try:
        (outcome,) = smtp.send([a_letter(1)])
    finally:
        smtp.close()
    return outcome


class Steady:
    """A clock by hand."""

    def __init__(self, step: float = 0.0) -> None:
        self.seconds = 0.0
        self.step = step

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)])
def test_a_letter_arrives_byte_for_byte(extensions: tuple[str, ...]) -> None:
    mailroom = Mailroom(extensions=extensions)
    with mail_server(mailroom) as port:
        outcome = send_one(port)

    assert outcome.result is Result.ACCEPTED
    assert outcome.receipt == "2.0.0 Ok: queued as 4XyZ for (address)"
    assert mailroom.messages == [mime(a_letter(1))]
    assert mailroom.recipients == ["person1@example.org"]
    assert mailroom.senders == ["letters@clinic.example"]


def test_the_envelope_may_name_another_sender_or_none() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port))
        letters = [a_letter(1, envelope_from="b+x@bounce.example"), a_letter(2, envelope_from="<>")]
        outcomes = smtp.send(letters)
        smtp.close()

    assert results(outcomes) == [Result.ACCEPTED, Result.ACCEPTED]
    assert mailroom.senders == ["b+x@bounce.example", "<>"]


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)])
@pytest.mark.parametrize(
    ("reply", "permanent"),
    [("450 4.2.1 busy", False), ("550 5.1.1 <person2@example.org> unknown", True)],
)
def test_a_refused_recipient_is_refused_alone(
    reply: str, extensions: tuple[str, ...], *, permanent: bool
) -> None:
    mailroom = Mailroom(replies={"person2": reply}, extensions=extensions)
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port))
        outcomes = smtp.send([a_letter(number) for number in (1, 2, 3)])
        smtp.close()

    assert results(outcomes) == [Result.ACCEPTED, Result.REFUSED, Result.ACCEPTED]
    assert outcomes[1].permanent is permanent
    assert outcomes[1].detail.startswith(reply[:3])
    assert "person2" not in outcomes[1].detail
    assert mailroom.recipients == ["person1@example.org", "person3@example.org"]
    assert len(set(mailroom.sessions)) == 1


@pytest.mark.parametrize(("reply", "permanent"), [("451 later", False), ("554 never", True)])
def test_a_refused_message_was_not_taken(reply: str, *, permanent: bool) -> None:
    mailroom = Mailroom(data_reply=reply)
    with mail_server(mailroom) as port:
        outcome = send_one(port)

    assert outcome.result is Result.REFUSED
    assert outcome.permanent is permanent


def test_a_refused_sender_gives_up_no_recipient() -> None:
    with mail_server(Mailroom(mail_reply="550 who are you")) as port:
        outcome = send_one(port)

    assert outcome.result is Result.REFUSED
    assert not outcome.permanent


def test_nobody_listening_is_a_definite_no_for_the_whole_batch() -> None:
    with mail_server(Mailroom()) as port:
        pass
    smtp = Smtp(plain(port), timeouts=SOON)

    outcomes = smtp.send([a_letter(1), a_letter(2)])

    assert results(outcomes) == [Result.REFUSED, Result.REFUSED]
    assert not any(one.permanent for one in outcomes)
    assert f"{LOOPBACK}:{port}" in outcomes[0].detail


@pytest.mark.parametrize(
    "script",
    [
        Script(greeting="554 go away"),
        Script(greeting="..."),
        Script(greeting=None),
        Script(greeting="220-..."),
        Script(answers={"EHLO": None}),
        Script(answers={"EHLO": "250-..."}),
        Script(answers={"MAIL": None}),
        Script(answers={"MAIL": "..."}),
        Script(answers={"MAIL": "250-..."}),
        Script(answers={"RCPT": None}),
        Script(answers={"DATA": None}),
        Script(answers={"DATA": "..."}),
        Script(answers={"DATA": "451 later"}),
        Script(answers={"MAIL": "421 closing"}),
        Script(answers={"RCPT": "this is no reply"}),
    ],
    ids=lambda script: f"{script.greeting} {script.answers}",
)
def test_before_the_final_dot_every_failure_is_a_definite_no(script: Script) -> None:
    with scripted_server(script) as port:
        outcome = send_one(port)

    assert outcome.result is Result.REFUSED
    assert not outcome.permanent
    assert "." not in script.heard


@pytest.mark.parametrize(
    "answer", [None, "...", "250-...", "this is no reply", "354 go on", "999 odd"]
)
def test_after_the_final_dot_only_a_reply_tells(answer: str | None) -> None:
    script = Script(answers={".": answer})
    with scripted_server(script) as port:
        outcome = send_one(port)

    assert outcome.result is Result.UNKNOWN
    assert "." in script.heard


def test_a_closing_server_after_the_dot_has_refused() -> None:
    with scripted_server(Script(answers={".": "421 closing"})) as port:
        outcome = send_one(port)

    assert outcome.result is Result.REFUSED
    assert not outcome.permanent


def test_a_lost_connection_costs_one_letter_and_the_next_gets_a_new_one() -> None:
    script = Script(answers={".": None})
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), timeouts=SOON)
        outcomes = smtp.send([a_letter(1), a_letter(2)])
        smtp.close()

    assert results(outcomes) == [Result.UNKNOWN, Result.UNKNOWN]
    assert script.heard.count("EHLO") == 2


def test_after_a_refusal_the_dialogue_begins_afresh() -> None:
    script = Script(answers={"RCPT": "550 no"})
    with scripted_server(script) as port:
        send_one(port)

    assert script.heard == ["EHLO", "MAIL", "RCPT", "RSET", "QUIT"]


def test_a_batch_that_takes_too_long_returns_the_rest_uncalled() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port), connections=1, steady=Steady(step=0.4))
        outcomes = smtp.send([a_letter(number) for number in range(1, 6)])
        smtp.close()

    taken = len(mailroom.messages)
    assert 0 < taken < 5
    assert results(outcomes)[taken:] == [Result.REFUSED] * (5 - taken)
    assert {one.detail for one in outcomes[taken:]} == {NOT_CALLED}
    assert not any(one.permanent for one in outcomes)


def test_a_slow_server_gets_small_calls_so_that_a_kill_leaves_few_in_doubt() -> None:
    sizes = {}
    for pace, step in {"slow": 0.1, "quick": 0.0}.items():
        with mail_server(Mailroom()) as port:
            smtp = Smtp(plain(port), connections=1, steady=Steady(step=step))
            first = [len(call) for call in smtp.calls([a_letter(1)] * 64)]
            smtp.send([a_letter(1), a_letter(2)])
            sizes[pace] = first, [len(call) for call in smtp.calls([a_letter(1)] * 64)]
            smtp.close()

    assert sizes == {"slow": ([16] * 4, [4] * 16), "quick": ([16] * 4, [64])}


def test_a_worker_that_was_frozen_over_its_call_begins_no_letter() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port), steady=Steady(step=50))
        (outcome,) = smtp.send([a_letter(1)])
        smtp.close()

    assert (outcome.result, outcome.detail) == (Result.REFUSED, NOT_CALLED)
    assert mailroom.messages == []


def test_a_dialogue_that_drags_is_given_up_before_its_dot() -> None:
    script = Script()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), timeouts=Timeouts(before_dot=-1))
        (outcome,) = smtp.send([a_letter(1)])
        smtp.close()

    assert outcome.result is Result.REFUSED
    assert "." not in script.heard


def test_one_connection_serves_many_batches() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port))
        for number in range(1, 4):
            smtp.send([a_letter(number)])
        smtp.close()

    assert len(mailroom.messages) == 3
    assert len(set(mailroom.sessions)) == 1


def test_a_connection_is_renewed_when_idle_for_a_minute_or_after_a_hundred_letters() -> None:
    script = Script()
    clock = Steady()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=1, steady=clock)
        smtp.send([a_letter(1)])
        clock.seconds += 61
        smtp.send([a_letter(number) for number in range(2, 52)])
        smtp.send([a_letter(number) for number in range(52, 104)])
        smtp.close()

    assert script.heard.count(".") == 103
    assert script.heard.count("EHLO") == 3
    assert script.heard.count("NOOP") == 1


def test_a_server_that_hung_up_meanwhile_is_called_again() -> None:
    script = Script(answers={"NOOP": None})
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), timeouts=SOON)
        first = smtp.send([a_letter(1)])
        second = smtp.send([a_letter(2)])
        smtp.close()

    assert results(first + second) == [Result.ACCEPTED, Result.ACCEPTED]
    assert script.heard.count("EHLO") == 2


def test_a_refused_recipient_among_pipelined_commands_sends_no_letter() -> None:
    script = Script(
        answers={"EHLO": "250-scripted\r\n250 PIPELINING", "RCPT": "550 no", ".": "554 none"}
    )
    with scripted_server(script) as port:
        outcome = send_one(port)

    assert outcome.result is Result.REFUSED
    assert outcome.permanent
    assert script.heard[:6] == ["EHLO", "MAIL", "RCPT", "DATA", ".", "RSET"]


def test_addresses_beyond_ascii_go_where_they_are_taken() -> None:
    letters = [a_letter(1, to_address="\u7528\u6237@example.org"), a_letter(2)]
    modern, old = Mailroom(), Mailroom()
    with mail_server(modern, enable_SMTPUTF8=True) as port:
        smtp = Smtp(plain(port))
        taken = smtp.send(letters)
        smtp.close()
    with mail_server(old, enable_SMTPUTF8=False) as port:
        smtp = Smtp(plain(port))
        refused = smtp.send(letters)
        smtp.close()

    assert results(taken) == [Result.ACCEPTED, Result.ACCEPTED]
    assert modern.recipients[0] == "\u7528\u6237@example.org"
    assert results(refused) == [Result.REFUSED, Result.ACCEPTED]
    assert refused[0].permanent
    assert "\u7528" not in refused[0].detail


def starttls(port: int, host: str = "localhost", **sign_in: str) -> Relay:
    return Relay(host=host, port=port, security=Security.STARTTLS, **sign_in)


def test_starttls_with_a_trusted_certificate_sends() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom, tls_context=server_tls(), require_starttls=True) as port:
        outcome = send_one(port, relay=starttls(port), tls=client_tls())

    assert outcome.result is Result.ACCEPTED
    assert len(mailroom.messages) == 1


def test_tls_from_the_first_byte_sends() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom, ssl_context=server_tls()) as port:
        relay = Relay(host="localhost", port=port, security=Security.TLS)
        outcome = send_one(port, relay=relay, tls=client_tls())
        stranger = send_one(port, relay=relay)

    assert outcome.result is Result.ACCEPTED
    assert stranger.result is Result.REFUSED
    assert "certificate" in stranger.detail
    assert len(mailroom.messages) == 1


@pytest.mark.parametrize(
    ("host", "trusts"), [("localhost", False), (LOOPBACK, True)], ids=["stranger", "other name"]
)
def test_a_certificate_that_does_not_hold_sends_nothing(host: str, *, trusts: bool) -> None:
    mailroom = Mailroom()
    with mail_server(mailroom, tls_context=server_tls()) as port:
        outcome = send_one(port, relay=starttls(port, host), tls=client_tls() if trusts else None)

    assert outcome.result is Result.REFUSED
    assert not outcome.permanent
    assert "certificate" in outcome.detail
    assert mailroom.messages == []


def test_a_server_without_starttls_gets_nothing() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        outcome = send_one(port, relay=starttls(port), tls=client_tls())

    assert outcome.result is Result.REFUSED
    assert "STARTTLS" in outcome.detail
    assert mailroom.messages == []


@pytest.mark.parametrize(("given", "taken"), [("right", True), ("wrong", False)])
def test_the_password_is_checked_by_the_server(given: str, *, taken: bool) -> None:
    mailroom = Mailroom()
    options = {"tls_context": server_tls(), "authenticator": password_is("right")}
    with mail_server(mailroom, auth_required=True, **options) as port:
        relay = starttls(port, username="clinic", password=given)
        outcome = send_one(port, relay=relay, tls=client_tls())

    assert (outcome.result is Result.ACCEPTED) is taken
    assert not outcome.permanent
    assert given not in outcome.detail


def test_a_mail_server_is_never_asked_what_it_took() -> None:
    assert Smtp("smtp://localhost").find({"ref1": NOON}) == {}


def test_an_international_domain_needs_no_smtputf8() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom, enable_SMTPUTF8=False) as port:
        smtp = Smtp(plain(port))
        outcomes = smtp.send(
            [
                a_letter(1, to_address="hans@fa\u00df.de"),
                a_letter(2, to_address="Mar.Garet+news@Example.org"),
            ]
        )
        smtp.close()

    assert results(outcomes) == [Result.ACCEPTED, Result.ACCEPTED]
    assert mailroom.recipients == ["hans@xn--fa-hia.de", "Mar.Garet+news@Example.org"]


@pytest.mark.parametrize("sender", ["b+x@bounce.example", "<>"])
@pytest.mark.parametrize("offers", [True, False])
def test_a_report_shall_bring_back_no_text_and_none_about_an_automatic_answer(
    sender: str, *, offers: bool
) -> None:
    script = Script(answers={"EHLO": "250-scripted\r\n250 DSN"} if offers else {})
    with scripted_server(script) as port:
        smtp = Smtp(plain(port))
        smtp.send([a_letter(1, envelope_from=sender)])
        smtp.close()

    mail, rcpt = script.lines[1:3]
    asked = "FAILURE" if sender != "<>" else "NEVER"
    assert mail == f"MAIL FROM:<{sender.strip('<>')}>{' RET=HDRS' if offers else ''}"
    assert rcpt == f"RCPT TO:<person1@example.org>{f' NOTIFY={asked}' if offers else ''}"
