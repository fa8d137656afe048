"""A reply as plain sentences in which a wish to leave can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drip.engine.replies.sentences import fold
from drip.engine.safety.word_sets import word_set

_MOST_CHARACTERS = 6_000
_MOST_SENTENCES = 200
_MOST_WORDS = 150
#: A line that may have been wrapped, and words with which no thought ends.
_WRAPPED_AT = 55
_GOES_ON = word_set("""
    to not dont don't never and or the a i can will should must didn't didnt could would cant can't
    won't wont do did we you that when if how my your have ever of than before me from off
    any this these
    """)
_STOPS = tuple(".!?,:;)")
_QUOTE = re.compile(
    r"\s*(?:>|(?:on|am|le|el|il|op) .{5,160}(?:wrote|schrieb|\u00e9crit|escribi\u00f3):\s*$"
    r"|-{2,}\s*(?:original|forwarded)|_{10,}\s*$)",
    re.IGNORECASE,
)
#: A stop within an address ends nothing.
_SENTENCE = re.compile(r"(?:[^\s@]{1,64}@[^\s@]{1,120}|[^.!?]){1,600}[.!?]{0,9}")
#: Where a stop ends no sentence.
_ABBREVIATED = re.compile(r"\b((?i:mr|mrs|ms|dr|st|approx|e\.g|i\.e|p\.s|a\.m|p\.m))\.(?=\s?\w)")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[,;:()/]|(?<!\S)[-\u2013\u2014]+(?!\S)|\u2014|[&+]")
_ADDRESS = re.compile(
    r"(?:the )?(?:email |e-mail )?(?:address )?:?[^\s@<>:,]{1,64}@[^\s@<>,]{1,120}"
)
_SPELT = {
    "pls": "please", "plz": "please", "plse": "please", "plese": "please", "pleas": "please",
    "pleaae": "please", "plase": "please", "pleaze": "please", "plss": "please", "pl": "please",
    "thx": "thanks", "thanx": "thanks", "tnx": "thanks", "ty": "thanks", "ta": "thanks",
    "thankyou": "thanks", "thnx": "thanks", "tks": "thanks", "thks": "thanks", "u": "you",
    "ya": "you", "yous": "you", "youse": "you", "ur": "your", "yr": "your", "em": "them",
    "wanna": "want to", "dnt": "dont", "donot": "dont", "dont't": "dont", "wud": "would",
    "cud": "could", "r": "are", "n": "and", "&": "and", "+": "and", "im": "im", "i'm": "im",
    "emial": "email", "emal": "email", "eamil": "email", "emails": "emails", "emials": "emails",
    "emals": "emails", "e-mail": "email", "e-mails": "emails", "emailz": "emails",
    "eemails": "emails", "e-mailing": "emailing", "mail-outs": "mailouts", "mail-out": "mailout",
    "newletter": "newsletter", "newletters": "newsletters", "newsletter's": "newsletters",
    "e-newsletter": "newsletter", "stp": "stop", "stopp": "stop", "stpo": "stop", "sotp": "stop",
    "plz.": "please", "recieve": "receive", "recive": "receive", "recieving": "receiving",
    "receving": "receiving", "anymor": "anymore", "nomore": "no more", "remvoe": "remove",
    "remov": "remove", "reomve": "remove", "cancell": "cancel", "adress": "address",
    "addres": "address", "optout": "opt out",
    "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "cos": "because",
    "coz": "because", "cuz": "because", "bcos": "because", "tho": "though", "msg": "message",
    "delet": "delete", "unsibscribe": "unsubscribe", "cant": "cant", "anymre": "anymore",
    "lists": "list", "programme": "program", "programmes": "program", "wouldlike": "would like",
    "emailling": "emailing", "emaling": "emailing", "emailin": "emailing", "sendin": "sending",
    "gettin": "getting", "writin": "writing", "mailin": "mailing", "receivin": "receiving",
    "contactin": "contacting", "sendng": "sending", "seding": "sending", "stoping": "stopping",
    "delist": "remove", "de-list": "remove", "removeme": "remove me", "plzz": "please",
}  # fmt: skip
_UNSUB = re.compile(
    r"(?:de|dis)subscri\w{1,5}|u[nmb]{0,2}-?su[bs]{0,2}s?[cr]\w{3,9}|un-?sc?ub(?:s?[cr]\w{3,9})?"
    r"|un-?sub(?:bed|bing|s|me)?|unsubs?cri\w*"
)
_PHRASES = (
    (re.compile(r"\bs t o p\b"), "stop"),
    (
        re.compile(
            r"\bdont (?:really )?(?:think|feel|believe|reckon) (?:that )?(?:i|we|ill|id|well)"
            r"(?: will| would| really)* (need|want|require|like|be needing)\b"
        ),
        r"dont \1",
    ),
    (re.compile(r"\bun subscri\w+"), "unsubscribe"),
    (re.compile(r"\bdo not\b"), "dont"),
    (re.compile(r"\bdid not\b"), "didnt"),
    (re.compile(r"\bcan not\b"), "cannot"),
    (re.compile(r"\bdon t\b"), "dont"),
    (re.compile(r"\bany more\b(?! \w*(?:mails?|messages?|newsletters?|letters?|of|from)\b)"),
     "anymore"),
    (re.compile(r"\b(?:e mail|mail e)(s|ing|ed)?\b"), r"email\1"),
    (re.compile(r"\bthank you\b"), "thanks"),
    (re.compile(r"\b(i|you|we|they) (?:am|have|are|will|would)\b(?! not)"), None),
)  # fmt: skip
_SHORT = {
    ("i", "am"): "im", ("i", "have"): "ive", ("we", "have"): "weve", ("you", "have"): "youve",
    ("i", "would"): "id", ("i", "will"): "ill", ("you", "are"): "youre", ("we", "are"): "were",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence: `shown` as written; `words` plain, commas as words; `asks` with a mark."""

    shown: str
    words: str
    asks: bool


