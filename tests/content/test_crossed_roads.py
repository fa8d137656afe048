"""Roads that cross: circles through rules and silence, prompts and reviews behind answers."""

from __future__ import annotations

import re

from drip.content.check import check
from tests.content.samples import content, letter

HEAD = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri], gap: 20h}
check_ins: {remind_after: 2d}
steps:
  - {id: a, day: start}
"""
RING = "  - {if: {silent: 2}, then: {task: ring}}\n"
ASKS = "  - {id: b, day: 5, ask: {q: q}}\n"
LATER = "  - {id: c, day: 9}\n"
TIP = "  - {id: x}\n"
PLAIN = "u: U, v: V"


def question(choices: str, name: str = "q") -> str:
    return f'  {name}: {{question: "How?", choices: {{{choices}}}}}\n'


SENDS = question("u: {say: U, then: {send: x}}, v: V")
SCALE = '  q: {question: "Pain?", scale: 0-10}\n'

#: The steps, the questions, the rules; the line and the code of what is told.
ROADS = [
    (
        ASKS + "  - {id: x, ask: {q: q}}\n",
        SCALE,
        "{question: q, at_least: 7}, then: {send: x}",
        "14 loop",
    ),
    (
        ASKS[:-2] + ", if_silent: {then: {send: x}}}\n"
        "  - {id: x, ask: {r: q}, if_silent: {then: {send: x}}}\n",
        question(PLAIN),
        "",
        "9 loop",
    ),
    (
        ASKS,
        question("u: {say: U, then: {ask: r}}, v: V") + question(PLAIN, "r"),
        "{r: u}, then: {ask: q}",
        "10 circle",
    ),
    (ASKS + LATER, question("u: {say: U, then: {skip: b}}, v: V"), "", "11 skips-past"),
    (ASKS + "  - {id: x, only_if: {q: v}}\n", SENDS, "", "9 never-sent"),
    (ASKS + "  - {id: c, day: 7}\n  - {id: x, after: 2d}\n", SENDS, "", "12 crowded-day"),
    (ASKS + TIP, SENDS, "{q: u}, then: {finish: stopped}", "11 at-odds"),
    (ASKS, question(PLAIN), "{q: u}, then: {finish: stopped}", ""),
    (
        ASKS + LATER[:-2] + ", book: assessment}\n",
        question("u: {say: U, then: {book: assessment}}, v: V"),
        "",
        "9 books-too-often",
    ),
    ("  - {id: b, day: 0}\n", "", "", "8 same-day"),
    (ASKS, question(", ".join(f"c{n}: C{n}" for n in range(22))), "", "10 wide-scale"),
    ("  - {id: b, day: 1, send: {at: '18:00'}}\n", "", "", "8 over-midnight"),
]


def told(steps: str, questions: str, rule: str, **letters: str) -> list[str]:
    rules = f"rules:\n{RING}" + (f"  - {{if: {rule}}}\n" if rule else "")
    text = HEAD + steps + (f"questions:\n{questions}" if questions else "") + rules
    files = content(text, letters=" ".join(dict.fromkeys(re.findall(r"\bid: (\w+)", text))))
    files |= {f"templates/emails/daily/{name}.md": said for name, said in letters.items()}
    return [f"{one.line} {one.code}" for one in check(files).problems]


def test_roads_that_cross_are_told() -> None:
    missed = []
    for steps, questions, rule, expected in ROADS:
        found = told(steps, questions, rule)
        if expected not in found if expected else found:
            missed.append((steps, found))
    assert missed == []


def test_a_gap_may_not_be_longer_than_the_time_between_letters() -> None:
    text = HEAD.replace("gap: 20h", "gap: 6d") + ASKS.replace(", ask: {q: q}", "")
    (problem,) = check(content(text, letters="a b")).problems
    assert (problem.line, problem.code) == (4, "wide-gap")


def test_whom_a_skip_leaves_out_is_not_asked_for_a_review() -> None:
    review = letter("c").replace("Hello c.", "Please leave us a review on Google.")
    for questions, rule in (
        (question("u: {say: U, then: {skip: c}}, v: V"), ""),
        (SCALE, "{question: q, at_least: 4}, then: {skip: c}"),
    ):
        assert told(ASKS + LATER, questions, rule, c=review) == ["6 review-behind-answer"]
    assert told(ASKS + LATER, question(PLAIN), "", c=review) == []


def test_an_offer_in_the_preheader_needs_terms_too() -> None:
    offer = letter("a").replace("A line", "A free massage")
    assert told("", "", "", a=offer) == ["3 offer-without-terms"]
