"""Letters: the outbox, and what a letter to a person said.

A letter's HTML is foreign: it is shown in a frame of its own, where it may neither run, send,
nor load anything. In a demo its links open, in a new tab, since the visitor is its reader.
"""

from __future__ import annotations

import re

from flask import Response, abort, render_template, request

from drip.delivery.outbox_reader import OutboxMail, OutboxReader
from drip.flow.letter_text import LetterText, letter_text
from drip.web.context import config, services
from drip.web.staff.blueprint import staff

_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_NEW_TAB = " allow-popups allow-popups-to-escape-sandbox"


@staff.get("/outbox")
def outbox() -> str:
    """Every email in the outbox, newest first, or those that hold some words."""
    query = request.args.get("text", "").strip()[:200]
    mails = _reader().list(query=query, limit=100)
    return render_template("staff/outbox.html", mails=mails, query=query)


@staff.get("/outbox/<mail_id>")
def outbox_mail(mail_id: str) -> str:
    """One email: as it looks, as text, its headers and its source."""
    return render_template("staff/outbox_mail.html", mail=_mail(mail_id))


@staff.get("/outbox/<mail_id>/html")
def outbox_html(mail_id: str) -> Response:
    """An email's HTML alone, for the frame."""
    return _framed(_mail(mail_id).html)


@staff.get("/letters/<ref>")
def letter(ref: str) -> str:
    """What a letter to a person said, without working links."""
    return render_template("staff/letter.html", letter=_letter(ref))


@staff.get("/letters/<ref>/html")
def letter_html(ref: str) -> Response:
    """The HTML of a letter to a person, for the frame."""
    return _framed(_letter(ref).html)


def _reader() -> OutboxReader:
    folder = config().outbox_folder
    if folder is None:
        abort(404)
    return OutboxReader(folder)


def _mail(mail_id: str) -> OutboxMail:
    return _reader().read(mail_id) or abort(404)


def _letter(ref: str) -> LetterText:
    return letter_text(services(), ref) or abort(404)


def _framed(html: str) -> Response:
    policy = _FRAME
    if services().demo:
        policy += _NEW_TAB
        html = _HEAD.sub(r'\g<0><base target="_blank">', html, count=1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
