"""Replies by email, through both doors: whose they are, what counts, and what must not.

Numbers are those of the cases that they come from.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from drip.domain.people import SuppressionReason
from drip.flow.joining.by_staff import EnrolByStaffError, Entry, enrol
from drip.flow.leaving.leave import leave
from drip.flow.mail_in import replies
from drip.inbound import child
from drip.storage import tables
from drip.storage.database import Database
from tests.asking import ASKING, SERVICES
from tests.inbound.mails import dsn
from tests.replying import PROVED, Replying, mail
from tests.road import DAILY, content

FINE = "It went fine, thanks. Pain was 4."
POSTMASTER = "postmaster@reply.clinic.example"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    return Replying(database, tmp_path)


@pytest.fixture(params=["lmtp", "parse"])
def each_door(request: pytest.FixtureRequest, road: Replying) -> Replying:
    road.door = request.param
    return road


COUNTED = [("session", "fine"), ("pain", "4")]


def test_a_reply_counts_like_a_posted_form(each_door: Replying) -> None:
    road = each_door
    raw = mail(f"{FINE}\n\nOn Mon, 4 Jan 2027 at 10:00, Clinic wrote:\n> Hello Ann, Letter first.")
    (message,) = road.comes(raw)

    assert road.said() == COUNTED
    assert {row.channel for row in road.table(tables.answers)} == {"email_reply"}
    assert road.table(tables.answers)[0].how["message"] == message.id
    assert road.check_in().state == "answered"
    assert (message.text, message.sender, message.late) == (FINE, "self", False)
    assert "Hello Ann" in message.removed
    assert message.mail_id == road.table(tables.mails)[0].id
    assert (message.delivery_id, message.check_in_id) == (
        road.letter("first").id, road.check_in().id,
    )  # fmt: skip


def test_what_an_answer_calls_for_follows_a_reply_too(road: Replying) -> None:
    road.comes(mail("I've stopped."))
    road.owed()

    assert "Ring: stopped after the first session" in road.titles()


def test_a_reply_to_the_reminder_belongs_to_its_check_in(road: Replying) -> None:
    road.run(days=4)
    road.comes(mail(FINE), road.reply_to("first", "reminder"))

    assert road.said() == COUNTED


def test_17_a_reply_from_another_address_is_for_staff(each_door: Replying) -> None:
    road = each_door
    raw = mail(FINE, From="Bob <bob@elsewhere.example>")
    (message,) = road.comes(raw, sender="bob@elsewhere.example")

    assert (message.sender, message.needs_person) == ("other", True)
    assert message.by == "bob@elsewhere.example"
    assert message.subscriber_id == road.ann
    assert "another address" in message.why
    assert road.said() == []
    assert road.suggested() == COUNTED


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_18_without_its_token_a_reply_is_known_by_our_message_id(
    road: Replying, header: str
) -> None:
    ours = f"<{road.letter('first').ref}@clinic.example>"
    road.comes(mail(FINE, **{header: f"<x@y.example> {ours}"}), "reply@reply.clinic.example")

    assert road.said() == COUNTED


def test_18_a_message_id_that_the_provider_put_in_place_of_ours_will_do(road: Replying) -> None:
    with road.database.write() as tx:
        tx.execute(update(tables.attempts).values(smtp_id="sg1@geopod.example.net"))
    road.comes(mail(FINE, In_Reply_To="<sg1@geopod.example.net>"), POSTMASTER)

    assert road.said() == COUNTED


def test_18_a_made_up_message_id_leads_nowhere(road: Replying) -> None:
    (message,) = road.comes(mail(FINE, In_Reply_To="<guess@clinic.example>"), POSTMASTER)

    assert road.said() == []
    assert message.check_in_id is None


def test_19_a_proved_sender_with_one_open_check_in_is_enough(road: Replying) -> None:
    road.comes(mail(FINE, Authentication_Results=PROVED), POSTMASTER)

    assert road.said() == COUNTED


def test_19_sendgrids_word_on_the_sender_is_enough_too(road: Replying) -> None:
    road.door = "parse"
    road.comes(mail(FINE), POSTMASTER)

    assert road.said() == COUNTED


def test_19_with_two_open_check_ins_nothing_is_guessed(road: Replying) -> None:
    road.run(days=11)
    (message,) = road.comes(mail(FINE, Authentication_Results=PROVED), POSTMASTER)

    assert road.said() == road.suggested() == []
    assert (message.sender, message.subscriber_id, message.check_in_id) == ("self", road.ann, None)


FORGED = {
    "nobody says": "",
    "another host says": "mx.elsewhere.example; dkim=pass header.d=example.com",
    "another domain's": "mx.clinic.example; dkim=pass header.d=evil.example",
    "a domain under it": "mx.clinic.example; dkim=pass header.d=ann.example.com",
    "it failed": "mx.clinic.example; dkim=fail header.d=example.com; spf=none",
    "in a comment": "mx.clinic.example; dkim=none ( dkim=pass header.d=example.com )",
}


@pytest.mark.parametrize("said", FORGED)
def test_20_a_sender_that_nothing_proves_is_never_an_answer(road: Replying, said: str) -> None:
    raw = mail(FINE, Authentication_Results=FORGED[said])
    (message,) = road.comes(raw, POSTMASTER)

    assert (message.sender, message.needs_person) == ("unverified", True)
    assert road.said() == road.suggested() == []
    assert road.check_in().state == "open"


def test_20_a_sender_whose_domain_disowns_it_is_none_even_with_a_token(road: Replying) -> None:
    said = "mx.clinic.example; dmarc=fail policy.dmarc=reject header.from=example.com"
    (message,) = road.comes(mail(FINE, Authentication_Results=said))

    assert message.sender == "unverified"
    assert road.said() == road.suggested() == []


def test_20_sendgrid_says_that_it_is_forged(road: Replying) -> None:
    road.door = "parse"
    (message,) = road.comes(mail(FINE), dkim="{@evil.example : fail}", SPF="fail")

    assert message.sender == "unverified"
    assert road.said() == road.suggested() == []


def test_21_a_late_reply_goes_to_its_own_check_in(road: Replying) -> None:
    road.run(days=11)
    (message,) = road.comes(mail(FINE))

    assert (message.late, message.check_in_id) == (True, road.check_in("first").id)
    assert road.check_in("second").state == "open"
    assert {row.check_in_id for row in road.table(tables.answers)} == {road.check_in("first").id}


def test_21_a_reply_to_a_check_in_that_is_over_is_shown_and_counts_for_nothing(
    road: Replying,
) -> None:
    to = road.reply_to()
    road.run(days=22)
    (message,) = road.comes(mail(FINE), to)

    assert road.check_in("first").state == "closed"
    assert (message.late, message.check_in_id) == (True, road.check_in("first").id)
    assert road.said() == []
    assert road.suggested() == COUNTED


def test_a_token_of_years_ago_still_finds_the_person(road: Replying) -> None:
    to = road.reply_to()
    road.wait(days=900)
    (message,) = road.comes(mail("Hello again"), to)

    assert (message.subscriber_id, message.sender) == (road.ann, "self")


def test_a_token_of_somebody_erased_leads_to_nobody_and_still_to_staff(road: Replying) -> None:
    with road.database.write() as tx:
        tx.execute(update(tables.subscribers).values(state="erased", email="", first_name=""))
    (message,) = road.comes(mail(FINE))

    assert (message.subscriber_id, message.sender) == (None, "unknown")
    assert road.table(tables.threads)[0].unread_since is not None


def test_22_of_two_replies_the_last_counts_and_both_are_kept(road: Replying) -> None:
    road.comes(mail(FINE))
    road.wait(hours=1)
    road.comes(mail("Sorry, pain was 6.", Message_ID="<a2@mail.example.com>"))

    assert road.said() == [*COUNTED, ("pain", "6")]
    assert len(road.messages()) == 2


def test_23_one_reply_that_comes_three_times_is_one_answer(each_door: Replying) -> None:
    road = each_door
    road.comes(mail(FINE), POSTMASTER, road.reply_to())
    road.comes(b"Received: again\r\n" + mail(FINE))

    road.comes(mail(FINE).replace(b"\r\n", b"\n").rstrip() + b"\n\n", POSTMASTER)

    assert len(road.messages()) == 1
    assert road.said() == COUNTED
    assert road.messages()[0].check_in_id == road.check_in().id


AWAY = {
    "by a header": {"Auto_Submitted": "auto-replied (vacation)"},
    "by its subject": {"Subject": "Automatic reply: Letter first"},
    "by nothing but its words": {},
}


@pytest.mark.parametrize("how", AWAY)
def test_24_an_absence_notice_is_no_answer(road: Replying, how: str) -> None:
    text = "I am out of the office until 5 January. For urgent matters contact Bob, extension 4."
    (message,) = road.comes(mail(text, **AWAY[how]))

    assert road.said() == road.suggested() == []
    assert road.check_in().state == "open"
    assert message.quiet
    assert road.table(tables.threads)[0].unread_since is None
    assert road.rows(purpose="notice") == []


def test_24_words_of_an_emergency_behind_a_robots_header_still_reach_somebody(
    road: Replying,
) -> None:
    raw = mail("I can't feel when I wipe.", Auto_Submitted="auto-generated")
    (message,) = road.comes(raw)

    assert message.urgent
    assert len(road.table(tables.cases)) == 1


FRIENDLY = content({"asking": ASKING, "daily": DAILY}, clinic=SERVICES + "acknowledge: true\n")


def acknowledged(road: Replying) -> list[Any]:
    road.tick()
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in road.mails()]
    return [one for one in mails if one["Auto-Submitted"] == "auto-replied"]


def test_25_a_first_reply_is_acknowledged_once_and_never_again(
    database: Database, tmp_path: Path
) -> None:
    road = Replying(database, tmp_path, files=FRIENDLY)
    for number in range(5):
        road.comes(mail(f"Hello {number}", Message_ID=f"<a{number}@mail.example.com>"))
        road.tick()
        road.wait(days=1)

    (one,) = acknowledged(road)
    assert one["To"].addresses[0].addr_spec == "ann@example.com"
    assert one["In-Reply-To"] == "<a0@mail.example.com>"
    assert one["Subject"] == "Re: Letter first"
    assert "List-Unsubscribe" not in one
    assert "Mon to Fri 8 am to 6 pm" in one.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "raw",
    [
        mail("I am away", Auto_Submitted="auto-replied"),
        mail("Hello", From="bob@elsewhere.example"),
        mail("I can't feel when I wipe"),
        mail("unsubscribe"),
    ],
    ids=["a robot", "another address", "an emergency", "a goodbye"],
)
def test_25_who_gets_no_acknowledgement(database: Database, tmp_path: Path, raw: bytes) -> None:
    road = Replying(database, tmp_path, files=FRIENDLY)
    road.comes(raw)

    assert [row for row in road.rows(purpose="notice") if "acknowledgement" in row.slot] == []


def test_25_nothing_is_acknowledged_unless_the_clinic_wants_it(road: Replying) -> None:
    road.comes(mail("Hello"))

    assert acknowledged(road) == []


@pytest.mark.parametrize("message_id", ["<{ref}@clinic.example>", "<sg1@geopod.example.net>"])
def test_26_a_letter_of_our_own_that_comes_back_is_dropped(road: Replying, message_id: str) -> None:
    with road.database.write() as tx:
        tx.execute(update(tables.attempts).values(smtp_id="sg1@geopod.example.net"))
    ours = message_id.format(ref=road.letter("first").ref)
    raw = mail(FINE, From="letters@clinic.example", Message_ID=ours)

    assert road.comes(raw) == []
    assert road.said() == []


@pytest.mark.parametrize("address", ["reply+x@Reply.clinic.example", "b@bounce.clinic.example"])
def test_26_nobody_is_enrolled_at_an_address_that_is_ours(road: Replying, address: str) -> None:
    entry = Entry(
        email=address, first_name="Loop", sequence="daily", onset=None, zone="",
        consent="At the desk", health=True,
    )  # fmt: skip
    with pytest.raises(EnrolByStaffError, match="our own address"):
        enrol(road.services, entry, actor="tests", now=road.present)


def test_27_a_bounce_that_says_it_is_automatic_is_a_bounce(road: Replying) -> None:
    raw = dsn("5.2.2", "Action: failed").replace(b"\n", b"\r\n")
    assert road.comes(raw) == []
    assert road.table(tables.bounces)[0].verdict == "soft"


def test_30_a_friend_who_answers_a_forwarded_letter_ends_nothing(road: Replying) -> None:
    (message,) = road.comes(mail("unsubscribe", From="friend@elsewhere.example"))

    assert road.table(tables.suppressions) == []
    assert "wish" in message.why


@pytest.mark.parametrize("text", ["STOP", "Please unsubscribe me", "Take me off this list"])
def test_32_a_wish_to_leave_is_granted_and_read(road: Replying, text: str) -> None:
    (message,) = road.comes(mail(text))

    assert [row.reason for row in road.table(tables.suppressions)] == ["unsubscribed"]
    assert road.table(tables.subscribers)[0].state == "left"
    assert message.text == text
    assert road.table(tables.threads)[0].unread_since is not None


def test_32_a_stop_is_a_goodbye_and_no_answer_besides(road: Replying) -> None:
    road.comes(mail("Stop", From="friend@example.org", Message_ID="<f1@example.org>"))
    road.comes(mail("STOP"))

    assert road.said() == road.suggested() == []
    assert road.titles() == []
    assert road.table(tables.subscribers)[0].state == "left"


def test_32_what_else_a_goodbye_says_still_counts(road: Replying) -> None:
    road.comes(mail("Please stop these emails. Average pain was 5."))

    assert ("pain", "5") in [*road.said(), *road.suggested()]
    assert "session" not in [question for question, _ in [*road.said(), *road.suggested()]]


def test_32_a_wish_in_doubt_is_for_staff(road: Replying) -> None:
    (message,) = road.comes(mail("Please don't stop. Pain was 5, it went fine."))

    assert road.table(tables.suppressions) == []
    assert road.said() == [("session", "fine"), ("pain", "5")]
    assert message.subscriber_id == road.ann


def test_32_a_goodbye_does_not_swallow_an_emergency(road: Replying) -> None:
    (message,) = road.comes(mail("Unsubscribe me.\nI can't feel when I wipe."))

    assert message.urgent
    assert [row.reason for row in road.table(tables.suppressions)] == ["unsubscribed"]
    assert len(road.rows(purpose="safety")) == 1


def test_33_a_reply_of_nothing_but_quotes_answers_nothing(road: Replying) -> None:
    (message,) = road.comes(mail("On Mon, Clinic <letters@clinic.example> wrote:\n> Hello\n> 4\n"))

    assert road.said() == road.suggested() == []
    assert (message.text, message.needs_person) == ("", True)
    assert message.why == "It holds no words."


def test_33_an_empty_mail_is_read_by_its_subject(road: Replying) -> None:
    (message,) = road.comes(mail("", Subject="It went fine, pain 4"))

    assert road.said() == COUNTED
    assert message.text == "It went fine, pain 4"


def test_33_our_own_subject_says_nothing(road: Replying) -> None:
    (message,) = road.comes(mail("", Subject="Re: [Ticket#42] Letter first"))

    assert road.said() == road.suggested() == []
    assert message.text == ""


def test_33_what_is_not_sure_is_asked_of_staff(road: Replying) -> None:
    road.comes(mail("Pain was 3, maybe 4."))

    assert ("pain", "3") not in road.said()
    assert ("pain", "4") not in road.said()


def test_34_distress_beside_a_number_is_recorded_urgent_and_holds_everything(
    road: Replying,
) -> None:
    (message,) = road.comes(mail("Pain 4. I don't want to be here any more."))

    assert message.urgent
    assert ("pain", "4") in road.said() + road.suggested()
    assert len(road.table(tables.cases)) == 1
    assert [row.state for row in road.table(tables.enrolments)] == ["paused"]


def test_34_the_fixed_message_answers_what_was_written(road: Replying) -> None:
    road.comes(mail("I can't feel when I wipe", References="<r1@x.example>"))
    road.tick()
    sent = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in road.mails()]
    (fixed,) = [one for one in sent if one["Auto-Submitted"] == "auto-replied"]

    assert fixed["In-Reply-To"] == "<a1@mail.example.com>"
    assert fixed["References"].split() == ["<r1@x.example>", "<a1@mail.example.com>"]
    assert fixed["Reply-To"].addresses[0].domain == "reply.clinic.example"
    assert "Call 000" in str(fixed.get_body(("plain",)))


def test_34_a_subject_can_be_a_cry_for_help(road: Replying) -> None:
    (message,) = road.comes(mail("Please call me.", Subject="I can't feel when I wipe"))

    assert message.urgent


@pytest.mark.parametrize(
    "body",
    [
        b"It went fine \xe9\xff\x00, pain 4",
        b"\xff\xfe\x00\x00",
        "It went fine \ud800 4".encode("utf-8", "surrogatepass"),
    ],
)
def test_35_broken_letters_are_kept_and_read_as_far_as_they_go(road: Replying, body: bytes) -> None:
    raw = mail("@", Content_Type="text/plain; charset=x-nobody-knows").replace(b"@\r\n", b"")
    (message,) = road.comes(raw + body + b"\r\n")

    assert "\x00" not in message.text
    assert body in bytes(road.table(tables.mails)[0].raw)


def test_36_a_photo_alone_needs_a_person(road: Replying) -> None:
    raw = mail("", Content_Type='image/png; name="../../etc/passwd"') + b"\x89PNG" * 1000
    (message,) = road.comes(raw)

    assert message.needs_person
    assert message.why == "It holds no words, only what came with it."


FORWARDED = """see below

