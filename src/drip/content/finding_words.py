"""The words for mistakes that pydantic finds: what stands there, what is wanted, what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic_core import ErrorDetails

from drip.content.fields import WEEKDAYS, shown
from drip.content.hints import did_you_mean, nearest
from drip.content.nodes import Document, Path
from drip.content.parts import Part

_BOOLEAN_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
#: Words of other programs for keys of ours, where the spelling would suggest another.
_SYNONYMS = {
    "when": "if",
    "condition": "if",
    "delay": "after",
    "wait": "after",
    "label": "say",
    "name": "id",
    "email": "send",
    "goto": "send",
    "time": "at",
}
#: Keys that stand elsewhere, and where.
_ELSEWHERE = {
    "subject": "the subject stands in the letter's own file",
    "preheader": "the pre-header stands in the letter's own file",
    "template": "the letter is found by the step's id",
    "at": "it belongs inside `send`",
    "until": "it belongs inside `send`",
    "days": "it belongs inside `send` or `check_ins`",
    "holidays": "it belongs inside `send`",
    "quiet": "it belongs inside `send`",
    "gap": "it belongs inside the sequence's `send`",
    "remind_after": "it belongs inside `check_ins`",
    "silent_after": "it belongs inside `check_ins`",
    "answerable_for": "it belongs inside `check_ins`",
    "changeable_for": "it belongs inside `check_ins`",
    "choices": "it belongs inside a question",
    "question": "it belongs inside `ask`, under a name: ask: {pain: {question: ...}}",
    "send": "what an answer sends stands inside `then`",
    "task": "what follows stands inside `then`",
    "then": "it belongs to an answer, a rule or `if_silent`",
}
#: What a block of keys looks like, by the model or the key that wants one.
_EXAMPLES = {
    "EffectEntry": 'write e.g. {send: NAME} or {task: "Ring"}',
    "QuestionEntry": 'write e.g. {question: "How is it?", scale: 0-10}',
    "SilenceEntry": 'write e.g. {after: 7d, then: {task: "Ring"}}',
    "StepEntry": "write e.g. - {id: NAME, day: 3}",
    "DropOutEntry": "write e.g. {after: 14d, missed: 2}",
    "CheckInsEntry": "write e.g. {remind_after: 2d}",
    "SendChange": 'write e.g. {at: "10:00"}',
    "SendEntry": 'write e.g. {at: "07:30", until: "19:00", days: [mon, tue]}',
    "RuleEntry": 'write e.g. - {if: {silent: 2 check-ins}, then: {task: "Ring"}}',
    "ask": "write e.g. {pain: pain}: a name, and the question or the name of one",
    "choices": 'write e.g. {yes: "Yes", no: "No"}: what is stored, and what people read',
    "only_if": "write e.g. {NAME: answer}",
    "unless": "write e.g. {NAME: answer}",
    "if": "write e.g. {NAME: answer}, or {question: NAME, at_least: 7}",
}


def meant(word: str, part: type[Part]) -> str | None:
    """The key that a wrong one was probably meant to be."""
    known = part.keys()
    before = word.partition(":")[0]
    if before != word and before in known:
        return before
    synonym = _SYNONYMS.get(word.casefold())
    return synonym if synonym in known else nearest(word, known)


def unknown_key(word: str, part: type[Part]) -> tuple[str, str]:
    """The sentence and the hint for a key that a part does not know."""
    key = meant(word, part)
    if key and word.startswith(f"{key}:"):
        return f'A space is missing after "{key}:".', f"write {key}: and a space"
    message = f'"{word}" is not a key that {part.what} knows.'
    if key:
        return message, f'did you mean "{key}"?'
    if word == "<<":
        return message, "write the keys out: nothing is merged here"
    return message, _ELSEWHERE.get(word) or did_you_mean(word, part.keys())


def empty_value(document: Document, path: Path) -> tuple[str, str]:
    """The sentence and the hint for a key, or an item of a list, that has no value."""
    if isinstance(path[-1], int):
        return "There is nothing behind this hyphen.", "write a value, or remove the line"
    source = document.source(path)
    if source:
        message = f'{source} after "{path[-1]}:" stands for nothing at all.'
        return message, 'write a value; a word of that name needs "quotes"'
    key = document.keys.get(path)
    line = document.line(key.line)[key.end_column - 1 :] if key else ""
    if re.match(r":\s+#\S", line):
        return f'There is nothing after "{path[-1]}:".', 'put text that begins with # in "quotes"'
    return f'There is nothing after "{path[-1]}:".', "write a value, or remove the key"


#: pydantic's error types that have a name of ours.
CODES = {
    "text-wanted": "needs-quotes",
    "literal_error": "unknown-word",
    "bool_type": "not-a-boolean",
    "int_type": "not-a-number",
    "list_type": "not-a-list",
    "dict_type": "not-a-block",
    "model_type": "not-a-block",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
    "too_short": "empty-list",
}

_Words = Callable[[Document, Path, ErrorDetails], tuple[str, str]]


def said(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    """The sentence and the hint for one of pydantic's errors."""
    words = _WORDS.get(detail["type"])
    if words is not None:
        return words(document, path, detail)
    context: dict[str, Any] = detail.get("ctx", {})
    message = str(context.get("message", detail["msg"]))
    if isinstance(detail["input"], (int, float)):
        # 9.00 was read as the number 9.0: show what was written.
        message = message.replace(shown(detail["input"]), _written(document, path), 1)
    return message, str(context.get("hint", ""))


