"""Mailboxes out of a header, by one walk over its characters (RFC 5322, 3.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drip.inbound import bounds
from drip.inbound.header_lines import decode_words

_ADDRESS = re.compile(r"[^\s<>(),;:\"\[\]]{1,128}@[^\s<>(),;:\"@]{1,255}")
#: A quoted string, an escaped letter, an encoded word, plain letters, a mark.
_TOKENS = re.compile(
    r'"((?:[^"\\]|\\.)*)"|\\(.)|(=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{0,500}\?=|[^"\\(),;<>=]+)|(.)'
)


@dataclass(slots=True)
class _Walk:
    """A walk over mailboxes: the words of the one it is at, inside and outside brackets."""

    done: list[tuple[str, str]] = field(default_factory=list)
    phrase: list[str] = field(default_factory=list)
    angle: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    depth: int = 0
    in_angle: bool = False

    def text(self, text: str) -> None:
        """Keep text where it stands."""
        if self.depth:
            self.comment.append(text)
        else:
            (self.angle if self.in_angle else self.phrase).append(text)

    def mark(self, mark: str) -> None:
        """Go into a bracket, out of it, or on to the next mailbox. Comments are only counted."""
        if mark == "(":
            self.depth += 1
        elif mark == ")":
            self.depth = max(self.depth - 1, 0)
        elif self.depth:
            self.comment.append(mark)
        elif mark in "<>":
            self.in_angle = mark == "<"
            self.angle = [] if self.in_angle else self.angle
        elif mark in ",;" and not self.in_angle:
            self.finish()
        else:
            self.text(mark)

    def finish(self) -> None:
        """End a mailbox; one without an address is dropped."""
        phrase, angle, comment = ("".join(one) for one in (self.phrase, self.angle, self.comment))
        match = _ADDRESS.search(angle if angle.strip() else phrase)
        if match:
            self.done.append((_name(phrase if angle.strip() else comment), match[0]))
        self.phrase, self.angle, self.comment, self.in_angle = [], [], [], False


def mailboxes(value: str) -> tuple[tuple[str, str], ...]:
    """Names and addresses, in order. What holds no address is left out."""
    value = value[: bounds.HEADER]
    walk = _Walk()
    for match in _TOKENS.finditer(value):
        if match[4] is None:
            walk.text(match[1] or match[2] or match[3] or "")
        else:
            walk.mark(match[4])
    walk.finish()
    if not walk.done and (found := _ADDRESS.search(value)):
        return (("", found[0]),)
    return tuple(walk.done[: bounds.ADDRESSES])


def addresses(*values: str) -> tuple[str, ...]:
    """The addresses of several headers, each once."""
    return tuple(dict.fromkeys(address for one in values for _, address in mailboxes(one)))


def domain_of(address: str) -> str:
    """The domain in lower case, without a dot at its end."""
    return address.rpartition("@")[2].lower().rstrip(".>")


def local_part(address: str) -> str:
    """What stands before the @, in lower case."""
    return address.rpartition("@")[0].lower()


def within(domain: str, domains: frozenset[str]) -> bool:
    """Whether a domain is one of these, or under one of them."""
    return any(domain == own or domain.endswith("." + own) for own in domains)


def _name(text: str) -> str:
    return " ".join(decode_words(text).replace('"', "").split())
