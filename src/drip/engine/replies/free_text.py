"""Questions that are answered in one's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from drip.domain.answers import Reading
from drip.domain.sequences import Question
from drip.engine.replies.courtesies import is_courtesy, without_closing
from drip.engine.replies.sentences import Sentence, fold, sentences
from drip.engine.replies.small_words import FILLERS, HEDGES, OTHERS, is_other, is_sign
from drip.engine.replies.topics import names_of
from drip.engine.safety.word_sets import word_set

_OWN, _WISHED, _ONLY, _PERHAPS, _LOOSE = 0.93, 0.9, 0.9, 0.8, 0.5
_MOST_TEXT = 2000
_MOST_SHOWN = 240
_MOST_SENTENCES = 3
#: Questions about what somebody wants, and how people begin to answer them.
_WISHFUL = re.compile(
    r"\b(?:want|would you (?:like|love)|like to|love to|goals?|hope|hoping|wish|dream|aim"
    r"|looking forward|able to do|get back to|do again|miss most)\b"
)
_WISHES = re.compile(
    r"\b(?:i(?:'d| would| should|d)? (?:really |just |so |most )?(?:want|like|love|wish|hope)\b"
    r"(?: most of all| most)?(?: is)?|(?:i )?wanna\b|(?:just |really )?want(?:ing)? to\b"
    r"|(?:i'?d |would |should )(?:really )?(?:like|love) (?:to|nothing)\b"
    r"|(?:the |my )?(?:one |main |only )?thing (?:i|would|is|for me|that)\b|my (?:main )?goal\b"
    r"|(?:be able|get back) to\b|get back (?:on|into|in|out)\b|back to (?:my|the|being)\b"
    r"|it would be\b|i miss\b|looking forward to\b)"
)
_TO_DO = re.compile(
    r"^[\W_]*(?:(?:to |just to |being able to |getting back |be able to )[a-z]{2,}"
    r"|(?:just )?(?:walk|run|ride|swim|play|cook|lift|carry|climb|drive|dance|garden|golf|surf|fish"
    r"|kick|pick up|push|sit|stand|kneel|bend|travel|paint|sew|sail|camp|hike|jog|row|ski|tie|mow"
    r"|hang|bake|coach|skate|cycle|throw|hold|bowl|wear|finish|build|visit|sleep through|go"
    r"|get (?:down|up|back|into|on|out|in))(?:ing|ning|ming)?\s[a-z0-9]+)"
)
#: Wanted of us, or what everybody wants.
_NOT_WISHED = re.compile(
    r"\b(?:want|wanna|like|love|wish|hope)(?: to| you to| for)? (?:\w+ ){0,2}?"
    r"(?:unsubscribe|cancel|book|reschedule|talk|speak|ask|say|thank|know|stop|receive"
    r"|come in|see you|hear|change|move my|be removed|be taken|appointment|emails?|tell|give"
    r"|call|ring|check|mention|point|pause|finish|another time|continue|keep|start the"
    r"|the emails|the pain|no pain|it to|this to|be better|get better|better)\b"
    r"|looking forward to (?:it|this|the (?:emails?|next|program\w*)|starting|getting|hearing)\b"
    r"|\b(?:do not|don't|dont|didn't|never|not) (?:want|like|wanna)\b"
)
_CHAT = word_set("""
    ring call phone appointment book booked booking email emails unsubscribe parking invoice
    reception receptionist website link attachment cancel reschedule remove subscribe list
    tuesday monday wednesday thursday friday tomorrow
    """)
_SORRY = word_set("idea dunno unsure sorry thanks thank apologies please stop finish unsubscribe")
_COUNTS = re.compile(r"\d")


def read_free_text(
    text: str,
    question: Question,
    *,
    own: bool,
    alone: bool = False,
    first: bool = False,
    used: Collection[str] = (),
) -> Reading | None:
    """What somebody wrote to such a question. `own`: it stands under this very question.

    `alone`: nothing else was asked; `first`: it was asked before all else. `used` are sentences
    that answer another question. A part of a longer reply is only taken for sure where it sounds
    like an answer.
    """
    written = text.strip()
    if not written or "\0" in written:
        return None
    if own:
        if len(written) > _MOST_TEXT or _only_small(written):
            return None
        return _reading(question, written, _LOOSE if _asks(written) else _OWN)
    kept = [one for one in sentences(without_closing(written)) if not _idle(one)]
    wished = _wished(kept, question, used)
    if wished is not None:
        return wished
    left = [one for one in kept if one.shown not in used]
    return _left(left, question, written, alone=alone, first=first)


def read_sole_text(text: str, question: Question) -> Reading | None:
    """The whole of a reply to the only question, without its greeting and its close."""
    written = without_closing(text.strip())
    if "\0" in written:
        return None
    kept = [one for one in sentences(written) if not _idle(one)]
    if not kept or len(written) > _MOST_TEXT:
        return None
    words = [word.text for one in kept for word in one.words if not is_sign(word.text)]
    if set(words) <= FILLERS or set(words) & names_of(question):
        return None
    begin, end = kept[0].words[0].start, kept[-1].words[-1].end
    said = written[begin:end].rstrip(" .\n")
    greeting = _GREETING.match(fold(said))
    said = said[greeting.end() :] if greeting else said
    doubt = any(one.asks for one in kept) or words[0] in _BEGS or _NOT_ANSWERED.search(fold(said))
    counts = all(word[0].isdigit() for word in words)
    return _reading(question, said, _LOOSE if doubt or counts else _ONLY)


_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear|g'?day|good (?:morning|afternoon|evening|day))\b"
    r"(?: [^\W\d_]{1,20}){0,3}\s?[,!.-]\s{0,3}(?=\S)"
)
#: A request, and not an answer.
_BEGS = word_set("please can could stop cancel unsubscribe remove")
_NOT_ANSWERED = re.compile(
    r"^(?:no idea|dunno|don'?t know|i (?:really )?don'?t know|not sure|unsure|sorry)[\W]*$"
    r"|\b(?:unsubscribe|take me off|stop (?:the|these|sending|emailing)|call me|ring me"
    r"|reschedul\w+|my appointment|remove me)\b"
)


def _idle(sentence: Sentence) -> bool:
    return not any(not is_sign(word.text) for word in sentence.words) or is_courtesy(sentence)


def _wished(kept: Sequence[Sentence], question: Question, used: Collection[str]) -> Reading | None:
    """The sentence that says what somebody wants, to a question about that."""
    if not _WISHFUL.search(fold(question.text)):
        return None
    found: list[Reading] = []
    for sentence in kept:
        shown = sentence.shown
        said = _WISHES.search(fold(shown))
        if sentence.asks or (said is None and not _TO_DO.match(fold(shown))):
            continue
        begins = said is not None and (shown in used or _greets(shown[: said.start()]))
        wish = _until_next(shown[said.start() :] if said and begins else shown)
        doubt = _of_others(sentence) or _hedges(sentence)
        doubt = doubt or (said is not None and _is_no_wish(fold(shown), wish))
        found.append(_reading(question, wish, _LOOSE if doubt else _WISHED))
    sure = [one for one in found if one.confidence >= _WISHED]
    if len(sure) > 1:
        return _reading(question, sure[0].value, _PERHAPS)
    return next(iter(sure or found), None)


def _is_no_wish(said: str, wish: str) -> bool:
    """Whether it is wanted of us, or is only a number."""
    counts = _COUNTS.search(wish) is not None and len(wish) <= _SHORT
    return counts or _NOT_WISHED.search(said) is not None


def _greets(before: str) -> bool:
    return not before or (before.rstrip().endswith(",") and len(before) <= _SHORT)


_SHORT = 25


def _until_next(wish: str) -> str:
    """A wish up to where a number is given for another question."""
    parts = re.split(r"(?<=[^\d]),\s|\s-\s", wish)
    kept = parts[:1]
    for part in parts[1:]:
        if _COUNTS.search(part) or re.match(r"(?:and )?(?:no|not|yes|my pain|pain)\b", fold(part)):
            break
        kept.append(part)
    return ", ".join(kept).strip(" .,;!-")


def _left(
    left: Sequence[Sentence], question: Question, written: str, *, alone: bool, first: bool
) -> Reading | None:
    """What is left when every other answer is taken away."""
    if not left or any(one.asks for one in left):
        return _reading(question, written, _LOOSE) if alone and left else None
    said = " ".join(one.shown for one in left)
    words = {word.text for one in left for word in one.words if not is_sign(word.text)}
    if len(said) > _MOST_TEXT or words <= FILLERS or words & names_of(question):
        return None
    if not alone:
        if len(left) > 1 or len(words) == 1:
            return None
        wishful = _WISHFUL.search(fold(question.text))
        plain = first and not wishful and not words & (_CHAT | HEDGES | OTHERS | _SORRY)
        return _reading(question, said.rstrip(" ."), _ONLY if plain else _LOOSE)
    plain = len(left) <= _MOST_SENTENCES and not words & (_CHAT | HEDGES) and len(words) > 1
    return _reading(question, without_closing(said), _ONLY if plain else _PERHAPS)


def _of_others(sentence: Sentence) -> bool:
    """Whether somebody else is the one who wants it."""
    begin = [word.text for word in sentence.words if not is_sign(word.text)][:2]
    return any(is_other(word) or word in OTHERS for word in begin)


def _hedges(sentence: Sentence) -> bool:
    return any(word.text in HEDGES - {"?", "think", "guess", "suppose"} for word in sentence.words)


def _reading(question: Question, value: str, sure: float) -> Reading:
    shown = " ".join(value.split())[:_MOST_SHOWN]
    return Reading(question=question.name, value=value, sentence=shown, confidence=sure)


def _asks(text: str) -> bool:
    return any(one.asks for one in sentences(text))


def _only_small(text: str) -> bool:
    """Whether nothing is said but thanks and greetings."""
    words = [word.text for one in sentences(text) for word in one.words if not is_sign(word.text)]
    return all(word in FILLERS for word in words)
