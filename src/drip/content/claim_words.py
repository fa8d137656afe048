"""The words of advertising that a clinic may not use lightly, and softer ways to say it.

The rules are those of Australian health advertising: the National Law s 133 (no false claims, no
testimonials, offers only with terms, no unreasonable expectation), the Victorian General Code of
Conduct and the Australian Consumer Law. Each pattern is matched without regard to case; a space in
it stands for any run of white space and of Markdown's stress marks. A claim too many is signed in
a minute; a claim too few is sent to everybody: where words are mostly claims, they are listed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from drip.content.everyday_words import everyday_in


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


#: What hurts, with the small words before it.
_PAIN = (
    r"(?:(?:your|the|all|this|that|any|of|from|with|lower|back|chronic|long-term) )*"
    r"(?:pain|spasms?|aches?|sciatica)"
)
_BACK = r"(?:your|the|a|all|any|bad|sore|weak) (?:\w+ )?(?:backs?|spines?|discs?|posture)"
_SOON = (
    r"(?:in|within|after) (?:just |only |as little as |a few |a couple of |\w+ )?"
    r"(?:minutes?|seconds?|hours?|days?|weeks?|sessions?|visits?|treatments?)"
)
_OUTCOME = (
    (r"hands down", "strengthening is the approach we recommend"),
    (r"most effective(?: way)?", "one way is"),
    (r"most (?:powerful|successful|advanced|trusted|reliable|popular|efficient)", "one way is"),
    (rf"ends? {_PAIN}", "the approach we recommend for back pain"),
    (rf"ending {_PAIN}", "do not give up hope"),
    (rf"(?:fix|heal|reliev|eliminat|erad?icat|banish|beat|remov)(?:e|es|s|ing)? {_PAIN}", ""),
    (rf"(?:fix|heal|repair|restor|realign)(?:e|es|s|ing)? {_BACK}", "aims to help"),
    (r"(?:fixes|heals|repairs) backs|restor(?:e|es|ing) (?:your )?(?:posture|postural)", ""),
    (rf"(?:stop|prevent)s? {_PAIN}", "leave the promise out"),
    (rf"(?:rid|free) (?:of|from) {_PAIN}|(?:good ?bye|farewell) to {_PAIN}", ""),
    (rf"(?:live|life|living|be|days?) without {_PAIN}|no more {_PAIN}", ""),
    (
        (
            r"(?:pain|spasms?|aches?) will (?:soon |quickly |simply |all )?(?:be )?"
            r"(?:gone|go|disappear|vanish|end|stop|over|history|ease|fade|improve|settle)"
        ),
        "many people feel it ease, and nobody can say when",
    ),
    (r"thing of the past", "leave the promise out"),
    (r"never (?:returns?|comes? back|again|fails?|hurts?)", "leave the promise out"),
    (rf"never (?:have|feel|get|suffer|experience) {_PAIN}", "leave the promise out"),
    (r"permanent(?:ly)?", "leave the promise out: do not give up hope"),
    (r"results will come", 'end the sentence at "easier"'),
    (r"(?:typically|usually|always) responds? (?:well )?to", "say when, not what treatment does"),
    (r"will (?:remove|make you feel)", "aims to help you feel"),
    (
        (
            r"(?:you will|you['\u2019]ll) (?:soon |quickly )?(?:be|feel|get|become|move|walk|notice"
            r"|see) (?:much |a lot )?(?:stronger|better|fitter|straighter|younger|free|results?"
            r"|a difference|new|cured|healed|fixed)"
        ),
        "aims to help you feel",
    ),
    (r"(?:can|will) prevent (?:recurrences?|it|another|further)", "leave the promise out"),
    (
        r"rest through the spasm|bed rest|(?:rest|stay) in bed",
        "take it gently; a clinician writes what that means here",
    ),
    (
        (
            r"(?:will|can) (?:fix|cure|heal|solve|get rid of|eliminate)|will relieve"
            r"|will (?:stop|end) (?:your|the|this|that|it"
            r"|all)(?! (?:\w+ )?(?:emails?|letters?|mail))"
        ),
        "may help with",
    ),
    (
        (
            r"(?<!all\sthe )(?<!your )(?<!as )(?<!at )"
            r"best(?! (?:wishes|regards|time|days?|moment|number|address|you can)|-)"
            r"|your best (?:chance|hope|option|bet)"
        ),
        "one way is",
    ),
    (r"cur(?:e|es|ed|ing)", "may help with"),
    (r"(?:un)?guarantee[ds]?|guaranteeing", "leave the promise out"),
    (
        (
            r"(?:results?|success|relief|recovery) (?:is|are) (?:assured|certain|sure)"
            r"|(?:assured|certain) (?:results?|success|relief)"
            r"|(?<!not )(?<!cannot )promise (?:you )?(?:that )?(?:you|your|results?|relief)"
        ),
        "leave the promise out",
    ),
    (r"proven|proves?|clinically|scientifically", "the approach we recommend"),
    (
        r"(?:studies|research|science|evidence) (?:shows?|confirms?|says?|tells? us)",
        "the approach we recommend",
    ),
    (
        r"(?:100|9\d(?:\.\d+)?)\s?(?:%|per\s?cent)|(?:nine|9) (?:out of|in) (?:ten|10)",
        "many people",
    ),
    (
        (
            r"risk[-\s]free|pain[-\s]free|(?:no|zero|without) (?:any )?(?:risks?|side[-\s]effects?)"
            r"|(?:completely|totally|perfectly|entirely|100%) safe|safe for (?:all|every\w+|any\w+)"
        ),
        "leave it out",
    ),
    (r"instant(?:ly)?|immediate relief|relief at once|overnight|in no time", "over time"),
    (
        (
            r"(?:relief|results?|better|stronger|recover(?:y|ed)?|fixed"
            r"|gone|healed|moving|difference"
            rf"|pain[-\s]free) {_SOON}"
        ),
        "over time",
    ),
    (r"(?:long[-\s])?lasting (?:relief|results?|change)|long[-\s]term relief", "over time"),
    (
        (
            r"miracles?|miraculous(?:ly)?|magic(?:al)?|breakthrough|revolutionary|unique(?:ly)?"
            r"|(?:life|game)[-\s]chang\w+|chang(?:es?|ed) (?:your|people\u2019s) (?:life|lives)"
            r"|works? wonders|bullet[-\s]?proof|transform(?:s|ed)? (?:your|lives)"
        ),
        "leave it out",
    ),
    (r"always works?(?! with)|works? (?:every time|for every\w+)", "it may help"),
    (
        (
            r"nothing (?:works|compares|beats|comes close|helps (?:more|better))"
            r"|no other \w+ (?:works|comes|is|helps|can|does|compares|beats|gives)"
        ),
        "one way is",
    ),
    (
        (
            r"only (?:real |sure |lasting |proper |true )?(?:way|treatment|method|approach|answer"
            r"|solution|therapy|thing) (?:to|for|that) (?:end|fix|get"
            r"|strengthen|beat|stop|treat|heal"
            r"|relieve|help|works?|helps|a|back|lasting|you|your)"
        ),
        "one way is",
    ),
    (r"(?:answer|solution|key|secret) to (?:all )?(?:your )?(?:back )?pain", "one way is"),
    (r"ultimate|one and only|secret (?:to|of|weapon)", "one way is"),
    (
        (
            r"(?:the )?(?:fastest|quickest|safest|strongest|finest|greatest|smartest|leading"
            r"|number[-\s](?:one|1)|no\. ?1|world[-\s](?:class|leading)|foremost|premier|superior"
            r"|supreme|unparalleled|unmatched|unrivalled|unbeatable|second to none|like no other"
            r"|top[-\s](?:rated|ranked|notch|class)|award[-\s]winning|state[-\s]of[-\s]the[-\s]art"
            r"|cutting[-\s]edge)|#1|top (?:clinics?|therapists?"
            r"|specialists?|physios?|team|experts?)"
        ),
        "one way",
    ),
    (r"experts? (?:in|at|on)|specialists? in", "say what you do"),
    (
        (
            r"lack of synergy|(?:root|real|true) (?:underlying )?cause"
            r"|(?:treat|fix|remov|address|tackl)(?:s"
            r"|es)? the (?:underlying |real )*(?:cause|source)"
            r"|not (?:just |only )?the symptoms?"
        ),
        "one part of that can be",
    ),
    (
        (
            r"once and for all|for good this time|forever"
            r"|for the rest of your life|(?:pain|spasms?|"
            r"gone|fixed|away|goodbye|rid of it) for good"
        ),
        "leave the promise out",
    ),
)
_FEAR = (
    (
        r"(?:further|permanent|serious|lasting|more|nerve|irreversible) damage",
        "your body's way to guard your back",
    ),
    (r"weak and atrophied|atroph(?:y|ied)", "do less and grow weaker"),
    (r"(?<!never )too late|before (?:it|things) gets? worse", "when it suits you"),
    (
        r"(?:will|only|keeps?|going to|sure to) (?:get(?:s|ting)?|become|grow) worse",
        "reply or call us if it changes",
    ),
    (
        r"wheelchair|crippl(?:ed|ing|es?)|disabled for life|degenerat\w+|paralys\w+|irreversible",
        "leave it out",
    ),
    (
        (
            r"crumbling|wear and tear|slipped discs?|bone on bone|worn[-\s]out|ticking time ?bomb"
            r"|(?:spine|back|disc) is (?:unstable|fragile|weak|damaged|out of)|unstable spine"
        ),
        "leave the picture out",
    ),
    (
        (
            r"(?:discs?|spine|back|vertebrae?) (?:may|could|might|can|will) (?:slip|collapse|snap"
            r"|break|crumble|give|go out|rupture|burst|fail|seize)"
        ),
        "leave the picture out",
    ),
    (
        (
            r"(?:need|require|face|facing|end up (?:in|with|on|needing|having)|avoid|lead to) "
            r"(?:spinal |back )?(?:surgery|an operation|hospital|theatre)"
        ),
        "leave it out",
    ),
    (r"risk (?:of )?(?:a |an |your |further |serious |another )*(?:injur\w+|disabilit\w+)", ""),
    (
        (
            r"last chance|final chance|now or never|act now|act fast|act today|running out"
            r"|don['\u2019]t wait(?! for (?:us|our))|do not wait until"
        ),
        "when it suits you",
    ),
    (
        r"only (?:\w+ )?(?:spots?|places?|spaces?|appointments?|days?|weeks?) (?:left|remaining)",
        "when it suits you",
    ),
    (
        (
            r"limited (?:time|offer|places|spots|spaces|availability)"
            r"|(?:while|before) (?:the )?(?:places|spots|spaces"
            r"|appointments) (?:last|run|go|are|fill)"
            r"|(?:places|spots|spaces|appointments) (?:are |is )?(?:filling|going|selling|booking)"
        ),
        "leave it out",
    ),
    (
        (
            r"do(?:n't|n\u2019t| not) (?:miss(?: out)?|ignore (?:it|this|the|your)|risk|put it off"
            r"|delay|leave it)|(?<!no )(?<!not )(?<!to )(?<!a )hurry(?! is)"
        ),
        "when it suits you",
    ),
    (
        (
            r"it is imperative|you must (?:book|come|see us|have)"
            r"|you (?:have|need) to (?:book|come)"
            r"|if you (?:do not|don['\u2019]t) (?:book|act|come|see us"
            r"|treat|get (?:help|treatment))"
            r"|without (?:treatment|our help|us)"
        ),
        "it makes sense to",
    ),
)
_PEOPLE = (
    r"(?:doctors?|gps?|physios?|physiotherapists?|chiropractors?|chiros?|osteopaths?|osteos?"
    r"|surgeons?|specialists?|hospitals?|medicine|practitioners|(?:health|medical) professionals"
    r"|other (?:clinics?|practitioners?|therapists?)|painkillers|tablets"
    r"|medication)"
)
_FAILING = (
    r"(?:(?:has|have|had|will|may|often|usually|mostly|simply|all|too|so) )*"
    r"(?:don['\u2019]t|do not|won['\u2019]t|will not|doesn['\u2019]t|does not"
    r"|can(?:not|['\u2019]t) (?:help|fix|find|explain|do|treat|understand|give|cure)"
    r"|fail(?:s|ed)?|rarely|never|only|just|merely|get it wrong|got it wrong"
    r"|knows? (?:too |very )?(?:little|nothing)|miss(?:es|ed)?|overlook|rush|hand out|push|mask"
    r"|(?:is|are|was|were) (?:often |usually |mostly |simply |just )?(?:wrong|clueless|useless"
    r"|confused|mistaken|too busy|a waste|not enough|no help)|let (?:you|people) down)"
)
_CARE = (
    r"(?:doctors?|gps?|physio\w*|chiro\w*|osteo\w*|surgeons?|surgery|medication|painkillers|"
    r"specialists?|clinics?|treatments?|tablets|pills|medicine)"
)
_NOTHING_OF_OTHERS = "say what you do, and nothing of others"
_OTHERS = (
    (
        r"widely misunderstood|misunderstood (?:by|amongst|among)",
        "people are often told different things",
    ),
    (rf"{_PEOPLE} {_FAILING}", _NOTHING_OF_OTHERS),
    (
        (
            rf"(?:better|safer|faster|more effective|cheaper) than (?:a "
            rf"|your |any |other |seeing )*"
            rf"{_CARE}|(?:beats?|outperforms?|replaces?) (?:a |your |any |other )*{_CARE}"
        ),
        _NOTHING_OF_OTHERS,
    ),
    (
        r"unlike (?:other |most )+(?:clinics?|doctors?|practitioners?|physios?|therapists?)",
        _NOTHING_OF_OTHERS,
    ),
    (
        (
            rf"(?:instead of|rather than|no need for|no need to see"
            rf"|need no|do(?: not|n['\u2019]t) need"
            rf"|fed up with|tired of|forget(?: what| about)?|skip|cancel) "
            rf"(?:a |an |your |the |to see |seeing |any )*{_CARE}"
        ),
        "leave other care to those who give it",
    ),
    (
        (
            r"stop (?:taking|seeing) (?:your|the)|ignore (?:what )?your (?:doctor|gp|physio)"
            r"|do not listen to|misdiagnos\w+|quacks?|mask(?:s"
            r"|ing)? (?:the|your) (?:pain|symptoms?)"
            r"|(?:conventional|western|mainstream|modern) medicine|big pharma"
        ),
        "leave other care to those who give it",
    ),
)

WORDINGS = tuple(
    Wording(kind, pattern, softer or "leave the promise out")
    for kind, rows in (
        (ClaimKind.OUTCOME, _OUTCOME),
        (ClaimKind.FEAR, _FEAR),
        (ClaimKind.OTHERS, _OTHERS),
    )
    for pattern, softer in rows
)


def _spaced(pattern: str) -> str:
    """The pattern with each space standing for white space and stress; a lookbehind's stays."""
    return re.sub(r"(\(\?<![^)]*\))| ", lambda found: found[1] or r"[\s*_]+", pattern)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_spaced(pattern)})(?![^\W_])")


#: One pattern for all of them, for text in lower case: branches that begin with a letter are quick.
_ANY = _compiled("|".join(one.pattern for one in WORDINGS))
_EACH = tuple((_compiled(one.pattern), one) for one in WORDINGS)
_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}


def wordings_in(text: str) -> Iterator[tuple[re.Match[str], Wording]]:
    """Every wording that a text uses, in order; the matches are in lower case."""
    low = text.translate(_LOWER)
    fine: list[range] | None = None
    for found in _ANY.finditer(low):
        fine = everyday_in(low) if fine is None else fine
        if any(found.start() in phrase and found.end() - 1 in phrase for phrase in fine):
            continue
        for pattern, wording in _EACH:
            if match := pattern.match(low, found.start()):
                yield match, wording
                break
