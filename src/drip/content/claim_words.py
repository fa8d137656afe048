"""The words of advertising that a clinic may not use lightly, and softer ways to say it.

The rules are those of Australian health advertising: the National Law s 133 (no false claims, no
testimonials, offers only with terms, no unreasonable expectation), the Victorian General Code of
Conduct and the Australian Consumer Law. Each pattern is matched without regard to case; a space in
it stands for any run of white space.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class ClaimKind(StrEnum):
    """Which rule a wording touches. The value is the code of its problem."""

    OUTCOME = "claim-outcome"  #: promises what will come of it, or ranks first (AD1)
    FEAR = "claim-fear"  #: frightens, or presses (AD5)
    OTHERS = "claim-others"  #: runs down other people's care (AD6)


SAID = {
    ClaimKind.OUTCOME: "promises an outcome, or says that something is the best",
    ClaimKind.FEAR: "may frighten or press somebody in pain",
    ClaimKind.OTHERS: "runs down other people's care",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern, the rule it touches, and a softer way where there is one."""

    kind: ClaimKind
    pattern: str
    softer: str = ""


_OUTCOME = (
    (r"hands down", "strengthening is the approach we recommend"),
    (r"most effective(?: way)?", "one way is"),
    (r"ends? (?:your|the|all) (?:back )?pain", "the approach we recommend for back pain"),
    (r"ending (?:your|the|all) (?:back )?pain", "do not give up hope"),
    (r"never (?:returns?|comes? back|again)", "leave the promise out"),
    (r"permanent(?:ly)?", "leave the promise out: do not give up hope"),
    (r"results will come", 'end the sentence at "easier"'),
    (r"(?:typically|usually|always) responds? (?:well )?to", "say when, not what treatment does"),
    (r"will (?:remove|make you feel)", "aims to help you feel"),
    (r"(?:can|will) prevent (?:recurrences?|it|another|further)", "leave the promise out"),
    (r"rest through the spasm", "take it gently; a clinician writes what that means here"),
    (r"will (?:fix|stop|cure|heal|end|solve|get rid of|relieve|eliminate)", "may help with"),
    (r"(?:the|your|our|my) (?:very )?best", "one way is"),
    (r"is best|works best|best (?:way|treatment|clinic|practice in)", "one way is"),
    (r"cur(?:e|es|ed|ing)", "may help with"),
    (r"(?:un)?guarantee[ds]?|guaranteeing", "leave the promise out"),
    (r"proven|clinically tested|scientifically", "the approach we recommend"),
    (r"100\s?%|100 per\s?cent", "many people"),
    (r"risk[- ]free|pain[- ]free|no risk|completely safe|no side effects", "leave it out"),
    (r"instant(?:ly)?|immediate relief|overnight|in no time", "over time"),
    (r"miracles?|breakthrough|revolutionary|unique(?:ly)?", "leave it out"),
    (r"(?:the )?(?:fastest|quickest|safest|leading|number one|no\. ?1|world[- ]class)", "one way"),
    (r"unrivalled|unbeatable|second to none|like no other|#1", "leave it out"),
    (r"lack of synergy|root (?:underlying )?cause", "one part of that can be"),
    (r"once and for all|for good this time|forever", "leave the promise out"),
)
_FEAR = (
    (r"(?:further|permanent|serious|lasting|more) damage", "your body's way to guard your back"),
    (r"weak and atrophied|atroph(?:y|ied)", "do less and grow weaker"),
    (r"before it(?:'s| is|\u2019s) too late", "when it suits you"),
    (r"(?:will|only|keeps?) get(?:s|ting)? worse", "reply or call us if it changes"),
    (r"wheelchair|crippl(?:ed|ing)|disabled for life|degenerat\w+", "leave it out"),
    (r"crumbling|wear and tear|slipped disc|bone on bone|worn[- ]out", "leave the picture out"),
    (r"last chance|final chance|now or never|act now|act fast", "when it suits you"),
    (
        r"only (?:\w+ )?(?:spots?|places?|appointments?|days?) (?:left|remaining)",
        "when it suits you",
    ),
    (
        r"limited (?:time|offer|places|spots|availability)|while (?:places|spots) last",
        "leave it out",
    ),
    (r"do(?:n't|n\u2019t| not) miss(?: out)?|(?<!no )(?<!not )hurry(?! is)", "when it suits you"),
    (r"it is imperative|you must (?:book|come|see us|have)", "it makes sense to"),
)
_PEOPLE = (
    r"(?:doctors?|gps?|physios?|physiotherapists?|chiropractors?|osteopaths?|surgeons?|"
    r"specialists?|other (?:clinics?|practitioners?|therapists?))"
)
_FAILING = (
    r"(?:don['\u2019]t|do not|won['\u2019]t|will not|can(?:no|['\u2019])t|fail|rarely|never|"
    r"only want|get it wrong)"
)
_CARE = (
    r"(?:doctors?|gps?|physio\w*|chiro\w*|osteo\w*|surgeons?|surgery|medication|painkillers|"
    r"specialists?|clinics?|treatments?)"
)
_OTHERS = (
    (
        r"widely misunderstood|misunderstood (?:by|amongst|among)",
        "people are often told different things",
    ),
    (
        rf"{_PEOPLE} {_FAILING}",
        "say what you do, and nothing of others",
    ),
    (
        rf"(?:better|safer|more effective|cheaper) than (?:a |your |any |other |seeing )*{_CARE}",
        "say what you do, and nothing of others",
    ),
    (
        r"unlike (?:other |most )+(?:clinics?|doctors?|practitioners?|physios?|therapists?)",
        "say what you do, and nothing of others",
    ),
    (
        rf"(?:instead of|rather than|no need for|do not need) (?:a |your |seeing a )*{_CARE}",
        "leave other care to those who give it",
    ),
    (
        r"stop taking|ignore (?:what )?your (?:doctor|gp)|do not listen to|misdiagnos\w+|quacks?",
        "leave other care to those who give it",
    ),
)

