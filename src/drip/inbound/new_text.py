"""What somebody wrote in a reply, apart from what they answered to.

Linear and line by line. Steps: marked quotes; our own letter, wherever it stands; the marks that
mail programs put over a quote; signatures. What is doubtful stays in: a word that is lost is worse
than a quote that is left in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from drip.domain.mail import NewText
from drip.inbound.attributions import Marks
from drip.inbound.banners import banner_end
from drip.inbound.line_signs import Mark, Strength
from drip.inbound.own_letter import OwnLetter, only_links
from drip.inbound.reply_lines import Line, Role, next_filled, split
from drip.inbound.signatures import mark_signatures
from drip.inbound.typed_within import mark_typed_within, part_tails

_POINTS_DOWN = re.compile(
    r"\b(below|beneath|underneath|inline|in-line|in line|in (red|blue|green|bold|italics"
    r"|capitals|caps|brackets)|under each|under the questions?|in the (text|quote)"
    r"|in your (e-?mail|text|letter|message)|between the lines|further down|unten"
    r"|im text|ci-dessous|plus bas|dans le texte"
    r"|abajo|en el texto|qui sotto|nel testo|abaixo|no texto|hieronder|onderaan|in de tekst|nedan"
    r"|i texten|nedenfor|nedenunder|poniżej|níže|ниже|нижче)\b|以下|下面|下記",
    re.IGNORECASE,
)
#: Who says no more than this may have answered further down.
_GREETS = re.compile(
    r"^(hi|hello|hey|dear|good (morning|afternoon|evening|day)|g[\u2019']?day|hallo|guten tag"
    r"|bonjour|salut|hola|ciao|buongiorno|olá|hej|hei)\b[^.?!\d]{0,30}[,.!]?$",
    re.IGNORECASE,
)
_OWN_SIGN = re.compile(r"[ \t]{0,3}>[ \t]?[=\d]")
_ENDS_SENTENCE = (".", "?", "!", ":", ";", "\u3002", "\uff1f", "\uff01")
_QUESTION_LINES = 4
#: A quoted line that was wrapped and lost its mark stands under one at least this long.
_WRAPPED_AT = 50
_OURS_BELOW, _SENTENCE_BLANKS = 2, 4
#: So many lines of ours for each that is not leave no doubt.
_SURELY_OURS = 3
_MOST_TYPED = 12
#: At most so many lines were typed over a quote, most of which is marked.
_TYPED_OVER, _MARKED_SHARE, _WRAPPED = 4, 0.6, 4


def new_text(text: str, *, sent: str = "") -> NewText:
    """The new text of a reply. `sent` is the letter it answers, as plain text, where it is known.

    Where the letter's HTML says more than its text, `sent` is best both, one after the other:
    programs that quote without marks quote the HTML. A reply of nothing but quotes has an empty
    text.
    """
    lines, beyond = split(text)
    letter = OwnLetter(sent)
    lines = part_tails(lines, letter, depth=1)
    _mark_quotes(lines)
    letter.mark(lines)
    _mark_marks(lines, letter)
    if not _says_enough(lines):
        mark_typed_within(lines, letter)
    _mark_orphans(lines, letter)
    _mark_banners(lines)
    stretches = list(_stretches(lines))
    for start, end in stretches:
        mark_signatures(lines, start, end)
    return NewText(
        text=_joined(lines, Role.NEW),
        removed="\n".join(filter(None, (_raw(lines, Role.QUOTE, Role.MARK), beyond.strip("\n")))),
        quoted_under=tuple(_pairs(lines, stretches)),
        signature=_raw(lines, Role.SIGNATURE),
    )


def _says_enough(lines: list[Line]) -> bool:
    """Whether there is new text that does not point to answers further down."""
    new = [line for line in lines if line.role is Role.NEW and not line.blank]
    only_greets = len(new) == 1 and _GREETS.match(new[0].content)
    return bool(new) and not only_greets and not _points_down(new)


def _points_down(lines: list[Line]) -> bool:
    return any(_POINTS_DOWN.search(line.content[:300]) for line in lines)


def _mark_quotes(lines: list[Line]) -> None:
    """Lines behind `>` are quotes, but for a single one that says "more than"."""
    quoted = [line for line in lines if line.depth]
    if len(quoted) == 1 and _OWN_SIGN.match(quoted[0].raw):
        quoted[0].depth, quoted[0].content, quoted[0].blank = 0, quoted[0].raw.strip(), False
        return
    for line in quoted:
        line.role = Role.QUOTE


def _mark_marks(lines: list[Line], letter: OwnLetter) -> None:
    for line in lines:
        if line.ours:
            line.role = Role.QUOTE
    marks = Marks(lines)
    last_ours = max((here for here, line in enumerate(lines) if line.ours), default=-1)
    here = 0
    while here < len(lines):
        mark = marks.at(here) if lines[here].role is Role.NEW else None
        if mark is None:
            here += 1
            continue
        after = next_filled(lines, mark.end)
        if _opens_unmarked(lines, mark, after, ours_below=not letter or after <= last_ours):
            _cut(lines, mark, letter)
            return
        if mark.strength is Strength.SURE or _quoted_at(lines, after):
            _give(lines, mark.start, mark.end, Role.MARK)
        here = max(mark.end, here + 1)


def _quoted_at(lines: list[Line], here: int) -> bool:
    return here < len(lines) and lines[here].role is Role.QUOTE


def _opens_unmarked(lines: list[Line], mark: Mark, after: int, *, ours_below: bool) -> bool:
    """Whether everything below a mark is a quote although no line of it says so."""
    if after >= len(lines):
        return mark.strength is not Strength.WITH_QUOTE
    if lines[after].depth:
        return False
    if mark.strength is Strength.SURE:
        return mark.headers or not _marks_quotes(lines, after)
    if mark.strength is Strength.WITH_QUOTE:
        return False
    return ours_below


def _marks_quotes(lines: list[Line], start: int) -> bool:
    """Whether most of what stands below is marked, soon, and not as an older mail's quote.

    Then a line without a mark, right under an attribution, was typed there.
    """
    below = [line for line in lines[start:] if not line.blank]
    first = next((here for here, line in enumerate(below) if line.depth), len(below))
    if first > _TYPED_OVER or first == len(below):
        return False
    plain = [replace(line, depth=0, role=Role.NEW) for line in below[first : first + _WRAPPED]]
    older = below[first].depth > 1 or any(map(Marks(plain).at, range(len(plain))))
    return not older and sum(line.depth > 0 for line in below) > _MARKED_SHARE * len(below)


def _cut(lines: list[Line], mark: Mark, letter: OwnLetter) -> None:
    """Everything below a mark is theirs, but for answers that were written there.

    Headers over everything else, and no line of ours below them: what is below may be the answer.
    """
    above = [line for line in lines[: mark.start] if line.role is Role.NEW and not line.blank]
    _give(lines, mark.start, mark.end, Role.MARK)
    if letter:
        below = part_tails(lines[mark.end :], letter, depth=0)
        ours = letter.follow(below)
        asked = not above or _points_down(above)
        if not asked:
            _take_headers(lines, mark, below, ours)
        if _is_ours(below, ours) if asked else _is_nearly_all_ours(below, ours):
            lines[mark.end :] = below
            _keep_answers(lines, mark.end, ours)
            return
    if mark.headers and not above:
        return
    _give(lines, mark.end, len(lines), Role.QUOTE)


def _take_headers(lines: list[Line], mark: Mark, below: list[Line], ours: list[bool]) -> None:
    """Right under headers, up to a blank line, stand headers that we do not know."""
    if lines[mark.end - 1].content.rstrip("*_ ").endswith((":", "\uff1a")):
        return
    for here, line in enumerate(below):
        if line.blank or ours[here]:
            return
        ours[here] = True


def _is_nearly_all_ours(lines: list[Line], ours: list[bool]) -> bool:
    """Whether our letter stands there, up to the next mark, with few lines that are not ours.

    Under a full answer only such lines were typed; another letter is another letter.
    """
    marks = Marks(lines)
    strange = known = 0
    for here, line in enumerate(lines):
        if line.blank or only_links(line.content):
            continue
        mark = None if ours[here] else marks.at(here)
        if strange > _MOST_TYPED or (mark and mark.strength is Strength.SURE):
            break
        known += ours[here]
        strange += not ours[here]
    return known >= _SURELY_OURS and strange <= min(known // _SURELY_OURS, _MOST_TYPED)


def _is_ours(lines: list[Line], ours: list[bool]) -> bool:
    """Whether what stands below a mark is our letter: two lines of it, or one whole sentence."""
    known = [line for line, own in zip(lines, ours, strict=True) if own and not line.blank]
    return len(known) >= _OURS_BELOW or any(
        line.content.count(" ") >= _SENTENCE_BLANKS for line in known
    )


def _keep_answers(lines: list[Line], start: int, ours: list[bool]) -> None:
    """Lines under a mark that are not ours are answers; deeper marks and links are not."""
    marks = Marks(lines)
    for here in range(start, len(lines)):
        line = lines[here]
        known = ours[here - start]
        mark = None if known else marks.at(here)
        if mark and mark.strength is Strength.SURE:
            _give(lines, mark.start, len(lines), Role.QUOTE)
            return
        theirs = known or line.depth or only_links(line.content)
        line.role = Role.QUOTE if theirs else Role.NEW


def _mark_orphans(lines: list[Line], letter: OwnLetter) -> None:
    """The rest of a quoted line that was wrapped and lost its mark is a quote, if it is ours."""
    if not letter:
        return
    for before, line in pairwise(lines):
        if line.role is not Role.NEW or line.blank or before.role is not Role.QUOTE:
            continue
        whole = f"{before.content} {line.content}"
        if len(before.content) >= _WRAPPED_AT and letter.holds(whole):
            line.role = Role.QUOTE


def _mark_banners(lines: list[Line]) -> None:
    """A gateway's warning where new text begins, at the top or behind a quote."""
    for start, end in _stretches(lines):
        here = next_filled(lines, start)
        while here < end and (behind := banner_end(lines, here)) > here:
            _give(lines, here, min(behind, end), Role.MARK)
            here = next_filled(lines, behind)


