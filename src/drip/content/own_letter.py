"""A letter from a text that was written for one delivery alone: no template, no merge tags."""

from __future__ import annotations

import hashlib
import re
from html import escape

from drip.domain.letters import CompiledLetter, OwnText, Segments
from drip.domain.people import Clinic
from drip.domain.quoted_printable import encode_text

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PAGE = (
    '<!doctype html>\n<html lang="en-AU"><head><meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    '<meta name="supported-color-schemes" content="light dark">\n'
    "<title>{title}</title></head>\n"
    '<body style="margin:0;padding:16px;font-family:Arial,sans-serif;font-size:16px;'
    'line-height:1.5">\n<div style="max-width:600px">\n{body}\n</div>\n</body></html>\n'
)


def compile_own(own: OwnText, clinic: Clinic) -> CompiledLetter:
    """Plain paragraphs, with the clinic's name and how to reach it beneath."""
    text = _UNPRINTABLE.sub("", own.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    foot = "\n".join(line for line in (clinic.name, clinic.address, clinic.phone) if line)
    whole = f"{text}\n\n-- \n{foot}\n"
    paragraphs = [_paragraph(one) for one in re.split(r"\n{2,}", text)]
    foot_html = escape(foot).replace("\n", "<br>")
    paragraphs.append(f'<p style="margin:24px 0 0;font-size:14px">{foot_html}</p>')
    html = _PAGE.format(title=escape(own.subject), body="\n".join(paragraphs))
    print_of = hashlib.blake2b(f"{own.subject}\0{whole}\0{html}".encode(), digest_size=20)
    return CompiledLetter(
        subject=own.subject,
        html=_whole(html),
        text=_whole(whole),
        tags=frozenset(),
        hash=print_of.hexdigest(),
    )


def _whole(text: str) -> Segments:
    return Segments((text,), (encode_text(text),), ())


def _paragraph(text: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        url = escape(found.group())
        pieces += [escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    pieces.append(escape(text[end:]))
    return '<p style="margin:0 0 16px">' + "".join(pieces).replace("\n", "<br>\n") + "</p>"
