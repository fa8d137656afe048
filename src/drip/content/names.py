"""Which names a letter uses, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from drip.content.sandbox import TemplateRefusedError, parse

#: Most subjects and pre-headers are shorter and hold no tag: nothing to parse.
_LINE = 200


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name: `clinic.phone` is the name `clinic` with the part `phone`.

    `shown` tells that it is simply printed; `line` counts from 1.
    """

    name: str
    part: str
    line: int
    shown: bool


def uses(source: str) -> tuple[Use, ...]:
    """Every use of a name in a template.

    Raises:
        TemplateRefusedError: it cannot be read, or does what letters may not do.
    """
    if "{" not in source:
        return ()
    if len(source) <= _LINE and "{" not in source:
        return ()
    return tuple(_walk(parse(source), shown=False, bound=frozenset()))


def facts_used(source: str) -> frozenset[str]:
    """The facts (names of questions) that a letter's text depends on; none if it cannot be read."""
    return looks_at(source).facts


@dataclass(frozen=True, slots=True)
class Looks:
    """What a letter's text depends on, beyond who is asked questions.

    `facts`: names of questions whose answers it looks at. `booking`: whether it says something
    else to people who are offered a booking.
    """

    facts: frozenset[str] = frozenset()
    booking: bool = False


def looks_at(source: str) -> Looks:
    """What a letter's text depends on; nothing if it cannot be read."""
    try:
        found = uses(source)
    except TemplateRefusedError:
        return Looks()
    facts = frozenset(use.part for use in found if use.name == "facts" and use.part)
    return Looks(facts, any(use.name == "booking" for use in found))


def _walk(node: nodes.Node, *, shown: bool, bound: frozenset[str]) -> Iterator[Use]:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        if node.node.name not in bound:
            yield Use(node.node.name, node.attr, node.lineno or 1, shown)
        return
    if isinstance(node, nodes.Name):
        if node.ctx == "load" and node.name not in bound:
            yield Use(node.name, "", node.lineno or 1, shown)
        return
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        bound |= {node.target.name, "loop"}
    for child in node.iter_child_nodes():
        yield from _walk(child, shown=isinstance(node, nodes.Output), bound=bound)
