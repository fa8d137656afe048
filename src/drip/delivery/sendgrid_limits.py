"""What one request to SendGrid may hold, and how letters are split into requests.

The figures are the published ones of `POST /v3/mail/send` (the mail-send "limitations" and
"errors" pages and the OpenAPI file `tsg_mail_v3`); ours are lower where theirs disagree.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from drip.delivery.headers import HeaderRefusedError, mailbox_header, wire_address
from drip.domain.letters import CompiledLetter, Letter
from drip.errors import DripError
from drip.links import fold_address

#: People in one request.
MOST_PEOPLE = 1_000
#: Bytes of one request. SendGrid itself says 30 MB.
MOST_BYTES = 20_000_000
#: Bytes of one person's substitutions, and of one person's custom arguments.
MOST_PERSONAL = 10_000

#: Headers that SendGrid writes itself, or that Drip gives it in other ways; in lower case.
RESERVED = frozenset(
    {
        *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type"),
        *("content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc"),
        *("date", "mime-version", "message-id", "content-language"),
    }
)
#: Headers that differ from person to person, in lower case; all others a request's people share.
PERSONAL = frozenset({"list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"})
#: Headers that SendGrid has its own of.
NOT_SENT = frozenset({"feedback-id"})

#: SendGrid takes neither in the name of a recipient.
_NOT_IN_NAMES = str.maketrans("", "", ";,")
#: What a person costs beside values and headers, and the most bytes that one character can grow
#: to: as HTML and as text, each as a JSON escape (`&quot;`; a surrogate pair of six bytes each).
_PERSON = 1_200
_GROWN_ASCII = 12
_GROWN = 24


class PersonRefusedError(DripError):
    """SendGrid could not take this letter to this person."""


class Shared(NamedTuple):
    """What every letter of one request has in common."""

    letter: str
    subject: str
    language: str
    from_address: str
    from_name: str
    reply_to: str
    ends_with_goodbye: bool
    headers: tuple[tuple[str, str], ...]


class _Places(NamedTuple):
    """Where a letter's headers stand that are one person's own, and those that all share.

    `leave` tells that one of them says how to unsubscribe.
    """

    own: tuple[int, ...]
    shared: tuple[int, ...]
    leave: bool


@lru_cache(maxsize=64)
def _places(names: tuple[str, ...]) -> _Places:
    own = [place for place, name in enumerate(names) if name.lower() in PERSONAL]
    rest = [place for place in range(len(names)) if place not in own]
    leave = any(name.lower() == "list-unsubscribe" for name in names)
    return _Places(tuple(own), tuple(rest), leave)


@lru_cache(maxsize=64)
def _checked(names: tuple[str, ...]) -> _Places:
    """The same for names that may all be sent. Raises HeaderRefusedError."""
    folded = [name.lower() for name in names]
    if taken := RESERVED.intersection(folded):
        raise HeaderRefusedError(f"{min(taken)} is written by Drip or SendGrid itself, once")
    if len(set(folded)) != len(folded):
        raise HeaderRefusedError("a header stands in a letter twice")
    return _places(names)


def shared(letter: Letter, *, one_reply_to: bool = True) -> Shared:
    """What a letter must share with another to go in one request with it.

    Without `one_reply_to` only the domain of the Reply-To counts: its local part is substituted.
    """
    reply_to = letter.reply_to if one_reply_to else "@" + letter.reply_to.rpartition("@")[2]
    headers = letter.headers
    places = _places(tuple([name for name, _ in headers]))
    return Shared(
        letter.compiled.hash,
        letter.compiled.subject,
        letter.compiled.language,
        letter.from_address,
        letter.from_name,
        reply_to,
        places.leave,
        tuple([headers[place] for place in places.shared]),
    )


class _Group:
    """Letters with one thing to share: in turns, so that an address is in each turn once."""

    __slots__ = ("met", "turns")

    def __init__(self) -> None:
        self.met: dict[str, int] = {}
        self.turns: list[list[Letter]] = []

    def add(self, letter: Letter) -> None:
        address = letter.to_address
        folded = address.casefold() if address.isascii() else fold_address(address)
        turn = self.met.get(folded, 0)
        self.met[folded] = turn + 1
        if turn == len(self.turns):
            self.turns.append([])
        self.turns[turn].append(letter)


def split(
    letters: Sequence[Letter], most: Callable[[CompiledLetter], int], *, one_reply_to: bool = True
) -> list[Sequence[Letter]]:
    """Letters in requests: each holds one letter for at most `most` people, in the order given.

    An address that comes a second time goes in another request, for one request must not hold it
    twice; so does whatever would pass the bytes of a request.
    """
    groups: dict[Shared, _Group] = {}
    for letter in letters:
        key = shared(letter, one_reply_to=one_reply_to)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group()
        group.add(letter)
    calls: list[Sequence[Letter]] = []
    for group in groups.values():
        for turn in group.turns:
            calls += _chopped(turn, min(MOST_PEOPLE, max(1, most(turn[0].compiled))))
    return calls


def _chopped(group: list[Letter], most: int) -> Iterable[list[Letter]]:
    headers = "".join([value for _, value in group[0].headers])
    frame = _content_weight(group[0].compiled) + _grown(headers)
    call: list[Letter] = []
    weight = frame
    for letter in group:
        heavier = weight + _weight(letter)
        if call and (len(call) == most or heavier > MOST_BYTES):
            yield call
            call, heavier = [], frame + _weight(letter)
        call.append(letter)
        weight = heavier
    yield call


def _content_weight(compiled: CompiledLetter) -> int:
    """The most bytes that the content and what else is shared can come to."""
    statics = (*compiled.html.plain, *compiled.text.plain, compiled.subject)
    tags = len(compiled.html.tags) + len(compiled.text.tags)
    return 4_000 + 40 * tags + sum(map(_grown, statics))


def _weight(letter: Letter) -> int:
    """The most bytes that one person's block can come to."""
    own = (letter.to_address, letter.to_name, letter.message_id, letter.ref, letter.reply_to)
    text = "".join((*letter.values.values(), *[value for _, value in letter.headers], *own))
    return _PERSON + 60 * len(letter.values) + _grown(text)


