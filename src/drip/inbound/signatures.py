"""Which lines at the end of what somebody wrote are a signature.

In doubt a line is text: a word that is lost is worse than a name that is left in.
"""

from __future__ import annotations

import re

from drip.inbound.reply_lines import Line, Role, next_filled
from drip.inbound.signature_words import (
    CLOSINGS,
    DEVICES,
    EXCUSES,
    IN_SENTENCES,
    LINKING,
    NO_NAMES,
    OWN,
    PROGRAM_LINES,
    SENT_FROM,
    SENT_FROM_ENDINGS,
)

_EXACT = re.compile(r"^-- $")
_LOOSE = re.compile(r"^\s?(?:--|\u2014|---|__|___)\s?$")
_LONG_RULE = re.compile(r"^(?:_{10,200}|-{10,200}|={10,200}|\*{10,200})$")
_LIST_FOOTER = re.compile(
    r"mailing list|unsubscribe|confidential|disclaimer|virus|privileged"
    r"|intended (solely |only )?for|avast|avg\.com|vertraulich|confidenti|riservat",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:this|the|diese|ce|cet|este|esta|questo|questa|dit|deze|detta|dette|denne)"
    r" (?:e-?mail|message|communication|information|transmission|nachricht|courriel|mensaje|correo"
    r"|mensagem|messaggio|bericht|meddelande|besked)[^.]{0,120}"
    r"(?:confidential|privileged|intended (?:solely |only )?for|vertraulich|confidentiel"
    r"|confidencial|riservat|vertrouwelijk|konfidentiell|fortrolig)"
    r"|^(confidentiality notice|disclaimer)\b|please consider the environment before printing"
    r"|^(virus-free|this email has been checked for viruses)|scanned by avast",
    re.IGNORECASE,
)
#: Lawyers say more than "confidential"; who says just that may mean their own words.
_LEGAL = re.compile(
    r"intended|recipient|addressee|privileged|attachment|in error|authori[sz]ed|disclos|copying"
    r"|delete|notify|solely|informationen|adressat|empfänger|destinatari|destinatário|destinataire"
    r"|irrtümlich|par erreur|geadresseerde|mottagare|modtager|consider the environment|virus"
    r"|avast",
    re.IGNORECASE,
)
#: A disclaimer has one of these; looking for them first is quicker.
_DISCLAIMER_WORDS = (
    "confiden", "privileged", "intended", "disclaimer", "printing", "virus", "avast",
    "vertraulich", "riservat", "vertrouwelijk", "fortrolig", "konfiden",
)  # fmt: skip
_CONTACT = re.compile(
    r"@|https?:|www\.|\+?\(?\d[\d\s().-]{6,}|\b(tel|ph|phone|fax|mob|mobile|abn|p|m|t|e|w)\b\s?[:.|]"
    r"|\|",
    re.IGNORECASE,
)
_BEGINNINGS = frozenset(words[:3] for words in SENT_FROM)
_OPENERS = tuple(sorted(SENT_FROM, key=len, reverse=True))
_OUTLOOK_LINK = re.compile(r"aka\.ms/|microsoft\.com")
_GOES_ON = re.compile(r"[,;:.!?]\s{0,3}\w")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-öø-ÿąćčďęěłńňřśšťůžźżğışő]+", re.IGNORECASE)
_ADDRESSES = re.compile(
    r"\[[^\]\n]{1,200}\]|<[^<>\n]{1,300}>|[^\s<>|]{1,80}@[^\s<>|]{1,200}|(?:https?:|www\.)[^\s<>|]{1,300}"
    r"|\b[\w-]{1,60}\.(?:com|org|net|edu|gov|example|test)(?:\.\w\w)?\b[^\s|]{0,100}",
    re.IGNORECASE,
)
#: Small words and labels that stand in contact lines.
_SMALL = frozenset(
    ("of", "and", "the", "for", "at", "de", "la", "der", "von", "und", "et", "van", "tel", "ph",
     "phone", "fax", "mob", "mobile", "email", "mail", "web", "abn", "acn", "ext", "direct",
     "office", "p", "m", "t", "e", "w", "f", "d", "a", "skype", "level", "suite", "du", "des"),
)  # fmt: skip
_COMPANY = frozenset(
    {"pty", "ltd", "limited", "inc", "llc", "gmbh", "ag", "bv", "plc", "corp", "group"}
)
_OWN_WORDS, _SHOUTED = 3, 3
_MOST_BEHIND = 60
_LEGAL_LINES, _MOST_DISCLAIMERS = 4, 20
_URL = re.compile(r"[<(\[]?\s?https?:[^\s<>]{1,200}\s?[>)\]]?")
_RULES = frozenset("-_=*\u2014")
_MOST_EXACT, _MOST_LOOSE, _MOST_CLOSING = 40, 12, 9
_LONGEST_SENT_FROM, _LONGEST_CONTACT = 120, 90
_WORDS_BEHIND_DEVICE, _WORDS_WITH_LINK = 5, 8
_NAME_WORDS = 4
_LOOSE_PROSE = 100
_LONGEST_NICKNAME = 10


