"""The little language in which a clinician writes down what people say.

    numb down there             words in this order; small words between them do not count
    lose/lost control           one or the other
    <saddle>                    any word of the family `saddle`
    cannot feel .. <saddle>     up to six other words between
    can not go on .             nothing more is said in this breath
    <saddle> ~ <numb>           in either order, up to nine other words between

Endings do not matter (leak, leaks, leaking), and neither do small words (a, the, my, is, really).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drip.engine.safety.small_words import content_stems

#: How many other words `..` and `~` allow; what explains a sign away must stand nearer.
_NEAR, _FAR = 6, 9
_NEARER, _LESS_FAR = 4, 6
_FAMILY = re.compile(r"<([a-z][a-z0-9-]*)>")
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*(?:/[^\W_]+(?:[.'-][^\W_]+)*)*")
_NUMBER = re.compile(r"[\d./]+")


class PatternError(ValueError):
    """This pattern cannot be read."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: a family, or words that stand for each other.

    `gap` is how many other words may stand before it; `closes` is whether the thought ends with it.
    """

    gap: int
    family: str = ""
    words: frozenset[str] = frozenset()
    closes: bool = False


Pattern = tuple[Element, ...]


def parse_pattern(text: str, *, strict: bool = False) -> tuple[Pattern, ...]:
    """The orders in which a pattern may be said: one, or two for `~`.

    A `strict` pattern allows fewer other words in between.

    Raises:
        PatternError: with a sentence that says what is wrong.
    """
    sides = text.lower().split(" ~ ")
    if len(sides) > 2:  # noqa: PLR2004 - a pair has two sides
        raise PatternError("Only one ~ can stand in a pattern.")
    near, far = (_NEARER, _LESS_FAR) if strict else (_NEAR, _FAR)
    read = [tuple(_elements(side, near)) for side in sides]
    if not all(read):
        raise PatternError("There are no words here that count: small words alone say nothing.")
    if len(read) == 1:
        return (read[0],)
    one, other = read
    return (one + _after(other, far), other + _after(one, far))


def _after(elements: Pattern, gap: int) -> Pattern:
    first = elements[0]
    return (Element(gap, first.family, first.words), *elements[1:])


def _elements(text: str, near: int) -> Iterator[Element]:
    closed = text.endswith(" .")
    elements = list(_open_elements(text.removesuffix(" ."), near))
    if closed and elements:
        last = elements.pop()
        elements.append(Element(last.gap, last.family, last.words, closes=True))
    yield from elements


def _open_elements(text: str, near: int) -> Iterator[Element]:
    gap = 0
    for place, part in enumerate(text.split()):
        if part == "..":
            if not place:
                raise PatternError("A pattern cannot begin with ..")
            gap = near
        elif family := _FAMILY.fullmatch(part):
            yield Element(gap, family=family[1])
            gap = 0
        elif _WORD.fullmatch(part):
            for element in _words(part, gap):
                yield element
                gap = 0
        else:
            message = f'"{part}" is no word. Write words, <families>, .. and ~ with spaces between.'
            raise PatternError(message)


def _words(part: str, gap: int) -> Iterator[Element]:
    words = [part] if _NUMBER.fullmatch(part) and part == "24/7" else part.split("/")
    choices = [content_stems(word) for word in words]
    if len(choices) > 1 and any(len(stems) > 1 for stems in choices):
        raise PatternError(f'In "{part}" each side of / must be one plain word.')
    if len(choices) > 1:
        yield Element(gap, words=frozenset(stems[0] for stems in choices if stems))
        return
    for place, one in enumerate(choices[0]):
        yield Element(0 if place else gap, words=frozenset({one}))


def families_in(text: str) -> tuple[str, ...]:
    """The families that a pattern names."""
    return tuple(_FAMILY.findall(text.lower()))
