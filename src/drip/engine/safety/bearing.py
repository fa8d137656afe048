"""Whose words are about, and when: other people, long ago, what if, what was read.

Each of these lets words pass only on a clear sign, and never when something says "now".
"""

from __future__ import annotations

import re
from functools import lru_cache

from drip.engine.safety.clauses import clause_around
from drip.engine.safety.denial import Place
from drip.engine.safety.stream import STOPS, Stream
from drip.engine.safety.word_sets import word_set

_PEOPLE = word_set("""
    mum mom mother dad father wife husband hubby missus partner son daughter brother sister
    friend friends nan nanna gran grandma grandmother grandpa grandfather granddad pop uncle
    aunt aunty auntie cousin neighbour neighbor boss colleague coworker workmate kid kids child
    children baby bub boyfriend girlfriend fiance fiancee ex dog cat horse puppy pup kelpie
    roommate housemate flatmate bloke guy someone somebody people woman teacher toddler grandson
    granddaughter grandkids niece nephew stepdad stepmum mother-in-law mil fil mates parents
    folks inlaws tenant customer client student team-mate teammate twin sibling everyone
    flatmates stepson stepdaughter godmother apprentice offsider tradie patients player goldfish
    rabbit chook
    """)
#: These are other people only with a word such as "my" or "a" before them.
_MATES = frozenset({"mate", "pa", "old"})
_POINTING = word_set("my a the our his her your another me one")
_EXPERTS = word_set("""
    doctor doc gp physio nurse chiro specialist surgeon paramedic osteo pharmacist dr she'd
    therapist coach trainer consultant neurologist
    """)
_PRONOUNS = word_set("he she his her him hers himself herself")
_SELF = word_set("i me myself mine we us our")
#: Grown-ups at home: some people have their letters answered by one of them.
_KIN = word_set("""
    mum mom mother dad father wife husband hubby missus partner nan nanna gran grandma grandmother
    grandpa grandfather granddad mil fil mother-in-law
    """)
_EXCUSES = re.compile(
    r"\b(?:exercises?|sessions?|missed|miss|skipped|skip|busy|sorry|restart|hospital|funeral|"
    r"minding|visiting|routine|doctors?|dementia|focus|restart|so (?:i|we))\b"
)
#: "He will kill himself": whoever it is, he is in danger.
_HARMING = word_set("himself herself themselves themself")
_WRITING = re.compile(
    r"\bi (?:am |was |have )?(?:\w+ )?(?:writing|write|typing|replying|think|thought|reckon|"
    r"worried|am|asked|asking|noticed|believe|wonder|wondered|care|look)\b|\b(?:asked|told|tells|let|ring|"
    r"call|tell|contact) me\b|\bi am (?:his|her|the|a|in)\b|\bme\b(?= [.,;]| $)"
)
_PRESENT = word_set("""
    is has can cannot not unable will keeps keep now today since getting gets says does won't are
    tonight
    started morning
    """)
_WAS = re.compile(r"\b(?:died|passed away|was|were|did|used|dementia)\b|(?<!has )(?<!have )\bhad\b")
_BACK = 40
_FURTHER_BACK = 60

