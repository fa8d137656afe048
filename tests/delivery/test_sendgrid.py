"""The transport against SendGrid's stand-in, over real lines, by the real `sendgrid` package."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drip.delivery.sendgrid import SendGrid, SendGridKeyError
from drip.delivery.sendgrid_answers import sort_answer
from drip.delivery.sendgrid_client import Answer, Patience
from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Outcome, Result, Trouble
from drip.domain.letters import Letter
from drip.simulation.provider.plans import Mishap
from drip.simulation.provider.service import Service
from tests.delivery.building import NOON, a_letter
from tests.delivery.mail_servers import Mailroom, client_tls, mail_server
from tests.delivery.sendgrid_service import PRESENT, talking_to

KEY = "SG.very-secret.key-of-the-clinic"


@pytest.fixture
def service() -> Service:
    return Service(key=KEY)


@pytest.fixture
def sendgrid(service: Service) -> Iterator[SendGrid]:
    with talking_to(service) as transport:
        yield transport


def letters(count: int) -> list[Letter]:
    return [a_letter(number) for number in range(1, count + 1)]


def results(outcomes: list[Outcome]) -> set[Result]:
    return {one.result for one in outcomes}


def test_a_thousand_people_go_in_one_request(service: Service, sendgrid: SendGrid) -> None:
    outcomes = sendgrid.send(letters(1_000))

    assert results(outcomes) == {Result.ACCEPTED}
    assert [one.delivery_id for one in outcomes] == list(range(1, 1_001))
    assert len({one.receipt for one in outcomes}) == 1
    assert all(one.receipt for one in outcomes)
    assert len(service.requests) == 1
    assert service.log.doubled() == {}
    assert len(service.log.times()) == 1_000


def test_it_goes_over_tls_with_the_certificate_checked(service: Service) -> None:
    with talking_to(service, tls=True) as sendgrid:
        (outcome,) = sendgrid.send(letters(1))

    assert outcome.result is Result.ACCEPTED


def test_a_certificate_that_is_not_trusted_is_nobody_there(service: Service) -> None:
    with talking_to(service, tls=True, trust=ssl.create_default_context()) as sendgrid:
        (outcome,) = sendgrid.send(letters(1))

    assert (outcome.result, outcome.trouble) == (Result.REFUSED, Trouble.UNREACHABLE)
    assert "not trusted" in outcome.detail
    assert service.log.taken == []


TAKEN_OR_NOT = [
    *(Mishap.FAILS, Mishap.DOWN, Mishap.TAKES_AND_FAILS, Mishap.HANGS_UP, Mishap.RESETS),
    *(Mishap.TAKES_AND_HANGS_UP, Mishap.GARBAGE, Mishap.CUT_SHORT, Mishap.ODD, Mishap.SILENT),
    Mishap.TRICKLES,
]


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("mishap", TAKEN_OR_NOT)
def test_what_may_have_been_taken_is_unknown(
    service: Service, mishap: Mishap, *, tls: bool
) -> None:
    service.plan.then(mishap)
    with talking_to(service, tls=tls) as sendgrid:
        outcomes = sendgrid.send(letters(2))

    assert results(outcomes) == {Result.UNKNOWN}
    assert all(one.trouble is Trouble.NONE and one.detail for one in outcomes)


def test_a_slow_answer_is_an_answer(service: Service, sendgrid: SendGrid) -> None:
    service.plan.then(Mishap.SLOW)

    assert results(sendgrid.send(letters(1))) == {Result.ACCEPTED}


@pytest.mark.parametrize("mishap", [Mishap.KEY, Mishap.FORBIDDEN, Mishap.SENDER, Mishap.MOVED])
def test_a_refused_account_fails_no_letter(
    service: Service, sendgrid: SendGrid, mishap: Mishap
) -> None:
    service.plan.then(mishap)

    outcomes = sendgrid.send(letters(3))

    assert results(outcomes) == {Result.REFUSED}
    assert {one.trouble for one in outcomes} == {Trouble.ACCOUNT}
    assert not any(one.permanent for one in outcomes)
    assert service.log.taken == []


def test_a_wrong_key_is_the_accounts_trouble(service: Service) -> None:
    with talking_to(service, key="SG.another") as sendgrid:
        (outcome,) = sendgrid.send(letters(1))

    assert outcome.trouble is Trouble.ACCOUNT


def test_a_sender_that_was_never_verified_is_the_accounts_trouble(service: Service) -> None:
    service.senders = frozenset({"other@clinic.example"})
    with talking_to(service) as sendgrid:
        (outcome,) = sendgrid.send(letters(1))

    assert outcome.trouble is Trouble.ACCOUNT
    assert "verified Sender Identity" in outcome.detail


def test_a_redirect_is_never_followed(service: Service, sendgrid: SendGrid) -> None:
    service.plan.then(Mishap.MOVED)

    (outcome,) = sendgrid.send(letters(1))

    assert outcome.trouble is Trouble.ACCOUNT
    assert "302" in outcome.detail


def test_429_waits_for_its_reset_and_is_no_failure(service: Service, sendgrid: SendGrid) -> None:
    service.plan.then(Mishap.BUSY)

    outcomes = sendgrid.send(letters(2))

    assert {one.trouble for one in outcomes} == {Trouble.BUSY}
    assert all(
        one.again_at and timedelta(seconds=1) <= one.again_at - PRESENT <= timedelta(seconds=3)
        for one in outcomes
    )


def nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("url", ["", "https://nowhere.invalid", "http://[::1]:9"])
def test_nobody_there_is_certain(url: str) -> None:
    sendgrid = SendGrid(KEY, host=url or nobody_listens(), wall=lambda: PRESENT, tls=client_tls())

    (outcome,) = sendgrid.send(letters(1))

    assert (outcome.result, outcome.trouble) == (Result.REFUSED, Trouble.UNREACHABLE)
    assert not outcome.permanent


def test_a_line_that_never_comes_to_stand_is_certain() -> None:
    """A TLS handshake that is never answered: not a byte of the request has left."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://127.0.0.1:{mute.getsockname()[1]}"
        patience = Patience(connect=0.2, reply=1, whole=2)
        sendgrid = SendGrid(
            KEY, host=url, wall=lambda: PRESENT, patience=patience, tls=client_tls()
        )
        (outcome,) = sendgrid.send(letters(1))

    assert (outcome.result, outcome.trouble) == (Result.REFUSED, Trouble.UNREACHABLE)
    assert "in time" in outcome.detail


