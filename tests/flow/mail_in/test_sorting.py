"""Mail that came in: bounces, complaints and goodbyes are worked off, a person's mail waits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.domain.sending import Sending
from drip.flow.letters.addresses import envelope_from, goodbye_address
from drip.flow.mail_in import sorting
from drip.flow.mail_in.mailroom import Arrival, keep
from drip.flow.rounds import nightly
from drip.inbound.child import read_safely
from drip.links import LinkPurpose
from drip.storage import ledger
from drip.storage.database import Database
from drip.storage.tables import bounces, mails, subscribers, suppressions, tasks
from tests.inbound.mails import dsn, mail
from tests.road import Road

SENDING = Sending(
    bounce_domain="bounce.clinic.example",
    reply_domain="reply.clinic.example",
    mailboxes=frozenset({"fbl"}),
)
NO_SUCH = "Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 no such user"
FULL = "Action: failed\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full"
POLICY = "Action: failed\nDiagnostic-Code: smtp; 550 5.7.1 we do not want this"


class Mailed(Road):
    """A road whose letters come back."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.services = replace(self.services, sending=SENDING)
        self.ann = self.subscriber()
        self.enrol(self.ann)
        self.tick()
        (self.letter,) = self.rows(step="hello")

    def address(self, box: str, letter_id: int | None = None) -> str:
        """One of our addresses for a letter."""
        with self.database.read() as tx:
            row = ledger.get(tx, letter_id or self.letter.id)
        assert row is not None
        if box == "unsub":
            return goodbye_address(row, SENDING, self.services.links, self.present)
        if box == "reply":
            token = self.services.links.token(LinkPurpose.REPLY, row.id, now=self.present)
            return f"reply+{token}@{SENDING.reply_domain}"
        return envelope_from(row, SENDING, self.services.links, self.present)

    def comes(self, raw: bytes, to: str = "b", sender: str = "") -> Any:
        """A mail comes in and is sorted; answers its row."""
        address = to if "@" in to else self.address(to)
        new = Arrival(source="lmtp", envelope_from=sender, envelope_to=(address,), raw=raw)
        keep(self.services, new)
        sorting.sort_waiting(self.services, self.present)
        return self.all_of(mails)[-1]

    def all_of(self, table: Any) -> list[Any]:
        """Every row of a table."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).order_by(table.c.id)))

    @property
    def suppressed(self) -> list[tuple[str, str]]:
        return [(row.reason, row.source) for row in self.all_of(suppressions)]

    @property
    def state(self) -> str:
        return str(self.all_of(subscribers)[0].state)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Mailed:
    return Mailed(database, tmp_path)


def from_ann(text: str = "", **headers: str) -> bytes:
    return mail(text, Message_ID="<a1@mail.example.org>", **headers)


def arf(message_id: str, kind: str = "abuse") -> bytes:
    body = "\n".join(
        [
            "--b", "", "This is a report.", "",
            "--b", "Content-Type: message/feedback-report", "",
            f"Feedback-Type: {kind}", "User-Agent: Tests/1", "Version: 1", "",
            "--b", "Content-Type: text/rfc822-headers", "",
            f"Message-ID: {message_id}", "Subject: A letter", "", "--b--", "",
        ]
    )  # fmt: skip
    head = mail(
        From="fbl@isp.example.net",
        Content_Type='multipart/report; report-type=feedback-report; boundary="b"',
    )
    return head.rstrip(b"\n") + b"\n\n" + body.encode()


def message_id(road: Mailed) -> str:
    return f"<{road.letter.ref}@clinic.example>"


def test_a_bounce_to_the_letters_own_address_ends_the_letters(road: Mailed) -> None:
    row = road.comes(dsn("5.1.1", NO_SUCH))

    assert (row.kind, row.note) == ("bounce", "a bounce: address_dead")
    assert row.processed_at == road.present
    assert row.delivery_id == road.letter.id
    assert road.suppressed == [("dead", "dsn")]
    assert road.state == "left"


def test_a_full_mailbox_is_counted_and_ends_nothing(road: Mailed) -> None:
    road.comes(dsn("5.2.2", FULL))

    assert [(row.verdict, row.source) for row in road.all_of(bounces)] == [("soft", "dsn")]
    assert road.suppressed == []
    assert road.state == "active"


def test_a_refusal_of_the_clinic_alarms_and_is_nobodys_fault(road: Mailed) -> None:
    road.comes(dsn("5.7.1", POLICY))

    assert road.suppressed == []
    assert [row.title for row in road.all_of(tasks)] == [
        "Letters are waiting: a mail provider refuses what the clinic sends"
    ]


def test_a_word_about_a_delay_is_no_bounce(road: Mailed) -> None:
    row = road.comes(dsn("4.4.1", "Action: delayed"))

    assert row.note == "a report: delayed"
    assert road.all_of(bounces) == []


def test_the_same_bounce_again_counts_once(road: Mailed) -> None:
    raw = dsn("5.2.2", FULL).replace(b"From:", b"Message-ID: <d1@mx.example.net>\nFrom:", 1)
    road.comes(raw)
    road.comes(b"Received: by another way\n" + raw)

    assert len(road.all_of(bounces)) == 1


def test_a_bounce_after_years_still_finds_its_letter(road: Mailed) -> None:
    to = road.address("b")
    road.wait(days=900)
    road.comes(dsn("5.1.1", NO_SUCH), to)

    assert road.suppressed == [("dead", "dsn")]


def test_a_bounce_elsewhere_is_known_by_the_message_id_it_gives_back(road: Mailed) -> None:
    returned = f"Message-ID: {message_id(road)}\nSubject: hello"
    row = road.comes(dsn("5.1.1", NO_SUCH, returned=returned), "fbl@reply.clinic.example")

    assert row.note == "a bounce: address_dead"
    assert road.suppressed == [("dead", "dsn")]


def test_a_made_up_bounce_that_names_no_letter_harms_nobody(road: Mailed) -> None:
    raw = dsn("5.1.1", NO_SUCH, returned="Message-ID: <guess@clinic.example>")
    row = road.comes(
        raw.replace(b"ann@example.org", b"ann@example.com"), "fbl@bounce.clinic.example"
    )

    assert row.note == "about no letter of ours"
    assert road.suppressed == []


def test_a_bounce_proves_that_a_doubtful_letter_went(road: Mailed) -> None:
    road.set(road.letter.id, state="unknown", settled_at=None)
    road.comes(dsn("5.2.2", FULL))

    (row,) = road.rows(id=road.letter.id)
    assert row.state == "accepted"


@pytest.mark.parametrize("to", ["b", "fbl@reply.clinic.example"])
def test_a_complaint_stops_everything_at_once(road: Mailed, to: str) -> None:
    row = road.comes(arf(message_id(road)), to)

    assert (row.kind, row.note) == ("complaint", "a complaint")
    assert road.suppressed == [("complaint", "feedback report")]
    assert [one.state for one in road.rows() if one.state == "planned"] == []


def test_not_spam_is_no_complaint(road: Mailed) -> None:
    road.comes(arf(message_id(road), "not-spam"), "fbl@reply.clinic.example")

    assert road.suppressed == []


GMAIL = "This message was automatically generated by Gmail."


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        from_ann(),
        from_ann("Please stop", Subject="unsubscribe"),
        from_ann(GMAIL, Subject="unsubscribe"),
        from_ann("", Auto_Submitted="auto-generated"),
        b"\r\n\r\n\xff\x00 no mail at all",
    ],
    ids=["nothing", "empty", "words", "Gmail's own", "a program's", "rubbish"],
)
def test_any_mail_to_a_goodbye_address_is_a_goodbye(road: Mailed, raw: bytes) -> None:
    row = road.comes(raw, "unsub", "ann@example.com")

    assert row.note == (sorting.WAITS if b"no mail at all" in raw else "a goodbye")
    assert road.suppressed == [("unsubscribed", "mail")]
    assert road.state == "left"
    assert [one.state for one in road.rows() if one.state == "planned"] == []


def test_words_beside_a_goodbye_still_reach_a_person(road: Mailed) -> None:
    raw = from_ann("Please stop.\nMy leg went numb on Monday.", Subject="unsubscribe")
    row = road.comes(raw, "unsub", "ann@example.com")

    assert (row.note, row.processed_at) == (sorting.WAITS, None)
    assert road.suppressed == [("unsubscribed", "mail")]


def test_a_second_goodbye_changes_nothing(road: Mailed) -> None:
    for number in range(3):
        road.comes(from_ann(f"{number}"), "unsub", "ann@example.com")

    assert len(road.all_of(mails)) == 3
    assert road.suppressed == [("unsubscribed", "mail")]


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        (
            from_ann("I am away", Subject="Out of office", Auto_Submitted="auto-replied"),
            "a@b.example",
        ),
        (from_ann("I am away", Subject="Out of office"), "<>"),
        (from_ann("I am away", X_Autoreply="yes"), "a@b.example"),
        (dsn("5.2.2", FULL), "<>"),
    ],
)
def test_a_robots_answer_is_no_goodbye(road: Mailed, raw: bytes, sender: str) -> None:
    row = road.comes(raw, "unsub", sender)

    assert row.processed_at is not None
    assert road.suppressed == []
    assert road.state == "active"


@pytest.mark.parametrize("box", ["b", "unsub", "reply"])
def test_a_letter_of_our_own_that_comes_back_does_nothing(road: Mailed, box: str) -> None:
    raw = mail("Hello", Message_ID=message_id(road), From="letters@clinic.example")
    row = road.comes(raw, box, "letters@clinic.example")

    assert (row.kind, row.note) == ("loop", "a letter of our own")
    assert road.suppressed == []


def test_staff_who_write_from_the_clinics_own_server_are_people(road: Mailed) -> None:
    raw = mail("Stop it for me", Message_ID="<x1@clinic.example>", From="kim@clinic.example")
    row = road.comes(raw, "reply", "kim@clinic.example")

    assert row.kind == "person"


@pytest.mark.parametrize("box", ["b", "reply", "fbl@reply.clinic.example"])
def test_an_absence_notice_does_nothing(road: Mailed, box: str) -> None:
    raw = from_ann("I am away until 5", Subject="Automatic reply: x", Auto_Submitted="auto-replied")
    row = road.comes(raw, box)

    assert (row.kind, row.note) == ("auto_reply", sorting.WAITS)
    assert road.suppressed == []
    assert road.all_of(bounces) == []


@pytest.mark.parametrize("box", ["b", "reply", "fbl@bounce.clinic.example"])
def test_what_a_person_wrote_is_kept_and_waits(road: Mailed, box: str) -> None:
    raw = from_ann("It went well, thank you. 4", Subject="Re: hello")
    row = road.comes(raw, box, "ann@example.com")

    assert (row.kind, row.processed_at, row.note) == ("person", None, sorting.WAITS)
    assert row.raw == raw
    assert road.suppressed == []


def test_a_mail_that_breaks_something_costs_no_other_and_a_person_hears_of_it(
    road: Mailed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_once(*_: Any) -> Any:
        monkeypatch.undo()
        raise ValueError("odd")

    monkeypatch.setattr(sorting, "read_bounce", breaks_once)
    for raw in (dsn("5.2.2", FULL), dsn("5.1.1", NO_SUCH)):
        new = Arrival(source="lmtp", envelope_from="", envelope_to=(road.address("b"),), raw=raw)
        keep(road.services, new)
    road.maintain()

    assert [row.note for row in road.all_of(mails)] == [
        "a reply: 0 answers counted",
        "a bounce: address_dead",
    ]
    assert "A mail that came in could not be worked off" in [
        row.title for row in road.all_of(tasks)
    ]


def test_two_workers_that_read_the_same_mail_work_it_off_once(
    road: Mailed, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_safely

    def the_other_was_quicker(raw: bytes) -> Any:
        monkeypatch.undo()
        sorting.sort_waiting(road.services, road.present)
        return read(raw)

    monkeypatch.setattr(sorting, "read_safely", the_other_was_quicker)
    road.comes(dsn("5.2.2", FULL))

    assert len(road.all_of(bounces)) == 1


def test_mail_is_forgotten_a_month_after_it_was_dealt_with(road: Mailed) -> None:
    road.comes(dsn("5.2.2", FULL))
    road.comes(from_ann("Hello"), "reply", "ann@example.com")
    road.wait(days=29)
    nightly.prune(road.services)
    assert len(road.all_of(mails)) == 2

    road.wait(days=2)
    nightly.prune(road.services)

    assert [row.kind for row in road.all_of(mails)] == ["person"]


def test_a_letter_that_this_database_does_not_have_is_nobodys(road: Mailed) -> None:
    token = road.services.links.token(LinkPurpose.UNSUBSCRIBE_BY_MAIL, 99_999, now=road.present)
    row = road.comes(from_ann(), f"unsub+{token}@reply.clinic.example", "ann@example.com")

    assert (row.delivery_id, row.note) == (None, "about no letter of ours")
