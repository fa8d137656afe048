"""Words in front of an amount and behind it, by what they make of it."""

from __future__ import annotations

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
