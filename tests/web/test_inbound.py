"""Inbound Parse: real posts of mails, raw and in pieces, against the real site."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from drip.inbound.mime import read_mail
from drip.storage.database import Database
from drip.storage.tables import mails
from drip.web.factory import WebConfig, create_app
from tests.replying import SECRET_PATH, Replying, mail, multipart
from tests.reports import Signer

PATH = "/webhooks/sendgrid/inbound"
SIGNER = Signer()
LOGIN = "drip:a password of the tests"


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Replying:
    return Replying(database, tmp_path)


def post(road: Replying, form: dict[str, Any], path: str = SECRET_PATH, **how: Any) -> TestResponse:
    config = WebConfig(
        secret_key=b"s" * 32,
        **({"inbound_path": SECRET_PATH} | how.pop("config", {})),
    )
    client = create_app(road.services, config=config).test_client(use_cookies=False)
    if "data" not in how:
        how |= multipart(form)
    return client.post(f"{PATH}/{path}" if path else PATH, **how)


def envelope(*to: str) -> str:
    return json.dumps({"to": list(to), "from": "ann@example.com"})


def raw_form(road: Replying, raw: bytes, **more: Any) -> dict[str, Any]:
    return {"email": raw, "envelope": envelope(road.reply_to()), "SPF": "pass"} | more


def kept(road: Replying) -> list[Any]:
    return road.table(mails)


def test_a_posted_mail_is_kept_byte_for_byte(road: Replying) -> None:
    raw = mail("Gut.").replace(b"Gut", b"Tr\xe8s bien \xff\x00")
    assert post(road, raw_form(road, raw)).status_code == 200

    (row,) = kept(road)
    assert bytes(row.raw) == raw
    assert (row.source, row.box, row.envelope_from) == ("parse", "reply", "ann@example.com")
    assert row.delivery_id == road.letter("first").id
    assert row.processed_at is None


def test_a_mail_of_twenty_megabytes_is_taken(road: Replying) -> None:
    photo = base64.encodebytes(b"\x89PNG" + b"x" * 15_000_000)
    assert post(road, raw_form(road, mail("4") + photo)).status_code == 200
    assert len(kept(road)[0].raw) > 20_000_000


def test_other_pages_keep_their_limit(road: Replying) -> None:
    config = WebConfig(secret_key=b"s" * 32, inbound_path=SECRET_PATH)
    client = create_app(road.services, config=config).test_client(use_cookies=False)
    assert client.post("/a/x", data=b"x" * 600_000).status_code == 413


def test_a_post_that_nobody_stands_behind_is_refused(road: Replying) -> None:
    form = raw_form(road, mail("4"))
    everything = {"inbound_login": LOGIN, "inbound_keys": (SIGNER.public_key,)}
    for path in ("", "a-wrong-path-of-the-same-length-xxx"):
        assert post(road, form, path, config=everything).status_code == 403
    assert post(road, form, "", config={"inbound_path": ""}).status_code == 403
    assert post(road, form, config=everything, auth=("drip", "wrong")).status_code == 200
    assert post(road, form, "", config=everything, auth=("drip", "wrong")).status_code == 403
    assert len(kept(road)) == 1


def test_a_login_is_enough(road: Replying) -> None:
    how = {"inbound_path": "", "inbound_login": LOGIN}
    form = raw_form(road, mail("4"))
    assert post(road, form, "", config=how, auth=tuple(LOGIN.split(":"))).status_code == 200
    assert len(kept(road)) == 1


def test_a_signature_over_the_very_bytes_is_enough(road: Replying) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
        + mail("4")
        + b"\r\n--x--\r\n"
    )
    how = {"inbound_path": "", "inbound_keys": (SIGNER.public_key,)}
    headers = SIGNER.sign(body, road.present) | {"Content-Type": "multipart/form-data; boundary=x"}
    assert post(road, {}, "", config=how, data=body, headers=headers).status_code == 200
    assert post(road, {}, "", config=how, data=body + b" ", headers=headers).status_code == 403

    (row,) = kept(road)
    assert bytes(row.raw) == mail("4")


def test_while_our_database_is_away_the_provider_is_asked_to_try_again(road: Replying) -> None:
    with road.database.write() as tx:
        tx.execute(text("ALTER TABLE mails RENAME TO gone"))
    assert post(road, raw_form(road, mail("4"))).status_code == 503
    with road.database.write() as tx:
        tx.execute(text("ALTER TABLE gone RENAME TO mails"))
    assert post(road, raw_form(road, mail("4"))).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x00\xff\xfe", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"a" * 700_000, ""),
    ],
)
def test_a_post_that_is_no_mail_is_kept_for_a_person(
    road: Replying, body: bytes, kind: str
) -> None:
    assert post(road, {}, data=body, headers={"Content-Type": kind}).status_code == 200
    road.maintain()

    (row,) = kept(road)
    assert bytes(row.raw) == body
    assert row.box == "named"


def test_the_same_mail_to_two_of_our_addresses_becomes_one_message(road: Replying) -> None:
    raw = mail("It went fine. Pain 4.")
    for to in ("postmaster@reply.clinic.example", road.reply_to(), road.reply_to()):
        assert post(road, {"email": raw, "envelope": envelope(to)}).status_code == 200
    road.maintain()

    assert len(kept(road)) == 2
    (message,) = road.messages()
    assert message.check_in_id == road.check_in().id
    assert road.said() == [("session", "fine"), ("pain", "4")]


REPORT = (
    b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ann@example.com\r\n"
    b"Action: failed\r\nStatus: 5.2.2\r\n"
)
PIECES = {
    "headers": "Message-ID: <p1@mail.example.com>\nFrom: Ann <ann@example.com>\nSubject: Re: Hi\n"
    "References: <r1@clinic.example>\n <r2@clinic.example>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/alternative;\n boundary=abc\n",
    "from": "Ann <ann@example.com>",
    "to": "reply",
    "subject": "Re: Hi",
    "charsets": json.dumps({"text": "windows-1252", "html": "iso-8859-1", "subject": "UTF-8"}),
    "dkim": "{@example.com : pass}",
    "SPF": "softfail",
    "attachments": "0",
}


def test_pieces_become_a_mail_again_in_their_own_charset(road: Replying) -> None:
    form = PIECES | {
        "text": "It went fine. Très “bien” €. Pain 4.".encode("cp1252"),
        "html": "<p>Très bien</p>".encode("latin-1"),
        "envelope": envelope(road.reply_to()),
    }
    assert post(road, form).status_code == 200

    (row,) = kept(road)
    read = read_mail(bytes(row.raw))
    assert read.text.strip() == "It went fine. Très “bien” €. Pain 4."
    assert read.message_id == "p1@mail.example.com"
    assert read.references == ("r1@clinic.example", "r2@clinic.example")
    assert not read.problems
    assert row.vouched == "example.com"
    assert "text (windows-1252), html (iso-8859-1), 0 files" in read.header("x-drip-built-from")
    road.maintain()
    assert road.said() == [("session", "fine"), ("pain", "4")]


def test_pieces_without_headers_and_with_a_photo_become_a_mail(road: Replying) -> None:
    form = {name: PIECES[name] for name in ("from", "subject", "to")} | {
        "html": "<p>A photo of my back</p>",
        "attachment1": ("../../etc/passwd.png", "image/png", b"\x89PNG\r\n--photo"),
        "envelope": envelope(road.reply_to()),
    }
    assert post(road, form).status_code == 200

    read = read_mail(bytes(kept(road)[0].raw))
    assert (read.from_address, read.subject) == ("ann@example.com", "Re: Hi")
    assert read.text.strip() == "A photo of my back"
    (photo,) = read.attachments
    assert (photo.content_type, photo.size) == ("image/png", 13)
    assert "/" not in photo.name_safe


def test_a_bounce_in_pieces_is_still_a_bounce(road: Replying) -> None:
    form = PIECES | {
        "headers": "From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered\n"
        "Content-Type: multipart/report; report-type=delivery-status;\n boundary=abc\n",
        "text": "This is the mail system.",
        "attachment1": (
            "report.txt",
            "message/delivery-status",
            REPORT,
        ),
        "envelope": envelope(road.reply_to()),
    }
    assert post(road, form).status_code == 200
    road.maintain()

    assert kept(road)[0].kind == "bounce"
    assert road.messages() == []
