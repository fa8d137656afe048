"""What the code of a letter gets wrong although it can be read: loops, parts, answers compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jinja2 import nodes

from drip.content.hints import did_you_mean, nearest
from drip.content.questions import QuestionEntry
from drip.content.sandbox import parse

_ORDERED = frozenset({"lt", "lteq", "gt", "gteq"})
_WHOLES = frozenset({"clinic", "sequence", "facts"})
_TAG = re.compile(r"\{\{-?(.*?)-?\}\}")
_FILTER = re.compile(r"\|\s*(\w+)")
_FILTERS = ("capitalize", "lower", "upper")


class CodeProblem(NamedTuple):
    """A problem on a line of the body (from 1), at a word of it."""

    line: int
    word: str
    code: str
    message: str
    hint: str


def code_problems(
    body: str, questions: Mapping[str, QuestionEntry], known: tuple[str, ...]
) -> Iterator[CodeProblem]:
    """What is wrong in tags that can be read.

    `questions` are those that letters may look at, `known` the names that tags may have.
    """
    if "{" not in body:
        return
    if "{% raw" in body or "{%raw" in body or "{%- raw" in body:
        line = body[: body.find("raw")].count("\n") + 1
        message = "What stands between {% raw %} and {% endraw %} is shown with its braces."
        yield CodeProblem(line, "raw", "letter-code", message, "take both out")
    tree = parse(body)
    for loop in tree.find_all(nodes.For):
        message = "There is no list that a letter could go over."
        yield CodeProblem(loop.lineno, "for", "letter-code", message, "write the lines out")
    for part in tree.find_all(nodes.Getattr):
        if not isinstance(part.node, nodes.Name) or part.node.name in known:
            yield from _part_problems(part)
    for compared in tree.find_all(nodes.Compare):
        yield from _compare_problems(compared, questions)


def hint_for(line: str, known: tuple[str, ...]) -> str:
    """What a tag on a line that cannot be read was probably meant to be."""
    for inside in _TAG.findall(line):
        filtered = _FILTER.search(inside)
        if filtered and filtered[1] not in _FILTERS:
            return did_you_mean(filtered[1], _FILTERS) + ", or leave the | and the word out"
        if whole := re.match(r"\s*((?:clinic|sequence)\.\w+)", inside):
            return f"write {{{{ {whole[1]} }}}}"
        word = re.sub(r"[\s-]+", "_", re.split(r"[|.(\[]", inside.strip())[0].strip())
        near = nearest(word, known)
        if near and near not in _WHOLES:
            return f"write {{{{ {near} }}}}"
    if re.search(r"\{%-?\s*else\s+if\b", line):
        return "write {% elif ... %}"
    return ""


def _part_problems(part: nodes.Getattr) -> Iterator[CodeProblem]:
    if isinstance(part.node, nodes.Getattr):
        return  # its own part is told
    if not isinstance(part.node, nodes.Name):
        message = f"Nothing here has a part called `{part.attr}`."
        yield CodeProblem(part.lineno, part.attr, "letter-code", message, "take it out")
    elif part.node.name not in _WHOLES:
        message = f"{part.node.name} has no parts, so nothing is called {part.attr}."
        hint = f"write {{{{ {part.node.name} }}}}"
        word = f"{part.node.name}.{part.attr}"
        yield CodeProblem(part.lineno, word, "unknown-tag", message, hint)


def _compare_problems(
    compared: nodes.Compare, questions: Mapping[str, QuestionEntry]
) -> Iterator[CodeProblem]:
    sides = [compared.expr, *(operand.expr for operand in compared.ops)]
    looked = [
        one.attr
        for one in sides
        if isinstance(one, nodes.Getattr)
        and isinstance(one.node, nodes.Name)
        and one.node.name == "facts"
    ]
    ordered = any(operand.op in _ORDERED for operand in compared.ops)
    if not ordered:
        for name in looked:
            for value in _values(sides):
                yield from _value_problems(compared.lineno, name, value, questions.get(name))


def _values(sides: list[nodes.Expr]) -> Iterator[object]:
    for side in sides:
        if isinstance(side, nodes.Const):
            yield side.value
        elif isinstance(side, (nodes.List, nodes.Tuple)):
            yield from (one.value for one in side.items if isinstance(one, nodes.Const))


def _value_problems(
    line: int, name: str, value: object, entry: QuestionEntry | None
) -> Iterator[CodeProblem]:
    said = str(value)
    if not isinstance(value, str):
        message = f"Answers are words to a letter, so this never fits: {said} is none."
        yield CodeProblem(line, said, "unknown-answer", message, f'write "{said}"')
    elif entry is not None and value and not entry.takes(value):
        message = f'"{value}" is no answer to "{name}".'
        hint = did_you_mean(value, entry.values or ())
        if entry.span is not None:
            hint = f"it is answered with a number from {entry.span[0]} to {entry.span[1]}"
        yield CodeProblem(line, value, "unknown-answer", message, hint)
