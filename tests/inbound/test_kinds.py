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


STAYS_A_PERSON = [
    ("I'm out of the office so I did two sessions only", {}),
    ("I'm out of the office until Monday so ring my mobile.", {}),
    ("3. Please contact me on 0491 570 006, I'm away from my desk", {}),
    ("I'm away until Monday, then I'll start.", {}),
    ("On leave since Tuesday because of it, 7", {"Subject": "On leave"}),
    ("Something came up.", {"Subject": "Absence on Thursday"}),
    ("Away from home so no stretching this week", {"Subject": "Away"}),
    ("Thank you for your email. I'll start next week when my working days are fewer.", {}),
    ("I no longer work at Example, so use this address please.", {}),
    ("I've retired now, so plenty of time for the stretches!", {}),
    ("Sounds good. Final-Recipient: rfc822; ann@example.org / Action: failed", {}),
    ("It came back, address not found. Trying again: 6", {"Subject": "Undeliverable? Again"}),
    ("My answer could not be delivered to you. Yes, better. ann@example.org",
     {"Subject": "Delivery failed"}),
    ("Mailbox full, sorry. 3", {"Subject": "Mailbox full"}),
    ("Undelivered parcels all day, my back hurts",
     {"Subject": "Undelivered parcels", "From": "admin@smallfirm.example"}),
    (("Did you get mine?\n\n---------- Forwarded message ---------\n"
      "From: Mail Delivery Subsystem <mailer-daemon@example.net>\n\nYour message wasn't delivered "
      "to hello@clinic.example.com"), {"Subject": "Fwd: Delivery Status Notification (Failure)"}),
    ("外出が多くて3回しかできませんでした", {"Subject": "外出"}),
    ("My mailbox is full of parcels. 3", {"From": "bouncer77@example.org"}),
    ("450 steps on Monday, 520 steps today.", {"From": "gatewayphysio@example.org"}),
    ("Better, thanks", {"From": "daemonhunter@example.org"}),
    ("Better, thanks", {"From": "mta@example.org"}),
    ("My back is worse since Monday.",
     {"Subject": "On holiday: Day 5", "In-Reply-To": "<ref1@clinic.example.com>"}),
    ("I opened a new ticket at work for a better chair.", {"Subject": "New ticket"}),
]  # fmt: skip


def test_people_who_sound_like_machines_stay_people() -> None:
    for text, headers in STAYS_A_PERSON:
        given = {"Subject": "Re: Day 5"} | headers
        assert kind(mail(text, **given)) is MailKind.PERSON, (text, headers)


DAEMON = "Mail Delivery Subsystem <mailer-daemon@example.net>"
MORE_BOUNCES = [
    ("Your letter is being processed.", {"From": DAEMON, "Subject": "Message status"}),
    ("x", {"From": "Mail.Delivery.System@example.net", "Subject": "Hello"}),
    ("x", {"From": "MDaemon@example.net", "Subject": "Permanent trouble"}),
    ("That is not a valid user here.", {"From": "<>", "Return-Path": "<>"}),
    ("To: ann@example.net\nDid not reach the following recipient: ann@example.net",
     {"From": "Postmaster <>", "Subject": "Undeliverable: ann@example.net"}),
    (("An error occurred while trying to deliver the mail to the following recipients:\n"
      "ann@example.net\n\nAction: failed\nStatus: 5.1.1"),
     {"From": "mailservice.example", "Subject": "Undelivered Mail Returned to Sender"}),
    (("This message was created automatically by mail delivery software.\n\nA message you sent "
      "could not be delivered to one or more of its recipients.\n\n550 5.1.1 unknown"),
     {"From": "ndr@example.net", "Subject": "Mail delivery failed: returning message to sender"}),
    (("Could not deliver message to the following recipient(s):\n\nFailed Recipient: "
      "ann@example.net\nReason: 550 unknown user"),
     {"From": '"System Administrator" <administrator@example.net>',
      "Subject": "Delivery Failure"}),
    (("Votre message n'a pas pu etre delivre a\nann@example.net\n\nYour message could not be "
      "delivered to\nann@example.net"),
     {"From": "relay7@example.net", "Subject": "RE: Day 5 : non remis (delivery failed)"}),
    ('Delivery of email to this address "ann@example.net" has been postponed.',
     {"From": "<Postmaster\\@example.net@x.example>",
                  "Subject": "Mail Delivery Warning"}),
    ("Your message could not be delivered to the following recipients:\n\nann@example.net",
     {"From": "AntiVirus_for_SMTP_Gateways@example.net", "Subject": "Delivery failure"}),
    ("Delivery of your message to ann@example.net failed.",
     {"From": "noreply@example.net", "Subject": "Delivery Status Notification (Failure)"}),
]  # fmt: skip


