"""The pool: a few connections at once, each letter in one dialogue, nothing left open."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from drip.delivery.smtp import Smtp
from drip.delivery.smtp_connection import Timeouts
from drip.delivery.stoppable import Stoppable
from drip.delivery.transport import NOT_CALLED
from drip.domain.deliveries import Outcome, Result, Trouble
from tests.delivery.building import a_letter
from tests.delivery.mail_servers import Mailroom, Script, mail_server, plain, scripted_server

SOON = Timeouts(connect=0.5, reply=0.5, final=0.5)


def threads_of_pools() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("drip-smtp")]


def at_once(calls: int, call: Callable[[int], list[Outcome]]) -> list[list[Outcome]]:
    with ThreadPoolExecutor(calls) as threads:
        return list(threads.map(call, range(calls)))


def test_a_batch_goes_over_several_connections_and_each_letter_once() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port), connections=3)
        outcomes = smtp.send([a_letter(number) for number in range(1, 65)])
        smtp.close()

    assert [one.delivery_id for one in outcomes] == list(range(1, 65))
    assert {one.result for one in outcomes} == {Result.ACCEPTED}
    assert Counter(mailroom.recipients) == {f"person{n}@example.org": 1 for n in range(1, 65)}
    assert len(set(mailroom.sessions)) == 3


def test_a_few_letters_take_one_connection() -> None:
    script = Script()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=4)
        smtp.send([a_letter(1), a_letter(2)])
        smtp.close()

    assert script.heard.count("EHLO") == 1


def test_each_outcome_belongs_to_its_own_letter() -> None:
    refused = {f"person{number}@": f"550 5.1.1 no {number}" for number in (7, 21, 40)}
    with mail_server(Mailroom(replies=refused)) as port:
        smtp = Smtp(plain(port), connections=4)
        outcomes = smtp.send([a_letter(number) for number in range(1, 65)])
        smtp.close()

    no = {one.delivery_id: one.detail for one in outcomes if one.result is Result.REFUSED}
    assert no == {number: f"550 5.1.1 no {number}" for number in (7, 21, 40)}


def test_several_threads_may_call_and_share_the_connections() -> None:
    mailroom = Mailroom()
    with mail_server(mailroom) as port:
        smtp = Smtp(plain(port), connections=2)
        all_outcomes = at_once(
            4, lambda call: smtp.send([a_letter(100 * call + n) for n in range(1, 17)])
        )
        smtp.close()

    assert [one.delivery_id for some in all_outcomes for one in some] == [
        100 * call + n for call in range(4) for n in range(1, 17)
    ]
    assert {one.result for some in all_outcomes for one in some} == {Result.ACCEPTED}
    assert max(Counter(mailroom.recipients).values()) == 1
    assert len(set(mailroom.sessions)) <= 2


class Clock:
    """A clock by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class OneSeat(Script):
    """Says hello to one connection, and sends the others away."""

    def __init__(self) -> None:
        super().__init__()
        self.seat = threading.Semaphore(1)

    def answer(self, verb: str) -> str | None:
        if verb in {"EHLO", "HELO"} and not self.seat.acquire(blocking=False):
            return "421 4.7.0 too many connections"
        return super().answer(verb)


def test_a_server_that_allows_fewer_connections_still_gets_every_letter() -> None:
    script = OneSeat()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=3)
        outcomes = smtp.send([a_letter(number) for number in range(1, 33)])
        smtp.close()

    assert {one.result for one in outcomes} == {Result.ACCEPTED}
    assert script.heard.count(".") == 32
    assert script.heard.count("HELO") == 2


def test_a_server_that_has_no_more_seats_is_not_asked_for_them_for_a_minute() -> None:
    script, clock = OneSeat(), Clock()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=3, steady=clock)
        letters = [a_letter(number) for number in range(1, 21)]
        for _ in range(3):
            smtp.send(letters)
        hellos = script.heard.count("EHLO")
        clock.seconds += 59
        smtp.send(letters)
        again = script.heard.count("EHLO")
        clock.seconds += 2
        smtp.send(letters)
        smtp.close()

    assert (hellos, again) == (3, 3)
    assert script.heard.count("EHLO") == 5


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[socket.socket]:
    """Every socket that was opened, as it stands now."""
    noted: list[socket.socket] = []
    create = socket.create_connection

    def note(*args: Any, **more: Any) -> socket.socket:
        noted.append(create(*args, **more))
        return noted[-1]

    monkeypatch.setattr(socket, "create_connection", note)
    return noted


def test_nothing_stays_open_after_closing(opened: list[socket.socket]) -> None:
    with mail_server(Mailroom()) as port:
        opened.clear()
        smtp = Smtp(plain(port), connections=4)
        smtp.send([a_letter(number) for number in range(1, 33)])
        assert len(opened) == 4
        assert len(threads_of_pools()) == 4
        smtp.close()
        assert {one.fileno() for one in opened} == {-1}

    assert threads_of_pools() == []


def test_a_failed_start_leaves_no_socket_open(opened: list[socket.socket]) -> None:
    with scripted_server(Script(answers={"EHLO": "554 no", "HELO": "554 no"})) as port:
        smtp = Smtp(plain(port), timeouts=SOON)
        smtp.send([a_letter(1)])
        smtp.close()
        assert [one.fileno() for one in opened] == [-1]


def test_told_to_stop_it_finishes_the_letters_in_hand_and_begins_no_other() -> None:
    script = Script()
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=2)
        outer = Stoppable(smtp)
        told: list[bool] = []
        usual = script.answer

        def stop_at_the_dot(verb: str) -> str | None:
            if verb == "." and not told:
                told.append(True)
                outer.stop()
            return usual(verb)

        script.answer = stop_at_the_dot  # type: ignore[method-assign] # the moment of Ctrl-C
        outcomes = smtp.send([a_letter(number) for number in range(1, 65)])
        outer.close()

    taken = [one for one in outcomes if one.result is Result.ACCEPTED]
    rest = [one for one in outcomes if one.result is not Result.ACCEPTED]
    assert 1 <= len(taken) <= 4
    assert {(one.result, one.detail) for one in rest} == {(Result.REFUSED, NOT_CALLED)}
    assert script.heard.count(".") == len(taken)


def test_a_server_that_dies_in_a_batch_has_refused_the_rest_for_everybody() -> None:
    script = Script(answers={".": None})
    with scripted_server(script) as port:
        smtp = Smtp(plain(port), connections=1, timeouts=SOON)
        usual = script.answer

        def then_gone(verb: str) -> str | None:
            if verb == ".":
                script.greeting = None
            return usual(verb)

        script.answer = then_gone  # type: ignore[method-assign] # the server's end
        outcomes = smtp.send([a_letter(number) for number in range(1, 9)])
        smtp.close()

    assert outcomes[0].result is Result.UNKNOWN
    assert {(one.result, one.trouble, one.permanent) for one in outcomes[1:]} == {
        (Result.REFUSED, Trouble.UNREACHABLE, False)
    }
