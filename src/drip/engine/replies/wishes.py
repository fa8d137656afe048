"""Whether somebody wants no more emails.

A wish is an act of ending or leaving that is about our letters (`leaving_words`,
`leaving_reasons`), in a sentence that does not take it back, delay it, or say it of something else
(`leaving_guards`). What is in doubt goes to staff.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from drip.engine.replies import leaving_bare
from drip.engine.replies import leaving_guards as guards
from drip.engine.replies.courtesies import is_courtesy, without_closing
from drip.engine.replies.leaving_reasons import REASONS
from drip.engine.replies.leaving_text import Said, said_in
from drip.engine.replies.leaving_vocabulary import Family
from drip.engine.replies.leaving_words import ACTS
from drip.engine.replies.sentences import sentences

_FAMILIES = (*ACTS, *REASONS)
_LONGEST_SUBJECT = 120
#: Of one kind in one sentence; more of them say nothing new.
_MOST_HITS = 3
_LONGEST_SHOWN = 300
_ANSWERED = re.compile(r"(?:\s{0,3}(?:re|fwd?|aw|sv)\s{0,2}:){1,5}", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:[Ii](?:['\u2019]| a)?m not|[Tt]his is(?:n['\u2019]?t| not)) "
    r"(?!Australian|Greek|Italian|Indian|Chinese|English|Catholic|Christian|Jewish|Muslim|Superman|Wonder|Batman|God|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday|I\b)(?:(?:a |the |your )?[A-Z][a-z]+(?: [A-Z][a-z]+)?"
    r"|(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z]+)(?=$|[.,!;]| and\b| so\b|'s)"
)
_WRONG_NAME = re.compile(r"\b[Ww]rong (?:Mr |Mrs |Ms )?[A-Z][a-z]+\b")
#: Somebody who answers in their place, and a mistake at the front desk.
_FOR_ANOTHER = re.compile(
    r"\b(?:answering|typing|carer|on behalf|wife|husband|daughter|son|helping)\b"
)
_OF_A_VISIT = re.compile(r"\b(?:booking|appointment|visit|number|booked)\b")


class _Weight(IntEnum):
    """How much a sentence speaks for leaving."""

    STAYS = 0
    NOTHING = 1
    DOUBT = 2
    SURE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish to leave. `sure` ones are carried out, the others shown to staff with the sentence."""

    sure: bool
    sentence: str


def wants_to_leave(text: str, subject: str = "") -> Wish | None:
    """Whether the new text of a reply asks for no more emails.

    The subject counts when nothing was written below it.
    """
    if not text.strip():
        text = _ANSWERED.sub("", subject[:_LONGEST_SUBJECT], count=1)
    if leaving_bare.said_elsewhere(text):
        return Wish(sure=True, sentence=text.strip()[:_LONGEST_SHOWN])
    said = said_in(text)
    weights = _weights(said)
    best = max(weights, default=_Weight.NOTHING)
    if best <= _Weight.NOTHING:
        return None
    sentence = said[weights.index(best)].shown[:_LONGEST_SHOWN]
    return Wish(sure=best is _Weight.SURE and _Weight.STAYS not in weights, sentence=sentence)


def _weights(said: tuple[Said, ...]) -> list[_Weight]:
    """What each sentence says; one that is said again behind the same is judged once."""
    found: list[_Weight] = []
    for place, one in enumerate(said):
        again = place > 1 and one == said[place - 1] == said[place - 2]
        found.append(found[-1] if again else _weight(said, place))
    return found


def says_only_that(text: str) -> bool:
    """Whether a text is a sure wish to leave, and nothing else but courtesy."""
    wish = wants_to_leave(text)
    if wish is None or not wish.sure:
        return False
    said = said_in(without_closing(text.strip()))
    rest = [one for place, one in enumerate(said) if _weight(said, place) is not _Weight.SURE]
    return all(is_courtesy(read) for one in rest for read in sentences(one.shown) if read.words)