def test_an_answer_before_the_end_of_the_request_is_heard() -> None:
    """A gateway that refuses a large body answers and hangs up before it has read it."""
    door = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        line, _ = door.accept()
        with line:
            line.recv(1_000)
            line.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=refuse)
    thread.start()
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    sendgrid = SendGrid(KEY, host=url, wall=lambda: PRESENT, tls=client_tls())
    long = dict.fromkeys(a_letter().values, "") | {"first_name": "x" * 4_000}
    outcomes = sendgrid.send([a_letter(n, to_name="Ann", values=long) for n in range(1_000)])
    thread.join()
    door.close()

    assert {one.detail for one in outcomes} == {NOT_CALLED}


def test_one_bad_address_among_many_fails_alone(service: Service, sendgrid: SendGrid) -> None:
    service.fussy = {"person3@": Mishap.BAD_PERSON}

    outcomes = sendgrid.send(letters(5))

    bad = outcomes.pop(2)
    assert (bad.result, bad.permanent, bad.trouble) == (Result.REFUSED, True, Trouble.NONE)
    assert "personalizations.to.email" in bad.detail
    assert {one.detail for one in outcomes} == {NOT_CALLED}
    assert not any(one.permanent for one in outcomes)
    again = [one for one in letters(5) if one.delivery_id != 3]
    assert results(sendgrid.send(again)) == {Result.ACCEPTED}
    assert service.log.doubled() == {}


@pytest.mark.parametrize("mishap", [Mishap.BAD_REQUEST, Mishap.TOO_LARGE])
def test_a_culprit_nobody_names_is_found_by_halving(
    service: Service, sendgrid: SendGrid, mishap: Mishap
) -> None:
    service.fussy = {"person77@": mishap}
    waiting = {one.delivery_id: one for one in letters(100)}
    failed: list[Outcome] = []
    calls = 0

    while waiting and calls < 60:
        for call in sendgrid.calls(list(waiting.values())):
            calls += 1
            for outcome in sendgrid.send(call):
                if outcome.detail == NOT_CALLED:
                    continue
                del waiting[outcome.delivery_id]
                if outcome.result is not Result.ACCEPTED:
                    failed.append(outcome)

    assert [(one.delivery_id, one.permanent) for one in failed] == [(77, True)]
    assert len(service.log.taken) == 99
    assert service.log.doubled() == {}
    assert calls <= 30


