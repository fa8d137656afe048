"""What the words of a reply mean, out of what check-ins offer. Misspelt words are understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from drip.engine.replies.phrases import LITTLE, MEANINGS, MUCH
from drip.engine.replies.sentences import Sentence, Word
from drip.engine.replies.small_words import (
    FILLERS,
    HEDGES,
    NEGATORS,
    NUMBERS,
    OTHERS,
    SUPPOSED,
    is_other,
    is_sign,
)
from drip.engine.safety.common_words import COMMON
from drip.engine.safety.spelling import Speller
from drip.engine.safety.word_sets import word_set

_REACH = 3
_DEGREE_REACH = 4
#: Meanings that are decisions: "I want to stop the emails" is one, "I want to be better" is none.
DECISIONS = frozenset(
    {"keep", "pause", "stop_mail", "book", "alone", "strengthen", "yes", "no", "contact"}
)
_DEGREES = frozenset({"better", "worse"})
#: Meanings of which a single word is only one by itself.
_ALONE = frozenset({"not_done", "first"})
#: A praise in front of a noun is about the noun.
#: No word of them may stand behind a comma.
_IN_ONE_BREATH = frozenset({"worse", "slipping", "not_done", "pause", "repeat", "fine"})
_STOPS = frozenset({",", ";", "..", "(", ")"})
_PRAISE = word_set("""
    good great well easy perfect lovely excellent brilliant awesome fantastic wonderful fine
    ok okay terrific sweet
""")
_NO_PRAISE = word_set("""
    to done on luck idea morning afternoon evening day question point
""")
_NEARLY = word_set("nearly almost thought would whether")
_WAVERS = word_set("nearly almost whether havent undecided if")
_POLITE = word_set("grateful appreciate great good lovely nice like glad it thankful wonderful")
_REQUESTS = [
    [ask, whom]
    for ask in ("can", "could", "would", "will", "please")
    for whom in ("you", "someone", "somebody", "we", "u", "anyone", "ya", "they")
]
_MAY_I = [[ask, whom] for ask in ("can", "could", "may") for whom in ("i", "we")]
_ASKED_FOR = frozenset({"book", "contact", "pause"})
_FAR = 8
_SELF = word_set("i im ive my me mine")
#: Of a reason these are the exercises.
_THEY = word_set("they them their theyre")
_SO = word_set("felt feel feels feeling was went is its been all pretty did going doing am im")
_ABOUT_IT = word_set("doing exercising training going being working trying everything")
#: Stopped by, stopped off: a visit.
_PASSED = frozenset({"by", "off", "over"})
_TO_COME = word_set("ill will gonna going should need must tomorrow try")
_BUT_FOR = word_set("skipped missed except otherwise apart besides bar")
_OVER = word_set("settled gone passed cleared over stopped finished disappeared resolved subsided")
_MOST_WORDS = 4000
_MOST_HITS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A meaning that was found. `places` are words of the sentence; `bare`: nothing else is said.

    `requested`: a question that asks for it: "can you call me?". `degree` is much, little, half or
    nothing.
    """

    meaning: str
    sentence: Sentence
    order: int
    first: int
    last: int
    clause: int
    negated: bool = False
    hedged: bool = False
    supposed: bool = False
    others: bool = False
    bare: bool = False
    requested: bool = False
    degree: str = ""


def hits(read: Sequence[Sentence]) -> list[Hit]:
    """Every meaning in a reply, in its order. Longer phrases of a meaning hide shorter ones."""
    corrected = _corrections(read)
    found: list[Hit] = []
    for order, sentence in enumerate(read):
        texts = [corrected.get(word.text, word.text) for word in sentence.words]
        found.extend(_longest(list(_Reader(sentence, texts, order).found())))
        if len(found) >= _MOST_HITS:
            break
    return found[:_MOST_HITS]