def mark_signatures(lines: list[Line], start: int, end: int) -> None:
    """Give their role to the signature lines of a stretch of new text, `start` to before `end`."""
    for line in lines[max(start, end - _MOST_BEHIND) : end]:
        if _is_sent_from(line):
            line.role = Role.SIGNATURE
    where = _delimiter(lines, start, end)
    if where is None:
        where = _disclaimer(lines, start, end)
        where = _closing(lines, start, end if where is None else where) or where
    if where is not None:
        for line in lines[where:end]:
            line.role = Role.SIGNATURE


def _is_sent_from(line: Line) -> bool:
    """A line that a phone or program adds, and nothing else in it."""
    if line.blank or len(line.content) > _LONGEST_SENT_FROM:
        return False
    text = _URL.sub(" ", line.lower).strip("<>()[]*_\"'-\u2013\u2014. ")
    if text in PROGRAM_LINES or ("outlook" in text and _OUTLOOK_LINK.search(line.lower)):
        return len(text.split()) <= _WORDS_WITH_LINK
    if text[:3] not in _BEGINNINGS and text.isascii() and not text.endswith("gesendet"):
        return False
    opens = text.startswith(SENT_FROM)
    if not (opens or text.endswith(SENT_FROM_ENDINGS)):
        return False
    opener = next(one for one in _OPENERS if text.startswith(one)) if opens else ""
    named = [(text.rfind(device), device) for device in DEVICES if device in text]
    if not named:
        return _is_somebodys_own(opener, line)
    first = min(text.find(device) for _, device in named)
    behind = text[max(place + len(device) for place, device in named) :]
    brands = {word.lower() for word in _LETTERS.findall(line.content) if word[0].isupper()}
    between = text[len(opener) : max(first, len(opener))].rpartition(" ")[0]
    return _only_links(between, LINKING | brands) and _says_no_more(behind)


def _only_links(between: str, words: frozenset[str]) -> bool:
    """Whether between "sent from" and the device stands nothing but "my", "the new" and the like.

    Only Latin letters are looked at: "Sent from bed by phone" was typed.
    """
    known = all(one in words or not _LATIN.fullmatch(one) for one in _LETTERS.findall(between))
    return known and not _GOES_ON.search(between)


def _is_somebodys_own(opener: str, line: Line) -> bool:
    """Sent from my what-ever-it-is: a few words that are a name."""
    words = line.content.rstrip(".").split()[len(opener.split()) :]
    if words and words[0].lower() in OWN:
        words = words[1:]
    elif not opener.endswith(tuple(OWN)):
        return False
    return 0 < len(words) <= _OWN_WORDS and not any(word.islower() for word in words)


def _says_no_more(behind: str) -> bool:
    """Whether the words behind a device's name are its model, or an excuse for brevity."""
    found = [behind.rfind(word) + len(word) for word in EXCUSES if word in behind]
    behind = behind[max(found) :] if found else behind
    return not _GOES_ON.search(behind) and len(behind.split()) <= _WORDS_BEHIND_DEVICE


def _delimiter(lines: list[Line], start: int, end: int) -> int | None:
    """A line of two dashes with few lines behind it, or a rule over a list's footer."""
    behind: list[Line] = []
    found: int | None = None
    for here in range(end - 1, start - 1, -1):
        line = lines[here]
        if line.content[:1] in _RULES and line.role is Role.NEW and _delimits(line, behind):
            found = here
        if not line.blank:
            behind.append(line)
        if len(behind) > _MOST_EXACT:
            break
    return found


def _delimits(line: Line, behind: list[Line]) -> bool:
    """Whether a line divides a signature off; the lines behind it come last one first."""
    if _EXACT.match(line.raw):
        return True
    if _LOOSE.match(line.content):
        return _looks_like_one(behind)
    return bool(_LONG_RULE.match(line.content)) and _is_footer(behind)


