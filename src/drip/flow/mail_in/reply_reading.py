"""Reply reading: what the reply path makes of an email or a text, without storing anything.

The same readers as on the road: kind, new text, words of an emergency, a wish to leave, answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from drip.content.check import check_clinic, check_sequence
from drip.content.safety import safety_concepts
from drip.domain.answers import Reading
from drip.domain.mail import Mail, MailKind, NewText
from drip.domain.people import Clinic
from drip.domain.safety import Concepts
from drip.domain.sending import Sending
from drip.domain.sequences import Sequence, Step
from drip.engine.replies import interpret_all, language_known, wants_to_leave
from drip.engine.safety import detect
from drip.errors import DripError
from drip.flow.mail_in.reading import passed_on
from drip.inbound.child import read_safely
from drip.inbound.kinds import kind_of
from drip.inbound.new_text import new_text

_ANSWERED_SUBJECT = re.compile(r"\s{0,3}(re|aw|sv|vs|antw|odp|fwd?|wg|tr)\s{0,2}:", re.IGNORECASE)
_MOST_LETTER_LINES = 2000


class NoSuchCheckInError(DripError):
    """There is no such check-in: write SEQUENCE/STEP, of a step that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a reply: `check_in` as sequence/step, and the text of our letter."""

    check_in: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRead:
    """What became of it. `groups` are the safety groups whose words were found."""

    kind: MailKind
    text: str
    answers: tuple[Reading, ...] = ()
    urgent: bool = False
    groups: tuple[str, ...] = ()
    unsubscribe: bool = False
    needs_person: bool = False


@dataclass(frozen=True)
class ReplyReader:
    """Reads replies by the files of content; sequences are read once, when they are asked for."""

    files: Mapping[str, str]
    sending: Sending
    _sequences: dict[str, Sequence | None] = field(default_factory=dict, init=False)

    @cached_property
    def concepts(self) -> Concepts:
        """The words that may mean an emergency."""
        return safety_concepts(self.files)

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic's own facts, if they can be read."""
        return check_clinic(self.files)[0]

    def of_text(self, text: str, about: Context) -> ReplyRead:
        """What a text says that somebody wrote, quotes and all.

        Raises:
            NoSuchCheckInError: nothing is asked there.
        """
        asked = self._asked(about.check_in)
        return self._of_person(new_text(text, sent=about.letter), "", asked, about)

    def of_mail(self, raw: bytes, about: Context) -> ReplyRead:
        """What an email says. Reading it never fails: what cannot be read needs a person.

        Raises:
            NoSuchCheckInError: nothing is asked there.
        """
        asked = self._asked(about.check_in)
        mail = read_safely(raw)
        kind = self._kind(mail)
        found = new_text(mail.text, sent=about.letter)
        if kind is not MailKind.PERSON:
            return ReplyRead(kind=kind, text=found.text)
        read = self._of_person(found, _own_subject(mail.subject, found), asked, about)
        return _for_a_person(read) if mail.unread or mail.problems else read

    def _of_person(
        self, found: NewText, subject: str, asked: tuple[Sequence, Step] | None, about: Context
    ) -> ReplyRead:
        text = found.text or subject
        lines = about.letter.splitlines()[:_MOST_LETTER_LINES]
        others = passed_on(found)
        verdict = detect(f"{text}\n\n{others}".strip(), self.concepts, own_lines=lines)
        wish = wants_to_leave(text)
        answers: tuple[Reading, ...] = ()
        if asked is not None:
            sequence, step = asked
            under = found.quoted_under
            answers = interpret_all(text, step.ask, sequence.questions, under=under)
        return ReplyRead(
            kind=MailKind.PERSON,
            text=found.text,
            answers=answers,
            urgent=verdict.urgent,
            groups=tuple(group.value for group in verdict.groups),
            unsubscribe=wish is not None and wish.sure,
            needs_person=bool(others)
            or verdict.needs_person
            or not text
            or not language_known(text),
        )

    def _kind(self, mail: Mail) -> MailKind:
        """What wrote it. Without a database a letter of ours is known by its sender."""
        machines = frozenset({self.sending.bounce_domain, self.sending.reply_domain} - {""})
        sender = self.clinic.sender.lower() if self.clinic else ""
        ours = frozenset({mail.message_id.rpartition("@")[2].lower()} - {""})
        own = ours if sender and mail.from_address.lower() == sender else frozenset[str]()
        return kind_of(mail, own_domains=machines, own_message_id_domains=own)

    def _asked(self, check_in: str) -> tuple[Sequence, Step] | None:
        if not check_in:
            return None
        key, _, step_id = check_in.partition("/")
        sequence = self._sequence(key)
        step = sequence.known_as(step_id) if sequence else None
        if sequence is None or step is None or not step.ask:
            raise NoSuchCheckInError(
                f"There is no check-in {check_in!r}: write SEQUENCE/STEP, of a step that asks."
            )
        return sequence, step

    def _sequence(self, key: str) -> Sequence | None:
        if key not in self._sequences:
            known = f"sequences/{key}.yaml" in self.files and not key.startswith("_")
            found = check_sequence(self.files, key, self.clinic, ()).sequence if known else None
            self._sequences[key] = found
        return self._sequences[key]


def _own_subject(subject: str, found: NewText) -> str:
    """A subject that somebody wrote instead of a text; an answered letter's is ours."""
    if found.text or _ANSWERED_SUBJECT.match(subject):
        return ""
    return subject.strip()


def _for_a_person(read: ReplyRead) -> ReplyRead:
    return ReplyRead(
        kind=read.kind,
        text=read.text,
        answers=read.answers,
        urgent=read.urgent,
        groups=read.groups,
        unsubscribe=read.unsubscribe,
        needs_person=True,
    )
