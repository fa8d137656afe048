"""The rules of `POST /v3/mail/send`, checked one by one, as SendGrid publishes them.

`shape` holds what `mail_send.schema.json` says too (the tests hold one against the other); `rules`
holds what no JSON Schema can say: counts over the whole request, bytes, the calendar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_PEOPLE = 1_000
MOST_BYTES = 30_000_000
MOST_PERSONAL = 10_000
FARTHEST = 72 * 3600

_EMAIL = re.compile(
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z"
)
_BREAK = re.compile(r"[\r\n]")
_TAG = re.compile(r"[\s<>&]")
_RESERVED = frozenset(
    {
        *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type"),
        *("content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc"),
    }
)
_SWITCHES = {
    "mail_settings": (
        *("bypass_list_management", "bypass_unsubscribe_management"),
        *("footer", "sandbox_mode"),
    ),
    "tracking_settings": (
        *("click_tracking", "open_tracking", "subscription_tracking"),
        "ganalytics",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What breaks a rule, and the field as SendGrid names it."""

    field: str
    message: str


def shape(request: Any) -> list[Fault]:
    """What is wrong with the form of a request."""
    if not isinstance(request, dict):
        return [Fault("", "The body is no JSON object.")]
    return [*_keys(request, "", _TOP, ("personalizations", "from")), *_whole(request)]


def rules(request: Mapping[str, Any], *, size: int, now: float) -> list[Fault]:
    """What is wrong with a request of the right form, of so many bytes, at a Unix time."""
    people: Sequence[Mapping[str, Any]] = request["personalizations"]
    found = [*_recipients(people), *_headers("headers", request.get("headers", {}))]
    if size > MOST_BYTES:
        found.append(Fault("", "The request is larger than 30 MB."))
    if _bytes(request.get("custom_args", {})) > MOST_PERSONAL:
        found.append(Fault("custom_args", "The custom arguments pass 10,000 bytes."))
    for place, one in enumerate(people):
        found += _person(f"personalizations.{place}", one, request)
        found += _moment(f"personalizations.{place}.send_at", one.get("send_at"), now)
    return [*found, *_moment("send_at", request.get("send_at"), now)]