---------- Forwarded message ---------
From: Mum <mum@elsewhere.example>
Subject: help

%s
"""


def test_another_mail_that_is_passed_on_is_judged_and_read_by_a_person(road: Replying) -> None:
    (message,) = road.comes(mail(FORWARDED % "I cannot feel when I wipe"))

    assert message.urgent
    assert message.needs_person
    assert len(road.table(tables.cases)) == 1


def test_what_is_passed_on_answers_no_question(road: Replying) -> None:
    (message,) = road.comes(mail(FORWARDED % "It went fine, my pain is 3"))

    assert message.needs_person
    assert not message.urgent
    assert road.said() == road.suggested() == []


def test_37_html_is_text_and_nothing_else(road: Replying) -> None:
    html = (
        "<style>p{display:none}</style><script>alert(4)</script><p>It went fine, pain 4</p>"
        '<img src="https://tracker.example/1.gif"><p>&lt;b&gt;</p>'
    )
    (message,) = road.comes(mail(html, Content_Type="text/html"))

    assert "script" not in message.text
    assert "alert" not in message.text
    assert "tracker" not in message.text


def test_44_of_a_couple_the_token_says_whose_letter_it_is(road: Replying) -> None:
    road.person("Bob", "asking")
    road.tick()
    (message,) = road.comes(mail(FINE, From="bob@example.com"), sender="bob@example.com")

    assert (message.subscriber_id, message.sender) == (road.ann, "other")
    assert road.said() == []


def test_45_a_reply_from_an_address_that_was_given_up_is_anothers(road: Replying) -> None:
    with road.database.write() as tx:
        tx.execute(update(tables.subscribers).values(email="ann.new@example.com"))
    (message,) = road.comes(mail(FINE))

    assert message.sender == "other"
    assert road.said() == []


HOSTILE = {
    "blank lines": mail("\n" * 4000 + FINE),
    "On On On": mail("On " * 6666),
    "parentheses": mail(FINE, From="(" * 3000 + " ann@example.com"),
    "addresses": mail(FINE, Cc=",\r\n ".join(f"a{n}@example.org" for n in range(20_000))),
    "parts": mail("--b\n\n" * 5000, Content_Type='multipart/mixed; boundary="b"'),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_50_hostile_mail_is_kept_for_a_person(road: Replying, how: str) -> None:
    (message,) = road.comes(HOSTILE[how])

    assert road.table(tables.threads)[0].unread_since is not None
    assert bytes(road.table(tables.mails)[0].raw) == HOSTILE[how]
    assert message.mail_id is not None


CALENDAR = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR"


@pytest.mark.parametrize(
    "raw",
    [
        mail(CALENDAR, Content_Type="text/calendar; method=REPLY"),
        mail(
            "--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n--b--",
            Content_Type='multipart/report; report-type=disposition-notification; boundary="b"',
        ),
    ],
    ids=["calendar", "read receipt"],
)
def test_52_answers_of_programs_are_left_alone(road: Replying, raw: bytes) -> None:
    assert road.comes(raw) == []
    assert road.notes() == ["nothing follows"]


@pytest.mark.parametrize(
    "kind",
    ["application/pkcs7-mime; smime-type=enveloped-data", "application/ms-tnef"],
)
def test_52_what_no_program_can_read_needs_a_person(road: Replying, kind: str) -> None:
    (message,) = road.comes(mail("MIAGCSqGSIb3DQEHA6CAMIAC", Content_Type=kind))

    assert message.needs_person
    assert road.table(tables.threads)[0].unread_since is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<back.lists.example>", "Subject": "[back] Re: Letter first 4"},
        {"X_Zendesk_Ticket": "4", "Subject": "[Request received] #4"},
        {"Precedence": "bulk"},
    ],
)
def test_53_what_a_list_or_a_ticket_system_adds_is_no_answer(
    road: Replying, headers: dict[str, str]
) -> None:
    (message,) = road.comes(mail("Your request 4 was received. Pain 4", **headers))

    assert road.said() == road.suggested() == []
    assert message.quiet


@pytest.mark.parametrize("sender", ["hello@clinic.example", "desk@clinic.example"])
def test_54_staffs_own_mail_with_us_in_copy_is_outgoing(road: Replying, sender: str) -> None:
    road.comes(mail("My back is worse. What should I do?"))
    road.wait(hours=1)
    said = "mx.clinic.example; dkim=pass header.d=clinic.example"
    raw = mail(
        "Hi Ann, it went fine? Pain 4? Any numbness when you wipe?",
        From=sender, To="ann@example.com", Message_ID="<s1@clinic.example>",
        Authentication_Results=said,
    )  # fmt: skip
    message = road.comes(raw, sender=sender)[-1]

    assert (message.direction, message.sender, message.by) == ("out", "staff", sender)
    assert road.said() == []
    assert road.table(tables.cases) == []
    assert road.table(tables.threads)[0].unread_since is None


def test_54_staffs_mail_without_a_token_is_known_by_whom_it_went_to(road: Replying) -> None:
    raw = mail("Hi Ann", From="hello@clinic.example", To="Ann <ann@example.com>")
    (message,) = road.comes(raw, POSTMASTER, sender="hello@clinic.example")

    assert (message.direction, message.subscriber_id) == ("out", road.ann)


def test_54_a_mail_that_only_says_it_is_from_staff_puts_nothing_aside(road: Replying) -> None:
    road.comes(mail("My back is worse."))
    raw = mail("All settled", From="hello@clinic.example", Message_ID="<s1@clinic.example>")
    road.comes(raw, sender="hello@clinic.example")

    assert road.table(tables.threads)[0].unread_since is not None


def test_somebody_we_do_not_know_has_a_thread_of_their_own(road: Replying) -> None:
    for number in range(2):
        raw = mail("Who are you?", From="Zed <zed@elsewhere.example>", Message_ID=f"<z{number}@x>")
        road.comes(raw, POSTMASTER, sender="zed@elsewhere.example")

    (thread,) = road.table(tables.threads)
    assert (thread.subscriber_id, len(road.messages())) == (None, 2)
    assert {row.by for row in road.messages()} == {"zed@elsewhere.example"}


def test_who_left_is_still_heard(road: Replying) -> None:
    leave(
        road.services, subscriber_id=road.ann, reason=SuppressionReason.UNSUBSCRIBED,
        source="page", now=road.present,
    )  # fmt: skip
    (message,) = road.comes(mail("I can't feel when I wipe"))

    assert message.urgent
    assert len(road.table(tables.cases)) == 1
    road.tick()
    assert [row.state for row in road.rows(purpose="safety")] == ["accepted"]


def test_a_reply_proves_that_a_doubtful_letter_went(road: Replying) -> None:
    road.set(road.letter("first").id, state="unknown", settled_at=None)
    road.comes(mail(FINE))

    assert road.letter("first").state == "accepted"
    assert road.said() == COUNTED


def test_two_workers_that_read_the_same_reply_take_it_once(
    road: Replying, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = child.read_safely

    def the_other_was_quicker(raw: bytes) -> Any:
        monkeypatch.undo()
        replies.take_waiting(road.services, road.present)
        return read(raw)

    monkeypatch.setattr(replies, "read_safely", the_other_was_quicker)
    road.comes(mail(FINE))

    assert len(road.messages()) == 1
    assert road.said() == COUNTED
    assert road.notes() == ["a reply: 2 answers counted"]


def test_a_mail_that_breaks_something_costs_no_other(
    road: Replying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_once(*_: Any) -> Any:
        monkeypatch.undo()
        raise ValueError("odd")

    monkeypatch.setattr(replies, "read_reply", breaks_once)
    road.hands_in(mail("First", Message_ID="<1@x>"))
    road.hands_in(mail("Second", Message_ID="<2@x>"))
    road.maintain()
    assert [row.text for row in road.messages()] == ["Second"]
    assert "A mail that came in could not be worked off" in road.titles()
    road.maintain()
    assert [row.text for row in road.messages()] == ["Second", "First"]


def test_a_mail_that_fails_again_and_again_is_still_shown_to_a_person(
    road: Replying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> Any:
        raise ValueError("odd")

    monkeypatch.setattr(replies, "read_reply", breaks)
    assert road.comes(mail("Help")) == []
    road.wait(minutes=11)
    road.maintain()

    (message,) = road.messages()
    assert (message.subscriber_id, message.needs_person, message.mail_id) == (road.ann, True, 1)
    assert road.table(tables.threads)[0].unread_since == message.at
    assert road.notes() == ["kept for a person"]
