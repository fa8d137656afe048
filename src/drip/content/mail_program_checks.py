"""What a layout uses that some mail programs leave out, told as warnings.

A writer who has looked and finds the letter fine without it says so in the layout:
`{# fine without border-radius: square corners there #}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drip.content.layout_markup import Source
from drip.content.mail_clients import CLIENTS, Feature, features
from drip.content.problems import Problem, Severity
from drip.content.report import problem_at

_FINE = re.compile(r"\{#\s*fine without (?P<what>.+?): (?P<why>[^#]+)#\}", re.DOTALL)
_FUNCTION = re.compile(r"([a-z-]+)\(")
_PSEUDO = re.compile(r"::?([a-z-]+)")
_MEDIA_FEATURE = re.compile(r"\(([a-z-]+)")
Use = tuple[str, str, int, int]


def mail_program_problems(source: Source) -> Iterator[Problem]:
    """One warning for each feature that some client leaves out, at its first use."""
    known = features()
    fine = {" ".join(found["what"].split()): found for found in _FINE.finditer(source.text)}
    told: dict[str, Feature] = {}
    for kind, name, start, end in _uses(source):
        feature = known.get((kind, name))
        if feature is None or feature.title in told:
            continue
        told[feature.title] = feature
        if feature.title not in fine:
            yield _warning(source, feature, start, end)
    for title, found in fine.items():
        if title not in told:
            message = f'The layout uses no "{title}" that any mail program leaves out.'
            place = source.place(*found.span())
            hint = "take this remark out"
            yield problem_at(source.path, place, "idle-remark", message, hint, Severity.WARNING)


def _warning(source: Source, feature: Feature, start: int, end: int) -> Problem:
    clients = _listed(feature.missing)
    message = f"{feature.title} is left out by {clients}."
    hint = f"letters fine without it? write {{# fine without {feature.title}: why #}}"
    place = source.place(start, end)
    return problem_at(source.path, place, "mail-program", message, hint, Severity.WARNING)


def _listed(names: tuple[str, ...]) -> str:
    """Names of clients; families that leave it out as a whole by the family's name."""
    families: dict[str, list[str]] = {}
    for name in CLIENTS.values():
        families.setdefault(name.split()[0].removesuffix(".com"), []).append(name)
    said: list[str] = []
    for family, members in families.items():
        missing = [name for name in members if name in names]
        said += [family] if len(missing) == len(members) > 1 else missing
    return ", ".join(said)


def _uses(source: Source) -> Iterator[Use]:
    """Everything that the layout uses: kind, name, start and end."""
    for element in source.elements:
        yield "element", element.tag, element.start, element.end
        for name in element.attributes:
            yield "attribute", name, element.start, element.end
    for name, rest, start in source.sheet.at_rules:
        end = start + len(name) + len(rest) + 2
        yield "at-rule", name, start, end
        for found in _MEDIA_FEATURE.finditer(rest):
            yield "media", found[1], start, end
    for one in source.sheet.declarations:
        end = one.start + len(one.name) + len(one.value) + 2
        value = one.value.replace("!important", "").strip().lower()
        yield "property", one.name, one.start, end
        yield "pair", f"{one.name}:{value}", one.start, end
        for found in _FUNCTION.finditer(value):
            yield "function", found[1], one.start, end
        for found in _PSEUDO.finditer(one.selector):
            yield "pseudo", found[1], one.start, end