_ON_BEHALF = re.compile(
    r"^(?:wife|husband|partner|daughter|son|mum|carer|mother|father|sister) here\b|"
    r"^(?:for|about|re) my (?:wife|husband|partner|daughter|son|mum|mother|father|dad|nan)\b|"
    r"\bon behalf\b|\b(?:writing|typing|replying|emailing|answering) (?:this )?(?:for|"
    r"to you for)\b|"
    r"\b(?:his|her|\w+) (?:wife|husband|partner|daughter|son|mum|carer|mother|father|"
    r"sister) here\b|"
    r"\bthis is (?:\w+ )?(?:his|her|the|\w+) (?:\w+ )?(?:wife|husband|partner|daughter|son|carer|"
    r"mum)\b|"
    r"\bthis is \w+ ,? ?\w+ (?:wife|husband|partner|daughter|son|carer|mum)\b|"
    r"\bi am (?:the|her|his) (?:wife|husband|partner|carer|"
    r"daughter|son)\b|\bwriting for\b|\bi write for\b|"
    r"\basked (?:me|us) to (?:write|email|reply|send|tell|let)\b|\byour (?:patient|client|program|"
    r"programme|"
    r"exercises|emails|letters|course)\b|\bfor (?:him|her)\b|\b(?:he|she) (?:is|has) (?:enrolled|"
    r"signed)|"
    r"\b(?:he|she) (?:is|was|has been|does|did) (?:doing )?(?:the|your|his|her) (?:exercises|"
    r"program|programme|stretches)\b|\bnot (?:use|do|have|got) (?:an )?(?:email|emails|computer)\b|"
    r", (?:his|her) (?:carer|wife|husband|daughter|son|partner|mum)\b|"
    r"\bwho (?:is|does|gets) (?:on|doing|your)\b|\bsigned up\b"
)
_AGO = re.compile(
    r"\b(?:\w+ )?(?:year|years|decade|decades) (?:ago|back|earlier|prior)\b|\bages ago\b|"
    r"\blong (?:time )?ago\b|\bwhen i was (?:a|an|about|\d+|ten|five|six|seven|"
    r"eight|nine|eleven|twelve|\w+teen|twenty|young|little|younger|pregnant|at|in|"
    r"carrying|having)\b|\bas a (?:kid|child|teen\w*|boy|girl|youngster|student)\b|"
    r"\bin my (?:\d+|early|late|twenties|teens|thirties|forties|youth|\w+ties)\b|"
    r"\bback in (?:the )?(?:\d+|day|high|school|uni)|\b(?:in|of|since) (?:19\d\d|20[01]\d|"
    r"202[0-3])\b|"
    r"\blast year\b|\byear before\b|\bused to\b|\bin the past\b|\bback then\b|"
    r"\bafter (?:the|my) (?:birth|first|second)\b|\bpreviously\b|\bin a (?:past|previous) life\b"
)
_OLD_NEWS = re.compile(
    r"\bnothing new\b|"
    r"\balways (?:had|been|have)\b|\bhave always\b|"
    r"\bnot (?:a )?new\b|\blong ?standing\b|\bfor (?:many )?(?:years|decades)\b|"
    r"\bsince (?:having )?(?:the|my|i had)? ?(?:kids|baby|births?|children|twins|menopause|"
    r"prostate)\b|"
    r"\bsame as (?:always|ever|usual)\b|\bever since the kids\b|\ball my life\b|\bsince childhood\b"
)
_NOW = re.compile(
    r"\b(?:since|still|again|now|returned|lately|today|tonight|currently|yesterday|keeps|suddenly|"
    r"already|started|starting|worse|worsening|this morning|this week|last night|these days|"
    r"right now|coming back|come back|came back|is back|just like|increasing)\b"
)
_EARLIER = re.compile(
    r"\b(?:last|in|back in|over) (?:week|month|year|winter|summer|autumn|spring|jan|january|feb|"
    r"february|march|april|may|june|july|august|sept?|september|oct|october|nov|november|dec|"
    r"december|\d{4})\b|"
    r"\b(?:weeks?|months?|years?) ago\b|\bearlier this year\b"
)
_PASSED = re.compile(
    r"\b(?:gone|went away|resolved|recovered|recovering|healed|cleared up|no harm|"
    r"over it|all (?:better|good|settled)|settled|"
    r"no (?:harm|troubles?|problems?|issues?|dramas?) (?:since|at all)|"
    r"(?:fine|better|good|ok|okay) (?:now|again))\b"
)
_RETURNED = re.compile(
    r"\b(?:not|never|back again|came back|returned|but (?:my|the|still)|still)\b"
)
_OVER = re.compile(
    r"\b(?:nothing|none|not|fine|ok|okay|good|better|gone|great|no \w+) (?:now|since|today|"
    r"these days)\b|"
    r"\bnever (?:came back|returned|looked back)\b|\bsince then\b|\bever since lol\b"
)
_AT_PRESENT = word_set("is are am feel feels keep keeps cannot getting getting")
_WHAT_IF = re.compile(
    r"\b(?:will|would|might) i (?:lose|get|go|end|become|need|have)\b|"
    r"\b(?:what|who|when|where|how|should|do|would|will|can|could|shall)\b.* (?:if|should) "
    r"(?:i|it|my|there|the|they|one|you|that|someone|somebody)\b|"
    r"\bif (?:i|it|my \w+|there|anything|they) (?:ever|were to|was to|should|happen to|happened to|"
    r"start|starts|develop|develops|notice|get any|got any|suddenly)\b|"
    r"\bin case (?:i|it|my|of|there)\b|\bin the event\b|\bshould i (?:ever|get|develop|notice|"
    r"lose)\b|"
    r"\b(?:look|looking|watch|watching|keep an eye|lookout|eye) (?:out )?(?:for|on)\b|"
    r"\b(?:ring|call|come|go|let|see|phone|contact|head|tell|write|stop|back|email|emergency|"
    r"hospital|"
    r"ed|er|doctor|gp|you)\b(?: \w+){0,4} if (?:i|it|my|there|the|anything|ever)\b|"
    r"\b(?:scared|afraid|worried|worry|fear|frightened|anxious|nervous)(?: \w+){0,2} "
    r"(?:of|about|that) (?:\w+ )?(?:\w+ )?(?:getting|losing|having|ending|going|might|may|could|"
    r"will|"
    r"would|one day|becoming|doing|developing|falling)\b|\bone day\b|\bcould (?:it|this) lead to\b|"
    r"\b(?:prevent|avoid|so that i do not|so i do not|risk of|chance of|chances of|does it cause|"
    r"can it cause|could cause|can cause|might cause|lead to)\b"
)
_IF = re.compile(r"\bif (?:i|it|my|there)\b|\bwhen (?:should|do|would) i\b")
_SHALL = re.compile(r"\b(?:should|what|do|who|would|will|shall) (?:i|we|you)\b")
_HAPPENING = re.compile(
    r"\b(?:now|today|since|this morning|tonight|already|started|yesterday|last night|currently|"
    r"keeps|keep|just|been|for the (?:last|past)|this week|this arvo|noticed|has|again)\b"
)
_READ_ABOUT = re.compile(
    r"\b(?:bit|part|paragraph|section|info|information|article|letter|letters|email|emails|link|"
    r"page|advice|warning|footer|note|leaflet|pamphlet|website|podcast|video|documentary|story|"
    r"show|"
    r"book|talk|line|question|list|stuff|signs|symptoms|poster|ad|flyer|words|sentence)\b"
    r"(?: \w+){0,4} (?:about|on|re|regarding|mentions|mention|mentioned|says|say|said|lists|listed|"
    r"asks|asked|asking|talks|covers|describes|such as|like|include|including)\b|"
    r"\b(?:read|reading|learnt|learned|heard|wondering|curious|asked|ask|asking|question|explain|"
    r"know|googled|google|told me|talked|spoke|watched|what|mean|means|meant|stand|stands)\b"
    r"(?: \w+){0,3} (?:about|on|re|by|for|with|is|does)\b"
)
_MINE = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:have|am|got|get|had|feel|felt|noticed|think|might|can|could|do|keep|"
    r"went|"
    r"need|want|did|may|seem|started)\b(?! (?:read|wondering|curious|asking|wonder|asked|"
    r"a question|fine|ok|okay|good|all|"
    r"you|about|the|just read))|\b(?:my|mine)\b|\bthat is me\b|\bworried\b|\bsince\b|\bthat one\b|"
    r"\b(?:this|it) be\b|\bis (?:this|that|it)\b"
)