def _grown(text: str) -> int:
    return len(text) * (_GROWN_ASCII if text.isascii() else _GROWN)


def recipient(letter: Letter) -> dict[str, str]:
    """The one `to` of a person: the address as it travels and a name, if it leaves one.

    Raises:
        HeaderRefusedError: the address is none, or a control character stands in a part.
        PersonRefusedError: the local part is not ASCII (RFC 6531).
    """
    if not letter.to_name.isprintable():
        mailbox_header("To", letter.to_address, letter.to_name)
    address = wire_address(letter.to_address)
    if not address.isascii():
        raise PersonRefusedError(
            "SendGrid takes no address with letters outside A to Z before the @;"
            " such a person can only be reached by SMTP"
        )
    name = letter.to_name.translate(_NOT_IN_NAMES).strip()
    return {"email": address, "name": name} if name else {"email": address}


def personal_headers(letter: Letter) -> list[tuple[str, str]]:
    """A person's own headers beside the Message-ID.

    Raises:
        HeaderRefusedError: a header is one that SendGrid writes itself, or stands there twice.
    """
    places = _checked(tuple([name for name, _ in letter.headers]))
    return [letter.headers[place] for place in places.own]


def within(what: str, texts: Sequence[str]) -> None:
    """Hold one person's part of a request to the bytes that are allowed for it.

    Raises:
        PersonRefusedError: the names and values come to more.
    """
    together = "".join(texts)
    # A quoted character takes at most two bytes, or four where it is not ASCII; each text brings
    # two quotes and two marks.
    if (2 if together.isascii() else 4) * len(together) + 4 * len(texts) <= MOST_PERSONAL:
        return
    written = [json.dumps(text, ensure_ascii=False).encode() for text in texts]
    if sum(len(text) + 2 for text in written) > MOST_PERSONAL:
        raise PersonRefusedError(
            f"the {what} of one person come to more than SendGrid takes ({MOST_PERSONAL:,} bytes)"
        )
