"""Reading a reply: its own words, and whether they may mean an emergency.

Also what speaks against leaving it to a program. Nothing is decided about the person yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drip.domain.deliveries import Delivery
from drip.domain.mail import Mail, NewText, Problem
from drip.domain.safety import Verdict
from drip.engine.replies import Wish, wants_to_leave
from drip.flow.in_force import offer
from drip.flow.letters.sent_text import sent_text
from drip.flow.services import Services
from drip.flow.urgent.safety import judge
from drip.inbound.new_text import new_text

_REPLIED = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw|fwd?|wg)\s{0,2}(?:\[\d{1,3}\])?\s{0,2}:\s*)+", re.IGNORECASE
)
#: What lists and ticket systems write into a subject.
_ADDED = re.compile(r"\[[^\]\n]{0,80}\]|#\s?\d{1,12}|\bticket\b.{0,3}\d{1,12}", re.IGNORECASE)
#: Somebody else's mail stands below these: it is no quote of what we sent.
_FORWARD = re.compile(r"\s{0,3}(?:fwd?|wg|tr|rv|enc)\s{0,2}:", re.IGNORECASE)
_FORWARDED = re.compile(
    r"\b(?:forwarded (?:message|mail|by)|weitergeleitete|(?:transf|réexp)\w{2,8}|reenviado"
    r"|inoltrato|encaminhada|doorgestuurd)\b",
    re.IGNORECASE,
)
_PASSED_ON = "It passes another mail on: read that as well."
_HARMLESS = frozenset({Problem.CUT_SHORT, Problem.HEADER_CUT, Problem.CHARSET})
_WORDS = {
    Problem.ENCRYPTED: "It is encrypted.",
    Problem.WINMAIL: "It came in Microsoft's own wrapping.",
    Problem.TEXT_CUT: "It is longer than what was read.",
}
_UNREAD = "It could not be read by a program: open the mail itself."
_MOST_SUBJECT = 300
_MOST_TO_MARK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReply:
    """What a mail says. `text` is the person's own words; `why` are reasons for a person to look.

    `wish` is what they say about getting no more letters, `sent` what the letter said that it
    answers.
    """

    mail: Mail
    new: NewText
    text: str
    subject: str
    verdict: Verdict
    why: tuple[str, ...] = ()
    wish: Wish | None = None
    sent: str = field(default="", repr=False)

    @property
    def needs_person(self) -> bool:
        """Whether no program can make enough of it."""
        return self.verdict.needs_person or bool(self.why)


def read_reply(services: Services, mail: Mail, letter: Delivery | None) -> ReadReply:
    """Read a mail beside the letter that it answers."""
    sent = sent_text(services, letter)
    new = new_text(mail.text, sent=sent)
    own_subject = _own_subject(mail.subject, sent)
    text = new.text.strip()
    empty = not mail.text.strip()
    # Who writes no body may have said it all in the subject.
    text = text or (own_subject if empty else "")
    judged = text if not own_subject or text == own_subject else f"{own_subject}.\n{text}"
    others = passed_on(new, mail.subject)
    return ReadReply(
        mail=mail,
        new=new,
        text=text,
        subject=mail.subject[:_MOST_SUBJECT],
        verdict=judge(services, f"{judged}\n\n{others}".strip(), own_lines=_ours(services, sent)),
        why=(*_why(mail, text), *([_PASSED_ON] if others else [])),
        wish=wants_to_leave(text),
        sent=sent,
    )


def _ours(services: Services, sent: str) -> list[str]:
    """The lines of the letter, and the clinic's safety words: every letter says them."""
    return [*sent.splitlines(), offer.clinic(services).safety]


def passed_on(new: NewText, subject: str = "") -> str:
    """Somebody else's mail that was passed on; nothing where what was quoted is a mail of ours."""
    forwarded = _FORWARD.match(subject) or _FORWARDED.search(new.removed[:_MOST_TO_MARK])
    return new.removed if forwarded else ""


def _own_subject(subject: str, sent: str) -> str:
    """The words of a subject that the person chose; none where they are the letter's."""
    words = _REPLIED.sub("", _ADDED.sub(" ", _REPLIED.sub("", subject))).strip(" .-:")
    return "" if words and words in sent else words


def _why(mail: Mail, text: str) -> list[str]:
    """What no program can deal with."""
    found = [_WORDS.get(Problem(one), _UNREAD) for one in mail.problems if one not in _HARMLESS]
    if mail.unread:
        found.append(_UNREAD)
    if not text:
        found.append(
            "It holds no words, only what came with it."
            if mail.attachments
            else "It holds no words."
        )
    elif mail.attachments:
        count = len(mail.attachments)
        found.append(f"It came with {'an attachment' if count == 1 else f'{count} attachments'}.")
    return list(dict.fromkeys(found))
