"""Questions that a number answers: which amount answers which, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drip.domain.answers import Reading
from drip.domain.sequences import Question, QuestionKind
from drip.engine.replies.durations import said_as_duration
from drip.engine.replies.evidence import Evidence, evidence
from drip.engine.replies.nothing_said import said_in_words
from drip.engine.replies.offers import offers_of
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import MOMENTS
from drip.engine.replies.topics import Numeric, choice_bounds, numerics
from drip.engine.replies.weekdays import said_by_weekdays

_CLEAR = 0.97
_IN_ORDER = 0.93
_FAR_AWAY = 0.85
_BESIDE_OTHERS = 0.8
_CORRECTED = 0.9
_HEDGED = 0.75
_OF_A_MOMENT = 0.7
_ASKED_BACK = 0.6
_TWO_QUESTIONS = 0.55
_NOT_EXACT = 0.5
_TORN = 0.4
_ROUGHLY_NOW = frozenset({"today", "now", "currently", "current", "present", "moment"})
#: What ties a count to no moment: one leak *when* I sneezed.
_WHILE = frozenset({"when", "while", "after", "during", "before"})
_LAST_DAY = frozenset({"today", "yesterday", "overnight"})


def read_scores(
    read: Sequence[Sentence], questions: Sequence[Question]
) -> dict[str, tuple[Reading, bool]]:
    """What a reply answers to those of the questions that a number answers.

    With each, whether only its place among other amounts says what it answers.
    """
    asked = numerics(questions)
    if not asked:
        return {}
    found = evidence(read, asked)
    if any(_asks_how_often(one) for one in questions):
        found = [one for one in found if not one.guessed]
    named = {one.question.name: _surest([e for e in found if e.numeric is one]) for one in asked}
    bare = [one for one in found if one.numeric is None]
    worded = {one.question.name: said_in_words(read, one, alone=len(asked) == 1) for one in asked}
    by_days = not any(_asks_how_often(one) for one in questions)
    days = {one.question.name: _by_days(read, one, found) if by_days else None for one in asked}
    named = {name: [] if days[name] else own for name, own in named.items()}
    worded = {name: one or days[name] for name, one in worded.items()}
    counted = {one.sentence for one in days.values() if one}
    bare = [one for one in bare if not (one.sentence.shown in counted and one.amount.high == 1)]
    named, bare = _brought_up_to_date(asked, named, bare)
    given, most = _shared(bare, asked, {n: named[n] or worded[n] for n in named})
    readings: dict[str, tuple[Reading, bool]] = {}
    for one in asked:
        own = named[one.question.name]
        reading = _resolved(one, own or given.get(one.question.name, []), _CLEAR if own else most)
        reading = said_as_duration(read, one) or _stronger(reading, worded[one.question.name])
        if reading is not None:
            placed = not own and len(asked) > 1 and _unscaled(given.get(one.question.name, []))
            readings[one.question.name] = reading, placed
    return readings


def _asks_how_often(question: Question) -> bool:
    """Whether its choices are words for how often: a count of times is an answer to it."""
    said = [meaning for one in offers_of(question) for meaning in one.meanings]
    often = [meaning for meaning in said if meaning.startswith("days:")]
    return len(often) >= _SEVERAL and not choice_bounds(question)


_SEVERAL = 3


def _brought_up_to_date(
    asked: Sequence[Numeric], named: Mapping[str, list[Evidence]], bare: list[Evidence]
) -> tuple[dict[str, list[Evidence]], list[Evidence]]:
    """What is said of now counts where all else is of before: "2 last week and none this week"."""
    found = dict(named)
    for one in asked:
        own = found[one.question.name]
        now = [
            e for e in bare
            if e.current and not e.bygone and any(e.sentence is other.sentence for other in own)
        ]  # fmt: skip
        if own and now and all(e.bygone for e in own):
            found[one.question.name] = [*own, *now]
            bare = [e for e in bare if e not in now]
    return found, bare


def _surest(found: list[Evidence]) -> list[Evidence]:
    """Without what only "times" gives to a question, where another one names it."""
    return [e for e in found if not e.guessed] or found


def _by_days(read: Sequence[Sentence], one: Numeric, found: Sequence[Evidence]) -> Reading | None:
    """The count of the days that were named, unless another number is said to be it."""
    by_days = said_by_weekdays(read, one)
    if by_days is None:
        return None
    reading, sentence = by_days
    own = [e for e in found if e.numeric is one or (e.numeric is None and e.sentence is sentence)]
    return None if any(e.amount.high != 1 or e.sentence is not sentence for e in own) else reading


def _unscaled(found: list[Evidence]) -> bool:
    return bool(found) and all(one.amount.out_of is None and not one.mark for one in found)


def _stronger(one: Reading | None, other: Reading | None) -> Reading | None:
    """What both say; where they differ, neither is sure."""
    if one is None or other is None:
        return one or other
    if one.value == other.value:
        return max(one, other, key=lambda reading: reading.confidence)
    return _with(one, min(_TORN, one.confidence))


def _with(one: Reading, confidence: float) -> Reading:
    return Reading(
        question=one.question, value=one.value, sentence=one.sentence, confidence=confidence
    )


def _shared(
    bare: list[Evidence], asked: Sequence[Numeric], named: Mapping[str, object]
) -> tuple[dict[str, list[Evidence]], float]:
    """Amounts that name no question, given to the questions that are left; and how surely."""
    bare = _once(_possible(_of_now(bare)[0], asked))
    if not bare:
        return {}, _CLEAR
    if len(asked) == 1:
        only = asked[0].question.name
        return ({} if named[only] else {only: bare}), _CLEAR
    left = [one for one in asked if not named[one.question.name]]
    return _given(bare, left) if left else ({}, _CLEAR)


def _given(bare: list[Evidence], left: list[Numeric]) -> tuple[dict[str, list[Evidence]], float]:
    """Amounts to the questions of a letter that are left."""
    if len(left) == len(bare) and not any(one.corrected for one in bare):
        return _in_order(bare, left)
    marked = _marked(bare, left)
    if marked:
        return marked, _IN_ORDER
    values = {(one.amount.low, one.amount.high) for one in bare}
    if len(left) == 1:
        return {left[0].question.name: bare}, _IN_ORDER if len(values) == 1 else _TORN
    return _one_for_several(bare, left)


def _marked(bare: list[Evidence], left: list[Numeric]) -> dict[str, list[Evidence]]:
    """A point on a scale, to the one question that has a scale: "it's an 8 now"."""
    scales = [one for one in left if one.question.kind is QuestionKind.SCALE]
    if len(scales) != 1 or len(bare) != 1 or not bare[0].mark or bare[0].amount.times:
        return {}
    return {scales[0].question.name: bare}


def _possible(bare: list[Evidence], asked: Sequence[Numeric]) -> list[Evidence]:
    """Without those of other sentences that no question takes, where one is taken."""
    fitting = [e for e in bare if any(_value(one, e) is not None for one in asked)]
    taken = {id(e.sentence) for e in fitting}
    return [e for e in bare if id(e.sentence) in taken] if fitting else bare


def _once(bare: list[Evidence]) -> list[Evidence]:
    """Zero said twice in different words is said once: "Zero. Zip."."""
    kept: list[Evidence] = []
    for one in bare:
        words = [e.sentence.words[e.amount.first].text for e in (*kept[-1:], one)]
        same = kept and kept[-1].amount.high == one.amount.high == 0 and words[0] != words[1]
        if not same or words[1].isdigit():
            kept.append(one)
    return kept


def _in_order(bare: list[Evidence], left: list[Numeric]) -> tuple[dict[str, list[Evidence]], float]:
    fits = all(_value(one, e) is not None for one, e in zip(left, bare, strict=True))
    if not fits or any(e.amount.out_of and not one.fits_scale(e.amount.out_of)
                       for one, e in zip(left, bare, strict=True)):  # fmt: skip
        return {}, _TORN
    return {one.question.name: [e] for one, e in zip(left, bare, strict=True)}, _IN_ORDER


def _one_for_several(
    bare: list[Evidence], left: list[Numeric]
) -> tuple[dict[str, list[Evidence]], float]:
    """One amount where several questions are open: its own scale may tell, else nobody can."""
    if len(bare) > 1:
        return {}, _TORN
    scale = bare[0].amount.out_of
    fitting = [one for one in left if one.fits_scale(scale)]
    if len(fitting) == 1:
        return {fitting[0].question.name: bare}, _IN_ORDER
    return {left[0].question.name: bare}, _TWO_QUESTIONS


def _resolved(one: Numeric, found: list[Evidence], most: float) -> Reading | None:
    """The value that counts among these, with how sure it is."""
    if not found:
        return None
    found, most = _latest(found, most)
    apart = _apart(one)
    found, contrasted = _of_now(found)
    averages = [e for e in found if e.average]
    steady = [
        e for e in found
        if contrasted or not (e.moments & apart or e.aside or _left_behind(e))
    ]  # fmt: skip
    chosen = averages or steady or found
    if not averages and not steady:
        most = min(most, _OF_A_MOMENT)
    elif not averages and len(_values(one, steady)) < len(_values(one, _not_behind(found))):
        most = min(most, _BESIDE_OTHERS)
    if len(_values(one, chosen)) > 1:
        most = min(most, _TORN)
    last = chosen[-1]
    value = _value(one, last)
    sure = min([most, *(_confidence(one, e) for e in chosen)])
    if value is None:
        value, sure = _nearest(one, last), min(sure, _NOT_EXACT)
    if value is None:
        return None
    return Reading(
        question=one.question.name,
        value=value,
        sentence=last.sentence.shown,
        confidence=round(sure, 2),
    )


def _latest(found: list[Evidence], most: float) -> tuple[list[Evidence], float]:
    """What stands behind the last correction."""
    places = [place for place, one in enumerate(found) if one.corrected]
    if not places:
        return found, most
    last = places[-1]
    return found[last:], min(most, _CORRECTED if found[last].explicit else _HEDGED)


def _of_now(found: list[Evidence]) -> tuple[list[Evidence], bool]:
    """Without what is said to have been before, where something is said beside it."""
    kept = [e for e in found if not e.bygone or e.average]
    if not kept or len(kept) == len(found):
        return found, False
    return kept, all(e.current for e in kept)


def _not_behind(found: Sequence[Evidence]) -> list[Evidence]:
    return [e for e in found if not _left_behind(e)]


def _left_behind(one: Evidence) -> bool:
    """From 7 to 4: the first is no longer true."""
    words = one.sentence.words
    before = [word.text for word in words[max(0, one.amount.first - 2) : one.amount.first]]
    return before[-1:] == ["from"] or before == ["from", "a"]


def _apart(one: Numeric) -> frozenset[str]:
    """The words that do not tie an answer to this question to a moment."""
    if one.own & {"best", "worst", "most", "longest"}:
        return frozenset()
    if one.often:
        return MOMENTS - one.own - _ROUGHLY_NOW - _WHILE
    stretch = bool(one.own & {"average", "last", "past", "week"})
    if "hours" in one.own:
        return MOMENTS - _LAST_DAY - one.own
    return MOMENTS - one.own - (frozenset() if stretch and "next" not in one.own else _ROUGHLY_NOW)


def _values(one: Numeric, found: Sequence[Evidence]) -> set[str | None]:
    return {_value(one, e) or f"{e.amount.low}-{e.amount.high}" for e in found}


def _value(one: Numeric, found: Evidence) -> str | None:
    return one.value(found.amount.low, found.amount.high)


def _nearest(one: Numeric, found: Evidence) -> str | None:
    """For a range or a fraction the lower end, as something to look at."""
    amount = found.amount
    return (
        one.value(int(amount.low), int(amount.low))
        if amount.out_of in (None, one.question.most)
        else None
    )


def _confidence(one: Numeric, found: Evidence) -> float:
    amount = found.amount
    if amount.out_of is not None and not one.fits_scale(amount.out_of):
        return _NOT_EXACT
    if found.sentence.asks:
        return _ASKED_BACK
    if amount.vague:
        return _HEDGED
    return _FAR_AWAY if found.far else _CLEAR
