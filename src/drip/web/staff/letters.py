"""Letters: the outbox, and what a letter to a person said.

A letter's HTML is foreign: it is shown in a frame of its own, where it may neither run, send,
nor load anything. In a demo its links open, in a new tab, since the visitor is its reader.
"""

from __future__ import annotations

import re

from flask import Response, abort, render_template, request

from drip.delivery.outbox_reader import OutboxMail, OutboxReader
from drip.flow.letters.letter_text import LetterText, letter_text
from drip.web.context import config, services
from drip.web.staff.blueprint import staff

_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_PHONE_LINE = 40
#: Rows of a phone in one size of a frame; staff.css gives them their height.
_ROWS = 16
_PAGE = 50
_LAST_PAGE = 100_000
_NEW_TAB = " allow-popups allow-popups-to-escape-sandbox"


@staff.get("/outbox")
def outbox() -> str:
    """Every email in the outbox, newest first, or those that hold some words, page by page."""
    query = request.args.get("text", "").strip()[:200]
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    # One more than fits tells whether there is a next page.
    mails = _reader().list(query=query, limit=_PAGE + 1, skip=(page - 1) * _PAGE)
    return render_template(
        "staff/outbox.html", mails=mails[:_PAGE], query=query, page=page, more=len(mails) > _PAGE
    )


@staff.get("/outbox/<mail_id>")
def outbox_mail(mail_id: str) -> str:
    """One email: as it looks, as text, its headers and its source."""
    mail = _mail(mail_id)
    return render_template("staff/outbox_mail.html", mail=mail, size=frame_size(mail.text))


@staff.get("/outbox/<mail_id>/html")
def outbox_html(mail_id: str) -> Response:
    """An email's HTML alone, for the frame."""
    return _framed(_mail(mail_id).html)


@staff.get("/letters/<ref>")
def letter(ref: str) -> str:
    """What a letter to a person said, without working links."""
    found = _letter(ref)
    return render_template("staff/letter.html", letter=found, size=frame_size(found.text))


@staff.get("/letters/<ref>/html")
def letter_html(ref: str) -> Response:
    """The HTML of a letter to a person, for the frame."""
    return _framed(_letter(ref).html)


def frame_size(text: str) -> int:
    """How tall a letter's frame should be, from 1 to 9, so that a phone scrolls the page alone.

    A frame that may run nothing cannot tell its height: it is guessed from the letter's text, of
    which a phone shows some forty characters a line.
    """
    lines = _LINK.sub("", text).splitlines()
    rows = sum(1 + len(line) // _PHONE_LINE for line in lines)
    return min(1 + rows // _ROWS, 9)


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
