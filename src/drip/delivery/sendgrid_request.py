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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from drip.delivery.headers import header, mailbox_header, wire_address
from drip.delivery.sendgrid_limits import (
    MOST_PERSONAL,
    NOT_SENT,
    PERSONAL,
    PersonRefusedError,
    personal_headers,
    recipient,
    shared,
    within,
)
from drip.domain.letters import CompiledLetter, Letter, Segments
from drip.domain.merge import ValueMissingError, clean_value, html_value
from drip.errors import DripError

#: Names of the custom arguments: which delivery, and which attempt of it. No event has them.
REF = "drip_msg"
ATTEMPT = "drip_try"

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_WORD = 7
_DRAWS = 20
#: As long as a tag can be, with the quotes and marks around it and its value.
_LONGEST = "-" * (_WORD + 10)
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
#: A confirmation, a safety message and an answer by staff may go to people who left; the lists of
#: bounces and spam reports still hold. Their own list would drop what ours lets pass on purpose.
_DESPITE_GOODBYE = {"bypass_unsubscribe_management": {"enable": True}}


class NoWordError(DripError):
    """No random word was found that stands in none of the letters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a compiled letter its people share.

    `edges` are the statics of the text and of the HTML, one after the other, cut down to what can
    touch a value; `in_text` and `in_html` name what stands in the places between them. `text` and
    `html` are the merge tags of each part, each once.
    """

    compiled: CompiledLetter
    edges: tuple[str, ...]
    in_text: tuple[str, ...]
    in_html: tuple[str, ...]
    text: tuple[str, ...]
    html: tuple[str, ...]
    whole: str


class Person(NamedTuple):
    """One letter's personal part, checked.

    `values` are those of the text's tags, then those of the HTML's. `seams` is all that is said to
    this person wherever a value touches something.
    """

    letter: Letter
    to: dict[str, str]
    headers: dict[str, str]
    values: list[str]
    seams: str


@lru_cache(maxsize=256)
def frame_of(compiled: CompiledLetter) -> Frame:
    """The frame of a compiled letter, remembered."""
    text, html = compiled.text, compiled.html
    edges = list(map(_edges, text.plain))
    first, *others = map(_edges, html.plain)
    edges[-1] += "\n" + first
    return Frame(
        compiled=compiled,
        edges=(*edges, *others),
        in_text=text.tags,
        in_html=html.tags,
        text=tuple(dict.fromkeys(text.tags)),
        html=tuple(dict.fromkeys(html.tags)),
        whole="\n".join([*text.plain, *html.plain, compiled.subject, compiled.language]),
    )


def person(letter: Letter, frame: Frame | None = None) -> Person:
    """Check and prepare one letter. `frame` is its letter's, where the caller has it at hand.

    Raises:
        HeaderRefusedError: an address, a name or a header holds what it must not.
        PersonRefusedError: more than SendGrid takes for one person, or an address it cannot take.
        ValueMissingError: a merge tag has no value.
    """
    frame = frame or frame_of(letter.compiled)
    plain, marked = _values(letter)
    seams = [""] * (2 * len(frame.edges) - 1)
    seams[0::2] = frame.edges
    seams[1::2] = [plain[tag] for tag in frame.in_text] + [marked[tag] for tag in frame.in_html]
    headers = {"Message-ID": "<" + letter.message_id.strip("<>") + ">"}
    for name, value in personal_headers(letter):
        headers[name] = _value(name, value)
    to = recipient(letter)
    around = (*to.values(), *headers.values(), letter.ref, letter.reply_to)
    said = "\n".join(("".join(seams), *around))
    values = [plain[tag] for tag in frame.text] + [marked[tag] for tag in frame.html]
    if 4 * len(said) + len(_LONGEST) * (len(values) + 4) > MOST_PERSONAL:
        within("values", (*[_LONGEST] * (len(values) + 1), *values, letter.reply_to))
        within("marks", (REF, letter.ref, ATTEMPT, str(letter.attempt)))
    return Person(letter, to, headers, values, said)


def _values(letter: Letter) -> tuple[dict[str, str], dict[str, str]]:
    """A person's values for the text and for the HTML, by their merge tags."""
    given = letter.values
    try:
        plain = {tag: clean_value(given[tag]) for tag in letter.compiled.tags}
    except KeyError:
        missing = letter.compiled.tags - given.keys()
        raise ValueMissingError(f"no value for {', '.join(sorted(missing))}") from None
    # Most values are tokens, which have nothing to escape.
    return plain, {tag: v if v.isalnum() else html_value(v) for tag, v in plain.items()}


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
    if not shared(first).ends_with_goodbye:
        request["mail_settings"] = _OFF["mail_settings"] | _DESPITE_GOODBYE
    if first.reply_to:
        address = wire_address(first.reply_to)
        if substitute_reply_to:
            address = f"{_tag(word, 'r', 0)}@{address.rpartition('@')[2]}"
        request["reply_to"] = {"email": address}
    return request


def _personalizations(
    people: Sequence[Person], word: str, *, reply_to: bool
) -> list[dict[str, Any]]:
    frame = frame_of(people[0].letter.compiled)
    tags = [_tag(word, "t", n) for n in range(len(frame.text))]
    tags += [_tag(word, "h", n) for n in range(len(frame.html))]
    made = []
    for one in people:
        substitutions = dict(zip(tags, one.values, strict=True))
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


def _tag(word: str, kind: str, number: int) -> str:
    return f"-{word}{kind}{number}-"


def _word(people: Sequence[Person], draw: Callable[[], str]) -> str:
    """A word that stands nowhere in what these people are about to be sent."""
    frame = frame_of(people[0].letter.compiled)
    haystack = "\n".join([frame.whole, *[one.seams for one in people]])
    for _ in range(_DRAWS):
        word = draw()
        if word not in haystack:
            return word
    raise NoWordError


def _drawn() -> str:
    return "".join([secrets.choice(_LETTERS) for _ in range(_WORD)])


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
            made[name] = _value(name, value)
    return made


def _value(name: str, value: str) -> str:
    """A header's value as ASCII on one line."""
    if value.isascii() and value.isprintable() and "=?" not in value:
        return value
    return header(name, value).decode()[len(name) + 2 :].replace("\r\n", "")