WORDINGS = tuple(
    Wording(kind, pattern, softer)
    for kind, rows in (
        (ClaimKind.OUTCOME, _OUTCOME),
        (ClaimKind.FEAR, _FEAR),
        (ClaimKind.OTHERS, _OTHERS),
    )
    for pattern, softer in rows
)


def _spaced(pattern: str) -> str:
    """The pattern with each space standing for any white space; a lookbehind's last one stays."""
    return re.sub(r" (?!\))", r"\\s+", pattern)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_spaced(pattern)})(?!\w)")


#: One pattern for all of them, for text in lower case: branches that begin with a letter are quick.
_ANY = _compiled("|".join(one.pattern for one in WORDINGS))
_EACH = tuple((_compiled(one.pattern), one) for one in WORDINGS)
_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}


def wordings_in(text: str) -> Iterator[tuple[re.Match[str], Wording]]:
    """Every wording that a text uses, in order; the matches are in lower case."""
    low = text.translate(_LOWER)
    for found in _ANY.finditer(low):
        for pattern, wording in _EACH:
            if match := pattern.match(low, found.start()):
                yield match, wording
                break


#: Public places for reviews, and words that ask for one (AD3).
REVIEW_HOSTS = (
    "google.com",
    "google.com.au",
    "g.page",
    "goo.gl",
    "maps.app.goo.gl",
    "facebook.com",
    "trustpilot.com",
    "productreview.com.au",
    "yelp.com",
    "yelp.com.au",
    "truelocal.com.au",
    "whitecoat.com.au",
    "ratemds.com",
    "wordofmouth.com.au",
)
REVIEW_WORDS = re.compile(
    r"(?<!\w)(?:leave|write|post|give)\s+(?:us\s+|me\s+)?(?:a\s+|your\s+|an?\s+\w+\s+)"
    r"(?:review|rating|stars?)(?!\w)|(?<!\w)(?:rate|review)\s+us(?!\w)|"
    r"(?<!\w)(?:five|5)[- ]stars?(?!\w)",
    re.IGNORECASE,
)

#: What makes a sentence an offer (AD4). "Feel free" and the like are none.
OFFERS = re.compile(
    r"(?<!feel )(?<!you are )(?<!you're )(?<![\w-])free(?!\w|-| (?:of|from|to)\b)|"
    r"(?<!\w)(?:discount(?:s|ed)?|half[- ]price|special (?:offer|price)|gift voucher|no[- ]gap|"
    r"\d+\s?% off|\d+ per ?cent off|complimentary|bonus session)(?!\w)|\$\s?\d[\d,.]*",
    re.IGNORECASE,
)
TERMS = re.compile(r"\b(?:terms|conditions)\b", re.IGNORECASE)

#: A quotation with somebody's first name and age behind it (AD2).
TESTIMONIAL = re.compile(
    '["\u201c][^"\u201c\u201d]{15,400}["\u201d]\\s*[\\-\u2013\u2014(,]*\\s*'
    r"[A-Z][a-z]+(?:\s[A-Z]\.?)?,?\s*\(?(?:aged\s+)?[1-9]\d\b"
)
