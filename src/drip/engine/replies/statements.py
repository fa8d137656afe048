"""Yes and no without the word: what a question asks is said, or denied: "not wearing it"."""

from __future__ import annotations

from collections.abc import Sequence

from drip.domain.sequences import Question
from drip.engine.replies.offers import Offer
from drip.engine.replies.roots import root
from drip.engine.replies.sentences import Sentence
from drip.engine.replies.small_words import HEDGES, MOMENTS, NEGATORS, SUPPOSED, is_other, is_sign
from drip.engine.replies.topics import cues_apart
from drip.engine.replies.wording import Worded
from drip.engine.safety.word_sets import word_set

_SURE, _PART = 0.9, 0.65
#: Neither yes nor no.
_PARTLY = word_set("""
    forgot forget lost stopped without only sometimes mostly tried try except but bit little once
    often rarely always most some half
    """)
_IT = frozenset({"it", "them"})
_HAD = word_set("had got having")
_NEAR = 4
_SEVERAL = 2
_LONGEST = 12


def by_statement(
    read: Sequence[Sentence], offers: Sequence[Offer], question: Question
) -> list[Worded]:
    """The yes or no of the first clause that speaks of what was asked."""
    nods = {offer.nod: offer for offer in offers if offer.nod}
    cues = frozenset(root(cue) for cue in cues_apart([question])[question.name])
    if not {one.nod or one.nods for one in offers} >= {"yes", "no"} or "no" not in nods or not cues:
        return []
    for sentence in read:
        for clause in () if sentence.asks else sentence.clauses:
            words = [word.text for word in clause if not is_sign(word.text)]
            said = cues & {root(word) for word in words}
            if not said or len(words) > _LONGEST or any(is_other(word) for word in words):
                continue
            denies = bool(set(words) & NEGATORS)
            had = words[0] in _HAD and any(root(word) in cues for word in words[1:_NEAR])
            stands_in = had or bool(set(words) & _IT) or (denies and len(words) <= _SEVERAL)
            whole = len(said) >= min(_SEVERAL, len(cues)) or stands_in
            doubt = set(words) & (HEDGES | MOMENTS | SUPPOSED | _PARTLY)
            offer = nods.get("no" if denies else "yes")
            if offer is None:
                continue
            sure = _SURE if whole and not doubt else _PART
            return [Worded(offer=offer, confidence=sure, shown=sentence.shown, said=len(said))]
    return []
