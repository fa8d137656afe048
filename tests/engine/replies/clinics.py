"""Two dozen invented clinics and what they ask, in everyday words of their own."""

from __future__ import annotations

from drip.domain.sequences import Choice, Question, QuestionKind


def _choices(name: str, text: str, **says: str) -> Question:
    choices = tuple(Choice(value=value, say=say) for value, say in says.items())
    return Question(name=name, text=text, choices=choices)


def _number(name: str, text: str, most: int) -> Question:
    return Question(name=name, text=text, kind=QuestionKind.NUMBER, most=most)


def _scale(
    name: str, text: str, low: str, high: str, *, least: int = 0, most: int = 10
) -> Question:
    return Question(
        name=name, text=text, kind=QuestionKind.SCALE, low=low, high=high, least=least, most=most
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
    "third_stairs": (
        _choices(
            "stairs", "How are stairs this week?", easy="Easy", some_trouble="Some trouble",
            hard="Very hard", avoid="I avoid them",
        ),
    ),
    "third_steps": (
        _number("steps", "About how many steps do you walk on an ordinary day?", 40000),
    ),
    "third_standing": (
        _number("minutes", "How many minutes can you stand before you have to sit down?", 600),
        _scale("pain_now", "How is the pain now?", "none", "as bad as it can be"),
    ),
    "third_care": (
        _scale(
            "happy", "How happy are you with your care so far?", "very unhappy", "very happy",
            least=1, most=5,
        ),
        _text("do_better", "What could we do better?"),
    ),
    "third_class": (
        _choices(
            "saturday", "Will you come to the balance class on Saturday?",
            coming="Yes, I'll be there", not_coming="Not this time",
        ),
    ),
    "third_headache": (
        _number("days", "On how many days did you have a headache in the last 4 weeks?", 28),
        _scale("worst", "How bad was the worst one?", "hardly there", "unbearable"),
        _text("trigger", "What seems to set them off?"),
    ),
    "third_stretches": (
        Question(name="when", text="When and where will you do your stretches?",
        kind=QuestionKind.ROUTINE),
    ),
    "third_goal": (
        _text("goal", "What would you like to be able to do by Christmas?"),
        _scale(
            "matters", "How much does it matter to you?", "a little", "more than anything",
            least=1, most=5,
        ),
    ),
    "third_heel": (
        _choices(
            "first_steps", "How is your heel with the first steps in the morning?",
            no_pain="No pain", mild="Mild pain", moderate="Moderate pain", severe="Severe pain",
            no_weight="I can't put weight on it",
        ),
    ),
    "third_night": (
        _number("hours", "How many hours did you sleep last night?", 24),
        _number("woke", "How many times did you wake up?", 30),
    ),
    "third_device": (
        _choices(
            "device", "What do you walk with now?", nothing="Nothing", stick="One stick",
            two_sticks="Two sticks or crutches", frame="A walking frame",
            wheelchair="A wheelchair", furniture="I hold on to the furniture",
        ),
    ),
    "third_falls": (
        _choices(
            "fallen", "Have you had a fall since your last visit?", no="No", once="Yes, once",
            more="Yes, more than once",
        ),
        _scale(
            "afraid", "How afraid are you of falling?", "not at all", "very afraid", least=1,
            most=5,
        ),
    ),
    "third_practice": (
        Question(name="plan", text="When in the day will you practise?", kind=QuestionKind.ROUTINE),
        _number("count", "How many minutes will you do each time?", 90),
    ),
    "third_pelvic": (
        _choices(
            "leaks", "How often do you leak?", never="Never", weekly="About once a week or less",
            some="Two or three times a week", daily="Every day",
        ),
        _number("pads", "How many pads do you use in a day?", 20),
        _scale("bother", "How much does it bother you?", "not at all", "a great deal"),
    ),
}  # fmt: skip
