# ruff: noqa: RUF001 - words of many languages
import pytest

from drip.domain.mail import MailKind
from drip.inbound.kinds import kind_of
from drip.inbound.mime import read_mail
from tests.inbound.mails import dsn, mail

OURS = frozenset({"reply.example.com", "bounce.example.com"})
IDS = frozenset({"clinic.example.com"})
QUOTE = "\n\nOn Mon, 2 Mar 2026 at 07:30, Clinic <hello@clinic.example.com> wrote:\n> How was it?\n"


def kind(raw: bytes) -> MailKind:
    return kind_of(read_mail(raw), own_domains=OURS, own_message_id_domains=IDS)


def report(kind_of_report: str, part: str) -> bytes:
    return mail(
        f"--b\n\nFor people\n--b\nContent-Type: message/{kind_of_report}\n\n{part}\n--b--\n",
        Content_Type=f"multipart/report; report-type={kind_of_report}; boundary=b",
    )


def invitation(method: str) -> bytes:
    return mail(
        "--b\nContent-Type: text/plain\n\nAnn has accepted.\n"
        f"--b\nContent-Type: text/calendar; method={method}\n\n"
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR\n--b--\n",
        Content_Type="multipart/alternative; boundary=b",
    )


@pytest.mark.parametrize(
    "raw",
    [
        mail("4", Subject="Re: Day 5", Return_Path="<ann@example.org>"),
        mail("4", Auto_Submitted="no"),
        mail("4", X_Auto_Response_Suppress="All"),
        mail("4", Precedence="normal", X_Autoreply="no"),
        mail("I am on holiday, back on Monday. My leg is numb. Please contact me.", Subject="Hi"),
        mail(
            "I'm away until Monday. Did 3 sessions, will reply to your questions then.",
            Subject="Hi",
        ),
        mail("I'm on leave until the 5th and will reply then." + QUOTE, Subject="Re: Day 5"),
        mail("Thanks for that.", Subject="Re: Automatic reply: Day 5"),
        mail("Read: yes, I read it. Displayed well.", Subject="Read: Day 5"),
        mail("The post bounced back to me: delivery failed.", Subject="Undeliverable parcel"),
        mail("", Subject="Re: Day 5"),
        invitation("REQUEST"),
        b"",
        b"\xff" * 300,
        mail(To="x@example.org, " * 9000, Auto_Submitted="auto-replied"),
    ],
)
def test_a_person_is_a_person(raw: bytes) -> None:
    assert kind(raw) is MailKind.PERSON


@pytest.mark.parametrize(
    "raw",
    [
        mail("x", Message_ID="<ref1@clinic.example.com>"),
        mail("x", From="Clinic <reply+token@reply.example.com>"),
        mail("x", From="a@mail.reply.example.com", Auto_Submitted="auto-generated"),
    ],
)
def test_our_own_mail_that_comes_back_is_a_loop(raw: bytes) -> None:
    assert kind(raw) is MailKind.LOOP


def test_a_domain_that_only_ends_like_ours_is_not_ours() -> None:
    assert kind(mail("x", From="a@notreply.example.com")) is MailKind.PERSON


@pytest.mark.parametrize(
    "raw",
    [
        dsn("5.1.1", "Action: failed"),
        dsn("4.4.1", "Action: delayed"),
        dsn("5.1.1", "Action: failed").replace(
            b"MAILER-DAEMON@mx.example.net", b"a@reply.example.com"
        ),
        mail("x", X_Failed_Recipients="ann@example.org"),
        mail(
            "Hi. This is the qmail-send program at example.net.", From="MAILER-DAEMON@example.net"
        ),
        mail("Sorry.", From="postmaster@example.net", Subject="Undeliverable: Day 5"),
        mail("Leider.", From="postmaster@example.net", Subject="Unzustellbar: Day 5"),
        mail("抱歉", From="postmaster@example.net", Subject="系统退信/Systems bounce"),
        mail(
            "** Address not found **\n\nYour message wasn't delivered to ann@example.org",
            From="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            Subject="Delivery Status Notification (Failure)",
            Auto_Submitted="auto-replied",
        ),
        mail(
            "A message that you sent could not be delivered to one or more of its recipients.",
            From="Mail Delivery System <Mailer-Daemon@host.example>",
            Subject="Mail delivery failed: returning message to sender",
            Auto_Submitted="auto-replied",
        ),
        mail("It failed.", Subject="Mail delivery failed", Return_Path="<>"),
    ],
)
def test_a_bounce_comes_before_the_automatic_reply_it_says_it_is(raw: bytes) -> None:
    assert kind(raw) is MailKind.BOUNCE