_ME_TOO = re.compile(
    r"\b(?:like|as|same as) (?:mine|me|i)\b|"
    r"\bso (?:did|do|have|am|was) i\b|\bme too\b|\bme as well\b|\bi (?:did|do|have|am|was) too\b|"
    r"\bsame (?:here|with me|as me|for me)\b|\bnow (?:me|i)\b"
)
_ASKING = word_set("is are does do can could what which why how")


#: What somebody else says is mostly about the writer: "my wife reckons ...".
_SAYS = word_set(
    """says said reckons reckon thinks think told tells asked noticed notices noted insists worried
    wants made makes suggested sees saw found finds"""
)


_EXPECTING = word_set(
    "wife daughter sister friend cousin niece colleague boss mate partner girlfriend"
)


def is_about_another_mother(stream: Stream, place: Place) -> bool:
    """Whether another woman expects; a child that is not born yet is nobody else."""
    begin, end = stream.sentence(place.first)
    return bool(_EXPECTING & set(stream.tokens[begin:end])) and is_about_others(stream, place)


def is_about_others(stream: Stream, place: Place) -> bool:
    """Whether somebody else is meant: "my mum had a stroke"."""
    tokens = stream.tokens
    behind = tokens[place.last : place.last + 10]
    if behind[1:3] == ["not", "me"] or behind[:2] == ["not", "me"]:
        return True
    if {"me", "myself"} & set(behind[:3]) or _ME_TOO.search(" ".join(behind)):
        return False
    for at in range(place.last, max(-1, place.first - _BACK), -1):
        if tokens[at] in STOPS and at < place.first:
            return False
        if any(begin <= at < end for begin, end in place.spans):
            continue
        meant = _meant(tokens, at)
        if meant is not None:
            return meant and not _on_behalf(stream)
    return False


