"""Phrases of every day in which a word of advertising promises nothing and frightens nobody.

"Instant coffee", "do your best", "do not stop taking your tablets": where such a phrase holds a
wording of `claim_words`, it is no claim. Each is matched in lower case; a space stands for any run
of white space. They are kept narrow, since a claim too few is sent to everybody.
"""

from __future__ import annotations

import re

_BODY = r"(?:cravings?|urges?|pains?|aches?|headaches?|feelings?|legs?|arms?|sides?|hands?|waves?)"
_TIMES = r"(?:swelling|pain|stiffness|soreness|rain|bus|kettle|weekend|end|perfect|right|good)"
_MADE_OF = r"(?:juice|cotton|wool|merino|fruit|wholegrain|rye|silk)"
_HABIT = (
    r"(?:session|exercises?|plan|walk|run|position|posture|routine|habit|movement|chair|shoes?"
    r"|pillow|food|sport)"
)
_OWN = r"\b(?!['\u2019])(?! (?:get|find|book|do (?:with|at)))"
_COUNTED = r"(?:letter|email|exercise|step|part|week|day|tip|stretch|rule|session|option|question)"
_NOT = r"(?:do not|don['\u2019]t|never|when to|before you)"
_PHRASES = (
    # What a person likes, does or has done.
    r"(?:suits?|suited|fits?|helps?|helped) (?:you|them|us) best\?",
    r"(?:suits?|suited|fits?) (?:you|them|us) best|works best for you",
    r"(?:likes?|liked|enjoy|feels?|felt)(?: it| them)? best|you know your (?:own )?body best",
    r"(?:my|their|his|her|personal|season['\u2019]s|second) best",
    r"(?:do|doing|did|try|tried) our best",
    # Manners, places and times.
    r"best (?:times?|days?|nights?|weeks?|hours?|before|friends?|foot|guess|efforts?|interests?)",
    r"best (?:read|done|kept|taken|avoided|left|eaten|worn|stored|asked|seen|of (?:luck|both|it))",
    r"best (?:way|place|time|person) to (?:reach|contact|ring|call|park|ask)",
    r"best (?:way|place|time) to get (?:here|in touch|hold)",
    rf"(?:the|your) best {_HABIT} (?:\w+ ){{0,3}}is (?:the one|one) (?:that )?you{_OWN}",
    r"your best (?:posture|position) is your next(?: one)?",
    rf"(?:the|your) (?:strongest|fastest) {_BODY}",
    r"leading (?:legs?|foot|arms?|hands?|causes?|to|with|down|up|into|away|off)",
    rf"{_COUNTED} number (?:one|1)",
    r"only way to get (?:to|in|here|there) ",
    r"results will come (?:by|from|back|to) ",
    r"specialists? in (?:the|a|your) (?:hospital|city)",
    # Things of the house.
    r"instant (?:coffee|noodles|soup|oats|tea|messag\w+|(?:ice|cold|hot|heat) packs?)",
    rf"100\s?% {_MADE_OF}|permanent (?:markers?|retainers?|teeth|address|job)",
    r"worn[-\s]out (?:shoes?|slippers?|runners|pillows?|mattress)",
    r"(?:feel|feeling|felt|am|are|be|they['\u2019]re|you['\u2019]re) (?:\w+ )?worn out",
    # What is not promised, or said to keep people safe.
    r"(?:cannot|can['\u2019]t|not|no|nothing is) guarantee[ds]?",
    r"(?:9|nine) (?:out of|in) (?:10|ten)(?! (?:of|who|people|patients|clients|get|feel|say))",
    r"(?:not|never) too late",
    r"if you (?:do )?(?:need|require|have|face) (?:an operation|surgery)",
    rf"{_NOT} (?:stop taking|skip|cancel|forget) (?:your|the)(?: \w+)?",
    r"(?:do not|don['\u2019]t) delay(?:: | if | when )",
    r"(?:do not|don['\u2019]t) ignore (?:it if|a|any|these signs)",
    rf"don['\u2019]t wait for (?:(?:a|the) {_TIMES}|me|them|him|her|some(?:body|one)|motivation)",
    r"you (?:have|need) to book (?:a|an|your) (?:\w+ )?(?:scan|x-ray|blood|test|taxi|lift)",
    r"you (?:have|need) to come (?:in )?(?:with|on|early|alone|fasting)",
)
#: "Overnight" is a claim only beside a word of change.
_CHANGES = (
    "relief results result better stronger gone fixed healed cured works work worked change "
    "changes changed disappear disappears vanish vanishes recover recovered happen happens away "
    "back"
)
_OVERNIGHT = (
    r"(?:\bnot|\w+n['\u2019]t) (?:\w+ ){0,2}overnight",
    "".join(rf"(?<!{word} )" for word in _CHANGES.split())
    + r"overnight(?! (?:relief|results?|success|cure|fix|recovery|change|improvement))",
)


def _spaced(pattern: str) -> str:
    """The pattern with each space standing for white space; a lookbehind's stays."""
    return re.sub(r"(\(\?<![^)]*\))| ", lambda found: found[1] or r"\s+", pattern)


_EVERYDAY = re.compile(
    "|".join(rf"(?<![^\W_])(?:{_spaced(one)})" for one in (*_PHRASES, *_OVERNIGHT))
)


def everyday_in(text: str) -> list[range]:
    """Where such phrases stand in a text in lower case."""
    return [range(*found.span()) for found in _EVERYDAY.finditer(text)]
