"""What a sequence would do to people, walked over all answers; each told at its place."""

from __future__ import annotations

from drip.content.check import check
from drip.content.meaning.turns import MOST_TURNS
from drip.content.problems import Problem, Severity
from tests.content.samples import DAILY, RICH, RICH_LETTERS, content

HEAD = """\
sequence: daily
title: Day by day
anchor: confirmed
send: {at: "09:00", until: "17:00", days: [mon, tue, wed, thu, fri, sat, sun]}
check_ins: {remind_after: 2d}
"""
SILENCE = "rules:\n  - {if: {silent: 2 check-ins}, then: {pause: until resumed}}\n"


def found(steps: str, *, rest: str = SILENCE) -> list[Problem]:
    """What is wrong with a sequence of these steps; the first step stands on line 7."""
    text = f"{HEAD}steps:\n{steps}{rest}"
    ids = [part.split("\n")[0].split(",")[0].strip(" }") for part in steps.split("id: ")[1:]]
    return list(check(content(text, letters=" ".join(ids))).problems)


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(f"{one.line}:{one.column}", one.code) for one in problems]


def ask(name: str, *choices: str) -> str:
    return f"ask: {{{name}: {{question: Well?, choices: {{{', '.join(choices)}}}}}}}"


GOING = ask("going", "fine: Fine", "sore: {say: Sore, then: {send: tip}}")


def test_a_plain_sequence_is_fine() -> None:
    assert found("  - {id: hello, day: start}\n  - {id: one, day: 3}\n") == []


# --- what nobody gets -------------------------------------------------------------------------


def test_a_letter_whose_answer_comes_too_late_is_never_sent() -> None:
    steps = (
        "  - {id: hello, day: start}\n"
        "  - {id: one, day: 2, only_if: {going: sore}}\n"
        f"  - {{id: two, day: 4, {GOING}}}\n"
        "  - {id: tip}\n"
    )
    (one,) = found(steps)
    assert (told([one]), one.severity) == ([("8:23", "never-sent")], Severity.WARNING)
    assert one.message == (
        'Nobody ever gets "one": no answers that people can give before day 2 fit its `only_if`.'
    )


def test_a_letter_that_its_own_condition_shuts_out_is_never_sent() -> None:
    steps = (
        f"  - {{id: hello, day: start, {GOING}}}\n"
        "  - {id: one, day: 2, only_if: {going: fine}, unless: {going: fine}}\n"
        "  - {id: tip}\n"
    )
    assert told(found(steps)) == [("8:23", "never-sent")]


def test_a_letter_after_everybody_has_finished_by_answer_still_goes_to_the_silent() -> None:
    leave = ask(
        "going", "a: {say: A, then: {finish: stopped}}", "b: {say: B, then: {finish: stopped}}"
    )
    steps = f"  - {{id: hello, day: start, {leave}}}\n  - {{id: one, day: 2}}\n"
    assert found(steps) == []


def test_an_answer_given_in_a_branch_letter_counts() -> None:
    steps = (
        f"  - {{id: hello, day: start, {GOING}}}\n"
        "  - {id: one, day: 5, only_if: {again: a}}\n"
        f"  - {{id: tip, {ask('again', 'a: A', 'b: B')}}}\n"
    )
    assert found(steps) == []


# --- letters sent by answers ------------------------------------------------------------------


def test_a_letter_that_sends_itself_again_is_a_loop() -> None:
    steps = (
        f"  - {{id: hello, day: start, {GOING}}}\n"
        "  - id: tip\n"
        "    ask:\n"
        "      again:\n"
        "        question: And now?\n"
        "        choices: {fine: Fine, sore: {say: Sore, then: {send: tip}}}\n"
    )
    (one,) = [p for p in found(steps) if p.code == "loop"]
    assert (one.line, one.column, one.severity) == (12, 62, Severity.ERROR)
    assert one.message == (
        '"tip" sends itself again, and nothing waits between: somebody who gives the same answer '
        "gets it day after day."
    )
    assert one.hint == "add after: 7d to tip, or let another letter follow"


def test_two_letters_that_send_each_other_are_a_loop() -> None:
    steps = (
        f"  - {{id: hello, day: start, {GOING}}}\n"
        f"  - {{id: tip, {ask('q', 'a: A', 'b: {say: B, then: {send: top}}')}}}\n"
        f"  - {{id: top, {ask('r', 'a: A', 'b: {say: B, then: {send: tip}}')}}}\n"
    )
    assert [p.code for p in found(steps)].count("loop") == 2


