"""Words that no signature allows: offers without terms, clients quoted, reviews from a few.

They are those of AD2 to AD4: no testimonials, no asking only happy people for a public review, and
no offer whose terms are not one link away.
"""

from __future__ import annotations

import re

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
_PLACES = (
    r"(?:google|facebook|trustpilot|yelp|instagram|product ?review|whitecoat|rate ?mds|online)"
)
REVIEW_WORDS = re.compile(
    r"(?<!\w)(?:leave|write|post|give|drop|add|share)\s+(?:us\s+|me\s+)?(?:a\s+|your\s+|an?\s+\w+\s+)"
    r"(?:review|rating|stars?|testimonial)(?!\w)|(?<!\w)(?:rate|review)\s+us(?!\w)|"
    r"(?<!\w)(?:love|appreciate|welcome)\s+(?:a|an|your)\s+(?:\w+\s+)?review(?!\w)|"
    r"(?<!\w)(?:reviews?|ratings?|recommend|tell\s+(?:others|people|friends)|share|say\s+so)"
    rf"(?!\w)[^.!?]{{0,50}}\s(?:on|at|to)?\s*(?:your\s+friends\s+)?{_PLACES}(?!\w)|"
    r"(?<!\w)(?:five|5)[-\s]stars?(?!\w)",
    re.IGNORECASE,
)

#: What makes a sentence an offer (AD4). "Feel free" and the like are none.
OFFERS = re.compile(
    r"free(?<![\w-]free)(?<!feel free)(?<!you are free)(?<!you['\u2019]re free)(?<!are you free)"
    r"(?<!(?:pain|toll|salt|milk) free)(?<!(?:sugar|smoke|hands) free)(?<!set free)"
    r"(?<!symptom free)(?<!gluten free)(?<!fat free)(?<!alcohol free)(?<!caffeine free)"
    r"(?!\w|-| (?:of(?! charge)|from|to|up|weights?|hands?|arms?|legs?|foot|side|range|sugars?"
    r"|parking|(?:time|days?|hours?|mornings?|afternoons?|evenings?|weekends?|moments?|minutes?)"
    r"(?! (?:of|with|at|for|session|trial|class|pass)\b))\b)|"
    r"(?<!\w)(?:discount(?:s|ed)?|half[-\s]price|(?:special|introductory)\s(?:offer|price|rate|deal)|"
    r"(?:gift\s)?(?:voucher|gift\scard)s?|(?:no[-\s]gap|gap[-\s]free|bulk[-\s]bill\w*)|"
    r"\d+\s?% off|\d+ per ?cent off|\d+ dollars? off|complimentary|bonus session|"
    r"(?:no|without)\s(?:extra\s)?charge|at\sno\s(?:extra\s)?cost|(?:is|are|be)\son\s(?:us|the\shouse)|"
    r"(?:two|2)[-\s]for[-\s](?:one|1)|refer\s(?:a|your)\sfriend|cash\s?back|give[-\s]?away|"
    r"bring\s(?:a|your)\sfriend(?!\s(?:along|with|to|if|or|and\sa)\b)|"
    r"cheaper\s(?:this|today|now|until|for)|(?:exclusive|best)\sdeals?|"
    r"(?:great|good)\sdeals?(?!\s(?:of|more|less|better|worse|easier|harder|to|about)\b|[.,;])|"
    r"win\s(?:a|one|your)|save\s(?:up\sto\s)?\d+)(?!\w)|\$\s?\d[\d,.]*",
    re.IGNORECASE,
)
TERMS = re.compile(r"\b(?:terms|conditions)\b", re.IGNORECASE)

_NAME = r"[A-Z][a-z]+(?:[-\s][A-Z][a-z]*\.?)?"
_PERSON = rf"{_NAME},?\s*\(?(?:aged\s+)?[1-9]\d\b\)?"
_OPEN, _CLOSE = '["\u201c\u00ab]', '["\u201d\u00bb]'
#: A question in quotation marks tells of nobody's success.
_QUOTE = f'{_OPEN}[^"\u201c\u201d\u00ab\u00bb]{{9,399}}[^"\u201c\u201d\u00ab\u00bb?]{_CLOSE}'
_SINGLE = "(?<!\\w)['\u2018][^\\n]{15,400}?['\u2019](?!\\w)"
#: A quotation with somebody's first name and age beside it, or of a client (AD2).
TESTIMONIAL = re.compile(
    rf"(?:{_QUOTE}|{_SINGLE})[\s*_>\-\u2013\u2014(,]*(?:(?:says?|said|writes|wrote)\s+)?{_PERSON}|"
    rf"{_PERSON}[^.!?\n\"\u201c]{{0,40}}?[\s*_]*(?:{_QUOTE})|"
    rf"^>[^\n]*\n(?:>?[ \t]*\n)*>?[\s*_\-\u2013\u2014(]*{_PERSON}|"
    rf"\b(?:[Cc]lients?|[Pp]atients?|[Cc]ustomers?)\b[^.!?\n]{{0,40}}(?:{_QUOTE})|"
    rf"(?:{_QUOTE})[^.!?\n]{{0,30}}\b(?:clients?|patients?|customers?)\b",
    re.MULTILINE,
)
