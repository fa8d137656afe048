"""Whether a person says that they do not have it.

A negation that belongs to the symptom ("can't feel when I wipe") is part of the pattern and never
gets here. In doubt nothing is denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drip.engine.safety.clauses import TURNS, begins_clause, breaks_before, clause_around
from drip.engine.safety.stream import STOPS, Stream
from drip.engine.safety.word_sets import word_set

_CUES = word_set("no not never none nil without nor neither zero denies deny nothing n't")
_REACH = 26
#: So far a negation reaches when nothing shows that a list goes on.
_BARE_REACH = 9
#: Two negations as near as this can undo each other.
_PAIR = 4
_LISTS = frozenset({",", "or", "nor", "and", "any", ":"})

#: After these a negation says something else: "not sure", "no idea", "hasn't settled".
_ELSEWHERE = word_set("""
    better easier
    sure certain trust know knew realise realize realised realized mention tell told understand only
    help helped helping helps fix fixed stop stopped stopping improve improved improving settle
    settled settling ease eased easing relief improvement change changed shift shifted shifting
    doubt idea question matter wonder wondering want wanting sleep slept sleeping work worked
    working works long until far joke joking kidding good great well fine ok okay right happy
    enough surprise surprised way one warning wait waiting reason luck choice control strength
    energy appetite drive sit stand bend move eat exercise exercises exercising doing done
    believe_it lie lying worries thanks sorry worse_than to ignore expected expect expecting
    wish like liking walked walk going finished completed managed keeping answer answered reply
    replied seen normal usual cope coping getting
    """)
#: "Nothing numb", "nothing wrong with my bladder".
_NOTHING = word_set("""
    like such to of wrong unusual resembling numb tingly tingling weak new strange odd funny weird
    different dodgy untoward sinister amiss
    """)
_ANSWERED = word_set("""
    i it my the we he she they not sorry that this actually thanks thank still yes but all
    longer
    """)
_NOTICING = word_set("feel notice noticed say see find found report detect think recall")
_NO_WORDS = word_set("no nil none nope nah negative never absent n")
_DIRECTIONS = word_set("so this such worse like quite")
_BEFORE_ANSWER = word_set(
    "at all problems issues present is yet pain pains trouble control symptoms"
)
_UNTIL = re.compile(
    r"\b(?:until|up to|prior to)\b|\b(?:before|previously)\b(?! or since| or after| or now)|"
    r"\b(?:ever|anything|something|nothing|never)\b(?: \w+){0,3} like (?:this|it)\b|\bnot until\b"
)
_WHEN = r"(?:now|today|tonight|this morning|this arvo|since|lately|yesterday|last night|recently)"
_ELLIPSIS = re.compile(
    rf"\b{_WHEN}(?: \w+){{0,2}} (?:i|it|there|they|that) (?:do|does|have|has|is|are|did|am|got)"
    rf"(?: (?:now|it|some|a lot|something|though|today))?(?: [.,;?]|$)|"
    rf"\b(?:i|it|there|they|that) (?:do|does|have|has|is|are|did|am) (?:{_WHEN}|again)\b|"
    r"\b(?:it|that|this|which|things|all)(?: has| have| is)?(?: \w+)?"
    r" (?:changed|started|begun|began|come on|appeared|kicked in|worse now|different now)\b|"
    r"\bnot (?:any ?more|anymore|the case|true)\b|\bno longer (?:the case|true|so)\b|"
    rf"\b{_WHEN} (?:yes|different|it is different|not so)\b|\b(?:has|have) now (?:started|begun)\b"
)
_NONE_OF_IT = re.compile(
    r"\b(?:none|any|nothing|neither) (?:of )?(?:like |of )?(?:those|that|these|them|this|the above|"
    r"the sort|which|the symptoms|it)\b|(?:^|[.,;?] )not me\b|\bno to all\b|\ball no\b|"
    r"\ball clear\b|"
    r"\b(?:do|does|have) not (?:apply|got any|have any|have it|have them|have that|have those)\b|"
    r"\bnone (?:apply|here|for me|so far|at all)\b|\bnot applicable\b|\bno such\b|\bno none\b|"
    r"\bnot (?:got|had|have|experiencing) (?:any|that|them|those)\b"
)
_EXCEPTIONS = word_set("except excepting apart besides but only just aside bar unless instead")
#: "No numbness, just the usual ache across the bottom" makes no exception.
_USUAL = word_set("usual normal same ordinary ache aches aching stiff stiffness sore soreness")
_CLEARED = re.compile(
    r"\brul(?:ed|ing) (?:\w+ )?out\b|\b(?:came|come|was|were|is|are|all) (?:back )?(?:clear|"
    r"negative)\b|"
    r"\bcame back (?:normal|fine|good|ok|okay)\b"
)
_ASSERTS = word_set("i my me am myself mine")
_TALKS_OF = word_set("""
    read list listed email letter footer signs symptoms asked ask mention mentioned checked
    check warning flags questions looked website article said says wrote saw worried question
    """)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match stands: the tokens of its elements as half-open ranges."""

    spans: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Its first word."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """Its last word."""
        return self.spans[-1][1] - 1


def is_denied(stream: Stream, place: Place) -> bool:
    """Whether the words around a match deny it, and nothing takes the denial back."""
    tokens = stream.tokens
    cue = None if _excepted(tokens, place) else _cue_before(tokens, place.first)
    if cue is None:
        cue = _cue_between(tokens, place)
    if cue is not None:
        return not _taken_back(tokens, cue, place.last)
    if _answered_no(tokens, place.last) or _ruled_out(stream, place):
        return not _taken_back(tokens, place.first, place.last)
    return _denied_as_a_whole(stream, place)


def _excepted(tokens: list[str], place: Place) -> bool:
    """Whether the match spans an exception: "no numbness except in my groin"."""
    return any(
        _EXCEPTIONS & set(tokens[left:right]) and not _USUAL & set(tokens[left:right])
        for (_, left), (right, _) in zip(place.spans, place.spans[1:], strict=False)
    )


def _cue_before(tokens: list[str], first: int) -> int | None:
    """The negation that reaches the match from the left, if there is one and not two."""
    found: int | None = None
    in_list = False
    for at in range(first - 1, max(-1, first - _REACH - 1), -1):
        word = tokens[at]
        if word in _CUES and _denies(tokens, at):
            if found is None and not in_list and first - at > _BARE_REACH:
                return None
            if found is not None:
                return None if _undo(tokens[at:found], tokens[found]) else found
            found = at
        elif found is not None:
            if word in TURNS or word in _LISTS:
                return found
        elif _stops(tokens, at, first):
            return None
        in_list = in_list or word in _LISTS
    return found


def _undo(stretch: list[str], nearer: str) -> bool:
    """Whether two negations make a yes: "not without", and no list of denials."""
    near = len(stretch) < _PAIR and not _LISTS & set(stretch)
    return near and stretch[0] in {"not", "never"} and nearer in {"without", "no", "nothing"}


def _stops(tokens: list[str], at: int, first: int) -> bool:
    word = tokens[at]
    if word in TURNS:
        return True
    if word == "so":
        return tokens[at - 1] not in _CUES if at else True
    if word in {",", ";"} and tokens[at + 1] in {"just", "only", "more"}:
        return True
    if word in {",", "and"} and begins_clause(tokens, at + 1):
        return not (word == "," and tokens[at + 1] in _CUES)
    if word == "and" and _verbal_cue(tokens, at):
        return not tokens[min(at + 1, first)].endswith(("ness", "ence", "ling", "s", "er"))
    return breaks_before(tokens, at)


def _verbal_cue(tokens: list[str], at: int) -> bool:
    """Whether the nearest negation on the left belongs to a verb: "haven't slept and ..."."""
    for word in reversed(tokens[max(0, at - 8) : at]):
        if word in {"not", "never"}:
            return True
        if word in _CUES:
            return False
    return False


def _denies(tokens: list[str], at: int) -> bool:
    """Whether a negation denies what follows, and is not about something else."""
    word = tokens[at]
    before = tokens[at - 1] if at else ""
    after = [one for one in tokens[at + 1 : at + 4] if one not in {"really", "been", "be", "quite"}]
    follows = after[0] if after else ""
    if word == "nothing":
        return follows in _NOTHING
    if word == "no":
        return follows not in _ANSWERED | _ELSEWHERE | {",", "", ":"} | STOPS
    if word == "never" and _DIRECTIONS & set(after[:3]):
        return False
    if word == "not" and before in {"can", "could", "will", "should"}:
        return follows in _NOTICING
    if follows == "going":
        return after[1:2] == ["to"]
    return follows not in _ELSEWHERE


def _cue_between(tokens: list[str], place: Place) -> int | None:
    """A negation between the parts of a match: "groin is not numb"."""
    for (_, left), (right, _) in zip(place.spans, place.spans[1:], strict=False):
        for at in range(left + 1, right):
            if tokens[at] in _NO_WORDS and tokens[at - 1] in {";", ":", "?"}:
                return at
        for at in range(right - 1, left - 1, -1):
            word = tokens[at]
            if word in {"but", "except", "apart", "besides", "because", "only", ";"}:
                break
            if word in {",", "and"} and begins_clause(tokens, at + 1):
                break
            if word in _CUES and _denies(tokens, at):
                return at
    return None


def _answered_no(tokens: list[str], last: int) -> bool:
    """Whether a "no" stands behind it as in a form: "Numbness: no", "any fever? nope"."""
    ahead = tokens[last + 1 : last + 6]
    while ahead and ahead[0] in _BEFORE_ANSWER:
        ahead = ahead[1:]
    marked = False
    while ahead and ahead[0] in {":", "?", ",", ";"}:
        marked, ahead = True, ahead[1:]
    if not ahead or ahead[0] not in _NO_WORDS:
        return False
    follows = ahead[1] if len(ahead) > 1 else "."
    ends = follows in STOPS | {",", ";", "at", "thanks", "thank", "thankfully", "and", "none", "no"}
    return ends and (marked or ahead[0] in {"nil", "none", "negative", "absent"})


def _ruled_out(stream: Stream, place: Place) -> bool:
    """Whether somebody looked into it and found nothing."""
    begin, _ = clause_around(stream.tokens, place.first, place.last)
    _, end = stream.sentence(place.last)
    return bool(_CLEARED.search(" ".join(stream.tokens[begin:end])))


def _taken_back(tokens: list[str], cue: int, last: int) -> bool:
    """Whether the denial ends in time: "until today", "but now I do"."""
    end = last + 1
    while end < min(len(tokens), last + 25) and tokens[end] not in STOPS:
        end += 1
    rest = " ".join(tokens[cue:end])
    further = " ".join(tokens[last + 1 : min(len(tokens), end + 14)])
    return bool(_UNTIL.search(rest) or _ELLIPSIS.search(further))


def _denied_as_a_whole(stream: Stream, place: Place) -> bool:
    """Whether a list of signs is denied as one: "I read the list. None of those here"."""
    begin, end = stream.sentence(place.first)
    here = stream.tokens[begin:end]
    further = " ".join(stream.tokens[place.last + 1 : min(len(stream.tokens), end + 14)])
    if not _NONE_OF_IT.search(further) or _taken_back(stream.tokens, place.last, place.last):
        return False
    asserted = _ASSERTS & set(stream.tokens[begin : place.first])
    return not asserted or bool(_TALKS_OF & set(here))