def test_a_loop_with_a_wait_is_none() -> None:
    again = ask("again", "fine: Fine", "sore: {say: Sore, then: {send: tip}}")
    for tip in (f"  - {{id: tip, after: 7d, {again}}}\n", f"  - {{id: tip, {again}}}\n"):
        if "after" not in tip:
            tip = tip.replace("{send: tip}", "{send: tip, after: 7d}")  # noqa: PLW2901 - the other way
        steps = f"  - {{id: hello, day: start, {GOING}}}\n{tip}"
        assert "loop" not in [p.code for p in found(steps)]


def test_one_answer_that_sends_two_letters_is_told() -> None:
    both = ask("going", "a: A", "b: {say: B, then: [{send: tip}, {send: top}]}")
    steps = f"  - {{id: hello, day: start, {both}}}\n  - {{id: tip}}\n  - {{id: top}}\n"
    (one,) = found(steps)
    assert told([one]) == [("7:29", "two-at-once")]
    assert one.message == (
        'One visit to this check-in can send "tip" and "top". Only one letter goes to a person on '
        "a day, so the others come a day late each."
    )


def test_two_questions_of_one_check_in_that_send_are_told() -> None:
    steps = (
        "  - id: hello\n"
        "    day: start\n"
        "    ask:\n"
        "      q: {question: A?, choices: {a: A, b: {say: B, then: {send: tip}}}}\n"
        "      r: {question: B?, choices: {a: A, b: {say: B, then: {send: top}}}}\n"
        "  - id: tip\n"
        "  - id: top\n"
    )
    assert told(found(steps)) == [("9:5", "two-at-once")]


def test_two_letters_on_different_answers_are_fine() -> None:
    one = ask("going", "a: {say: A, then: {send: tip}}", "b: {say: B, then: {send: top}}")
    assert found(f"  - {{id: hello, day: start, {one}}}\n  - {{id: tip}}\n  - {{id: top}}\n") == []


def test_a_second_letter_that_waits_is_fine() -> None:
    both = ask("going", "a: A", "b: {say: B, then: [{send: tip}, {send: top, after: 3d}]}")
    assert found(f"  - {{id: hello, day: start, {both}}}\n  - {{id: tip}}\n  - {{id: top}}\n") == []


def test_a_branch_letter_on_the_day_of_another_is_told() -> None:
    steps = (
        "  - {id: hello, day: start}\n"
        f"  - {{id: one, day: 3, {GOING}}}\n"
        "  - {id: two, day: 4}\n"
        "  - {id: tip}\n"
    )
    (one,) = found(steps)
    assert one.code == "crowded-day"
    assert one.line == 8
    assert one.message == (
        'Whoever answers on day 3 is to get "tip" on day 4, the day of "two": one of the two comes '
        "a day late."
    )
    assert one.hint == 'move "two" to day 5'


RING = "a: {say: A, then: {task: Ring}}"
CALL = "c: {say: C, then: {task: Call}}"


def test_the_one_answer_without_anything_is_told() -> None:
    odd = ask(
        "going", "a: {say: A, then: {task: Ring}}", "b: Worse", "c: {say: C, then: {task: Call}}"
    )
    (one,) = found(f"  - {{id: hello, day: start, {odd}}}\n")
    assert one.code == "leads-nowhere"
    assert one.message == 'Something follows from every other answer, but nothing from "Worse".'


def test_good_news_first_needs_nothing_to_follow() -> None:
    fine = ask(
        "going", "a: Fine", "b: {say: B, then: {task: Ring}}", "c: {say: C, then: {task: Call}}"
    )
    assert found(f"  - {{id: hello, day: start, {fine}}}\n") == []


def test_an_answer_of_which_a_rule_hears_leads_somewhere() -> None:
    odd = ask(
        "going", "a: {say: A, then: {task: Ring}}", "b: Worse", "c: {say: C, then: {task: Call}}"
    )
    rest = SILENCE + "  - {if: {going: b}, then: {task: Look}}\n"
    assert found(f"  - {{id: hello, day: start, {odd}}}\n", rest=rest) == []


# --- contact ----------------------------------------------------------------------------------


def weeks(*days: int, asking: tuple[int, ...] = ()) -> str:
    steps = "  - {id: hello, day: start}\n"
    for day in days:
        asks = ", " + ask(f"q{day}", "a: A", "b: B") if day in asking else ""
        steps += f"  - {{id: d{day}, day: {day}{asks}}}\n"
    return steps


def test_a_long_sequence_asks_in_the_first_week() -> None:
    (one,) = found(weeks(2, 10, 14))
    assert (told([one]), one.severity) == ([("8:19", "no-check-in")], Severity.WARNING)
    assert one.message == (
        "Nobody is asked how it goes between day 3 and day 7, and many people stop in the first "
        "week."
    )
    assert found(weeks(2, 7, 14, asking=(7,))) == []