def test_a_complaint_is_one_unless_it_is_about_our_keys() -> None:
    assert kind(report("feedback-report", "Feedback-Type: abuse")) is MailKind.COMPLAINT
    assert kind(report("feedback-report", "Feedback-Type: auth-failure")) is MailKind.AUTO_REPLY


def test_a_read_receipt_is_one_with_or_without_its_form() -> None:
    assert kind(report("disposition-notification", "Disposition: manual-action")) is (
        MailKind.READ_RECEIPT
    )
    told = "Your message\n\n   To: Ann Example\n   Subject: Day 5\n\nwas read on 2/03/2026 7:30 AM."
    assert kind(mail(told, Subject="Read: Day 5")) is MailKind.READ_RECEIPT


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_is_a_calendars(method: str) -> None:
    assert kind(invitation(method)) is MailKind.CALENDAR


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-replied (vacation)"},
        {"Auto-Submitted": "Auto-Generated; owner=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X-Autoreply": "yes"},
        {"X-Autorespond": "Re: Day 5"},
        {"X-Auto-Reply-From": "a@example.org"},
        {"Return-Path": "<>"},
        {"List-Id": "<list.example.org>"},
        {"From": "noreply@example.org"},
        {"X-Zendesk-From-Account-Id": "a1"},
        {"RT-Ticket": "example.org #12"},
        {"Subject": "[Request received] Day 5"},
        {"Subject": "[External] Automatic reply: Day 5"},
    ],
)
def test_a_machines_headers_give_it_away(headers: dict[str, str]) -> None:
    assert kind(mail("Your request (5) has been received.", **headers)) is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Day 5",
        "Out of Office: back on 5 March",
        "Automatische Antwort: Day 5",
        "Abwesenheitsnotiz",
        "Réponse automatique : Day 5",
        "Respuesta automática: Day 5",
        "Risposta automatica: Day 5",
        "Resposta automática: Day 5",
        "Automatisch antwoord: Day 5",
        "Automatiskt svar: Day 5",
        "Autosvar: Day 5",
        "Automatisk svar: Day 5",
        "Automaattinen vastaus: Day 5",
        "Automatyczna odpowiedź: Day 5",
        "Automatická odpověď: Day 5",
        "Automatická odpoveď: Day 5",
        "Automatikus válasz: Day 5",
        "Răspuns automat: Day 5",
        "Автоматический ответ: Day 5",
        "Автоматична відповідь: Day 5",
        "Αυτόματη απάντηση: Day 5",
        "Otomatik Yanıt: Day 5",
        "自动回复: Day 5",
        "自動回覆: Day 5",
        "自動応答: Day 5",
        "자동 회신: Day 5",
        "Trả lời tự động: Day 5",
        "ตอบกลับอัตโนมัติ: Day 5",
        "رد تلقائي: Day 5",
        "תשובה אוטומטית: Day 5",
        "स्वचालित उत्तर: Day 5",
        "Balasan otomatis: Day 5",
    ],
)
def test_automatic_replies_begin_alike_in_many_languages(subject: str) -> None:
    assert kind(mail("5", Subject=subject)) is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 5 March and will reply when I return. Ring 0491 570 006.",
        "Thank you for your email. I am currently on annual leave, returning on 16 March.",
        "I am out of the office. For urgent matters please contact Bea." + QUOTE,
        "Thanks for your message. I'm away until 5/3 with limited access to email.",
        "This is an automated response. Your message has been received.",
        "Ich bin bis 5.3. nicht im Büro. In dringenden Fällen wenden Sie sich an Bea.",
        "Je suis absente du bureau jusqu'au 5 mars. En cas d'urgence, veuillez contacter Béa.",
        "Estaré fuera de la oficina hasta el 5. Responderé a mi regreso.",
    ],
)
def test_an_absence_notice_without_any_header_is_known_by_its_words(text: str) -> None:
    assert kind(mail(text, Subject="Re: Day 5")) is MailKind.AUTO_REPLY
