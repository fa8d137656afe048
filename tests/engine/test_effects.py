"""What follows from answers and rules."""

from __future__ import annotations

from drip.domain.sequences import Choice, Condition, Effect, EffectKind, Question, Rule
from drip.engine.effects import (
    Caused,
    Reconciled,
    effects_of_answers,
    follow_ups,
    reconcile,
    rules_that_fire,
)
from tests.engine.build import said, sequence

SEND = Effect(kind=EffectKind.SEND, value="too-sore")
RING = Effect(kind=EffectKind.TASK, value="Ring")
NOTE = Effect(kind=EffectKind.TASK, value="Worried")
ASK_BARRIER = Effect(kind=EffectKind.ASK, value="barrier")
ASK_SESSION = Effect(kind=EffectKind.ASK, value="session")
ASK_WHY = Effect(kind=EffectKind.ASK, value="why")
ASK_LOST = Effect(kind=EffectKind.ASK, value="nowhere")

SESSION = Question(
    name="session",
    text="How did it go?",
    choices=(
        Choice(value="fine", say="Fine"),
        Choice(value="sore", say="Sore", then=(SEND, RING)),
        Choice(value="not_yet", say="Not yet", then=(ASK_BARRIER,)),
        Choice(value="lost", say="Lost", then=(ASK_LOST,)),
    ),
)
BARRIER = Question(
    name="barrier",
    text="What got in the way?",
    choices=(
        Choice(value="time", say="No time"),
        Choice(value="fear", say="Fear", then=(ASK_WHY, ASK_SESSION, NOTE)),
    ),
)
WHY = Question(name="why", text="Why?", choices=(Choice(value="x", say="X", then=(ASK_BARRIER,)),))
NAMED = {"barrier": BARRIER, "why": WHY, "session": SESSION}


def test_every_effect_of_an_answer_follows_with_its_cause() -> None:
    assert effects_of_answers((SESSION,), NAMED, {"session": "sore"}, check_in=17) == (
        Caused("answer:17:session=sore", SEND),
        Caused("answer:17:session=sore", RING),
    )


def test_nothing_follows_from_no_answer_or_an_unknown_one() -> None:
    assert effects_of_answers((SESSION,), NAMED, {}, check_in=17) == ()
    assert effects_of_answers((SESSION,), NAMED, {"session": "eh"}, check_in=17) == ()
    assert effects_of_answers((SESSION,), NAMED, {"session": "fine"}, check_in=17) == ()


def test_effects_of_follow_ups_count_while_they_are_asked() -> None:
    afraid = {"session": "not_yet", "barrier": "fear"}
    assert effects_of_answers((SESSION,), NAMED, afraid, check_in=17) == (
        Caused("answer:17:barrier=fear", NOTE),
    )
    # The first answer was changed, so the further question is gone and its answer with it.
    changed = {"session": "fine", "barrier": "fear"}
    assert effects_of_answers((SESSION,), NAMED, changed, check_in=17) == ()


def test_an_answer_may_ask_further_questions() -> None:
    assert follow_ups((SESSION,), NAMED, {}) == ()
    assert follow_ups((SESSION,), NAMED, {"session": "fine"}) == ()
    assert follow_ups((SESSION,), NAMED, {"session": "not_yet"}) == (BARRIER,)


def test_further_questions_ask_further_ones_and_never_loop() -> None:
    answers = {"session": "not_yet", "barrier": "fear", "why": "x"}
    assert follow_ups((SESSION,), NAMED, answers) == (BARRIER, WHY)


def test_a_question_that_the_step_asks_anyway_is_not_asked_twice() -> None:
    assert follow_ups((SESSION, BARRIER), NAMED, {"session": "not_yet"}) == ()


def test_a_question_that_was_taken_away_is_not_asked() -> None:
    assert follow_ups((SESSION,), NAMED, {"session": "lost"}) == ()


UP = Rule(key="up", conditions=(Condition(question="pain", rises_by=2),), then=(RING, SEND))
DOWN = Rule(key="down", conditions=(Condition(question="pain", falls_by=2),), then=(NOTE,))
HIGH = Rule(key="high", conditions=(Condition(question="pain", at_least=7),), then=(NOTE,))
QUIET = Rule(key="quiet", conditions=(Condition(silent=2),), then=(SEND,))
RULES = sequence(rules=(UP, DOWN, HIGH, QUIET))


def test_a_rule_that_holds_fires_all_its_effects() -> None:
    facts = said(("pain", "4"), ("pain", "6"))
    assert rules_that_fire(RULES, facts, "2") == (
        Caused("rule:up:2", RING),
        Caused("rule:up:2", SEND),
    )
    assert rules_that_fire(RULES, said(), "2") == ()


def test_a_rule_that_held_before_stays_quiet() -> None:
    before, after = said(("pain", "8")), said(("pain", "8"), ("pain", "7"))
    assert rules_that_fire(RULES, after, "2", before=before, answered=["pain"]) == ()
    first = rules_that_fire(RULES, before, "1", before=said(), answered=["pain"])
    assert first == (Caused("rule:high:1", NOTE),)


def test_a_further_rise_counts_anew_but_only_with_an_answer() -> None:
    before = said(("pain", "1"), ("pain", "3"))
    after = said(("pain", "1"), ("pain", "3"), ("pain", "5"))
    fired = rules_that_fire(RULES, after, "3", before=before, answered=["pain"])
    assert [caused.cause for caused in fired] == ["rule:up:3", "rule:up:3"]
    # A later check-in that asks something else leaves the old rise alone.
    assert rules_that_fire(RULES, after, "4", before=after, answered=["sessions"]) == ()


def test_a_further_fall_counts_anew() -> None:
    before = said(("pain", "6"), ("pain", "4"))
    after = said(("pain", "6"), ("pain", "4"), ("pain", "2"))
    fired = rules_that_fire(RULES, after, "3", before=before, answered=["pain"])
    assert fired == (Caused("rule:down:3", NOTE),)


def test_a_rule_about_silence_fires_once_in_a_row_of_silences() -> None:
    assert rules_that_fire(RULES, said(silent=1), "1", before=said()) == ()
    assert rules_that_fire(RULES, said(silent=2), "2", before=said(silent=1)) == (
        Caused("rule:quiet:2", SEND),
    )
    assert rules_that_fire(RULES, said(silent=3), "3", before=said(silent=2)) == ()


def test_a_changed_answer_withdraws_what_is_owed_and_keeps_what_is_done() -> None:
    sore_letter, sore_call = Caused("answer:17:s=sore", SEND), Caused("answer:17:s=sore", RING)
    note = Caused("answer:17:s=worse", NOTE)
    changed = reconcile(owed=[sore_letter], wanted=[note], done=[sore_call])
    assert changed == Reconciled(new=(note,), withdrawn=(sore_letter,), kept=(sore_call,))


def test_the_same_answer_again_changes_nothing() -> None:
    letter, call = Caused("answer:17:s=sore", SEND), Caused("answer:17:s=sore", RING)
    assert reconcile([letter], [letter, call], [call]) == Reconciled((), (), ())


def test_an_effect_that_is_wanted_twice_is_one() -> None:
    letter = Caused("answer:17:s=sore", SEND)
    assert reconcile([], [letter, letter]) == Reconciled((letter,), (), ())
