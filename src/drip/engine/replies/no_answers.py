"""Numbers that are no answers: dates, times, telephones, tickets, doses, places of a spine."""

from __future__ import annotations

import re

#: Stands for each character of a thing that is no answer.
MASK = "\u00a4"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_STREET = (
    r"(?:st|street|rd|road|ave|avenue|dr|drive|crt?|court|cres|crescent|pl|lane|ln|hwy|highway"
    r"|parade|pde|terrace|tce|blvd|boulevard|grove|esplanade)"
)
#: What is counted off or called by a number.
_NAMED = (
    r"(?:ticket|case|ref|reference|order|invoice|claim|room|rm|unit|suite|bus|tram|week|wk|day"
    r"|stage|phase|page|pg|letter|email|step|chapter|part|version|exercise|type|covid|form"
    r"|disc|grade|article|lesson|video|channel|postcode|vic|nsw|qld|apt|flat|po box|ext"
    r"|extension|ph|phone|mobile|mob|tel|telephone|fax|abn|medicare|dob|aged?|turned|turning"
    r"|no\.|nr|item|question|due on|due at|due by|terminal|gate|section|clause)"
)
_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,6})"
_THINGS = (
    r"(?:https?://|www\.)\S{1,500}",
    r"[\w.+-]{1,64}@[\w.-]{1,255}",
    r"#\s?\w{0,10}\d\w{0,20}",
    r"\(0\d\)\s?\d{4}[ -]?\d{4}|(?:\+|\b0)\d[\d ()-]{6,16}\d",
    r"\b\d{3,4}[ -]\d{3,4}(?:[ -]\d{3,4})?\b",
    r"\d{6,30}",
    r"\b\d{1,2}[:.]\d{2}\s?(?:am|pm|a\.m\.?|p\.m\.?|h|hrs)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b",
    r"\b\d{1,2}\s?(?:am|pm|a\.m\.?|p\.m\.?|o'?\s?clock)(?!\w)",
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{1,2}-\d{1,2}\b",
    r"\b\d{1,2}(?:st|nd|rd|th)\b(?!\s(?:time|one|spasm|ever|episode)\b)"
    r"(?:\s(?:of\s)?" + _MONTH + r"\b)?",
    r"\b\d{1,2}\s(?:of\s)?" + _MONTH + r"\b(?:\s\d{4})?",
    r"\b" + _MONTH + r"\s\d{1,2}\b(?!/)(?:,?\s\d{4})?",
    r"\b(?:19|20)\d{2}\b",
    r"\b[a-z]{1,2}\d{1,4}[a-z]?(?:\s?[-/]\s?[a-z]?\d{1,2}){0,4}\b",
    r"[$\u00a3\u20ac]\s?\d+(?:[.,]\d+)?|\b\d+(?:\.\d+)?\s?%",
    r"\b\d+\s?x\s?\d+\b|\b" + _NUMBER + r"\s(?:sets|lots|rounds)\sof\s" + _NUMBER + r"\b",
    r"\b(?:24/7|50/50|24-7|50-50|9-5|9 to 5)\b",
    r"\b\d{1,4}[a-z]?\s[a-z]{2,20}\s" + _STREET + r"\b",
    r"(?<!this )(?<!last )(?<!past )(?<!a )(?<!per )\b(?!day one\b)"
    + _NAMED
    + r"(?:\s?[:#]\s?|\s|(?=\d))"
    + _NUMBER
    + r"\b(?![,.]\d)",
    r"\b(?:last|past|previous|over|next|other|for|in|the)\s(?:the\s)?(?:\w{1,8}\s)?"
    + _NUMBER
    + r"\sdays\b|\b"
    + _NUMBER
    + r"[\s-]days?\s(?:ago|later|straight|in a row|since)\b",
    r"\b(?:\d{1,2}[.:])?" + _NUMBER + r"\sin\sthe\s(?:morning|afternoon|evening)\b",
)
#: A scale that is named, such as "on a scale of 1 to 10", leaves no trace.
_SCALE = re.compile(
    r"(?:\bon\s)?(?:\b(?:a|the)\s)?(?:\bscale\s(?:of|from)\s)?\b(?:0|1|zero|one)\s?(?:-|to|thru|through)\s?(?:10|ten)\b"
    r"|\bscale\sof\s\d{1,2}\b"
)
_THING = re.compile("|".join(f"(?:{one})" for one in _THINGS))


def mask(folded: str) -> str:
    """The text with every such thing blotted out, of the same length."""
    unscaled = _SCALE.sub(lambda found: " " * len(found[0]), folded)
    return _THING.sub(_blotted, unscaled)


def _blotted(found: re.Match[str]) -> str:
    return re.sub(r"\S", MASK, found[0])
