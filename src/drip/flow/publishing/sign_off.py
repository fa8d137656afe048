"""Signing off: a named person answers for the exact words of a letter or a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import structlog

from drip.content.bundle import LETTERS, letter_path, sequence_keys, sequence_path
from drip.content.check import check_sequence
from drip.content.claims import claims_in, letter_hash, question_hash, question_words
from drip.content.front_matter import parse_letter
from drip.content.hints import did_you_mean
from drip.content.wording import signable_names, signable_question
from drip.errors import DripError
from drip.flow.services import Services
from drip.storage import sign_offs
from drip.storage.sign_offs import SignOff

log = structlog.get_logger()

_QUESTION = "question:"


class NothingToSignError(DripError):
    """There is no such letter or question, or nothing in it needs a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was signed: the sentences with claims, and whether the signature is new."""

    sequence: str
    step: str
    by: str
    text_hash: str
    sentences: tuple[str, ...]
    fresh: bool


def signed_texts(services: Services) -> frozenset[str]:
    """The hashes of all texts that somebody signed, as `check` takes them."""
    with services.database.read() as tx:
        return sign_offs.signed(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A text that nobody signed as it stands, and its sentences with claims."""

    sequence: str
    step: str
    sentences: tuple[str, ...]


def waiting(services: Services, files: Mapping[str, str]) -> tuple[Waiting, ...]:
    """Every letter and question that waits for a signature, by sequence."""
    signed = signed_texts(services)
    found = []
    for sequence, step in _signable(files):
        text_hash, sentences = _text(files, sequence, step)
        if sentences and text_hash not in signed:
            found.append(Waiting(sequence=sequence, step=step, sentences=sentences))
    return tuple(found)


def _signable(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every text by the names that sign it; the fixed letters under the first sequence."""
    for sequence in (keys := sequence_keys(files)):
        if sequence == keys[0]:
            fixed = (path for path in sorted(files) if path.startswith(f"{LETTERS}/_"))
            yield from ((sequence, one[len(LETTERS) + 1 : -3]) for one in fixed if ".md" in one)
        folder = letter_path(sequence, "").rpartition("/")[0]
        for path in sorted(files):
            if path.rpartition("/")[0] == folder and path.endswith(".md"):
                yield sequence, path[len(folder) + 1 : -len(".md")]
        file = check_sequence(files, sequence, None).file
        for name in signable_names(file) if file else ():
            yield sequence, f"{_QUESTION}{name}"


def sign_off(
    services: Services,
    files: Mapping[str, str],
    *,
    sequence: str,
    step: str,
    by: str,
    note: str = "",
) -> Signed:
    """Sign the text of a letter as it stands in `files`; `question:NAME` is a question's.

    One changed letter of the text makes another text, which nobody signed.

    Raises:
        NothingToSignError: there is no such text, nothing in it needs a signature, or no name.
    """
    name = " ".join(by.split())
    if not name:
        raise NothingToSignError('A signature needs the name of a person: --by "Dana Reyes".')
    text_hash, sentences = _text(files, sequence, step)
    if not sentences:
        raise NothingToSignError(f"Nothing in {sequence} {step} needs a signature.")
    word = SignOff(sequence=sequence, step=step, text_hash=text_hash, signed_by=name, note=note)
    with services.database.write() as tx:
        fresh = sign_offs.add(tx, word, services.now())
    log.info("text_signed_off", sequence=sequence, step=step, text=text_hash[:12], fresh=fresh)
    return Signed(
        sequence=sequence,
        step=step,
        by=name,
        text_hash=text_hash,
        sentences=sentences,
        fresh=fresh,
    )


def _text(files: Mapping[str, str], sequence: str, step: str) -> tuple[str, tuple[str, ...]]:
    """The hash of what is to be signed, and its sentences with claims."""
    if step.startswith(_QUESTION):
        return _question(files, sequence, step.removeprefix(_QUESTION))
    path = letter_path(sequence, step)
    if path not in files:
        folder = path.rpartition("/")[0]
        others = [one[len(folder) + 1 : -3] for one in files if one.rpartition("/")[0] == folder]
        asked = (
            check_sequence(files, sequence, None).file if sequence_path(sequence) in files else None
        )
        meant = _meant(step, others)
        if asked and step in signable_names(asked):
            meant = f" The question of this name is signed as {_QUESTION}{step}."
        raise NothingToSignError(f"There is no letter {path}.{meant}")
    source = parse_letter(path, files[path]).source
    texts = (source.subject, source.preheader, source.body)
    return letter_hash(source), _sentences(texts)


def _question(files: Mapping[str, str], sequence: str, name: str) -> tuple[str, tuple[str, ...]]:
    path = sequence_path(sequence)
    file = check_sequence(files, sequence, None).file if path in files else None
    question = signable_question(file, name) if file else None
    if question is None:
        others = [*signable_names(file)] if file else []
        raise NothingToSignError(f'There is no question "{name}" in {path}.{_meant(name, others)}')
    return question_hash(sequence, name, question), _sentences(question_words(question))


def _meant(name: str, others: Iterable[str]) -> str:
    hint = did_you_mean(name, others)
    return f" {hint[:1].upper()}{hint[1:]}" if hint else ""


def _sentences(texts: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    found = [claim.sentence for text in texts for claim in claims_in(text)]
    return tuple(dict.fromkeys(found))