def test_caution_is_for_one_letter_and_passes(service: Service, sendgrid: SendGrid) -> None:
    service.plan.then(Mishap.TOO_LARGE)
    sendgrid.send(letters(40))
    other = replace(a_letter().compiled, hash="another letter")

    assert len(sendgrid.calls(letters(40))) == 2
    assert len(sendgrid.calls([replace(one, compiled=other) for one in letters(40)])) == 1
    for _ in range(12):
        for call in sendgrid.calls(letters(200)):
            sendgrid.send(call)
    assert len(sendgrid.calls(letters(1_000))) == 1


def test_letters_that_do_not_go_together_were_not_called(
    service: Service, sendgrid: SendGrid
) -> None:
    twins = [a_letter(1), a_letter(2, to_address="person1@example.org")]

    first, second = sendgrid.send(twins)

    assert first.result is Result.ACCEPTED
    assert second.detail == NOT_CALLED
    assert len(service.log.taken) == 1


def test_a_letter_that_fits_nowhere_is_refused_and_the_others_go(sendgrid: SendGrid) -> None:
    too_much = a_letter(2, to_name="Ann", values=dict.fromkeys(a_letter().values, "x" * 9_000))
    abroad = a_letter(3, to_address="用户@example.org")
    reserved = a_letter(4, headers=(("Received", "x"),))

    outcomes = sendgrid.send([a_letter(1), too_much, abroad, reserved, a_letter(5)])

    assert [one.result for one in outcomes] == [
        *(Result.ACCEPTED, Result.REFUSED, Result.REFUSED, Result.REFUSED, Result.ACCEPTED)
    ]
    assert all(one.permanent and one.detail for one in outcomes[1:4])


