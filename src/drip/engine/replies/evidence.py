"""Which amounts of a reply may answer a question, and what speaks against each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drip.domain.sequences import QuestionKind
from drip.engine.replies.amounts import Amount, amounts
from drip.engine.replies.beside_amounts import (
    ANSWERS,
    BETWEEN_UNIT,
    BYGONE,
    COMPARED,
    DATED,
    FOLD,
    GOES_ON,
    MOVES,
    NOT_BEHIND,
    RATES,
    SAYS,
    TIME_UNITS,
    moments_in,
    told_of,
)
from drip.engine.replies.no_answers import MASK
from drip.engine.replies.roots import root
from drip.engine.replies.sentences import Sentence, Word
from drip.engine.replies.small_words import (
    AVERAGES,
    CORRECTIONS,
    ELSEWHERE,
    EXPLICIT_CORRECTIONS,
    FILLERS,
    HEDGES,
    MOMENTS,
    NEGATORS,
    SUPPOSED,
    is_other,
    is_sign,
)
from drip.engine.replies.topics import Numeric
from drip.engine.safety.stems import stem
from drip.engine.safety.word_sets import word_set

#: Words for another answer of the same reply, and between answers.
_STATES = word_set("""
    but and though although however except then plus better worse same much little bit
    easing gone sore stiff fine great good
    """)
_MARKS = word_set("star stars point points mark marks")
_WOULD_DO = (["is", "enough"], ["is", "plenty"], ["would", "do"], ["will", "do"])
_FEW_BESIDE = 5
_ITS_NAME = 2
_CURRENT = word_set("now today currently this still")
#: How many sessions: what somebody did.
_DID = word_set("did done managed completed doing had")
_ONE_DAY = (["one", "day"], ["some", "days"], ["other", "days"], ["on", "some"], ["on", "good"],
            ["on", "bad"], ["good", "days"], ["bad", "days"])  # fmt: skip
_A_WEEK = frozenset({"this", "last", "past"})
_TOTALS = word_set("total altogether makes equals")
_SMALL = _MARKS | word_set(
    "one should as like ended watch says app fitbit pedometer phone counter tracker"
)
#: What may stand beside an amount that names no question.
_BESIDE = FILLERS | AVERAGES | MOMENTS | HEDGES | _STATES | TIME_UNITS | _SMALL
_OFTEN = word_set("exercise exercises them program programme stretches stretch routine it")
_TIMES = frozenset({"times", "time"})
#: A sentence with more of them is a table or a telephone book.
_MOST_AMOUNTS = 12
_FAR = 6
_LARGE = 1000
_CLOSE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An amount that may answer. `numeric` is the question it names, if it names one.

    `moments` are words that tie it to a moment, `average` says the opposite. `order` counts
    through the whole reply; `corrected` says that it takes back what was said before, `explicit`
    that it leaves no doubt of that; `aside`: it is of another place, or the end of a change.
    `current` ones are said to be of now, `bygone` ones of before, or only of what might be.
    `mark`: it is a point on a scale, as in "an 8". `guessed`: no word but "times" names it.
    """

    amount: Amount
    sentence: Sentence
    order: int
    numeric: Numeric | None = None
    far: bool = False
    moments: frozenset[str] = frozenset()
    average: bool = False
    corrected: bool = False
    explicit: bool = False
    aside: bool = False
    current: bool = False
    bygone: bool = False
    mark: bool = False
    guessed: bool = False


def evidence(read: Sequence[Sentence], asked: Sequence[Numeric]) -> list[Evidence]:
    """The evidence of a whole reply, in its order."""
    found: list[Evidence] = []
    topic: Numeric | None = None
    for sentence in read:
        found.extend(_Reader(sentence, asked, len(found), topic).found())
        topic = found[-1].numeric if found else None
    return found


