"""Answers that name their question in a word or two in front: "Pain: 6", "spasm - no"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drip.domain.sequences import Question, QuestionKind
from drip.engine.replies.roots import root, roots_of
from drip.engine.replies.sentences import fold
from drip.engine.replies.small_words import NUMBERS
from drip.engine.replies.topics import IDLE, choice_bounds, cues_apart, names_of
from drip.engine.safety.word_sets import word_set

#: Up to five words at the beginning of a line or a thought, and what sets them off.
_LABEL = re.compile(
    r"(?:^|(?<=[\n,;.!?(])|(?<=\band )|(?<= - )|(?<=\d )|(?<=\d  ))[ \t\"'(]{0,3}"
    r"(?P<words>[^\W\d_]+(?:['-][^\W\d_]+)?(?:[ \t][^\W\d_]+(?:['-][^\W\d_]+)?){0,4})"
    r"(?P<sign>[ \t]?[:=?]{1,2}[ \t]?-?|[ \t]{1,2}-{1,2}>?[ \t]|-(?=\d)"
    r"|[ \t](?=(?:yes|no|nope|nah|yep|nil|none|yeah)[ \t]?(?:[.,;!\n]|$)))"
)
_MOST_LABELS = 20
_SURE = frozenset(":=")
#: Where the answer to a question for a number ends.
_ENDS = re.compile(r"(?<![\d.])[.!](?=\s|$)|\n|(?<=\d)[.!](?=\s+\D|$)")
_NOT_AN_ANSWER = re.compile(r"[\s.,;!?]*")
_COUNTS = re.compile(r"\d")
#: What may stand in a label and says nothing.
_AROUND = word_set("""
    score level rating average overall week weeks number amount answer my the in of for on at is
    was are still any count total this last now today back right your question re and but also
    """)


@dataclass(frozen=True, slots=True)
class _Label:
    question: Question
    start: int
    end: int


def labelled(text: str, questions: Sequence[Question]) -> tuple[dict[str, str], str]:
    """Answers by the question that a label names, and the text without them.

    A question that is labelled twice is read from the whole text instead.
    """
    marks = list(_labels(text, questions))
    names = [mark.question.name for mark in marks]
    found: dict[str, str] = {}
    rest: list[str] = []
    here = 0
    ends = [one.start for one in marks[1:]] + [len(text)] * bool(marks)
    for mark, follows in zip(marks, ends, strict=True):
        if names.count(mark.question.name) > 1:
            continue
        end = _end(text, mark, follows)
        said = text[mark.end : end].strip(" \t,;\"')(\n")
        if _NOT_AN_ANSWER.fullmatch(said):
            continue
        found[mark.question.name] = said if "\n" in said or ". " in said else said.rstrip(" .")
        rest += [text[here : mark.start], "\n", _over(said, mark.question)]
        here = end
    rest.append(text[here:])
    return found, "".join(rest)


def _labels(text: str, questions: Sequence[Question]) -> Iterator[_Label]:
    apart = {
        name: frozenset(root(cue) for cue in cues) for name, cues in cues_apart(questions).items()
    }
    named = {one.name: names_of(one) for one in questions}
    for number, match in enumerate(_LABEL.finditer(fold(text))):
        if number >= _MOST_LABELS:
            return
        behind_number = text[: match.start("words")].rstrip(" ")[-1:].isdigit()
        if behind_number and not set(match["sign"]) & _SURE:
            continue
        question = _named(
            match["words"].split(), questions, apart, named, strong=bool(set(match["sign"]) & _SURE)
        )
        if question is not None:
            yield _Label(question, match.start("words"), match.end("sign"))


def _named(
    words: Sequence[str],
    questions: Sequence[Question],
    apart: Mapping[str, frozenset[str]],
    named: Mapping[str, frozenset[str]],
    *,
    strong: bool,
) -> Question | None:
    """The one question whose own words these are, small words aside."""
    whole = " ".join(words)
    own = {root(word) for word in words if word not in IDLE | _AROUND}
    fitting = [
        one for one in questions
        if whole in named[one.name] or (own and own <= apart[one.name])
    ]  # fmt: skip
    if not fitting and strong and len(words) == 1:
        fitting = [one for one in questions if root(whole) in roots_of(one.text)]
    return fitting[0] if len(fitting) == 1 else None


def _end(text: str, mark: _Label, follows: int) -> int:
    """Where the answer behind a label is over."""
    inline = text[: mark.start].rstrip(" \t")[-1:] not in ("", "\n")
    if _runs_on(mark.question) and not (inline and mark.question.kind is QuestionKind.TEXT):
        line = text.find("\n", mark.end, follows)
        return line if line > 0 and text[mark.end : line].strip() else follows
    found = _ENDS.search(text, mark.end, follows)
    return found.end() if found and text[mark.end : found.start()].strip() else follows


def _over(said: str, question: Question) -> str:
    """What stands behind the first comma of an answer, and may belong to another question."""
    if question.kind in (QuestionKind.TEXT, QuestionKind.ROUTINE):
        return ""
    if _runs_on(question):
        return re.split(r"[,.!;]", said, maxsplit=1)[-1] if re.search(r"[,.!;]", said) else ""
    tail = said.partition(",")[2]
    return "" if _COUNTS.search(tail) or set(fold(tail).split()) & set(NUMBERS) else tail


def _runs_on(question: Question) -> bool:
    """Whether an answer may take more than a sentence."""
    if question.kind is QuestionKind.CHOICE:
        return not choice_bounds(question)
    return question.kind in (QuestionKind.TEXT, QuestionKind.ROUTINE)