def test_a_call_in_many_threads_has_a_client_in_each(service: Service, sendgrid: SendGrid) -> None:
    found: list[list[Outcome]] = []

    def send(number: int) -> None:
        found.append(sendgrid.send([a_letter(number)]))

    threads = [threading.Thread(target=send, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results([one for outcomes in found for one in outcomes]) == {Result.ACCEPTED}
    assert len(service.log.times()) == 8


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_no_key_and_no_letter_reaches_a_log_at_any_level(
    service: Service,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    level: int,
) -> None:
    with talking_to(service) as sendgrid, caplog.at_level(level):
        sendgrid.send(letters(1))
        for name in ("python_http_client", "python_http_client.client"):
            caplog.set_level(level, logger=name)
        service.plan.then(None, Mishap.KEY, Mishap.FAILS, Mishap.BAD_REQUEST)
        for _ in range(4):
            sendgrid.send(letters(1))

    assert [one for one in caplog.records if one.name.startswith("python_http_client")] == []
    told = caplog.text + "".join(capfd.readouterr())
    assert KEY not in told
    assert "person1" not in told
    assert KEY not in repr(sendgrid)


def test_even_a_log_without_its_guards_shows_no_key_and_no_letter(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("python_http_client.client")
    with talking_to(service) as sendgrid:
        sendgrid.send(letters(1))
        guards, log.filters[:] = list(log.filters), []
        caplog.set_level(logging.DEBUG, logger=log.name)
        sendgrid.send(letters(2))
        log.filters[:] = guards

    assert "(letters)" in caplog.text
    assert "person2" not in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("key", ["", "SG.a b", "SG.a\nb", "SG.é"])
def test_what_is_no_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(SendGridKeyError) as caught:
        SendGrid(key, wall=lambda: PRESENT)

    assert "SG" not in caught.value.message


def test_headers_and_values_arrive_in_the_mailbox(service: Service) -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        service.post_box = ("127.0.0.1", port)
        with talking_to(service) as sendgrid:
            outcomes = sendgrid.send([a_letter(1, first_name="Tom & Zoë"), a_letter(2)])

    assert results(outcomes) == {Result.ACCEPTED}
    assert mailroom.recipients == ["person1@example.org", "person2@example.org"]
    whole = mailroom.messages[0].decode().replace("\r\n ", " ")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in whole
    assert re.search(r"List-Unsubscribe: +<https://care.clinic.example/u/a+>", whole)
    assert "Message-ID: <ref1@clinic.example>" in whole
    assert "Tom &amp; Zo=C3=AB" in whole
    assert "Tom & Zo=C3=AB" in whole
    assert "person2" not in whole


def test_evidence_comes_by_events_alone(sendgrid: SendGrid) -> None:
    sendgrid.send(letters(1))

    assert sendgrid.find({"ref1": NOON}) == {}


# Answers that no stand-in gives.


def sorted_as(
    status: int, body: Any = b"", count: int = 3, headers: dict[str, str] | None = None
) -> list[Outcome]:
    raw = body if isinstance(body, bytes) else json.dumps({"errors": body}).encode()
    answer = Answer(status=status, headers=headers or {}, body=raw)
    return sort_answer(letters(count), answer, PRESENT).outcomes


@pytest.mark.parametrize(
    "status", [200, 201, 204, 206, 408, 409, 418, 500, 502, 503, 504, 599, 103]
)
def test_what_nobody_documented_is_unknown(status: int) -> None:
    assert results(sorted_as(status)) == {Result.UNKNOWN}


@pytest.mark.parametrize("status", [301, 302, 307, 308, 304, 401, 403, 404, 405, 407, 415])
def test_a_set_up_that_cannot_work_is_the_accounts_trouble(status: int) -> None:
    assert {one.trouble for one in sorted_as(status)} == {Trouble.ACCOUNT}


@pytest.mark.parametrize(
    "field", ["personalizations.1.to.0.email", "personalizations[1].to", "personalizations.1"]
)
def test_a_400_that_names_a_person_is_that_persons(field: str) -> None:
    outcomes = sorted_as(400, [{"field": field, "message": "no"}])

    assert [one.permanent for one in outcomes] == [False, True, False]
    assert [one.detail == NOT_CALLED for one in outcomes] == [True, False, True]


def test_a_400_may_name_several_people() -> None:
    errors = [{"field": f"personalizations.{n}.to"} for n in (0, 2)]

    assert [one.permanent for one in sorted_as(400, errors)] == [True, False, True]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<html>", b"null", b"[]", b"\xff\xfe", b'{"errors": 5}', b'{"errors": [5, null]}'),
        *(b"[" * 100_000, b'{"errors": [{}]}', b'{"errors": [{"field": null, "message": null}]}'),
        *(b'{"errors": [{"field": "personalizations"}]}', b'{"errors": [{"field": ["x"]}]}'),
        b'{"errors": [{"field": "personalizations.99.to"}]}',
        b'{"errors": [{"field": "personalizations.-1.to"}]}',
    ],
)
def test_a_400_that_names_nobody_goes_back_whole_and_one_alone_is_refused(body: bytes) -> None:
    assert {one.detail for one in sorted_as(400, body)} == {NOT_CALLED}
    (alone,) = sorted_as(400, body, 1)
    assert (alone.result, alone.permanent) == (Result.REFUSED, True)


@pytest.mark.parametrize("field", ["from", "from.email", "reply_to.email", "tracking_settings"])
def test_a_400_about_the_clinics_own_side_is_the_accounts_trouble(field: str) -> None:
    outcomes = sorted_as(400, [{"field": field, "message": "no"}])

    assert {one.trouble for one in outcomes} == {Trouble.ACCOUNT}


@pytest.mark.parametrize("field", ["content.0.value", "subject"])
def test_a_400_about_the_content_fails_the_letter(field: str) -> None:
    assert all(one.permanent for one in sorted_as(400, [{"field": field, "message": "no"}]))


SERVER_NOON = "Mon, 23 Nov 2026 12:00:00 GMT"
AT_NOON = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-RateLimit-Reset": str(AT_NOON + 40), "Date": SERVER_NOON}, 40),
        ({"X-RateLimit-Reset": str(int(PRESENT.timestamp()) + 7)}, 7),
        ({"X-RateLimit-Reset": str(AT_NOON - 40), "Date": SERVER_NOON}, 1),
        ({"X-RateLimit-Reset": str(AT_NOON + 999_999), "Date": SERVER_NOON}, 3600),
        ({"X-RateLimit-Reset": "99999999999999", "Retry-After": "5"}, 5),
        ({"Retry-After": "12"}, 12),
        ({"Retry-After": "Mon, 23 Nov 2026 12:00:20 GMT", "Date": SERVER_NOON}, 20),
        ({"Retry-After": "999999999999"}, 3600),
        ({"Retry-After": "soon", "Date": "yesterday"}, 30),
        ({"X-RateLimit-Reset": "²"}, 30),
        ({}, 30),
    ],
)
def test_a_429_is_believed_within_bounds(headers: dict[str, str], seconds: int) -> None:
    for outcome in sorted_as(429, headers=headers):
        assert outcome.again_at == PRESENT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "message",
    [
        "The address person1@example.org is not valid.",
        "first duplicate instance of [person1@example.org]",
        'Invalid: "Margaret" <person1@example.org>',
        "MARGARET is no name",
        "x\r\nperson1@example.org\x00",
    ],
)
def test_no_outcome_tells_whom_it_was_about(message: str) -> None:
    for status, field in ((400, "personalizations.0.to"), (400, ""), (403, None)):
        for outcome in sorted_as(status, [{"field": field, "message": message}], 1):
            assert "person1" not in outcome.detail
            assert "\n" not in outcome.detail
            assert status == 403 or "margaret" not in outcome.detail.lower()


