"""Where one thought ends and the next begins, as far as small words and commas tell."""

from __future__ import annotations

from drip.engine.safety.stream import STOPS
from drip.engine.safety.word_sets import word_set

#: Words and marks that a denial does not reach across.
TURNS = (
    word_set("""
    but however although though except apart besides unless because why when how where what
    which whether if since then yet only whereas while whilst plus instead until aside bar just
    only otherwise nevertheless sadly unfortunately
    """)
    | STOPS
    | {";"}
)
_SUBJECTS = word_set("i it there he she we they you this that")
_THINGS = word_set("""
    my the both left right one legs leg bladder bowels bowel groin feet foot pain me left
    numbness weakness back face arm hand chest heart head belly tummy stomach calf knee ankle skin
    bum bottom temperature temp wee urine
    """)
_VERBS = word_set("""
    is are was were has have had feel feels felt keep keeps kept get gets got go goes went gone
    gave give gives started start starts seem seems does do did will can could hurts hurt aches
    giving going getting dropping dragging buckling won't gone came comes feeling shaking keeps
    keep drop drops dropped drag drags gets became becomes turned wont cant looks look
    """)
_OPENERS = word_set("now then today tonight also just yesterday suddenly lately")
_SYMPTOMS = word_set("""
    numb weak had got having getting keep keeps fell wet wobbly unsteady tingly leaking wetting
    dribbling struggling can cannot unable lost losing peeing weeing pissing feverish dizzy
    """)
#: People who learnt English late leave "it" out: "no pain now, is like wood".
_BARE_VERBS = frozenset({"is", "feels", "goes", "comes", "was"})
#: Words after which a subject does not begin a new thought: "no signs that my ..."
_LEADS_ON = word_set("""
    with of in from that think say about noticed notice feel feeling reckon or believe around
    for saying to at on over thought said means like by nor both
    """)
_LOOK_AHEAD = 6
_AHEAD = 2
_LISTING = STOPS | {",", ";", "or", "and", "nor", "at", "either", "is", "no", "none", "not"}


def begins_clause(tokens: list[str], place: int) -> bool:
    """Whether a clause of its own begins here, with a subject and a verb or a bare symptom."""
    while place < len(tokens) and tokens[place] in _OPENERS:
        place += 1
    if place >= len(tokens):
        return False
    if tokens[place] in _SUBJECTS or tokens[place] in _SYMPTOMS or tokens[place] in _BARE_VERBS:
        return True
    if tokens[place] in {"my", "the"} and _says_more(tokens, place):
        return True
    return tokens[place] in _THINGS and _verb_follows(tokens, place)


def _says_more(tokens: list[str], place: int) -> bool:
    """Whether a thing is not only listed: "my legs buckle", and not "my legs, my groin"."""
    ahead = tokens[place + 2 : place + 4]
    return len(ahead) == _AHEAD and not _LISTING & set(ahead)


def _verb_follows(tokens: list[str], place: int) -> bool:
    for token in tokens[place + 1 : place + _LOOK_AHEAD]:
        if token in TURNS or token in {",", "or", "and"}:
            return False
        if token in _VERBS:
            return True
    return False


def breaks_before(tokens: list[str], place: int) -> bool:
    """Whether a thought ends right before this token, though nothing marks it.

    People who dictate write no commas: "no numbness my legs are giving way".
    """
    if place == 0 or tokens[place - 1] in _LEADS_ON:
        return False
    if tokens[place] == "i":
        return True
    return tokens[place] in {"my", "the", "it", "there"} and (
        _verb_follows(tokens, place) if tokens[place] in {"my", "the"} else False
    )


def clause_around(tokens: list[str], first: int, last: int) -> tuple[int, int]:
    """The clause that holds these tokens, as a half-open range."""
    begin = first
    while begin > max(0, first - 30) and not _edge(tokens, begin - 1):
        begin -= 1
    end = last + 1
    while end < min(len(tokens), last + 30) and not _edge(tokens, end):
        end += 1
    return begin, end


def _edge(tokens: list[str], place: int) -> bool:
    token = tokens[place]
    if token in {"but", "however", "although", "though", ";"} or token in STOPS:
        return True
    return token in {",", "and"} and begins_clause(tokens, place + 1)