def said_in(text: str) -> tuple[Said, ...]:
    """The sentences of a reply, its quoted lines left out; the first 6,000 characters are read."""
    found: list[Said] = []
    for line in _lines(text[:_MOST_CHARACTERS]):
        for one in _SENTENCE.finditer(_ABBREVIATED.sub(r"\1", line)):
            shown = one[0].strip()
            words = plain(shown)
            if words:
                found.append(Said(shown=shown, words=words, asks="?" in shown[-9:]))
    return tuple(found[:_MOST_SENTENCES])


def _lines(text: str) -> Iterator[str]:
    """The lines up to the quote; a wrapped one is joined to the one before it."""
    held = ""
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if _QUOTE.match(raw):
            if not raw.lstrip().startswith(">"):
                break
            line = ""
        if line and held and _carried_over(held):
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _carried_over(before: str) -> bool:
    """Whether a line goes on with the one before it."""
    if before.endswith(_STOPS):
        return before.endswith(",") and len(before) >= _WRAPPED_AT
    last = before[-_WRAPPED_AT:].rsplit(maxsplit=1)[-1].lower()
    return len(before) >= _WRAPPED_AT or last in _GOES_ON


def plain(text: str) -> str:
    """The words in lower case and in one spelling, with commas between the thoughts."""
    found = _WORD.findall(_ADDRESS.sub("my address", fold(text)).replace("'", ""))[:_MOST_WORDS]
    words = " ".join(_spelt(word) for word in found)
    for pattern, instead in _PHRASES:
        words = pattern.sub(instead or _shortened, words)
    return words.strip(" ,")


def _spelt(word: str) -> str:
    if not word[0].isalnum() and word not in "&+":
        return ","
    if word in _SPELT:
        return _SPELT[word]
    if word.startswith("opt-"):
        return word.replace("-", " ")
    if not _UNSUB.fullmatch(word):
        return word
    return next((f"unsubscrib{end}" for end in ("ed", "ing") if word.endswith(end)), "unsubscribe")


def _shortened(found: re.Match[str]) -> str:
    first, second = found[0].split()
    return _SHORT.get((first, second), found[0])