def _recipients(people: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    met: set[str] = set()
    for place, one in enumerate(people):
        for field in ("to", "cc", "bcc"):
            for mailbox in one.get(field, ()):
                if (folded := mailbox["email"].casefold()) in met:
                    where = f"personalizations.{place}.{field}"
                    yield Fault(where, f"The address [{mailbox['email']}] stands here twice.")
                met.add(folded)
    recipients = sum(len(one.get(field, ())) for one in people for field in ("to", "cc", "bcc"))
    if recipients > MOST_PEOPLE:
        yield Fault("personalizations", "More than 1,000 recipients.")


def _person(field: str, one: Mapping[str, Any], request: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _headers(f"{field}.headers", one.get("headers", {}))
    substitutions = one.get("substitutions", {})
    if _bytes(substitutions) > MOST_PERSONAL:
        yield Fault(f"{field}.substitutions", "The substitutions pass 10,000 bytes.")
    if _bytes(one.get("custom_args", {})) > MOST_PERSONAL:
        yield Fault(f"{field}.custom_args", "The custom arguments pass 10,000 bytes.")
    if substitutions and request.get("template_id", "").startswith("d-"):
        yield Fault(f"{field}.substitutions", "A dynamic template takes no substitutions.")
    values = "\n".join(substitutions.values())
    if any(tag in values for tag in substitutions):
        yield Fault(f"{field}.substitutions", "A substitution holds another's tag.")
    elsewhere = one.get("from", request["from"])["email"].rpartition("@")[2].casefold()
    if elsewhere != request["from"]["email"].rpartition("@")[2].casefold():
        yield Fault(f"{field}.from", "The sender's domain is not that of the request.")


def _headers(field: str, headers: Mapping[str, str]) -> Iterator[Fault]:
    for name in headers:
        if name.casefold() in _RESERVED:
            yield Fault(field, f"The header {name} is reserved.")


def _moment(field: str, at: int | None, now: float) -> Iterator[Fault]:
    if at is not None and at > now + FARTHEST:
        yield Fault(field, "More than 72 hours ahead.")


def _bytes(values: Mapping[str, str]) -> int:
    return len(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def _whole(request: Mapping[str, Any]) -> Iterator[Fault]:
    """What a request must have besides its two fields, unless a template brings it."""
    people = request.get("personalizations")
    if "template_id" in request or not isinstance(people, list):
        return
    if "content" not in request:
        yield Fault("content", "There is no content.")
    own = [isinstance(one, dict) and "subject" in one for one in people]
    if "subject" not in request and not (own and all(own)):
        yield Fault("subject", "There is no subject.")


def _keys(
    value: Mapping[str, Any], field: str, known: Mapping[str, Any], needed: Sequence[str] = ()
) -> Iterator[Fault]:
    """An object with known keys only, each of its own form."""
    prefix = f"{field}." if field else ""
    for key in needed:
        if key not in value:
            yield Fault(f"{prefix}{key}", f"{key} is required.")
    for key, inner in value.items():
        if key not in known:
            yield Fault(f"{prefix}{key}", "Unknown key.")
        else:
            yield from known[key](inner, f"{prefix}{key}")


def _text(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(field, "This is no string.")


def _filled(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not value:
        yield Fault(field, "This must be a string of at least one character.")


def _one_line(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not value or _BREAK.search(value):
        yield Fault(field, "This must be one line of text.")


def _email(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _EMAIL.match(value):
        yield Fault(field, "Does not contain a valid address.")


def _recipient_name(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or re.search(r"[;,\r\n]", value):
        yield Fault(field, "A name holds no semicolon, comma or line break.")


def _ascii(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.isascii() or _BREAK.search(value):
        yield Fault(field, "Unicode is not supported here.")


def _whole_number(value: Any, field: str) -> Iterator[Fault]:
    # JSON has one kind of number: 3.0 is whole, and true is none.
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        yield Fault(field, "This must be a whole number.")


def _anything(value: Any, field: str) -> Iterator[Fault]:
    del value, field
    return iter(())


def _object(value: Any, field: str, known: Mapping[str, Any], *needed: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(field, "This is no object.")
        return
    yield from _keys(value, field, known, needed)


def _recipient(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, {"email": _email, "name": _recipient_name}, "email")


def _mailbox(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, {"email": _email, "name": _ascii}, "email")


def _reply_mailbox(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, {"email": _email, "name": _text}, "email")


def _strings(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(field, "This is no object.")
        return
    for key, inner in value.items():
        yield from _text(inner, f"{field}.{key}")


def _header_lines(value: Any, field: str) -> Iterator[Fault]:
    yield from _strings(value, field)
    if isinstance(value, dict):
        texts = [text for item in value.items() for text in item if isinstance(text, str)]
        if any(map(_BREAK.search, texts)):
            yield Fault(field, "A header holds a line break.")


def _substitutions(value: Any, field: str) -> Iterator[Fault]:
    yield from _strings(value, field)
    if isinstance(value, dict) and any(_TAG.search(tag) or not tag for tag in value):
        yield Fault(field, "A tag holds a blank, <, > or &.")


def _listed(value: Any, field: str, form: Any, *, least: int, most: int) -> Iterator[Fault]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        yield Fault(field, f"This must be a list of {least} to {most:,}.")
        return
    for place, inner in enumerate(value):
        yield from form(inner, f"{field}.{place}")


def _people(value: Any, field: str) -> Iterator[Fault]:
    yield from _listed(value, field, _personalization, least=1, most=MOST_PEOPLE)


def _mailboxes(value: Any, field: str) -> Iterator[Fault]:
    yield from _listed(value, field, _recipient, least=1, most=MOST_PEOPLE)


def _contents(value: Any, field: str) -> Iterator[Fault]:
    yield from _listed(value, field, _content, least=1, most=10)
    if isinstance(value, list):
        kinds = [one.get("type") if isinstance(one, dict) else None for one in value]
        if "text/plain" in kinds[1:]:
            yield Fault(field, "text/plain comes first.")


def _content(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, {"type": _one_line, "value": _filled}, "type", "value")


def _categories(value: Any, field: str) -> Iterator[Fault]:
    yield from _listed(value, field, _category, least=0, most=10)


def _category(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, str) or len(value) > 255:  # noqa: PLR2004 - the published limit
        yield Fault(field, "A category has at most 255 characters.")


def _unsubscribe_groups(value: Any, field: str) -> Iterator[Fault]:
    known = {"group_id": _whole_number, "groups_to_display": _shown_groups}
    yield from _object(value, field, known, "group_id")


def _shown_groups(value: Any, field: str) -> Iterator[Fault]:
    yield from _listed(value, field, _whole_number, least=0, most=25)


def _settings(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, dict.fromkeys(_SWITCHES[field], _switch))


def _switch(value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(field, "This is no object.")
    elif not isinstance(value.get("enable", False), bool):
        yield Fault(f"{field}.enable", "This is true or false.")


def _personalization(value: Any, field: str) -> Iterator[Fault]:
    yield from _object(value, field, _PERSON, "to")


_PERSON = {
    "to": _mailboxes,
    "cc": _mailboxes,
    "bcc": _mailboxes,
    "from": _mailbox,
    "subject": _filled,
    "headers": _header_lines,
    "substitutions": _substitutions,
    "custom_args": _strings,
    "send_at": _whole_number,
}
_TOP = {
    "personalizations": _people,
    "from": _mailbox,
    "reply_to": _reply_mailbox,
    "subject": _filled,
    "content": _contents,
    "template_id": _filled,
    "headers": _header_lines,
    "categories": _categories,
    "custom_args": _strings,
    "send_at": _whole_number,
    "batch_id": _filled,
    "asm": _unsubscribe_groups,
    "ip_pool_name": _filled,
    "mail_settings": _settings,
    "tracking_settings": _settings,
}