def _weight(said: tuple[Said, ...], place: int) -> _Weight:
    """What one sentence says; the one before it tells what a loose one is about."""
    one = said[place]
    words = one.words
    if guards.SMALL_PRINT.search(words):
        return _Weight.NOTHING
    alone = len(said) == 1
    if leaving_bare.is_bare(words, alone=alone):
        clear = not one.asks or (alone and "unsub" in words)
        clear = clear and not _exclaims(said, place)
        return _Weight.SURE if clear else _Weight.DOUBT
    around = f"{said[place - 1].words} , {words}" if place else words
    found = [
        _judged(family, hit, one, around)
        for family in _FAMILIES
        for hit in islice(family.pattern.finditer(words), _MOST_HITS)
    ]
    found.append(_somebody_else(one))
    if guards.STAY.search(words):
        return _Weight.STAYS if _Weight.SURE not in found else _Weight.DOUBT
    best = max(found)
    if best is _Weight.NOTHING and _Weight.STAYS in found:
        return _Weight.STAYS
    if best is _Weight.NOTHING and leaving_bare.may_be(words):
        return _Weight.DOUBT
    return best


def _exclaims(said: tuple[Said, ...], place: int) -> bool:
    """Whether "Stop!" opens a joke or a story: "Stop! Hammer time"."""
    one = said[place]
    behind = said[place + 1 : place + 2]
    if not one.shown.endswith("!") or one.words not in _CRIES or not behind:
        return False
    read = sentences(behind[0].shown)
    name = behind[0].shown.istitle() and len(behind[0].words.split()) <= _NAME
    return (
        not name and not (read and is_courtesy(read[0])) and not _ABOUT_MAIL.search(behind[0].words)
    )


_NAME = 2
_CRIES = frozenset({"stop", "stop it", "stop stop", "stop stop stop", "enough", "stop it now"})
_ABOUT_MAIL = re.compile(
    r"\b(?:e?mails?|messages?|letters?|list|unsub\w*|contact\w*|writ\w+|send\w*|remove|spam|leave"
    r"|these|them|asked|means|anymore)\b"
)


def _somebody_else(one: Said) -> _Weight:
    """Whether the letters reach somebody whom they are not for."""
    named = _NAMED.search(one.shown) or _WRONG_NAME.search(one.shown)
    if not named or _FOR_ANOTHER.search(one.words):
        return _Weight.NOTHING
    return _Weight.DOUBT if one.asks or _OF_A_VISIT.search(one.words) else _Weight.SURE


def _judged(family: Family, hit: re.Match[str], one: Said, around: str) -> _Weight:
    """How much one hit weighs, by what stands around it."""
    before, after = one.words[: hit.start()], one.words[hit.end() :]
    starts = [mark.end() for mark in guards.THOUGHT.finditer(before)]
    near = guards.NO_DENIAL.sub("", before[starts[-1] if starts else 0 :])
    if _is_denied(family, near, after):
        return _Weight.NOTHING if family.loose else _Weight.STAYS
    if _is_no_wish(family, before, near, after):
        return _Weight.NOTHING
    doubtful = (
        guards.BUTTON.match(after)
        or guards.REPORTED.search(before)
        or (family.loose and guards.OTHER_THINGS.search(around))
        or guards.UNDECIDED.search(near)
        or guards.SOMEBODY_ELSE.search(near)
        or (not family.firm and _is_delayed(one, after))
    )
    return _Weight.DOUBT if doubtful else _Weight.SURE


def _is_denied(family: Family, near: str, after: str) -> bool:
    """Whether a "not" takes the wish back. A family that has its own takes another one."""
    denial = guards.DENIED_TWICE if family.negative else guards.DENIAL
    return bool(denial.search(near) or (family.negative and guards.FOR_MORE.match(after)))


def _is_no_wish(family: Family, before: str, near: str, after: str) -> bool:
    """Whether it nearly happened, was a slip or a fact, or is about a list that is not ours."""
    slip = guards.NEARLY.search(near) or guards.TAKEN_BACK.match(after)
    return bool(family.fact.search(before) or slip or guards.NOT_OURS.match(after))


def _is_delayed(one: Said, after: str) -> bool:
    """Whether it is for later, for some of the letters, or asked in doubt."""
    conditions = guards.COURTESY.sub("", one.words)
    asked = one.asks and not guards.ASKS.search(one.words)
    return bool(guards.CONDITION.search(conditions) or guards.PARTLY.search(after) or asked)