def _longest(found: list[Hit]) -> list[Hit]:
    """Without those that are a part of another one of their kind: "a few days" in "most"."""
    kinds = {hit.meaning.partition(":")[0] for hit in found if ":" in hit.meaning} - {"r"}
    return [
        hit for hit in found
        if not any(
            hit.meaning.startswith(f"{kind}:") and other.meaning.startswith(f"{kind}:")
            and other.first <= hit.first and hit.last <= other.last
            and other.last - other.first > hit.last - hit.first
            for kind in kinds for other in found
        )
    ]  # fmt: skip


def _corrections(read: Sequence[Sentence]) -> dict[str, str]:
    words = {word.text for one in read for word in one.words[:_MOST_WORDS] if word.text.isalpha()}
    return {**_speller().corrections(words), **{one: _SLIPS[one] for one in words & set(_SLIPS)}}


@cache
def _speller() -> Speller:
    vocabulary = {word for phrases in _index().values() for phrase, _ in phrases for word in phrase}
    known = (
        COMMON | NEGATORS | FILLERS | HEDGES | OTHERS | set(NUMBERS) | MUCH | LITTLE | _NOT_SLIPS
    )
    return Speller(vocabulary - FILLERS, known | vocabulary)


_SLIPS = {"havnt": "havent", "havnet": "havent", "havet": "havent", "dident": "didnt"}
#: Words that look like a slip and are none.
_NOT_SLIPS = word_set("""
    store score shore spore stock stops stooped clicked cooked sort sore boring gases wore
    wire poor pour fare fire fore core lore bore tore sour soar horse hoarse coast cast most
    host lost post cause clause clothes closer worst word words world would wound sound round
    ground found bean beat bother father rather other either worried carried married wasted
    waste taste paste parts pants paints points pints prints sprints saints faint paint pain
    gain again brain train grain drain strain stain lettuce latter later bitter butter batter
    letter setter matter pauses caused used passed pasted posted hosted missed kissed hissed
    messed pressed dressed stressed spams spasm sent scent seats boost boots roots foots food
    fool tool cool pool wool stool school contain retain remain explain complain maintain
""")


