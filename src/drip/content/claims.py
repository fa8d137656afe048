"""The claims lint: what a letter or a question may not say before a named person has signed it.

A sign-off is for the exact words that people read; the hash of them is what is stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from drip.content.claim_words import SAID, ClaimKind, wordings_in
from drip.content.letters import LetterSource
from drip.content.markdown import links
from drip.content.marks import PERSONAL
from drip.content.offer_words import OFFERS, REVIEW_HOSTS, REVIEW_WORDS, TERMS, TESTIMONIAL
from drip.content.questions import ChoiceEntry, QuestionEntry

_SENTENCE_END = re.compile(r"[.!?:](?=[\s\"\u201d*)]|$)|\n\s*\n|\n(?=\s*(?:[-*>#]|\d+\.))")
_TAG = re.compile(r"\{\{\s*(\w+).*?\}\}|\{%.*?%\}", re.DOTALL)
_MOST_SHOWN = 160


class _EveryText:
    """Contains every hash."""

    def __contains__(self, text_hash: object) -> bool:
        return isinstance(text_hash, str)


#: Stands for signatures on everything, where nothing reaches a person.
EVERY_TEXT: Container[str] = _EveryText()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A wording that needs a signature. `start` and `end` are offsets in the text."""

    kind: ClaimKind
    start: int
    end: int
    words: str
    sentence: str
    softer: str

    @property
    def message(self) -> str:
        """The finding as a sentence, with the sentence it is about."""
        return f'"{self.words}" {SAID[self.kind]}: "{self.sentence}"'


def claims_in(text: str) -> Iterator[Claim]:
    """Every wording in a text that needs a signature, in order."""
    for match, wording in wordings_in(text):
        yield Claim(
            kind=wording.kind,
            start=match.start(),
            end=match.end(),
            words=" ".join(text[match.start() : match.end()].split()),
            sentence=sentence_at(text, match.start()),
            softer=wording.softer,
        )


def sentence_at(text: str, offset: int) -> str:
    """The sentence around an offset, on one line and not too long."""
    start, end = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= offset:
            start = match.end()
        elif match.start() >= offset:
            end = match.end()
            break
    said = " ".join(text[start:end].split()).strip('*->#" ')
    return said if len(said) <= _MOST_SHOWN else said[:_MOST_SHOWN].rsplit(" ", 1)[0] + " ..."


def letter_hash(source: LetterSource) -> str:
    """The hash that a signature of a letter is for: its place and every word people read."""
    return _hash(source.path, source.subject, source.preheader, source.body)


def question_hash(sequence: str, name: str, question: QuestionEntry) -> str:
    """The hash that a signature of a question is for."""
    return _hash(sequence, f"question:{name}", *question_words(question))


def _hash(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def question_words(question: QuestionEntry) -> list[str]:
    """Everything in a question that people read, in order."""
    choices = (question.choices or {}).values()
    labels = [one.say if isinstance(one, ChoiceEntry) else one for one in choices]
    return [question.question, *labels, question.low or "", question.high or ""]


def holds_claims(source: LetterSource) -> bool:
    """Whether anything in a letter needs a signature."""
    texts = (source.subject, source.preheader, source.body)
    return any(True for text in texts for _ in wordings_in(text))


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in a letter that no signature allows: its offset in the body, words, code.

    A negative offset stands for a value of the front matter, under `key`.
    """

    start: int
    words: str
    code: str
    message: str
    hint: str
    key: str = ""


def refused_in(source: LetterSource) -> Iterator[Refused]:
    """Offers without terms, and quotations of clients: nobody can sign those."""
    front = {"subject": source.subject, "preheader": source.preheader}
    key = next((key for key, written in front.items() if OFFERS.search(written)), "")
    offer = OFFERS.search(source.body) or OFFERS.search(front.get(key, ""))
    if offer and not _has_terms(source.body):
        message = (
            f'"{offer[0]}" makes this an offer, and nothing in the letter leads to its terms: '
            f'"{sentence_at(offer.string, offer.start())}"'
        )
        hint = "add a link such as [Terms of this offer](https://...), or leave the offer out"
        start = offer.start() if offer.string is source.body else -1
        yield Refused(start, offer[0], "offer-without-terms", message, hint, key)
    if quote := TESTIMONIAL.search(source.body):
        message = "A client in quotation marks is a testimonial; a clinic may not use one."
        yield Refused(quote.start(), "", "testimonial", message, "leave it out")


def _has_terms(body: str) -> bool:
    return any(TERMS.search(one) for one in re.findall(r"\[[^\]]*\]\([^)]*\)", body))


def asks_for_review(source: LetterSource) -> tuple[int, str] | None:
    """Where a letter asks for a public review (offset, words), if it does."""
    if words := REVIEW_WORDS.search(source.body):
        return words.start(), words[0]
    if "://" not in source.body:
        return None
    for link in links(_TAG.sub(_plain, source.body)):
        host = (urlsplit(link.url).hostname or "").removeprefix("www.")
        if any(host == known or host.endswith(f".{known}") for known in REVIEW_HOSTS):
            return max(source.body.find(link.url), 0), link.url
    return None


def _plain(tag: re.Match[str]) -> str:
    return "" if tag[1] is None or tag[1] in PERSONAL else "https://tag.invalid/"