def _looks_like_one(behind: list[Line]) -> bool:
    """Behind two dashes without the blank that makes them a delimiter: a name or contact lines."""
    if not behind:
        return True
    if len(behind) > _MOST_LOOSE or any(_LOOSE.match(line.content) for line in behind):
        return False
    if any(_is_prose(line) for line in behind):
        return False
    telling = any(_CONTACT.search(line.content) or _is_sent_from(line) for line in behind)
    return telling or _is_name(behind[-1]) or _is_nickname(behind[-1])


def _is_prose(line: Line) -> bool:
    long = len(line.content) > _LOOSE_PROSE and not _LIST_FOOTER.search(line.content[:500])
    return long or line.content.endswith("?")


def _is_footer(behind: list[Line]) -> bool:
    return any(_LIST_FOOTER.search(line.content[:500]) for line in behind[-6:])


def _disclaimer(lines: list[Line], start: int, end: int) -> int | None:
    """The first line of a disclaimer that ends this stretch."""
    tried = 0
    for here in range(start, end):
        line = lines[here]
        telling = tried < _MOST_DISCLAIMERS and any(
            word in line.lower for word in _DISCLAIMER_WORDS
        )
        if telling and line.role is Role.NEW and _DISCLAIMER.search(line.lower):
            tried += 1
            legal = "\n".join(one.lower for one in lines[here : min(here + _LEGAL_LINES, end)])
            if _LEGAL.search(legal):
                return here
    return None


def _closing(lines: list[Line], start: int, end: int) -> int | None:
    """A closing formula, alone on its line, with a name and contact lines behind it.

    Without contact lines it was typed for us: "Thanks, Ann" stays.
    """
    filled = [
        here for here in range(start, end) if not lines[here].blank and lines[here].role is Role.NEW
    ]
    for here in filled[-_MOST_CLOSING:]:
        if here == filled[0] or not _closes(lines[here]):
            continue
        name = next_filled(lines, here + 1)
        behind = [lines[one] for one in filled if one > name]
        named = name < end and _is_name(lines[name]) and not _closes(lines[name])
        if named and _is_block(behind):
            return here
    return None


def _closes(line: Line) -> bool:
    return line.lower.rstrip(" ,.!-\u2013\u3001\u3002\uff0c").replace("\u2019", "'") in CLOSINGS


def _is_name(line: Line) -> bool:
    """A few words that could be a name: letters only, capitalised where the script has capitals."""
    words = line.content.strip("-\u2013\u2014*_ ").rstrip(".,").replace(".", " ").split()
    if not words or len(words) > _NAME_WORDS or line.content.endswith(("?", "!")):
        return False
    if any(word.lower() in NO_NAMES for word in words):
        return False
    return all(
        word.replace("'", "").replace("\u2019", "").replace("-", "").isalpha()
        and (word[0].isupper() or not word.islower() or word in {"van", "de", "der", "von", "di"})
        for word in words
    )


def _is_nickname(line: Line) -> bool:
    """One short word without capitals, as some sign; not one that says how they are."""
    text = line.content
    return text.isalpha() and len(text) <= _LONGEST_NICKNAME and text.lower() not in NO_NAMES


def _is_block(behind: list[Line]) -> bool:
    """Lines that all belong under a name, and at least one that nobody would write as an answer."""
    known = any(line.role is Role.SIGNATURE or _CONTACT.search(line.content) for line in behind)
    return known and all(map(_is_contact, behind))


def _is_contact(line: Line) -> bool:
    """A line as stands under a name: a number, an address, or a few words that are all capitalised.

    "Foot drop since Monday" is none, nor is "Pain 7 - call 0400 111 222", nor anything shouted.
    """
    if len(line.content) > _LONGEST_CONTACT:
        return False
    if line.role is Role.SIGNATURE:
        return True
    plain = _ADDRESSES.sub(" ", line.content)
    words = [word for word in _LETTERS.findall(plain) if word.lower() not in _SMALL]
    if any(word.lower() in NO_NAMES or word.lower() in IN_SENTENCES for word in words):
        return False
    titled = all(word[0].isupper() or not _LATIN.fullmatch(word) for word in words)
    if _CONTACT.search(line.content):
        return titled or "|" in line.content
    company = any(word.lower() in _COMPANY for word in words)
    shouted = len(words) >= _SHOUTED and plain.isupper() and not company
    return titled and bool(words) and not shouted and not line.content.endswith(("?", "."))
