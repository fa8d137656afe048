import os
import threading

import pytest

from drip.domain.mail import Mail, Problem
from drip.inbound import as_json, bounds, child
from drip.inbound.child import read_safely
from drip.inbound.mime import read_mail
from tests.inbound.mails import dsn, mail

SAMPLE = dsn("5.1.1", "Action: failed")


@pytest.mark.processes
def test_a_child_reads_what_we_would_have_read() -> None:
    assert read_safely(SAMPLE) == read_mail(SAMPLE)


def test_a_mail_survives_the_way_between_processes() -> None:
    for raw in (SAMPLE, mail("Hi", Date="Mon, 02 Mar 2026 20:00:00 +1100"), b"", b"\xff\x00"):
        assert as_json.read(as_json.write(read_mail(raw))) == read_mail(raw)


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b'{"date": 5}', b"\xff"])
def test_an_answer_that_is_no_mail_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any kind of it is caught
        as_json.read(raw)


@pytest.mark.processes
def test_a_mail_that_takes_too_long_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_COMMAND", "import time; time.sleep(60)")
    child.close()

    found = read_safely(SAMPLE, timeout=0.2)

    assert found.unread
    assert found.problems == (Problem.TOO_SLOW,)
    assert found.size == len(SAMPLE)


@pytest.mark.processes
@pytest.mark.parametrize("command", ["raise SystemExit(3)", "print('no mail' * 100)"])
def test_a_child_that_falls_over_loses_nothing_but_the_text(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.close()
    with monkeypatch.context() as broken:
        broken.setattr(child, "_COMMAND", command)
        assert read_safely(SAMPLE).problems == (Problem.UNREADABLE,)

    assert not read_safely(SAMPLE).unread


@pytest.mark.processes
def test_a_child_that_eats_memory_is_stopped_and_the_sender_still_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    greedy = (
        "from drip.inbound import child\n"
        "child.read_mail = lambda raw: [bytearray(2 ** 28) for _ in range(64)]\n"
        "child.serve()"
    )
    monkeypatch.setattr(child, "_COMMAND", greedy)
    child.close()

    found = read_safely(SAMPLE)

    assert found.problems == (Problem.UNREADABLE,)
    assert found.from_address == "MAILER-DAEMON@mx.example.net"
    child.close()


@pytest.mark.processes
def test_a_mail_over_the_bound_is_not_even_handed_over() -> None:
    found = read_safely(mail("x") + b"x" * bounds.MAIL)

    assert found.unread
    assert Problem.TOO_LARGE in found.problems
    assert found.from_address == "ann@example.org"


@pytest.mark.processes
def test_several_threads_read_at_once() -> None:
    raws = [mail(f"Number {number}") for number in range(12)]
    found: dict[int, Mail] = {}

    def read(number: int) -> None:
        found[number] = read_safely(raws[number])

    threads = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found[number].text.strip() for number in range(12)] == [
        f"Number {number}" for number in range(12)
    ]


@pytest.mark.processes
def test_a_child_of_another_process_is_not_used() -> None:
    child.close()
    read_safely(SAMPLE)
    waiting = child._idle[0]  # noqa: SLF001 - only the pool knows
    waiting.owner = os.getpid() + 1

    assert not read_safely(SAMPLE).unread
    assert waiting not in child._idle  # noqa: SLF001
    waiting.end()
    child.close()
