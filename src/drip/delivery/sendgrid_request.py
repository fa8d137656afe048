"""One request to SendGrid: one letter, up to 1,000 people, each with an envelope of their own.

The content goes once, with a tag wherever a person's value stands; the values go beside it, as
*substitutions*. A value that stands in both parts has two tags, for the same tag would bring HTML
into the text or plain text into the HTML.

Why substituting is the same as merging: a tag is `-`, a random word, a number and `-`. The word has
no `-` in it and stands in no static, no value and nowhere across the seams of a person's merged
letter. So a tag can be found where one was put, and nowhere else, in whatever order the provider
replaces them, before or after any other. `build` proves this for every person before it answers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drip.delivery.headers import header, mailbox_header, wire_address
from drip.delivery.sendgrid_limits import (
    NOT_SENT,
    PERSONAL,
    PersonRefusedError,
    personal_headers,
    recipient,
    within,
)
from drip.domain.letters import CompiledLetter, Letter, Segments
from drip.domain.merge import ValueMissingError, clean_value, html_value
from drip.errors import DripError

#: Names of the custom arguments: which delivery, and which attempt of it. No event has them.
REF = "drip_msg"
ATTEMPT = "drip_try"

#: Headers of a person that are the same for everybody, in lower case.
_SAME = frozenset({"list-unsubscribe-post"})
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_WORD = 7
_DRAWS = 20
#: As long as a tag can be.
_LONGEST = "-" * (_WORD + 6)
#: Nothing of this is wanted in a health letter; all are off even if the account has them on.
_OFF = {
    "mail_settings": {"footer": {"enable": False}, "sandbox_mode": {"enable": False}},
    "tracking_settings": {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    },
}


class NoWordError(DripError):
    """No random word was found that stands in none of the letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One letter's personal part, checked. `seams` is where its values meet the statics."""

    letter: Letter
    to: dict[str, str]
    headers: dict[str, str]
    plain: dict[str, str]
    marked: dict[str, str]
    seams: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """A compiled letter with its statics cut down to what can touch a value."""

    in_text: tuple[str, ...]
    in_html: tuple[str, ...]
    text: frozenset[str]
    html: frozenset[str]
    whole: str


def person(letter: Letter) -> Person:
    """Check and prepare one letter.

    Raises:
        HeaderRefusedError: an address, a name or a header holds what it must not.
        PersonRefusedError: more than SendGrid takes for one person, or an address it cannot take.
        ValueMissingError: a merge tag has no value.
    """
    frame = _frame(letter.compiled)
    if missing := letter.compiled.tags - letter.values.keys():
        raise ValueMissingError(f"no value for {', '.join(sorted(missing))}")
    plain = {tag: clean_value(letter.values[tag]) for tag in letter.compiled.tags}
    # Most values are tokens, which have nothing to escape.
    marked = {tag: v if v.isalnum() else html_value(v) for tag, v in plain.items()}
    if frame.text != frame.html:
        plain = {tag: plain[tag] for tag in frame.text}
        marked = {tag: marked[tag] for tag in frame.html}
    names = [_LONGEST] * (len(plain) + len(marked) + 1)
    within("values", (*names, *plain.values(), *marked.values(), letter.reply_to))
    within("marks", (REF, letter.ref, ATTEMPT, str(letter.attempt)))
    headers = {name: _value(name, value) for name, value in personal_headers(letter)}
    return Person(
        letter=letter,
        to=recipient(letter),
        headers={"Message-ID": "<" + letter.message_id.strip("<>") + ">", **headers},
        plain=plain,
        marked=marked,
        seams=_joined(frame.in_text, letter.compiled.text.tags, plain)
        + "\n"
        + _joined(frame.in_html, letter.compiled.html.tags, marked),
    )


def build(
    people: Sequence[Person],
    *,
    substitute_reply_to: bool = False,
    draw: Callable[[], str] | None = None,
) -> dict[str, Any]:
    """The request that carries one letter to these people.

    All must share what `sendgrid_limits.shared` names. `substitute_reply_to` also puts a tag in
    the place of the Reply-To's local part.

    Raises:
        HeaderRefusedError: the sender or a shared header holds what it must not.
        NoWordError: see there.
    """
    first = people[0].letter
    word = _word(people, draw or _drawn)
    request = {
        "personalizations": _personalizations(people, word, reply_to=substitute_reply_to),
        "from": _sender(first),
        "subject": first.compiled.subject,
        "content": [
            {"type": "text/plain", "value": _tagged(first.compiled.text, word, "t")},
            {"type": "text/html", "value": _tagged(first.compiled.html, word, "h")},
        ],
        "headers": _shared_headers(first),
        **_OFF,
    }
    if first.reply_to:
        address = wire_address(first.reply_to)
        if substitute_reply_to:
            address = f"{_tag(word, 'r', 0)}@{address.rpartition('@')[2]}"
        request["reply_to"] = {"email": address}
    return request