def test_servers_speak_of_what_came_back_under_many_names() -> None:
    for text, headers in MORE_BOUNCES:
        assert kind(mail(text, **headers)) is MailKind.BOUNCE, (text, headers)


ANSWERED = {"In-Reply-To": "<ref1@clinic.example.com>"}
MORE_AUTOMATIC = [
    ("5", {"Subject": "Re: Day 5 (Automatic Response)"}),
    ("5", {"Subject": "[AUTO GENERATED] Day 5"}),
    ("5", {"Subject": "Day 5 - Automatic reply"}),
    ("5", {"Subject": "Auto: Day 5"}),
    ("5", {"Subject": "Out of the office Re: Day 5"}),
    ("5", {"Subject": "Out of the office until 5 March"}),
    ("5", {"Subject": "[#4523] We've received your message"}),
    ("5", {"Subject": "Eingangsbestätigung : Day 5"}),
    ("5", {"Subject": "Accusé de réception : Day 5"}),
    *(("5", {"Subject": f"{word}: Day 5"} | ANSWERED)
      for word in ("Absence", "Abwesend", "Ute av kontoret", "Fraværende", "Frånvaro", "Poissa",
                   "Assente", "Ausente", "Afwezig", "Nieobecny", "Nepřítomnost", "休暇", "不在",
                   "OOO", "On leave")),
    ("I am on leave.", {"Subject": "I'm currently on leave until 5 March"} | ANSWERED),
    ("I am out of the office until 5 March.", {}),
    ("I'm on leave until 5 March. Your email has been automatically forwarded.", {}),
    ("I'm on extended leave through May. Please reach out to Bea, she has it all.", {}),
    ("Ann no longer works at Example. Please direct your email to office@example.org.", {}),
    ("I have now retired. Please contact my colleague Bea.", {}),
    ("Jag är på semester och återkommer 15/9", {}),
    ("Ich bin bis 2.3. nicht über diese Adresse erreichbar. Bitte kontaktieren Sie Bea.", {}),
    ("Thanks for contacting us! We'll get back to you within 2 business hours.", {}),
    ("Thank you for your email to Example School. We aim to respond in two school days.", {}),
    ("Thank you for contacting Example Bank. This mailbox is not monitored.", {}),
    ("Dear customer, your reference number is 123. Please do not reply to this email.", {}),
    ("Thanks for writing. We opened ticket #12345.", {}),
]  # fmt: skip


def test_machines_that_answer_say_so_at_the_end_in_brackets_or_by_their_words() -> None:
    for text, headers in MORE_AUTOMATIC:
        given = {"Subject": "Re: Day 5"} | headers
        assert kind(mail(text, **given)) is MailKind.AUTO_REPLY, (text, headers)


def test_words_of_their_own_beside_a_calendars_answer_are_a_persons() -> None:
    declined = "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"
    body = "--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: application/ics\n\n{}\n--b--\n"
    form = {"Content-Type": "multipart/mixed; boundary=b", "Subject": "Declined: Visit"}

    assert kind(mail(body.format("Ann has declined.", declined), **form)) is MailKind.CALENDAR
    assert kind(mail(body.format("I can't, it hurts.", declined), **form)) is MailKind.PERSON
