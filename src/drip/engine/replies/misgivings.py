"""What speaks against a meaning that was found: it is of another time, place or thing."""

from __future__ import annotations

from drip.engine.replies.frames import Baseline, Frame, When
from drip.engine.replies.meanings import Hit
from drip.engine.safety.word_sets import word_set

#: How things stand: said of another day or another place, it is not the answer.
STATES = frozenset(
    {"better", "worse", "same", "gone", "mostly_gone", "easing", "spasm", "discomfort"}
)
_PRAISES = frozenset({"fine", "on_track", "too:right"})
_UNTIL = word_set("until till")
#: Sore as ever is no news of a session.
_ANYWAY = word_set("before always anyway already regardless")
_BEFORE = word_set("last used before previously ago")
#: Stopped for a while, or in the middle of one session.
_HALF_WAY = word_set("halfway half midway partway part early through")
_DID_IT = word_set("""
    did do done wore wear took take used use managed had have got completed exercised stretched
    trained practised squeezed walked keep kept
    """)
#: What is better or fine, and is no part of anybody.
_NOT_THE_BODY = word_set("""
    weather weathers emails email website parking traffic reception letter letters news idea
    """)


def has_misgivings(hit: Hit, frame: Frame, asked: Baseline) -> bool:
    """Whether a meaning is said of something else than what a question asks about.

    `asked` is the time that the question compares with.
    """
    words = {word.text for word in hit.sentence.words if word.clause == hit.clause}
    whole = {word.text for word in hit.sentence.words}
    return any(
        (
            hit.meaning in STATES and _of_another_time(hit, frame, asked),
            hit.meaning == "sore" and whole & _ANYWAY,
            hit.meaning == "stopped" and words & _HALF_WAY,
            hit.meaning in STATES | _PRAISES and words & _NOT_THE_BODY,
            hit.meaning in _PRAISES and whole & _UNTIL,
            says_how_often(hit) and (words & _BEFORE or _of_something_else(hit)),
        )
    )


def says_how_often(hit: Hit) -> bool:
    """Whether it counts the days of a week."""
    return hit.meaning.startswith("days:")


def _of_another_time(hit: Hit, frame: Frame, asked: Baseline) -> bool:
    now = frame.when in (When.NOW, When.OPEN)
    there = hit.meaning == "discomfort" and frame.when is When.PART
    return not ((now or there) and frame.fits(asked))


def _of_something_else(hit: Hit) -> bool:
    """Whether something else was done so often: "every night I grind"."""
    behind = [word.text for word in hit.sentence.words[hit.last + 1 : hit.last + 3]]
    return behind[:1] in (["i"], ["we"]) and not set(behind[1:]) & _DID_IT