def _written(document: Document, path: Path) -> str:
    inside = document.at(path)
    if isinstance(inside, list):
        return "a list"
    if isinstance(inside, dict):
        return "a block of keys"
    source = document.source(path)
    return source if len(source) > 1 and source[0] in "\"'" else f'"{source}"'


def _text_wanted(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    inside = document.at(path)
    if isinstance(inside, (list, dict)):
        hint = "text with [ ] { } or # in it needs quotes around it"
        if isinstance(inside, list) and len(inside) == 1 and isinstance(inside[0], str):
            hint = f"write {inside[0]}, without the brackets; text with [ ] in it needs quotes"
        return f"Text is wanted here, but {_written(document, path)} stands here.", hint
    kind = "true or false" if isinstance(inside, bool) else "a number"
    source = document.source(path)
    return f"{source} reads as {kind}, but text is wanted.", f'write "{source}"'


def _literal(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    known = [word.strip("' ") for word in detail["ctx"]["expected"].replace(" or ", ",").split(",")]
    stands = _written(document, path)
    message = f"{stands[0].upper()}{stands[1:]} is not one of: {', '.join(known)}."
    return message, did_you_mean(str(detail["input"]), known)


def _boolean(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    meant = _BOOLEAN_WORDS.get(str(detail["input"]).casefold(), "true or false")
    return f"{_written(document, path)} is neither true nor false.", f"write {meant}"


def _number(document: Document, path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    return f"{_written(document, path)} is not a whole number.", "write e.g. 2, without quotes"


def _list(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    message = f"A list is wanted here, but {_written(document, path)} stands here."
    if isinstance(document.at(path), dict):
        return message, "begin each item with a '-'"
    words = re.split(r"[\s,]+", str(detail["input"]).strip())
    if path[-1] == "days":
        return message, f"write [{', '.join(_weekdays(words))}]"
    return message, f"write [{', '.join(words)}]"


def _weekdays(words: list[str]) -> list[str]:
    """The weekdays that words name, or span as in mon-fri; some, where they name none."""
    ends = [one[:3].casefold() for word in words for one in word.split("-")]
    known = [one for one in ends if one in WEEKDAYS]
    if len(known) == 2 and any("-" in word for word in words):  # noqa: PLR2004 - two ends
        first, last = map(WEEKDAYS.index, known)
        known = list(WEEKDAYS[first : last + 1])
    return known or list(WEEKDAYS[:5])


def _block(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    message = f"A block of keys is wanted here, but {_written(document, path)} stands here."
    wanted = detail.get("ctx", {}).get("class_name", "")
    hint = _EXAMPLES.get(wanted) or _EXAMPLES.get(str(path[-1]) if path else "")
    return message, hint or "write e.g. {key: value}"


def _small(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    least = detail["ctx"]["ge"]
    return f"{_written(document, path)} is too small.", f"write {least} or more"


def _large(document: Document, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    most = detail["ctx"]["le"]
    return f"{_written(document, path)} is too large.", f"write {most} or less"


def _short(_document: Document, _path: Path, _detail: ErrorDetails) -> tuple[str, str]:
    return "At least one item must stand here.", "add one, or remove the key"


_WORDS: dict[str, _Words] = {
    "text-wanted": _text_wanted,
    "literal_error": _literal,
    "bool_type": _boolean,
    "int_type": _number,
    "list_type": _list,
    "dict_type": _block,
    "model_type": _block,
    "greater_than_equal": _small,
    "less_than_equal": _large,
    "too_short": _short,
}
