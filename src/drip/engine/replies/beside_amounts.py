"""Words in front of an amount and behind it, by what they make of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from drip.engine.replies.small_words import MOMENTS
from drip.engine.safety.word_sets import word_set

#: Words behind an amount that go on with another thought.
GOES_ON = word_set("""
    when which because than by as while without if felt feels feel went was were hurt hurts
    but and though worse better best worst at or this per lower higher although until since
    plus with between not no i it my the then no wait sorry make between of for from in on
""")
BETWEEN_UNIT = word_set("""
    full whole good proper short decent solid home gym strength more of my the those these
    exercise complete lots actual strengthening back separate different x
""")
#: Words in front of an amount that is no answer.
NOT_BEHIND = word_set("""
    since until till before by week day exercise step stage next every after number last
    past page another other those these wait
""")
#: Three times better is no number of times.
FOLD = (["times"], ["x"], ["%"], ["percent"])
COMPARED = (["better"], ["worse"], ["easier"], ["stronger"], ["improved"], ["improvement"])
#: Counted, they are an answer only to a question that counts them.
TIME_UNITS = word_set("""
    second seconds minute minutes min mins hour hours hr hrs day days week weeks wk wks month
    months year years yr yrs times morning mornings night nights evening evenings
""")
#: Words for a change: from 7 to 4, dropped to a 3.
MOVES = word_set("from down dropped drops drop rose rises went goes jumped jumps fell falls")
SAYS = word_set("say put think go give call rate")
ANSWERS = word_set("answer say put give rate choose")
RATES = word_set("give gave rate rating score scored full mark call")
DATED = word_set("on by due until before after since from")
BYGONE = word_set("""
    ago previously started start beginning initially originally earlier used
    """)
LAST_ONE = word_set("week time month year letter email fortnight")


def told_of(words: Sequence[str]) -> bool:
    """Whether it is of last time, or might be: "would be a ten but for the holidays"."""
    return any(
        (word == "would" and after in {"be", "have"}) or (word == "last" and after in LAST_ONE)
        for word, after in pairwise(words)
    )


def moments_in(words: Sequence[str]) -> frozenset[str]:
    """The words that tie it to a moment; "like before" does not."""
    same = any(pair in (("like", "before"), ("as", "before")) for pair in pairwise(words))
    return frozenset(words) & MOMENTS - ({"before"} if same else set())