def test_a_long_sequence_asks_at_three_weeks() -> None:
    (one,) = found(weeks(5, 15, 22, 28, asking=(5,)))
    assert told([one]) == [("9:20", "no-check-in")]
    assert found(weeks(5, 15, 22, 28, asking=(5, 22))) == []


def test_a_short_sequence_need_not_ask() -> None:
    assert found(weeks(2, 10, 13)) == []


def test_more_than_two_weeks_without_a_letter_are_told() -> None:
    (one,) = found(weeks(5, 20, asking=(5,)))
    assert told([one]) == [("9:20", "long-silence")]
    assert one.message == 'Nothing is sent for 15 days before "d20" (day 20).'
    assert found(weeks(5, 19, asking=(5,))) == []


def test_a_long_silence_is_told_for_whom() -> None:
    steps = weeks(5, asking=(5,)) + (
        "  - {id: mid, day: 15, unless: {q5: b}}\n  - {id: end, day: 26}\n"
    )
    (one,) = found(steps)
    assert one.message == (
        'Nothing is sent for 21 days before "end" (day 26), for somebody who answers q5: b.'
    )


# --- bookings ---------------------------------------------------------------------------------

BOOK = "book: assessment"


def test_booking_prompts_keep_a_week_between_them() -> None:
    steps = (
        "  - {id: hello, day: start, book: assessment}\n  - {id: one, day: 6, book: assessment}\n"
    )
    (one,) = found(steps)
    assert (told([one]), one.severity) == ([("8:29", "books-too-often")], Severity.WARNING)
    assert one.message == (
        '"one" offers a booking 6 days after "hello" did. Once in 7 days is enough.'
    )
    assert found(steps.replace("day: 6", "day: 7")) == []


def test_prompts_for_different_people_do_not_count_together() -> None:
    steps = (
        f"  - {{id: hello, day: start, {ask('q', 'a: A', 'b: B')}}}\n"
        "  - {id: one, day: 3, only_if: {q: a}, book: assessment}\n"
        "  - {id: two, day: 5, unless: {q: a}, book: assessment}\n"
    )
    assert found(steps) == []
    (one,) = found(steps.replace("unless: {q: a}", "unless: {q: b}"))
    assert one.message.endswith(" did, for somebody who answers q: a. Once in 7 days is enough.")


BETTER = "  - {id: hello, day: start, ask: {why: {question: Why?, reasons: all}}}\n"


def test_nobody_who_is_better_is_asked_to_book() -> None:
    (one,) = found(BETTER + "  - {id: one, day: 3, book: assessment}\n")
    assert (told([one]), one.severity) == ([("8:29", "book-after-better")], Severity.WARNING)
    assert one.message == '"one" offers a booking to people who have said that they are better.'
    assert one.hint == "add {skip: one} to that answer"


def test_a_prompt_that_is_skipped_for_them_is_fine() -> None:
    rest = SILENCE + "  - {if: {why: better}, then: {skip: one}}\n"
    assert found(BETTER + "  - {id: one, day: 3, book: assessment}\n", rest=rest) == []


def test_a_letter_that_follows_better_offers_no_booking() -> None:
    rest = SILENCE + "  - {if: {why: better}, then: {send: tip}}\n"
    (one,) = found(BETTER + "  - {id: tip, book: assessment}\n", rest=rest)
    assert (one.code, one.hint) == ("book-after-better", "leave `book` out")


def test_who_graduates_is_asked_nothing_more() -> None:
    done = ask("q", "a: A", "b: {say: B, then: {finish: graduated}}")
    steps = f"  - {{id: hello, day: start, {done}}}\n  - {{id: one, day: 3, book: assessment}}\n"
    assert found(steps) == []


# --- bounds -----------------------------------------------------------------------------------


def test_the_samples_are_fine() -> None:
    assert check(content(RICH, letters=RICH_LETTERS)).problems == ()
    assert check(content(DAILY)).problems == ()


def test_a_check_in_with_endless_ways_is_still_walked() -> None:
    steps = "  - id: hello\n    day: start\n    ask:\n"
    names = [f"q{number}" for number in range(12)]
    for name in names:
        steps += f"      {name}: {{question: Well?, choices: {{a: A, b: B, c: C}}}}\n"
    wants = ", ".join(f"{name}: [a, b]" for name in names)
    steps += f"  - {{id: one, day: 2, only_if: {{{wants}}}}}\n"
    assert 3 ** len(names) > MOST_TURNS
    assert "never-sent" not in [one.code for one in found(steps)]