def _meant(tokens: list[str], at: int) -> bool | None:
    """Whether a word is somebody else (true), the writer (false), or neither."""
    word = tokens[at]
    if word in _PRONOUNS and not _SAYS & set(tokens[at + 1 : at + 3]):
        return True if _antecedent(tokens, at) in _PEOPLE else None
    if _other(tokens, at):
        return None if _SAYS & set(tokens[at + 1 : at + 6]) else True
    if word == "mine" and tokens[at - 1] == "of":
        return None
    if word in _SELF or (word == "my" and not _leads_to_other(tokens, at)):
        return False
    return None


def _other(tokens: list[str], at: int) -> bool:
    word = tokens[at]
    if word in _MATES:
        return at > 0 and tokens[at - 1] in _POINTING and tokens[at] != "old"
    return word in _PEOPLE


def _leads_to_other(tokens: list[str], at: int) -> bool:
    return any(one in _PEOPLE or one in _MATES for one in tokens[at + 1 : at + 4])


def _antecedent(tokens: list[str], at: int) -> str:
    for word in reversed(tokens[max(0, at - _FURTHER_BACK) : at]):
        if word in _PEOPLE or word in _EXPERTS:
            return word
    return ""


@lru_cache(maxsize=4)
def _on_behalf(stream: Stream) -> bool:
    """Whether somebody writes for the person whom the letters are for."""
    said = " ".join(stream.tokens[:1500])
    return bool(_ON_BEHALF.search(said)) or _only_of_another(stream.tokens[:1500], said)


def _only_of_another(tokens: list[str], said: str) -> bool:
    """Whether a text tells of one grown-up at home and never of the writer."""
    if not _KIN & set(tokens) or not _PRESENT & set(tokens) or _EXCUSES.search(said):
        return False
    own = _WRITING.sub(" ", said).split()
    return not any(
        word in _SELF - {"we", "us", "our"} or (word == "my" and not _leads_to_other(own, at))
        for at, word in enumerate(own)
    )


def _sentence(stream: Stream, place: Place) -> str:
    begin, end = stream.sentence(place.first)
    return " ".join(stream.tokens[begin:end])


def is_happening_to_kin(stream: Stream, place: Place) -> bool:
    """Whether it happens now to a grown-up at home: who else would tell a clinic of it?"""
    begin, end = clause_around(stream.tokens, place.first, place.last)
    clause = stream.tokens[max(0, begin - 1) : end]
    said = " ".join(clause)
    if _AGO.search(said) or _WAS.search(said) or _EXCUSES.search(_sentence(stream, place)):
        return False
    near = set(stream.tokens[max(0, begin - _BACK) : end])
    return bool((_KIN | _HARMING) & near and _PRESENT & near)


def is_long_ago(stream: Stream, place: Place) -> bool:
    """Whether it is over for a long time, or has been the same for years."""
    begin, end = clause_around(stream.tokens, place.first, place.last)
    clause = stream.tokens[begin:end]
    said = " ".join(clause)
    if _NOW.search(_OVER.sub(" ", _OLD_NEWS.sub(" ", said))):
        return False
    if _OLD_NEWS.search(said):
        return True
    return bool(_AGO.search(said)) and not _AT_PRESENT & set(clause)


def is_over(stream: Stream, place: Place) -> bool:
    """Whether a mishap or an illness of some time ago has passed: "a fever last month, gone"."""
    begin, end = stream.sentence(place.first)
    said = " ".join(stream.tokens[begin:end])
    return bool(_EARLIER.search(said) and _PASSED.search(said) and not _RETURNED.search(said))


def is_supposed(stream: Stream, place: Place) -> bool:
    """Whether a person only asks what would be if: "what should I do if I go numb?"."""
    begin, end = stream.sentence(place.first)
    before = " ".join(stream.tokens[begin : place.first + 1])
    after = " ".join(stream.tokens[place.last : end])
    if not _WHAT_IF.search(before) and not (_IF.search(before) and _SHALL.search(after)):
        return False
    return not _HAPPENING.search(" ".join(stream.tokens[begin:end]))


def _asks(tokens: list[str], begin: int, end: int) -> bool:
    """Whether a sentence is a question such as "is weakness a bad sign?"."""
    opens = {begin, *(at + 1 for at in range(begin, end) if tokens[at] == ",")}
    return tokens[end : end + 1] == ["?"] and any(tokens[at] in _ASKING for at in opens if at < end)


def is_read_about(stream: Stream, place: Place) -> bool:
    """Whether a person speaks of what our letter says, and not of themselves."""
    begin, end = stream.sentence(place.first)
    before = " ".join(stream.tokens[begin : place.first])
    if not _asks(stream.tokens, begin, end) and not _READ_ABOUT.search(before):
        return False
    rest = " ".join(stream.tokens[begin : min(len(stream.tokens), end + 12)])
    return not _MINE.search(rest)
