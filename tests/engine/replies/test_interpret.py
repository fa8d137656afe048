"""From a reply to answers: evidence, confidence, and which part answers which question."""

import pytest

from drip.domain.sequences import Question, QuestionKind
from drip.engine.replies import SURE, interpret, interpret_all, language_known
from tests.engine.replies.reading import sequences

STRENGTHENING = sequences()["strengthening"]
PAIN = STRENGTHENING.questions["pain"]


def asked(step_id: str) -> tuple[Question, ...]:
    step = STRENGTHENING.step(step_id)
    assert step is not None
    return step.ask


def test_an_answer_comes_with_its_sentence_as_it_was_written() -> None:
    (one,) = interpret("Hi all. My *Pain* was a  FOUR, thanks. See you Monday.", [PAIN])

    assert (one.question, one.value) == ("pain", "4")
    assert one.sentence == "My *Pain* was a FOUR, thanks."
    assert one.confidence >= SURE


@pytest.mark.parametrize(
    ("text", "value"),
    [("maybe 4", "4"), ("3, maybe 4", "3"), ("4/5", "4"), ("5... actually 6", "6"), ("4?", "4")],
)
def test_what_is_in_doubt_is_a_suggestion(text: str, value: str) -> None:
    (one,) = interpret(text, [PAIN])

    assert one.value == value
    assert 0 < one.confidence < SURE


@pytest.mark.parametrize(
    "text", ["", "   ", "thanks", "-3", "11", "L4/L5", "see you at 4", "7 days", "2 kids", "👍"]
)
def test_nothing_is_guessed(text: str) -> None:
    assert interpret(text, [PAIN]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mi dolor es un 7 esta semana",
        "Die Schmerzen waren 4 von 10",
        "疼痛是 7 分 谢谢你们",
        "Боль 7",
    ],
)
def test_another_language_gives_nothing(text: str) -> None:
    assert not language_known(text)
    assert interpret(text, [PAIN]) == ()


def test_answers_under_their_questions_belong_to_them() -> None:
    under = [("Average pain over the last 7 days?", "5"), ("Sessions in the last 7 days?", "2")]
    found = interpret("5\n\n2", asked("two-taps"), under=under)

    assert [(one.question, one.value) for one in found] == [("sessions", "two"), ("pain", "5")]
    assert all(one.confidence >= SURE for one in found)


def test_a_line_of_ours_that_asks_nothing_is_no_question() -> None:
    under = [("You can reply to this email.", "4")]

    assert [one.value for one in interpret("4", [PAIN], under=under)] == ["4"]


def test_a_question_that_a_sure_answer_adds_is_read_as_well() -> None:
    text = "I've stopped, no time"
    found = interpret_all(text, asked("first-session"), STRENGTHENING.questions)

    assert [(one.question, one.value) for one in found] == [
        ("session", "stopped"),
        ("why_stopped", "time"),
    ]
    assert [one.question for one in interpret(text, asked("first-session"))] == ["session"]


def test_free_text_under_its_own_question_is_kept_as_written() -> None:
    surer = STRENGTHENING.questions["surer"]
    (one,) = interpret("x", [surer, PAIN], under=[(surer.text, "More sleep,\nless work")])

    assert (one.value, one.confidence >= SURE) == ("More sleep,\nless work", True)


def test_what_is_taken_back_in_so_many_words_does_not_count() -> None:
    (one,) = interpret("pain 3, no wait make that 4", [PAIN])

    assert (one.value, one.confidence >= SURE) == ("4", True)


def test_a_sole_question_for_text_takes_what_was_written() -> None:
    surer = STRENGTHENING.questions["surer"]
    (one,) = interpret("Hi,\n\nA chat with the physio\n\nCheers, Rob", [surer])

    assert (one.value, one.confidence >= SURE) == ("A chat with the physio", True)


@pytest.mark.parametrize(
    "text", ["Thanks!", "Can I change my appointment?", "Could you ring me about Tuesday"]
)
def test_small_talk_and_business_are_no_answer_in_words(text: str) -> None:
    found = interpret(text, [STRENGTHENING.questions["surer"]])

    assert all(one.confidence < SURE for one in found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Pain: 6\nSpasm: no", "no_spasm"),
        ("4. In spasm - No", "no_spasm"),
        ("no spasm, pain 4", "no_spasm"),
        ("Spasm? No, hasn't been for weeks", "no_spasm"),
        ("spasm=yes, pain=8", "spasm"),
        ("It was in spasm two weeks ago but it isn't now", "no_spasm"),
    ],
)
def test_a_word_and_its_answer_belong_together(text: str, value: str) -> None:
    found = {one.question: one for one in interpret(text, asked("welcome"))}

    assert (found["in_spasm"].value, found["in_spasm"].confidence >= SURE) == (value, True)


def test_a_routine_is_stored_as_its_page_stores_it() -> None:
    plan = STRENGTHENING.questions.get("plan") or asked("start-lighter")[0]
    (one,) = interpret("Mondays and Thursdays, 7.15 pm in the spare room", [plan])

    assert one.value == "mon,thu 19:15 in the spare room"


def test_a_scale_of_another_length_is_not_sure() -> None:
    stars = Question(name="stars", text="How was it?", kind=QuestionKind.SCALE, most=5)

    assert interpret("4/5", [stars])[0].confidence >= SURE
    assert interpret("4/10", [stars])[0].confidence < SURE


def test_a_number_and_a_spasm_in_one_question_are_for_a_person() -> None:
    found = interpret("2 sessions but my back is in spasm now, pain 8", asked("two-taps"))

    by_name = {one.question: one for one in found}
    assert by_name["sessions"].confidence < SURE
    assert by_name["pain"].value == "8"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hi Sam,\nMore sleep.\nAnd a plan.\n\nCheers, Rob", "More sleep.\nAnd a plan"),
        ("Good morning, a visit on a Tuesday.", "a visit on a Tuesday"),
        ("Practice", "Practice"),
    ],
)  # fmt: skip
def test_the_only_question_takes_all_words_but_greeting_and_close(text: str, value: str) -> None:
    (one,) = interpret(text, [STRENGTHENING.questions["surer"]])

    assert (one.value, one.confidence >= SURE) == (value, True)


@pytest.mark.parametrize(
    ("text", "sure"),
    [("no", "keep"), ("don't", "keep"), ("yes", ""), ("I'd like to stop", "stop")],
)
def test_yes_and_no_answer_what_a_question_proposes(text: str, sure: str) -> None:
    found = interpret(text, asked("shall-we-stop"))

    assert [one.value for one in found if one.confidence >= SURE] == ([sure] if sure else [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mon and Thu", "two"),
        ("I trained on Monday", "one"),
        ("Monday to Friday", "more"),
        ("one on Monday, one on Friday", "two"),
        ("did both", "two"),
        ("each day", "more"),
    ],
)
def test_days_that_are_named_are_counted(text: str, value: str) -> None:
    found = interpret(text, [STRENGTHENING.questions["sessions"]])

    assert [one.value for one in found if one.confidence >= SURE] == [value]


@pytest.mark.parametrize(
    "text", ["sore on Monday and Tuesday", "missed Monday and Friday", "I'll do Monday and Friday"]
)
def test_days_of_something_else_are_not_counted(text: str) -> None:
    found = interpret(text, [STRENGTHENING.questions["sessions"]])

    assert all(one.confidence < SURE for one in found)
