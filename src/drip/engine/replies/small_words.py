"""Small words around an answer: what may stand beside it, and what makes it doubtful."""

from __future__ import annotations

from drip.engine.safety.word_sets import word_set

NUMBERS: dict[str, int] = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"nil": 0, "none": 0, "nought": 0, "naught": 0, "zilch": 0, "nada": 0, "zip": 0, "nothing": 0}
TENS = {
    "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
NUMBERS |= TENS
#: Slips of the finger in numbers, which are too short for a speller.
NUMBERS |= {
    "fiev": 5, "fve": 5, "fout": 4, "foru": 4, "fuor": 4, "thre": 3, "tree": 3, "tow": 2,
    "sevn": 7, "seven": 7, "sevin": 7, "eigth": 8, "eght": 8, "eigt": 8, "nien": 9, "siks": 6,
    "zro": 0, "zreo": 0, "tne": 10, "dozen": 12,
}  # fmt: skip
TIMES: dict[str, int] = {"once": 1, "twice": 2, "thrice": 3}
#: Less than a number, and so never sure.
VAGUE: dict[str, int] = {"couple": 2, "few": 3, "several": 4}

ABOUT = word_set("""
    about around roughly approximately approx say circa ~ ish or so average avg bout
    """)
HEDGES = word_set("""
    maybe perhaps possibly probably guess think might unsure dunno prob probs mayb reckon
    could suppose guessing estimate likely ? presumably hopefully depends depending varies
    vary knows variable fluctuates fluctuating
    """)
NEGATORS = word_set("""
    not no never none nor without dont doesnt didnt isnt wasnt havent hasnt hadnt cant cannot
    wont wouldnt couldnt arent aint werent hardly barely didn nt neither shouldnt
    """)
#: What may come or may be wished for is no report of what is.
SUPPOSED = word_set("""
    if unless until till hope hoping want wanted goal aim aiming target should supposed wish
    expect expecting used imagine ideally plan planning willing tomorrow love like planned
    intended meant supposing
    """)
OTHERS = word_set("""
    husband wife mum mom dad mother father son daughter brother sister friend partner
    boyfriend girlfriend colleague neighbour neighbor he she his her him they their hubby
    missus hes shes theyre grandson granddaughter nephew niece uncle aunt aunty
    """)
#: Points in time, where a question asks about a stretch of it.
MOMENTS = word_set("""
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
    fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays today
    yesterday tonight morning mornings night nights evening evenings afternoon now currently
    present moment worst best peak peaked peaks max maximum min minimum sometimes after before
    when during while start started beginning initially originally weekend ago earlier later
    once first spike spiked spikes highest lowest occasionally month months year years
    previously standing bending lifting walking driving sleeping resting flare
    """)
AVERAGES = word_set("""
    average averaged averages averaging avg overall generally mostly typically usually mean
    mainly most
    """)
#: Other places than the back.
ELSEWHERE = word_set("""
    knee knees neck shoulder shoulders head headache headaches foot feet ankle ankles hip hips
    wrist elbow toe stomach tummy leg legs arm arms
    """)
#: Words that say "what I said before does not count".
CORRECTIONS = (
    "no wait", "wait no", "no sorry", "sorry", "i mean", "i meant", "make that", "make it",
    "scratch that", "correction", "rather", "actually", "no make", "should be", "oops", "whoops",
    "on second thoughts", "on second thought", "change that", "wait", "no hang on", "hang on",
    "ignore that", "typo", "meant",
)  # fmt: skip
#: What may stand beside a bare answer without telling of anything else.
FILLERS = word_set("""
    a an the i id im ive its it is was be been being am are my your me us we this that these
    those so just only even well um uh er oh ok okay yes yeah yep ya hi hello hey dear g'day
    gday thanks thank you ta cheers thx please pls regards kind best answer answers score
    rating rate number give giving gave say saying said id'd call put at of for from to on in
    with have had has having get got getting about around roughly approximately approx circa
    ish out or so maybe perhaps possibly probably guess think reckon level sitting sits
    hovering hovers averaging averaged average overall generally mostly typically usually mean
    week weeks weekly past last over all still currently now today moment right presently at
    present and again very much solid strong lucky sadly unfortunately only really quite
    pretty fairly honest honestly mine here go goes there bit would will do does did managed
    done going doing each team everyone folks mate doc guys clinic both total altogether
    exactly definitely about time times feeling feel feels sure certainly sorry afraid though
    hmm hmmm lol haha xx x cheer between scale rated suppose love lots top head prob probs
    compared than down up sent my iphone then them ill actually tbh far too also surprisingly
    considering enough yet margaret bout steady back backs happy glad pleased delighted low
    high fully slow slowly
    """)
#: Those that leave no doubt.
EXPLICIT_CORRECTIONS = tuple(
    tuple(one.split())
    for one in (
        "no wait", "wait no", "no sorry", "i mean", "i meant", "make that", "scratch that",
        "correction", "should be", "change that", "ignore that", "no make it", "make it",
        "changed my mind", "hang on", "miscounted", "ignore me", "on second thoughts",
        "on second thought", "typo",
        "no hang on", "strike that",
    )
)  # fmt: skip
EMPTY_SIGNS = frozenset("! . , ; : - ( ) \" ' .. + / = [ ]")


def is_other(word: str) -> bool:
    """Whether it names somebody else, or what is theirs: wife, my wife's."""
    return word in OTHERS or word.removesuffix("s") in OTHERS


def is_sign(word: str) -> bool:
    """Whether it is a mark or an emoji rather than a word or a number."""
    return not word[0].isalnum() and word[0] != "\u00a4"
