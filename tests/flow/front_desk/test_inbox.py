"""The inbox as data: its order, what staff do with it, and their answers through Drip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from drip.domain.people import SuppressionReason
from drip.flow.front_desk import inbox, staff_reply
from drip.flow.front_desk.inbox import NoteEmptyError, Taken
from drip.flow.front_desk.staff_reply import ReplyRefusedError, Written
from drip.flow.leaving.leave import leave
from drip.flow.urgent import safety
from drip.storage import slipping, tables
from drip.storage.database import Database
from tests.replying import Replying, mail

BY = "staff:1"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    road = Replying(database, tmp_path)
    road.door = "parse"
    return road


def others(road: Replying, *names: str) -> None:
    for name in names:
        road.person(name, "asking")
    road.tick()


def writes(road: Replying, name: str, text: str, *, hours: float = 1) -> None:
    """Somebody answers their own letter; each mail is another one."""
    road.wait(hours=hours)
    number = len(road.messages())
    (letter,) = [
        row for row in road.rows(step="first", purpose="step")
        if row.subscriber_id == person_of(road, name)
    ]  # fmt: skip
    to = road.reply_to_row(letter.id)
    address = f"{name.lower()}@example.com"
    raw = mail(text, From=f"{name} <{address}>", Message_ID=f"<m{number}@mail.example.com>")
    road.comes(raw, to, sender=address)


def person_of(road: Replying, name: str) -> int:
    return next(int(row.id) for row in road.table(tables.subscribers) if row.first_name == name)


def names(road: Replying) -> list[str]:
    return [
        one.person.first_name for one in inbox.waiting(road.services, road.present) if one.person
    ]


def thread(road: Replying, name: str = "Ann") -> inbox.Conversation:
    (found,) = [
        row.id for row in road.table(tables.threads) if row.subscriber_id == person_of(road, name)
    ]
    whole = inbox.conversation(road.services, found)
    assert whole is not None
    return whole


def answer(road: Replying, text: str = "Ring us.", *, key: str = "k1", **how: Any) -> bool:
    here = thread(road)
    written = Written(
        thread_id=here.thread.id, text=text, by=BY, key=key, **({"seen": here.seen} | how)
    )
    return staff_reply.answer(road.services, written, road.present)


def finished(road: Replying) -> bool:
    here = thread(road)
    return inbox.done(road.services, here.thread.id, seen=here.seen)


def last_mail(road: Replying) -> Any:
    road.tick()
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in road.mails()]
    return max(mails, key=lambda one: one["Date"].datetime)


def test_urgent_threads_stand_on_top_then_the_oldest_unread(road: Replying) -> None:
    others(road, "Bob", "Cleo")
    writes(road, "Bob", "A question about Tuesday.")
    writes(road, "Ann", "Another question.")
    writes(road, "Cleo", "I can't feel when I wipe")
    writes(road, "Bob", "And one more.")

    assert names(road) == ["Cleo", "Bob", "Ann"]
    waits = inbox.unread(road.services, road.present)
    assert (waits.count, waits.oldest) == (3, road.messages()[0].at)
    assert thread(road, "Cleo").thread.urgent


def test_an_urgent_thread_stays_until_its_case_is_closed(road: Replying) -> None:
    writes(road, "Ann", "I can't feel when I wipe")
    here = thread(road)
    assert answer(road)
    assert not inbox.done(road.services, here.thread.id, seen=here.seen + 1)
    until = road.present + timedelta(days=1)
    assert not inbox.snooze(road.services, here.thread.id, until=until, seen=here.seen + 1)
    assert names(road) == ["Ann"]

    (case,) = here.cases
    safety.close(road.services, case.id, by=BY, words="Rang her.", go_on=True, now=road.present)
    assert names(road) == []


def test_nothing_closes_by_itself(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    road.run(days=30)

    assert names(road) == ["Ann"]


def test_what_is_done_comes_back_with_the_next_message(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    here = thread(road)
    assert inbox.done(road.services, here.thread.id, seen=here.seen)
    assert names(road) == []
    writes(road, "Ann", "Are you there?")

    assert names(road) == ["Ann"]
    assert thread(road).thread.unread_since == road.present


def test_what_nobody_has_seen_is_not_put_aside(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    here = thread(road)
    writes(road, "Ann", "It is worse now.")

    assert not inbox.done(road.services, here.thread.id, seen=here.seen)
    assert not inbox.snooze(
        road.services, here.thread.id, until=road.present + timedelta(days=1), seen=here.seen
    )
    assert answer(road, seen=here.seen)
    assert names(road) == ["Ann"]
    assert thread(road).thread.unread_since == road.messages()[1].at


def test_a_snoozed_thread_comes_back_in_time_or_with_the_next_message(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    here = thread(road)
    until = road.present + timedelta(days=2)
    assert inbox.snooze(road.services, here.thread.id, until=until, seen=here.seen)
    assert names(road) == []
    assert [one.thread.id for one in inbox.put_off(road.services, road.present)] == [here.thread.id]
    road.wait(days=2)
    assert names(road) == ["Ann"]
    assert inbox.put_off(road.services, road.present) == ()

    inbox.snooze(road.services, here.thread.id, until=road.present + timedelta(2), seen=here.seen)
    writes(road, "Ann", "Hello?")
    assert names(road) == ["Ann"]


@pytest.mark.parametrize("settled", [answer, finished])
def test_what_was_settled_and_put_off_comes_back_too(
    road: Replying, settled: Callable[[Replying], object]
) -> None:
    writes(road, "Ann", "I start again on Monday.")
    here = thread(road)
    assert settled(road)
    until = road.present + timedelta(days=3)
    assert inbox.snooze(road.services, here.thread.id, until=until, seen=here.seen)
    assert names(road) == []
    assert [one.thread.id for one in inbox.put_off(road.services, road.present)] == [here.thread.id]

    road.wait(days=3)
    assert names(road) == ["Ann"]
    assert inbox.unread(road.services, road.present).oldest == until
    assert answer(road, seen=here.seen, key="again")
    assert names(road) == []


def test_a_note_is_staffs_own_and_wakes_nobody(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    here = thread(road)
    inbox.done(road.services, here.thread.id, seen=here.seen)
    for _ in range(2):
        inbox.note(road.services, here.thread.id, "Ask Kim.", by=BY, key="n1", now=road.present)

    assert names(road) == []
    assert [(row.direction, row.by) for row in road.messages()][1:] == [("inside", BY)]
    with pytest.raises(NoteEmptyError):
        inbox.note(road.services, here.thread.id, " ", by=BY, key="n2", now=road.present)


def test_a_conversation_stands_in_the_order_in_which_it_happened(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    road.wait(hours=1)
    answer(road)
    road.tick()
    writes(road, "Ann", "Thanks!")

    told = [
        one.message.text if one.message else f"letter {one.letter.step if one.letter else ''}"
        for one in thread(road).entries
    ]
    assert told == ["letter first", "A question.", "Ring us.", "Thanks!"]
    sent = thread(road).entries[2].letter
    assert sent is not None
    assert sent.state == "accepted"


def test_a_copy_of_what_staff_wrote_hides_no_letter(road: Replying) -> None:
    road.comes(mail("Hi Ann", From="hello@clinic.example"), sender="hello@clinic.example")

    first, copy = thread(road).entries
    assert (first.message, first.letter and first.letter.step) == (None, "first")
    assert (copy.message and copy.message.direction, copy.letter) == ("out", None)


def test_an_answer_by_staff_carries_the_right_headers(road: Replying) -> None:
    raw = mail(
        "A question.", Message_ID="<q1@mail.example.com>", Subject="RE: re: Letter first",
        References="<r1@clinic.example> <r2@mail.example.com>",
    )  # fmt: skip
    road.comes(raw)
    road.wait(hours=1)
    assert answer(road, "Dear Ann,\n\nRing us.")

    sent = last_mail(road)
    assert sent["Subject"] == "Re: Letter first"
    assert sent["In-Reply-To"] == "<q1@mail.example.com>"
    assert sent["References"].split() == [
        "<r1@clinic.example>", "<r2@mail.example.com>", "<q1@mail.example.com>",
    ]  # fmt: skip
    assert sent["To"].addresses[0].addr_spec == "ann@example.com"
    for name in ("List-Unsubscribe", "List-Id", "Auto-Submitted"):
        assert name not in sent
    (row,) = road.rows(purpose="staff_reply")
    assert sent["Reply-To"].addresses[0].addr_spec == road.reply_to_row(row.id)
    assert "Dear Ann,\r\n\r\nRing us." in sent.get_body(("plain",)).get_content()


def test_what_is_answered_to_an_answer_by_staff_stays_in_the_conversation(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    answer(road)
    road.tick()
    (row,) = road.rows(purpose="staff_reply")
    raw = mail(
        "Thanks!", Message_ID="<t@mail.example.com>", In_Reply_To=f"<{row.ref}@clinic.example>"
    )
    road.comes(raw, road.reply_to_row(row.id))

    assert len({one.thread_id for one in road.messages()}) == 1
    assert road.messages()[-1].sender == "self"


def test_one_press_sends_one_answer(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    assert [answer(road), answer(road), answer(road, key="k2")] == [True, False, True]

    assert len(road.rows(purpose="staff_reply")) == 2
    assert names(road) == []


def test_no_answer_goes_where_somebody_else_wrote(road: Replying) -> None:
    road.comes(mail("A question.", Message_ID="<q@x.example>"))
    road.comes(mail("I am Ann.", From="bob@elsewhere.example"), sender="bob@elsewhere.example")
    with pytest.raises(ReplyRefusedError):
        answer(road)
    assert road.rows(purpose="staff_reply") == []

    assert answer(road, to_message=road.messages()[0].id)
    assert last_mail(road)["To"].addresses[0].addr_spec == "ann@example.com"


def test_nobody_known_gets_no_answer_from_here(road: Replying) -> None:
    zed = mail("Hi", From="zed@elsewhere.example")
    road.comes(zed, "hello@reply.clinic.example", sender="zed@elsewhere.example")
    (unknown,) = road.table(tables.threads)
    with pytest.raises(ReplyRefusedError, match="own mailbox"):
        staff_reply.answer(
            road.services, Written(thread_id=unknown.id, text="Hi", by=BY, key="k"), road.present
        )


@pytest.mark.parametrize(
    ("reason", "refused"),
    [
        (SuppressionReason.UNSUBSCRIBED, False),
        (SuppressionReason.COMPLAINT, True),
        (SuppressionReason.DEAD, True),
    ],
)
def test_who_left_is_answered_and_who_complained_is_not(
    road: Replying, reason: SuppressionReason, *, refused: bool
) -> None:
    writes(road, "Ann", "A question.")
    leave(road.services, subscriber_id=road.ann, reason=reason, source="tests", now=road.present)
    if refused:
        with pytest.raises(ReplyRefusedError):
            answer(road)
    else:
        assert answer(road)
        road.tick()
        assert [row.state for row in road.rows(purpose="staff_reply")] == ["accepted"]


def test_a_complaint_after_the_press_stops_the_answer(road: Replying) -> None:
    writes(road, "Ann", "A question.")
    answer(road)
    leave(
        road.services, subscriber_id=road.ann, reason=SuppressionReason.COMPLAINT,
        source="tests", now=road.present,
    )  # fmt: skip
    road.tick()

    assert [row.state for row in road.rows(purpose="staff_reply")] == ["cancelled"]


def heard(road: Replying) -> datetime:
    with road.database.read() as tx:
        (one,) = slipping.candidates(tx, road.present, called_since=road.present)
    return one.heard_at


def test_only_a_persons_own_words_say_that_they_are_still_there(road: Replying) -> None:
    begin = road.present
    road.wait(days=1)
    road.comes(mail("I am away", Auto_Submitted="auto-replied", Message_ID="<o@x.example>"))
    road.comes(mail("Hi", From="bob@elsewhere.example"), sender="bob@elsewhere.example")
    assert heard(road) == begin

    writes(road, "Ann", "A question.")
    assert heard(road) == road.present


def suggested(road: Replying) -> int:
    (one,) = [row for row in road.table(tables.suggestions) if row.question == "session"]
    return int(one.id)


def test_an_accepted_suggestion_counts_once_and_tells_who_took_it(road: Replying) -> None:
    road.comes(mail("I've stopped.", From="bob@elsewhere.example"), sender="bob@elsewhere.example")
    one = suggested(road)
    assert road.said() == []
    came = [inbox.accept(road.services, one, by=BY, now=road.present) for _ in range(2)]

    assert came == [Taken.COUNTED, Taken.GONE]
    assert road.said() == [("session", "stopped")]
    assert road.table(tables.answers)[0].how["accepted_by"] == BY
    assert "Ring: stopped after the first session" in road.titles()


def test_a_declined_suggestion_counts_for_nothing(road: Replying) -> None:
    road.comes(mail("I've stopped.", From="bob@elsewhere.example"), sender="bob@elsewhere.example")
    assert inbox.decline(road.services, suggested(road), by=BY, now=road.present)
    assert inbox.accept(road.services, suggested(road), by=BY, now=road.present) is Taken.GONE

    assert road.said() == []


def test_a_suggestion_to_a_check_in_that_is_over_is_kept_there_and_nothing_follows(
    road: Replying,
) -> None:
    to = road.reply_to()
    road.run(days=22)
    road.comes(mail("I've stopped."), to)
    came = inbox.accept(road.services, suggested(road), by=BY, now=road.present)

    assert came is Taken.KEPT
    (kept,) = road.table(tables.answers)
    assert (kept.check_in_id, kept.sure) == (road.check_in("first").id, False)
    assert "Ring: stopped after the first session" not in road.titles()
