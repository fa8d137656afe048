"""Mail that a program sent: what a person wrote into it is heard if they may need help."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from drip.links import LinkPurpose
from drip.storage import tables
from drip.storage.database import Database
from tests.replying import Replying, mail

HELP = "I can't feel when I wipe."
RECEIPT = (
    "--b\n\n{words}\n--b\nContent-Type: message/disposition-notification\n\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n--b--"
)
REPORT = 'multipart/report; report-type=disposition-notification; boundary="b"'
EVENT = (
    "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Session\n{words}"
    "DESCRIPTION:If you have new numbness around the groin call 000\nEND:VEVENT\nEND:VCALENDAR"
)
CALENDAR = "text/calendar; method=REPLY"
AWAY = "Automatic reply: Letter first"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    return Replying(database, tmp_path)


def receipt(words: str) -> bytes:
    return mail(RECEIPT.format(words=words), Content_Type=REPORT)


def calendar(words: str = "") -> bytes:
    return mail(EVENT.format(words=words), Content_Type=CALENDAR)


def daemon(words: str) -> bytes:
    return mail(
        words, From="MAILER-DAEMON@mx.example.net", Subject="failure notice", Return_Path="<>"
    )


HEARD = {
    "a read receipt": receipt(HELP),
    "a comment in a calendar answer": calendar("COMMENT:I can't feel when\n  I wipe\\, help\n"),
    "Google's comment": calendar(
        f'ATTENDEE;PARTSTAT=DECLINED;X-RESPONSE-COMMENT="{HELP}":mailto:ann@example.com\n'
    ),
    "an absence notice": mail(
        "I am out of the office until 5 January. I can't feel my legs and I wet myself.",
        Subject=AWAY,
    ),
    "a bounce": daemon(f"This is the mail system. {HELP} Pain is 9."),
}


@pytest.mark.parametrize("how", HEARD)
def test_a_cry_for_help_in_a_programs_mail_is_heard(road: Replying, how: str) -> None:
    (message,) = road.comes(HEARD[how], sender="")

    assert (message.urgent, message.needs_person, message.quiet) == (True, True, False)
    assert "program" in message.why
    assert road.table(tables.threads)[0].unread_since is not None
    assert len(road.table(tables.cases)) == 1
    assert road.said() == road.suggested() == []
    road.tick()
    sent = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in road.mails()]
    assert [one for one in sent if one["Auto-Submitted"] == "auto-replied"] == []


def test_a_cry_for_help_to_a_goodbye_address_is_heard_from_a_robot_too(road: Replying) -> None:
    links, letter = road.services.links, road.letter("first").id
    token = links.token(LinkPurpose.UNSUBSCRIBE_BY_MAIL, letter, now=road.present)
    goodbye = f"unsub+{token}@reply.clinic.example"
    (message,) = road.comes(mail(HELP, Auto_Submitted="auto-generated"), goodbye)

    assert message.urgent
    assert len(road.table(tables.suppressions)) == 1


def test_a_robot_whom_nobody_knows_is_shown_and_rings_no_alarm(road: Replying) -> None:
    raw = mail(HELP, From="news@elsewhere.example", Precedence="bulk")
    (message,) = road.comes(raw, "reply@reply.clinic.example", sender="news@elsewhere.example")

    assert (message.urgent, message.needs_person, message.quiet) == (False, True, False)
    assert road.table(tables.threads)[0].unread_since is not None
    assert road.table(tables.cases) == []


def quoted_letter(road: Replying) -> str:
    letter = message_from_bytes(road.mails()[0].read_bytes(), policy=policy.default)
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_our_own_safety_words_in_what_comes_back_ring_no_alarm(road: Replying) -> None:
    ours = quoted_letter(road)
    assert "numbness" in ours
    for number, raw in enumerate(
        [
            receipt(ours),
            calendar(),
            daemon(f"This is the mail system. It could not be delivered.\n\n{ours}"),
            mail(f"I am out of the office until 5 January.\n\n{ours}", Subject=AWAY),
        ]
    ):
        road.comes(raw.replace(b"<a1@", f"<a{number}@".encode()), sender="")
        road.comes(
            raw.replace(b"<a1@", f"<b{number}@".encode()), "reply@reply.clinic.example", sender=""
        )

    assert road.table(tables.cases) == []
    assert not any(one.urgent or one.needs_person for one in road.messages())
