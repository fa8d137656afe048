"""What a template's syntax error means, in words for somebody who has never heard of templates."""

from __future__ import annotations

import re

#: A pattern for the parser's words, and what they mean. The first that fits counts.
_MEANINGS = (
    (
        r"unexpected '[})]'|end of print statement'\.$",
        "A merge tag is not closed: it ends with two braces, as in {{ first_name }}.",
    ),
    (
        r"unknown tag '(?P<word>end\w*|else|elif)'.*needs to be closed is '(?P<of>\w+)'",
        "{{% {word} %}} does not belong here: {{% {of} %}} ends with {{% end{of} %}}.",
    ),
    (
        r"Encountered unknown tag '(?P<word>end\w*|else|elif)'",
        "{{% {word} %}} ends something that was never begun.",
    ),
    (
        r"Encountered unknown tag '(?P<word>[^']+)'",
        "Letters know no {{% {word} %}}: they know {{% if %}} and {{% for %}}.",
    ),
    (
        r"needs to be closed is '(?P<of>\w+)'",
        "{{% {of} %}} is begun and never ended: write {{% end{of} %}} behind it.",
    ),
    (
        r"unexpected char '(?P<word>[\u2018-\u201f])'",
        "Inside a tag quotes are straight ones, not a word processor's {word}.",
    ),
    (r'unexpected char ["\'](?P<word>.+)["\'] at', "{word} does not belong in a tag."),
    (r"Missing end of comment tag", "A comment is begun with {{# and never ended: write #}}."),
    (
        r"got '='",
        "Two things are compared with ==, as in {{% if facts.going == 'sore' %}}.",
    ),
    (
        r"expected token 'end of (print statement|statement block)', got '(?P<word>[^']+)'",
        '"{word}" is one word too many in this tag.',
    ),
    (
        r"got 'end of (print statement|statement block)'|expected name or number",
        "Something is missing in this tag: write a name between the braces.",
    ),
    (r"got '}'", "There is one brace too many: a merge tag has two on each side."),
)


def in_words(said: str) -> str:
    """The parser's words in plain ones; as they are where they are not known."""
    for pattern, meaning in _MEANINGS:
        if match := re.search(pattern, said):
            return meaning.format(**match.groupdict())
    return f"This cannot be read: {said}"
