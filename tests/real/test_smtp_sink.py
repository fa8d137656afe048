"""Another program's SMTP server that refuses, delays and hangs up."""

from __future__ import annotations

import pytest

from drip.delivery.smtp import Smtp
from drip.delivery.smtp_connection import Timeouts
from drip.domain.deliveries import Result, Trouble
from tests.conftest import missing
from tests.delivery.building import a_letter
from tests.delivery.mail_servers import plain
from tests.real.postfix import lacks, sink

SOON = Timeouts(connect=2.0, reply=2.0, final=0.5)


@pytest.fixture(autouse=True)
def the_program() -> None:
    if lacks():
        missing(lacks())


@pytest.mark.parametrize(
    ("options", "result", "permanent", "trouble"),
    [
        ((), Result.ACCEPTED, False, Trouble.NONE),
        (("-p",), Result.ACCEPTED, False, Trouble.NONE),
        (("-e",), Result.ACCEPTED, False, Trouble.NONE),
        (("-f", "RCPT", "-B", "550 5.1.1 no such user"), Result.REFUSED, True, Trouble.NONE),
        (("-r", "RCPT", "-b", "452 4.2.2 full"), Result.REFUSED, False, Trouble.NONE),
        (("-r", "RCPT", "-b", "450 4.7.1 slow down"), Result.REFUSED, False, Trouble.BUSY),
        (("-f", "MAIL", "-B", "550 5.7.1 not you"), Result.REFUSED, False, Trouble.ACCOUNT),
        (("-f", ".", "-B", "554 5.6.0 no"), Result.REFUSED, True, Trouble.NONE),
        (("-f", "CONNECT"), Result.REFUSED, False, Trouble.UNREACHABLE),
        (("-q", "CONNECT"), Result.REFUSED, False, Trouble.UNREACHABLE),
        (("-q", "RCPT"), Result.REFUSED, False, Trouble.NONE),
        (("-q", "DATA"), Result.REFUSED, False, Trouble.NONE),
        (("-A", "0"), Result.REFUSED, True, Trouble.NONE),
        (("-Q", "."), Result.REFUSED, False, Trouble.BUSY),
        (("-q", "."), Result.UNKNOWN, False, Trouble.NONE),
        (("-W", ".:3"), Result.UNKNOWN, False, Trouble.NONE),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else None,
)
def test_a_dialogue_comes_to_what_it_came_to(
    options: tuple[str, ...], result: Result, trouble: Trouble, *, permanent: bool
) -> None:
    with sink(*options) as port:
        smtp = Smtp(plain(port), timeouts=SOON)
        (outcome,) = smtp.send([a_letter(1)])
        smtp.close()

    assert (outcome.result, outcome.permanent, outcome.trouble) == (result, permanent, trouble)


def test_a_thousand_letters_go_through_whole_pools() -> None:
    with sink() as port:
        smtp = Smtp(plain(port), connections=4)
        letters = [a_letter(number) for number in range(1, 1_001)]
        outcomes = [one for call in smtp.calls(letters) for one in smtp.send(call)]
        smtp.close()

    assert [one.delivery_id for one in outcomes] == list(range(1, 1_001))
    assert {one.result for one in outcomes} == {Result.ACCEPTED}