class _Reader:
    """Finds meanings in one sentence."""

    def __init__(self, sentence: Sentence, texts: list[str], order: int) -> None:
        self._sentence = sentence
        self._order = order
        self._kept = [(at, text) for at, text in enumerate(texts) if not is_sign(text)]
        self._texts = [text for _, text in self._kept]

    def found(self) -> Iterator[Hit]:
        """The hits of this sentence."""
        end_of: dict[str, int] = {}
        for place, text in enumerate(self._texts):
            best: dict[str, int] = {}
            for phrase, meaning in _index().get(text, ()):
                if tuple(self._texts[place : place + len(phrase)]) == phrase:
                    best[meaning] = max(best.get(meaning, 0), len(phrase))
            for meaning, length in best.items():
                last = place + length - 1
                if last > end_of.get(meaning, -1) and not self._idle_praise(meaning, place, last):
                    end_of[meaning] = last
                    yield self._hit(meaning, place, last)

    def _idle_praise(self, meaning: str, place: int, last: int) -> bool:
        """Whether it praises something else: a good idea, great tips."""
        if self._torn(meaning, place, last):
            return True
        if meaning != "fine" or place != last or self._texts[place] not in _PRAISE:
            return meaning in _ALONE and place == last and not self._alone(place)
        if self._texts[place] == "well" and self._fills_in(place):
            return True
        if self._texts[place] in {"ok", "okay"} and not self._led(place):
            return True
        if last + 1 >= len(self._texts) or self._clause(last + 1) != self._clause(last):
            return False
        after = self._texts[last + 1]
        return after in _NO_PRAISE or after not in FILLERS | NEGATORS | {"when", "while", "after"}

    def _fills_in(self, place: int) -> bool:
        """Whether it is "as well", or opens a story: "Well, I started"."""
        behind = self._sentence.words[self._kept[place][0] + 1 :]
        opens = place == 0 and len(behind) > 1 and behind[0].text == ","
        return opens or (place > 0 and self._texts[place - 1] == "as")

    def _torn(self, meaning: str, place: int, last: int) -> bool:
        """Whether a reason is made of the end of one thought and the beginning of another."""
        begin, end = self._kept[place][0], self._kept[last][0]
        return (meaning.startswith("r:") or meaning in _IN_ONE_BREATH) and any(
            word.text in _STOPS for word in self._sentence.words[begin:end]
        )

    def _alone(self, place: int) -> bool:
        clause = self._clause(place)
        return all(
            text in FILLERS
            for other, text in enumerate(self._texts)
            if other != place and self._clause(other) == clause
        )

    def _led(self, place: int) -> bool:
        """Whether a verb says that something was so: felt ok."""
        return place > 0 and self._texts[place - 1] in _SO

    def _hit(self, meaning: str, first: int, last: int) -> Hit:
        clause = self._clause(first)
        inside = range(first, last + 1)
        around = [place for place in range(len(self._texts)) if self._clause(place) == clause]
        texts = {self._texts[place] for place in around if place not in inside}
        negated, near = (
            self._before(first, clause, _REACH),
            self._before(first, clause, _DEGREE_REACH),
        )
        return Hit(
            meaning=meaning,
            sentence=self._sentence,
            order=self._order,
            first=self._kept[first][0],
            last=self._kept[last][0],
            clause=clause,
            negated=self._negated(first, negated)
            or self._over(meaning, last)
            or self._of_another_thing(meaning, last),
            hedged=bool(texts & (HEDGES - {"?"}))
            or texts >= {"if", "anything"}
            or (meaning == "days:all" and self._but_for()),
            supposed=self._supposed(meaning, first, clause),
            others=meaning != "r:medical_advice"
            and self._of_others(first, texts, reason=meaning.startswith("r:")),
            bare=texts <= FILLERS | HEDGES | MUCH | LITTLE,
            requested=meaning in DECISIONS and self._requested(meaning, first, clause),
            degree=self._degree(near, first) if meaning in _DEGREES else "",
        )

    def _but_for(self) -> bool:
        """Whether days are left out: "I skipped Wednesday, otherwise all of them"."""
        return any(
            text in _BUT_FOR and not set(self._texts[max(0, at - 2) : at]) & NEGATORS
            for at, text in enumerate(self._texts)
        )

    def _requested(self, meaning: str, first: int, clause: int) -> bool:
        """Whether somebody is asked to do it: "can you call me?"."""
        requests = _REQUESTS + _MAY_I * (meaning in _ASKED_FOR)
        places = range(max(0, first - _FAR), max(0, first - 1))
        return "why" not in self._texts and any(
            self._texts[at : at + 2] in requests for at in places if self._clause(at) == clause
        )

    def _supposed(self, meaning: str, first: int, clause: int) -> bool:
        """Whether it may come or may be wished for; "I'd be grateful if" is only polite."""
        before = [self._texts[at] for at in range(first) if self._clause(at) == clause]
        if meaning.startswith("days:") and set(before) & _TO_COME:
            return True
        if meaning not in DECISIONS:
            return bool(set(before) & (SUPPOSED | _NEARLY))
        said = {
            word for at, word in enumerate(before)
            if word != "if" or not set(before[max(0, at - 2) : at]) & _POLITE
        }  # fmt: skip
        return bool(said & _WAVERS) or "should i" in " ".join(before)

    def _degree(self, near: list[str], first: int) -> str:
        behind = [
            self._texts[at]
            for at in range(first + 1, min(first + 1 + _REACH, len(self._texts)))
            if self._clause(at) == self._clause(first)
        ]
        vague = "half" if self._texts[first].startswith("improv") else ""
        return _degree(near) or _degree_behind(behind) or vague

    def _negated(self, first: int, before: list[str]) -> bool:
        if before[-1:] in (["nil"], ["zero"]):
            return True
        if before[:1] == ["no"] and (*before, self._texts[first])[1] in _NO_THEN:
            before = before[1:]
        return bool(_real(before) & NEGATORS)

    def _over(self, meaning: str, last: int) -> bool:
        """Whether the words behind say that it is over: the spasm has settled."""
        if meaning not in {"spasm", "discomfort"}:
            return False
        behind = [
            self._texts[at]
            for at in range(last + 1, min(last + 1 + _REACH, len(self._texts)))
            if self._clause(at) == self._clause(last)
        ]
        return bool(set(behind) & _OVER) and not set(behind) & NEGATORS

    def _of_another_thing(self, meaning: str, last: int) -> bool:
        """Whether it is something else that stopped: smoking."""
        if meaning != "stopped" or last + 1 >= len(self._texts):
            return False
        after = self._texts[last + 1]
        same = self._clause(last + 1) == self._clause(last)
        if same and after in _PASSED:
            return True
        return same and after.endswith("ing") and after not in _ABOUT_IT

    def _of_others(self, first: int, texts: set[str], *, reason: bool) -> bool:
        """Whether somebody else is spoken of, here or before in the same sentence."""
        idle = _THEY if reason else frozenset()
        if any(is_other(text) for text in texts - idle):
            return True
        before = set(self._texts[:first]) - idle
        return any(is_other(text) for text in before) and not texts & _SELF

    def _clause(self, place: int) -> int:
        word: Word = self._sentence.words[self._kept[place][0]]
        return word.clause

    def _before(self, first: int, clause: int, reach: int) -> list[str]:
        return [
            self._texts[place]
            for place in range(max(0, first - reach), first)
            if self._clause(place) == clause
        ]


