"""Whatever comes in, the reader answers, and twice as much takes about twice as long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drip.domain.sequences import Question
from drip.engine.replies import interpret_all, wants_to_leave
from tests.engine.replies.elsewhere import ELSEWHERE
from tests.engine.replies.reading import cases, sequences

QUESTIONS: list[tuple[Question, ...]] = [
    step.ask for one in sequences().values() for step in one.steps if step.ask
] + list(ELSEWHERE.values())
WORDS = sorted({word for case in cases("cases.txt") for word in case.text.split()})
PIECES = [
    *WORDS,
    "\n",
    "?",
    ",",
    ":",
    "-",
    "/",
    "1)",
    "2.",
    "3-4",
    "\u00bd",
    "\ud800",
    "\0",
    "\uff19",
]


@settings(deadline=None, max_examples=150)
@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map(" ".join)),
    asked=st.sampled_from(QUESTIONS),
    under=st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=3),
)
def test_every_answer_can_be_stored(
    text: str, asked: tuple[Question, ...], under: list[tuple[str, str]]
) -> None:
    known = sequences()["strengthening"].questions
    found = interpret_all(text, asked, known, under=under)
    wants_to_leave(text)

    by_name = {**known, **{one.name: one for one in asked}}
    assert len({one.question for one in found}) == len(found)
    for one in found:
        question = by_name[one.question]
        assert 0 < one.confidence <= 1
        assert one.value
        if question.choices:
            assert question.choice(one.value)
        elif question.kind in ("scale", "number"):
            assert question.least <= int(one.value) <= question.most


HOSTILE = (
    "4 ", "3-", "1) ", "no wait ", "\n\n", "stop, ", "maybe 4, ", "from 7 to 4 ", "better ",
    "0 0 ", "1. 2. ", "1:", "./", "in the ", "'", "don't ", "Average pain over the last 7 days? ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_as_much_takes_about_four_times_as_long(piece: str) -> None:
    asked = QUESTIONS[0] + QUESTIONS[2]

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            interpret_all(text, asked, {})
            wants_to_leave(text)
            best = min(best, time.process_time() - begin)
        return best

    seconds(100)
    assert seconds(8_000) < 4 * 2.5 * seconds(2_000) + 0.05
