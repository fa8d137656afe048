"""Case files of replies: what people write, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.domain.sequences import Sequence
from drip.engine.replies import SURE, interpret_all
from tests.engine.replies.clinics import CLINICS
from tests.engine.replies.elsewhere import ELSEWHERE

HERE = Path(__file__).parent
#: Questions of other clinics, by what stands in front of the slash.
ELSEWHERE_BY_KEY = {"elsewhere": ELSEWHERE, "clinics": CLINICS}


@dataclass(frozen=True)
class Case:
    """A reply to a check-in. `answers` are expected; `unsure` questions must not be answered.

    To questions in `loose` any words will do, or none.
    """

    check_in: str
    text: str
    answers: dict[str, str]
    unsure: frozenset[str]
    loose: frozenset[str]


@dataclass(frozen=True)
class Measure:
    """Sure answers that are right and wrong, and expected ones that were not sure."""

    right: int
    wrong: list[str]
    missed: list[str]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


@cache
def sequences() -> dict[str, Sequence]:
    """The shipped sequences."""
    return dict(check(read_files(find_content())).sequences)


def cases(name: str) -> list[Case]:
    """The cases of a file."""
    found: list[Case] = []
    check_in = ""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.startswith("@ "):
            check_in = line[2:].strip()
        elif "=>" in line and not line.startswith("#"):
            text, _, wanted = line.rpartition("=>")
            found.append(_case(check_in, text.strip().replace("\\n", "\n"), wanted.split()))
    return found


def _case(check_in: str, text: str, wanted: list[str]) -> Case:
    pairs = [one.partition("=") for one in wanted if "=" in one]
    return Case(
        check_in=check_in,
        text=text,
        answers={question: value.replace("_.", " ") for question, _, value in pairs},
        unsure=frozenset(one.rstrip("?") for one in wanted if one.endswith("?")),
        loose=frozenset(one.rstrip("*") for one in wanted if one.endswith("*") and "=" not in one),
    )


def sure_answers(case: Case) -> dict[str, str]:
    """What counts by itself."""
    key, _, step_id = case.check_in.partition("/")
    if key in ELSEWHERE_BY_KEY:
        read = interpret_all(case.text, ELSEWHERE_BY_KEY[key][step_id], {})
    else:
        step = sequences()[key].step(step_id)
        assert step is not None, case.check_in
        read = interpret_all(case.text, step.ask, sequences()[key].questions)
    return {one.question: one.value for one in read if one.confidence >= SURE}


def measure(all_cases: list[Case]) -> Measure:
    """Sure answers against what was expected."""
    right, wrong, missed = 0, [], []
    for case in all_cases:
        sure = sure_answers(case)
        for question, value in sure.items():
            if question in case.loose:
                continue
            if _same(case.answers.get(question), value):
                right += 1
            else:
                wrong.append(f"{case.check_in}: {case.text!r}: {question}={value}")
        missed += [
            f"{case.check_in}: {case.text!r}: {question}={value}"
            for question, value in case.answers.items()
            if question not in sure
        ]
    return Measure(right, wrong, missed)


def _same(wanted: str | None, value: str) -> bool:
    """Whether it is the wanted value; `mon,thu|07:00` is a routine wherever it is done."""
    if wanted is not None and "|" in wanted:
        return value.startswith(wanted.replace("|", " "))
    return value == wanted