def _stretches(lines: list[Line]) -> list[tuple[int, int]]:
    """Where new text stands, from and to, without blank lines at its ends."""
    found: list[tuple[int, int]] = []
    here = 0
    while here < len(lines):
        if lines[here].role is not Role.NEW:
            here += 1
            continue
        end = here
        while end < len(lines) and lines[end].role is Role.NEW:
            end += 1
        if any(not line.blank for line in lines[here:end]):
            found.append((here, end))
        here = end
    return found


def _pairs(lines: list[Line], stretches: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """Answers with the quoted line that each stands under."""
    found: list[tuple[str, str]] = []
    for start, end in stretches:
        answer = _joined(lines[start:end], Role.NEW)
        question = _question(lines, start)
        if question and answer:
            found.append((question, answer))
    return found


def _question(lines: list[Line], start: int) -> str:
    """The quoted line above, joined with the lines before it where it was wrapped."""
    here = start - 1
    while here >= 0 and lines[here].blank:
        here -= 1
    words: list[str] = []
    while here >= 0 and len(words) < _QUESTION_LINES:
        line = lines[here]
        if line.role is not Role.QUOTE or line.blank:
            break
        if words and line.content.endswith(_ENDS_SENTENCE):
            break
        words.insert(0, line.content)
        here -= 1
    return " ".join(words)


def _give(lines: list[Line], start: int, end: int, role: Role) -> None:
    for line in lines[start:end]:
        line.role = role


def _joined(lines: list[Line], role: Role) -> str:
    """The text of these lines as written; where others were taken out, a blank line stands."""
    rows: list[str] = []
    for line in lines:
        row = line.raw.rstrip() if line.role is role and not line.blank else ""
        if row or (rows and rows[-1]):
            rows.append(row)
    return "\n".join(rows).strip()


def _raw(lines: list[Line], *roles: Role) -> str:
    return "\n".join(line.raw for line in lines if line.role in roles).strip("\n")