def test_a_receipt_holds_no_surprise() -> None:
    (outcome,) = sorted_as(202, count=1, headers={"X-Message-Id": "abc\x00def" + "x" * 9_000})

    assert outcome.receipt.isprintable()
    assert len(outcome.receipt) <= 200


def answering(raw: bytes) -> Iterator[str]:
    """A server that reads a request and answers these bytes, then hangs up."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = door.accept()
        with line:
            line.settimeout(0.3)
            with contextlib.suppress(TimeoutError):
                while line.recv(1_000_000):
                    pass
            line.sendall(raw)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    thread.join()
    door.close()


@pytest.mark.parametrize(
    ("raw", "result"),
    [
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", Result.ACCEPTED),
        (b"HTTP/1.0 202 Accepted\r\n\r\n", Result.ACCEPTED),
        (b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Result.ACCEPTED),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", Result.ACCEPTED),
        (b"HTTP/1.1 202 Accepted\r\nX-Message-Id: ab", Result.UNKNOWN),
        (b"HTTP/1.1 202 Accepted\r\n", Result.UNKNOWN),
        (b"HTTP/1.1 202 Acc", Result.UNKNOWN),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n{}", Result.UNKNOWN),
        (b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", Result.UNKNOWN),
        (b"HTTP/1.1 401 No\r\nContent-Length: 99\r\n\r\n{}", Result.UNKNOWN),
        (b"HTTP/1.1 202 " + b"x" * 70_000 + b"\r\n\r\n", Result.UNKNOWN),
        (b"HTTP/1.1 202 A\r\n" + b"X: y\r\n" * 200 + b"\r\n", Result.UNKNOWN),
        (b"HTTP/1.1 2022 Accepted\r\n\r\n", Result.UNKNOWN),
        (b"SSH-2.0-OpenSSH\r\n", Result.UNKNOWN),
        (b"", Result.UNKNOWN),
    ],
)
def test_only_a_whole_answer_is_an_answer(raw: bytes, result: Result) -> None:
    with contextlib.contextmanager(answering)(raw) as url:
        sendgrid = SendGrid(KEY, host=url, wall=lambda: PRESENT, tls=client_tls())
        (outcome,) = sendgrid.send(letters(1))

    assert outcome.result is result


def test_an_endless_answer_is_read_no_further_than_a_bound() -> None:
    body = b"HTTP/1.1 500 Oops\r\nContent-Length: 50000000\r\n\r\n" + b"x" * 1_000_000
    with contextlib.contextmanager(answering)(body) as url:
        sendgrid = SendGrid(KEY, host=url, wall=lambda: PRESENT, tls=client_tls())
        (outcome,) = sendgrid.send(letters(1))

    assert outcome.result is Result.UNKNOWN