def _real(words: list[str]) -> set[str]:
    """Words that negate; "not only" and "no doubt" do not."""
    for place, word in enumerate(words[:-1]):
        if (word, words[place + 1]) in {("not", "only"), ("no", "doubt"), ("not", "just")}:
            return set(words[place + 2 :])
    if words[:1] == ["no"] and words[1:2] and words[1] in _NO_THEN:
        return set(words[1:])
    return set(words)


#: "No, I have not" with its comma left out.
_NO_THEN = word_set("""
    i im ive it its my we sorry thanks they finish keep stop end cancel please just dont not
    never that still id ill all ring call take remove leave carry
""")


def _degree_behind(behind: list[str]) -> str:
    """A degree in the words after: improved a lot, better by miles."""
    said = behind[1:] if behind[:1] in (["a"], ["by"], ["so"], ["quite"]) else behind
    if behind[:3] == ["quite", "a", "bit"]:
        return "half"
    if behind[:1] == ["a"] or behind[:1] == ["by"] or len(behind) <= _SO_MUCH:
        return "much" if set(said[:1]) & MUCH else "little" if set(said[:1]) & LITTLE else ""
    return "much" if set(said[:1]) & _BEHIND_MUCH else ""


_SO_MUCH = 2
_BEHIND_MUCH = word_set("heaps massively hugely dramatically immensely enormously")


def _degree(before: list[str]) -> str:
    said = set(before)
    if before[-1:] in (["times"], ["x"]):
        return "much"
    if before[-3:] == ["quite", "a", "bit"] or before[-3:-1] == ["a", "fair"]:
        return "half"
    if "little" in said or (said & LITTLE and not said & MUCH):
        return "little"
    if said & MUCH:
        return "much"
    return "half" if said & {"fairly", "reasonably", "pretty", "quite"} else ""


@cache
def _index() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Phrases with their meanings, by their first word."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for meaning, phrases in MEANINGS.items():
        for phrase in _expanded(phrases):
            found[phrase[0]].append((phrase, meaning))
    return {first: tuple(phrases) for first, phrases in found.items()}


def _expanded(phrases: str) -> Iterable[tuple[str, ...]]:
    """Every way to say each phrase."""
    for phrase in phrases.split(";"):
        choices = [
            [*one.rstrip("?").split("/"), *([""] if one.endswith("?") else [])]
            for one in phrase.split()
        ]
        for words in product(*choices):
            yield tuple(word for word in words if word)
