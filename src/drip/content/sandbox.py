"""Jinja for letters: printing, `if`, and `for` over what is given. Nothing else.

Letters are written by staff and travel by editor and file, so they are treated as untrusted code.
Three walls: the syntax tree may hold only the nodes listed here; the environment reaches no
attribute, method, global or arithmetic; the output is cut off at 200 KB.
`reliability.md` 8.2 measured what the stock sandbox lets through.

Time is bounded before anything runs, so that no child process has to be watched: a loop goes over a
given list of at most 100 items, nothing computes or calls, and the nodes of the tree, each counted
as often as its loops can reach it, come to at most a million.
"""

from __future__ import annotations

import re
import string
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from drip.content.marks import Mark
from drip.content.tag_words import in_words
from drip.errors import DripError

MOST_SOURCE = 100_000
MOST_OUTPUT = 200_000
MOST_LOOPS = 2
MOST_LITERALS = 50
MOST_ITEMS = 100
MOST_DEPTH = 60
#: Nodes times the rounds of the loops around them; a tenth of a second's work.
MOST_WORK = 1_000_000

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Getattr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.List,
    nodes.Tuple,
    nodes.Filter,
    nodes.Test,
)
_FILTERS = frozenset({"capitalize", "default", "lower", "upper"})
_TESTS = frozenset({"defined"})
#: Put around what a loop goes over; its name is none that a template could write.
_LISTED = "listed!"
_LOOP = frozenset({"first", "last", "index"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")


class TemplateRefusedError(DripError):
    """A letter holds something that letters cannot do. `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """An environment that reaches plain dicts, lists and strings, and only by their keys."""

    intercepted_binops = _ARITHMETIC
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self, *, finalize: Callable[[object], object], autoescape: bool) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=autoescape,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | {_LISTED: _listed}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a dict, or one of the few facts about a loop."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.undefined(f"there is no {attribute!r} here", name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same as with a dot."""
        return self.getattr(obj, str(argument))

    def call_binop(self, *_: object) -> Any:
        """Letters do not calculate."""
        raise SecurityError("letters do not calculate")

    def call_unop(self, *_: object) -> Any:
        """Letters do not calculate."""
        raise SecurityError("letters do not calculate")

    def is_safe_callable(self, obj: object) -> bool:
        """Nothing can be called."""
        del obj
        return False


def _listed(value: object) -> object:
    """What a loop may go over: a list of no more items than a letter has use for."""
    if isinstance(value, (Mark, Undefined)):
        return iter(value)  # both refuse, each in its own words
    if not isinstance(value, (list, tuple)):
        raise SecurityError("A loop goes over a list that is given to the letter.")
    if len(value) > MOST_ITEMS:
        raise SecurityError(f"A loop goes over at most {MOST_ITEMS} things.")
    return value


def _shown(value: object) -> object:
    """What `{{ value }}` prints: a mark's sentinel, text, or a whole number."""
    if type(value) is Mark:
        return Markup(value.sentinel)  # noqa: S704 - private-use characters only
    if isinstance(value, (str, Undefined)):
        return value
    if type(value) is int:
        return str(value)
    raise SecurityError("only text can be shown")


def _shown_in_markdown(value: object) -> object:
    """The same, with Markdown's punctuation made plain, so that a fact is never markup."""
    shown = _shown(value)
    return _PUNCTUATION.sub(r"\\\1", shown) if isinstance(shown, str) else shown


FOR_HTML = LetterEnvironment(finalize=_shown, autoescape=True)
FOR_TEXT = LetterEnvironment(finalize=_shown, autoescape=False)
FOR_MARKDOWN = LetterEnvironment(finalize=_shown_in_markdown, autoescape=False)


@lru_cache(maxsize=8)
def parse(source: str) -> nodes.Template:
    """The syntax tree of a template that holds nothing but what letters may do.

    Raises:
        TemplateRefusedError: with the line and a sentence for the writer.
    """
    if len(source) > MOST_SOURCE:
        raise TemplateRefusedError(f"This letter is larger than {MOST_SOURCE // 1000} KB.")
    try:
        tree = FOR_HTML.parse(source)
    except TemplateSyntaxError as error:
        raise TemplateRefusedError(in_words(error.message or ""), error.lineno) from error
    except RecursionError as error:
        raise TemplateRefusedError("This is nested too deeply.") from error
    if _work(tree, loops=0, depth=0) > MOST_WORK:
        raise TemplateRefusedError("There is too much in the loops of this letter.")
    return tree


def render(environment: LetterEnvironment, source: str, context: Mapping[str, object]) -> str:
    """Render a template with plain values and marks.

    Raises:
        TemplateRefusedError: it does what letters may not, or asks for what is not there.
        MarkUsedError: the text would depend on a person's value.
    """
    template = _template(environment, source)
    try:
        return "".join(_capped(template.generate(dict(context))))
    except (TemplateError, TypeError, ValueError) as error:
        raise TemplateRefusedError(str(error), _line(error)) from error


def _line(error: Exception) -> int:
    """The template's line that an error came from: Jinja maps its frames to the template."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return lines[-1] or 1 if lines else 1


def _capped(pieces: Iterator[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > MOST_OUTPUT:
            raise TemplateRefusedError(f"The letter grows beyond {MOST_OUTPUT // 1000} KB.")
        yield piece


@lru_cache(maxsize=64)
def _template(environment: LetterEnvironment, source: str) -> Template:
    tree = parse(source)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _LISTED, [], [], None, None, lineno=loop.lineno)
    tree.set_environment(environment)
    try:
        return environment.from_string(tree)
    except (TemplateError, RecursionError) as error:
        raise TemplateRefusedError(str(error), getattr(error, "lineno", 1)) from error


def _work(node: nodes.Node, *, loops: int, depth: int) -> int:
    """How many nodes a rendering can come by at most.

    Raises:
        TemplateRefusedError: there is something that has no place in a letter.
    """
    refusal = _refusal(node, loops) if depth <= MOST_DEPTH else "This is nested too deeply."
    if refusal:
        raise TemplateRefusedError(refusal, node.lineno or 1)
    inside = loops + isinstance(node, nodes.For)
    children = node.iter_child_nodes()
    rounds: int = MOST_ITEMS**loops
    return rounds + sum(_work(one, loops=inside, depth=depth + 1) for one in children)


def _refusal(node: nodes.Node, loops: int) -> str:
    """Why a node has no place in a letter; empty when it has."""
    if not isinstance(node, _ALLOWED):
        return (
            f"Letters cannot do this ({type(node).__name__.lower()}): "
            "they can show {{ values }} and use {% if %}."
        )
    if isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.node is None):
        return f"Letters have no filter {node.name!r}."
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        return f"Letters have no test {node.name!r}."
    if isinstance(node, (nodes.List, nodes.Tuple)) and len(node.items) > MOST_LITERALS:
        return f"A list in a letter holds at most {MOST_LITERALS} items."
    if isinstance(node, nodes.For):
        return _loop_refusal(node, loops)
    return ""


def _loop_refusal(node: nodes.For, loops: int) -> str:
    if loops >= MOST_LOOPS or node.recursive:
        return f"Loops in a letter go at most {MOST_LOOPS} deep."
    if not isinstance(node.iter, (nodes.Name, nodes.Getattr)):
        return "A loop goes over a list that is given to the letter."
    return ""
