"""Ten invented clinics and what they ask, in everyday words of their own."""

from __future__ import annotations

from drip.domain.sequences import Choice, Question, QuestionKind


def _choices(name: str, text: str, **says: str) -> Question:
    choices = tuple(Choice(value=value, say=say) for value, say in says.items())
    return Question(name=name, text=text, choices=choices)


def _number(name: str, text: str, most: int) -> Question:
    return Question(name=name, text=text, kind=QuestionKind.NUMBER, most=most)


def _scale(name: str, text: str, low: str, high: str, *, least: int = 0) -> Question:
    return Question(
        name=name, text=text, kind=QuestionKind.SCALE, low=low, high=high, least=least, most=10
    )


def _text(name: str, text: str) -> Question:
    return Question(name=name, text=text, kind=QuestionKind.TEXT)


CLINICS: dict[str, tuple[Question, ...]] = {
    "my_knee": (
        _choices(
            "knee", "How is your knee compared with last week?",
            better="Better", same="No change", worse="Worse",
        ),
        _scale("pain", "How bad was the pain this week?", "no pain", "unbearable"),
    ),
    "pelvic": (
        _choices(
            "squeezes", "How often did you do your pelvic floor exercises this week?",
            every="Every day", most="Most days", some="A few times", never="Not at all",
        ),
        _number("leaks", "How many leaks did you have this week?", 50),
    ),
    "shoulder": (
        _choices(
            "sleep", "Can you sleep on your sore side?",
            yes="Yes, all night", little="For a little while", no="No, not yet",
        ),
        _choices(
            "reach", "How far up can you reach?",
            shelf="To the top shelf", head="To the top of my head", low="Not above the shoulder",
        ),
    ),
    "running": (
        _number("runs", "How many runs did you do this week?", 14),
        _choices(
            "shin", "How did your shin feel afterwards?",
            fine="No trouble", bit="A bit sore", sore="Sore the next day as well",
        ),
    ),
    "jaw": (
        _choices(
            "guard", "Did you wear your night guard?",
            always="Every night", often="Some nights", no="No",
        ),
        _choices(
            "chew", "Does it hurt to chew?", no="No", hard="Only hard food", yes="Yes, anything",
        ),
    ),
    "headache": (
        _number("headaches", "How many headaches did you have in the last 7 days?", 30),
        _choices(
            "cause", "What do you think brought them on?",
            screen="Screen time", stress="Stress", sleep="Poor sleep", unsure="No idea",
        ),
    ),
    "balance": (
        _choices("fall", "Have you had a fall since we last wrote?", no="No", yes="Yes"),
        _choices(
            "steady", "How steady do you feel on your feet?",
            steady="Steady", wobbly="A bit wobbly", unsteady="Very unsteady",
        ),
        _choices(
            "aid", "What do you use to get about?",
            none="Nothing", stick="A walking stick", frame="A frame",
        ),
    ),
    "tendon": (
        _choices(
            "load", "How was the weight?",
            light="Too light", right="About right", heavy="Too heavy",
        ),
        _scale("stiff", "How stiff was it the next morning?", "not at all", "very"),
    ),
    "calls": (
        _choices(
            "when", "When should we ring you?",
            morning="In the morning", afternoon="In the afternoon", evening="In the evening",
            not_="Please don't ring",
        ),
        _text("note", "Is there anything you would like us to know?"),
    ),
    "desk": (
        _choices(
            "desk", "Have you set up your desk the way we showed you?",
            done="Yes, all of it", part="Some of it", no="Not yet",
        ),
        _choices(
            "breaks", "How often do you get up from your chair?",
            half="Every half hour", hour="Every hour or so", rarely="Hardly ever",
        ),
    ),
}  # fmt: skip