def _personalizations(
    people: Sequence[Person], word: str, *, reply_to: bool
) -> list[dict[str, Any]]:
    names = _names(people[0].letter.compiled, word)
    made = []
    for one in people:
        substitutions = {names["t", tag]: value for tag, value in one.plain.items()}
        for tag, value in one.marked.items():
            substitutions[names["h", tag]] = value
        if reply_to:
            substitutions[_tag(word, "r", 0)] = one.letter.reply_to.rpartition("@")[0]
        made.append(
            {
                "to": [one.to],
                "headers": one.headers,
                "substitutions": substitutions,
                "custom_args": {REF: one.letter.ref, ATTEMPT: str(one.letter.attempt)},
            }
        )
    return made


def _tagged(segments: Segments, word: str, kind: str) -> str:
    """A part's content with a tag in each place."""
    places = {tag: _tag(word, kind, n) for n, tag in enumerate(dict.fromkeys(segments.tags))}
    return _joined(segments.plain, segments.tags, places)


def _names(compiled: CompiledLetter, word: str) -> dict[tuple[str, str], str]:
    return {
        (kind, tag): _tag(word, kind, n)
        for kind, segments in (("t", compiled.text), ("h", compiled.html))
        for n, tag in enumerate(dict.fromkeys(segments.tags))
    }


def _tag(word: str, kind: str, number: int) -> str:
    return f"-{word}{kind}{number}-"


def _word(people: Sequence[Person], draw: Callable[[], str]) -> str:
    """A word that stands nowhere in what these people are about to be sent."""
    whole = _frame(people[0].letter.compiled).whole
    texts = [whole, *[part for one in people for part in _said(one)]]
    haystack = "\n".join(texts)
    for _ in range(_DRAWS):
        word = draw()
        if word not in haystack:
            return word
    raise NoWordError


def _said(one: Person) -> Iterator[str]:
    yield one.seams
    yield from one.headers.values()
    yield from one.to.values()
    yield one.letter.ref
    yield one.letter.reply_to


def _drawn() -> str:
    return "".join([secrets.choice(_LETTERS) for _ in range(_WORD)])


@lru_cache(maxsize=256)
def _frame(compiled: CompiledLetter) -> _Frame:
    shared = [value for value in (compiled.subject, compiled.language) if value]
    return _Frame(
        in_text=tuple(map(_edges, compiled.text.plain)),
        in_html=tuple(map(_edges, compiled.html.plain)),
        text=frozenset(compiled.text.tags),
        html=frozenset(compiled.html.tags),
        whole="\n".join([*compiled.text.plain, *compiled.html.plain, *shared]),
    )


def _edges(static: str) -> str:
    """A static's two ends, as far as a word could reach over them."""
    return static if len(static) <= 2 * _WORD else static[:_WORD] + "\n" + static[-_WORD:]


def _joined(pieces: Sequence[str], tags: Sequence[str], values: Mapping[str, str]) -> str:
    joined = [""] * (2 * len(pieces) - 1)
    joined[0::2] = pieces
    joined[1::2] = [values[tag] for tag in tags]
    return "".join(joined)


def _sender(letter: Letter) -> dict[str, str]:
    """From. SendGrid takes no Unicode there: other names go as encoded words (RFC 2047)."""
    line = mailbox_header("From", letter.from_address, letter.from_name).decode()
    address = wire_address(letter.from_address)
    if not address.isascii():
        raise PersonRefusedError("SendGrid takes no sender with letters outside A to Z")
    name = letter.from_name.strip()
    if not name.isascii() or "=?" in name:
        name = line.replace("\r\n", "").removeprefix("From: ").rpartition(" <")[0]
    return {"email": address, "name": name} if name else {"email": address}


def _shared_headers(letter: Letter) -> dict[str, str]:
    made = {"Content-Language": letter.compiled.language}
    for name, value in letter.headers:
        if name.lower() not in PERSONAL | NOT_SENT:
            made[name] = _shared_value(name, value)
    return made


@lru_cache(maxsize=256)
def _shared_value(name: str, value: str) -> str:
    return _unfolded(name, value)


def _value(name: str, value: str) -> str:
    """A header's value as ASCII on one line."""
    return _shared_value(name, value) if name.lower() in _SAME else _unfolded(name, value)


def _unfolded(name: str, value: str) -> str:
    return header(name, value).decode()[len(name) + 2 :].replace("\r\n", "")