class _Reader:
    """Reads the amounts of one sentence."""

    def __init__(
        self, sentence: Sentence, asked: Sequence[Numeric], order: int, topic: Numeric | None
    ) -> None:
        self._sentence = sentence
        self._asked = asked
        self._order = order
        found = amounts(sentence)
        self._amounts = found if len(found) <= _MOST_AMOUNTS else []
        self._held = {place for one in self._amounts for place in range(one.first, one.last + 1)}
        self._topic = topic
        self._topic_clause = -9

    def found(self) -> Iterator[Evidence]:
        """What may answer in this sentence."""
        for number, amount in enumerate(self._amounts):
            one = self._judged(amount, self._order + number)
            if one is not None:
                self._topic, self._topic_clause = one.numeric or self._topic, amount.clause
                yield one

    def _judged(self, amount: Amount, order: int) -> Evidence | None:
        places = self._around(amount)
        words = [self._sentence.words[place].text for place in places]
        corrected = self._corrects(amount)
        if self._speaks_against(amount, places, corrected=corrected):
            return None
        bare = self._rated(amount, words) or _says_nothing(amount, words)
        numeric, far, fits = self._topic_of(amount, places, bare=bare)
        if not fits or (numeric is None and not (bare or corrected)):
            return None
        if self._sentence.asks_in(amount.clause) and not (bare and numeric is None):
            return None
        if numeric is not None and self._by_the_clock(amount, numeric):
            return None
        moments = moments_in(words)
        bygone = bool(frozenset(words) & BYGONE) or told_of(words)
        if amount.times and numeric is None and not any(one.often for one in self._asked):
            return None
        if numeric is None and (corrected or self._carries(amount, told=bool(moments) or bygone)):
            numeric = self._topic
        return Evidence(
            amount=amount,
            sentence=self._sentence,
            order=order,
            numeric=numeric,
            far=far,
            moments=moments,
            average=bool(frozenset(words) & (AVERAGES | _TOTALS)) or self._sums(amount),
            corrected=corrected,
            explicit=corrected and self._explicit(amount),
            aside=self._aside(amount, words),
            current=bool(frozenset(words) & _CURRENT),
            bygone=bygone,
            mark=amount.first > 0 and self._sentence.words[amount.first - 1].text in {"a", "an"},
            guessed=self._by_times(amount, places),
        )

    def _enough(self, after: list[str]) -> bool:
        """Whether it is what would do, or so many a day where no day is asked about."""
        daily = any("day" in one.own for one in self._asked)
        return after in _WOULD_DO or (after == ["a", "day"] and not daily)

    def _by_the_clock(self, amount: Amount, numeric: Numeric) -> bool:
        """Whether it says when, to a question that counts: woke at 5."""
        before = self._sentence.words[amount.first - 1].text if amount.first else ""
        counts = numeric.often or numeric.question.kind is QuestionKind.NUMBER
        return counts and before == "at"

    def _by_times(self, amount: Amount, places: list[int]) -> bool:
        """Whether it counts times of something that no word names."""
        often = amount.times or self._next(amount) in _TIMES
        return often and self._named(amount, "", places)[0] is None

    def _aside(self, amount: Amount, words: list[str]) -> bool:
        """Whether it is of another place, of some days only, or one end of a change."""
        after = [word.text for word in self._sentence.words[amount.last + 1 : amount.last + 3]]
        own = {stem(word) for one in self._asked for word in one.own}
        elsewhere = any(word in ELSEWHERE and stem(word) not in own for word in words)
        return elsewhere or after in _ONE_DAY or self._moves(amount, words)

    def _sums(self, amount: Amount) -> bool:
        """Whether it adds up what was said before: 15 there and 15 back, so thirty."""
        before = [word.text for word in self._sentence.words[: amount.first]]
        return before[-1:] == ["so"] and len(self._amounts) > 1

    def _did(self, amount: Amount) -> bool:
        words = self._sentence.words[max(0, amount.first - 3) : amount.first]
        return any(word.text in _DID and word.clause == amount.clause for word in words)

    def _rated(self, amount: Amount, words: list[str]) -> bool:
        """Whether it is a mark for something that has no name of ours: "swimming 6/10"."""
        if any(is_other(word) for word in words) or set(words) & (ELSEWHERE | NEGATORS | SUPPOSED):
            return False
        before = self._sentence.words[amount.first - 1].text if amount.first else ""
        if before in DATED:
            return False
        if amount.out_of is not None and len(words) <= _FEW_BESIDE:
            return any(one.fits_scale(amount.out_of) for one in self._asked)
        after = [word.text for word in self._sentence.words[amount.last + 1 : amount.last + 3]]
        marks = after[:1] == ["for"] and after[1:] in (["the"], ["my"], ["that"])
        its_name = words[:1] in (["the"], ["my"]) and len(words) <= _ITS_NAME
        marks = marks or (its_name and not after)
        rates = bool(set(words) & RATES) or words[-1:] == ["="] or marks
        return rates and self._unit(amount) == "" and len(words) <= _FAR

    def _topic_of(
        self, amount: Amount, places: list[int], *, bare: bool
    ) -> tuple[Numeric | None, bool, bool]:
        """The question it names, whether from afar, and whether it can be an answer at all."""
        unit = self._unit(amount)
        numeric, far = self._named(amount, unit, places)
        often = amount.times or self._next(amount) in _TIMES
        counted = [one for one in self._asked if one.often]
        did = self._did(amount) and len(counted) == 1
        if (often or did) and numeric is None and bare:
            numeric = counted[0] if counted else None
        return numeric, far, numeric is not None or not unit

    def _around(self, amount: Amount) -> list[int]:
        """The places of the words of the same clause that are nearer to this amount than others."""
        words = self._sentence.words
        clauses = {words[place].clause for place in range(amount.first, amount.last + 1)}
        rivals = [one for one in self._amounts if one is not amount]
        begin = max((one.last for one in rivals if one.last < amount.first), default=-1)
        end = min((one.first for one in rivals if one.first > amount.last), default=len(words))
        return [
            place
            for place in range(len(words))
            if place not in self._held and words[place].clause in clauses and begin < place < end
        ]

    def _speaks_against(self, amount: Amount, places: list[int], *, corrected: bool) -> bool:
        words = self._sentence.words
        texts = {words[place].text for place in places}
        before = {words[place].text for place in places if place < amount.first}
        own = {word for one in self._asked for word in one.own}
        if any(is_other(text) for text in texts) or self._supposed(amount, places) - own:
            return True
        after = [word.text for word in words[amount.last + 1 : amount.last + 3]]
        if (after[:1] in FOLD and after[1:] in COMPARED) or self._enough(after):
            return True
        if texts & {"tomorrow"} or ("next" in texts and "next" not in own):
            return True
        if before & NEGATORS and not corrected and amount.high > 0:
            return True
        previous = words[amount.first - 1].text if amount.first else ""
        if previous == "week" and amount.first > 1 and words[amount.first - 2].text in _A_WEEK:
            return False
        return (
            previous in NOT_BEHIND
            and amount.low < _LARGE
            and not corrected
            and self._unit(amount) == ""
        )

    def _supposed(self, amount: Amount, places: list[int]) -> set[str]:
        """Words in front that make it a wish or a plan; "I should say 5" is none."""
        words = self._sentence.words
        before = [words[place].text for place in places if place < amount.first]
        planned = {"ill", "will"} if amount.times or self._unit(amount) else set()
        return {
            word
            for word, after in zip(before, [*before[1:], ""], strict=False)
            if word in SUPPOSED | planned
            and after not in SAYS
            and not (word == "like" and set(before) & ANSWERS)
        }

    def _unit(self, amount: Amount) -> str:
        """The noun that is counted, if one follows: three *kids*."""
        if amount.out_of is not None or self._next(amount) in _TIMES:
            return ""
        for word in self._sentence.words[amount.last + 1 :]:
            if word.clause != amount.clause or not word.text.isalpha():
                break
            if self._cued(word):
                return "" if self._opens_next(amount, word) else word.text
            if word.text in _MARKS and any(
                one.fits_scale(one.question.most) for one in self._asked
            ):
                return ""
            if word.text not in BETWEEN_UNIT:
                goes_on = word.text in (_BESIDE - TIME_UNITS) | GOES_ON
                return "" if goes_on else word.text
        return ""

    def _has_scale(self) -> bool:
        return any(one.question.kind is QuestionKind.SCALE for one in self._asked)

    def _opens_next(self, amount: Amount, unit: Word) -> bool:
        """Whether a word belongs to the next amount: sessions 2 *pain* 5."""
        words = self._sentence.words
        named = any(self._cued(word) for word in words[max(0, amount.first - 3) : amount.first])
        after = [one for one in self._amounts if one.first > amount.last]
        return named and bool(after) and 0 < words[after[0].first].start - unit.end <= _CLOSE

    def _next(self, amount: Amount) -> str:
        words = self._sentence.words
        return words[amount.last + 1].text if amount.last + 1 < len(words) else ""

    def _moves(self, amount: Amount, words: list[str]) -> bool:
        """Whether it is one end of a change: from 7 to 4. "Down to 4" says where it is now."""
        before = [
            word.text for word in self._sentence.words[max(0, amount.first - 4) : amount.first]
        ]
        if "from" in before and before[-1:] == ["to"]:
            return True
        away = before[-1:] and before[-1].endswith("ing")
        if MOVES & set(words) - {"from"} and not away:
            return "to" not in before[-2:]
        return "from" in words and any(self._follows_from(one) for one in self._amounts)

    def _follows_from(self, amount: Amount) -> bool:
        words = self._sentence.words[max(0, amount.first - 2) : amount.first]
        return any(word.text == "from" for word in words)

    def _cued(self, word: Word) -> Numeric | None:
        known = {stem(word.text), root(word.text)}
        return next((one for one in self._asked if known & one.cues), None)

    def _named(self, amount: Amount, unit: str, places: list[int]) -> tuple[Numeric | None, bool]:
        """The question whose words stand nearest, and whether they stand far away."""
        words = self._sentence.words
        if unit:
            known = {stem(unit), root(unit)}
            return next((one for one in self._asked if known & one.cues), None), False
        best: tuple[int, Numeric] | None = None
        for place in places:
            one = self._cued(words[place])
            away = amount.first - place if place < amount.first else place - amount.last + 1
            if one is not None and (best is None or away < best[0]):
                best = away, one
        if best is not None:
            return best[1], best[0] > _FAR
        return self._opening(amount), False

    def _opening(self, amount: Amount) -> Numeric | None:
        """The question named by a clause of its own right before: "Pain, 4"."""
        clause = amount.clause - 1
        words = self._sentence.clauses[clause] if clause >= 0 else ()
        if any(one.clause == clause for one in self._amounts):
            return None
        named = [found for word in words if (found := self._cued(word))]
        plain = all(
            self._cued(word) or word.text in _BESIDE or is_sign(word.text) for word in words
        )
        return named[0] if named and plain else None

    def _carries(self, amount: Amount, *, told: bool) -> bool:
        """Whether it goes on about the question before: "4 on average, but 7 on Monday"."""
        close = 0 <= amount.clause - self._topic_clause <= 1
        return close and (told or amount.clause == self._topic_clause)

    def _corrects(self, amount: Amount) -> bool:
        """Whether the words right before take back what was said: "6, no wait, 4"."""
        held = [one.last for one in self._amounts if one.last < amount.first]
        if not held and not self._order:
            return False
        begin = max(held, default=-1) + 1
        return any(f" {phrase} " in f" {self._between(begin, amount)} " for phrase in CORRECTIONS)

    def _explicit(self, amount: Amount) -> bool:
        between = f" {self._between(0, amount)} "
        return any(f" {' '.join(phrase)} " in between for phrase in EXPLICIT_CORRECTIONS)

    def _between(self, begin: int, amount: Amount) -> str:
        words = self._sentence.words[begin : amount.first]
        return " ".join(word.text for word in words if word.text[0].isalpha())


def _says_nothing(amount: Amount, words: list[str]) -> bool:
    """Whether the words around an amount tell of nothing but itself."""
    average = bool(set(words) & AVERAGES)
    return all(
        word in _BESIDE
        or is_sign(word)
        or (average and word[0] == MASK)
        or (amount.times and word in _OFTEN)
        for word in words
    )
