"""Questions as other clinics may ask them."""

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


ELSEWHERE: dict[str, tuple[Question, ...]] = {
    "walk": (_number("minutes", "How many minutes did you walk yesterday?", 600),),
    "sleep": (
        _scale("sleep", "How well did you sleep this week?", "not at all", "like a baby"),
        _scale(
            "stiffness",
            "How stiff is your back in the morning?",
            "not stiff",
            "as stiff as it can be",
        ),
    ),
    "stars": (
        _scale("rating", "How would you rate our clinic?", "poor", "great", least=1, most=5),
    ),
    "when": (
        _choices("part", "When do you train?", am="In the morning", pm="In the evening"),
        _choices("days", "How many days a week?", few="0-1", some="2-3", many="4 or more"),
    ),
    "brace": (_choices("brace", "Are you wearing the brace?", on="Yes", off="No"),),
    "heat": (_choices("heat", "What helps most?", heat="Heat pack", walk="Walking", rest="Rest"),),
    "knee": (
        _scale("stiff", "How stiff is your knee in the mornings?", "not stiff", "locked solid"),
        _choices(
            "stairs",
            "How do you get down the stairs?",
            single="One step at a time",
            normal="Like everybody else",
            avoid="I avoid them",
        ),
    ),
    "work": (
        _choices(
            "work",
            "Are you back at work?",
            full="Yes, full hours",
            part="Yes, fewer hours",
            not_yet="Not yet",
            retired="I don't work",
        ),
        _number("days", "How many days did you work last week?", 7),
    ),
    "nights": (
        _number("hours", "How many hours did you sleep last night?", 24),
        _choices(
            "woken",
            "How often did the pain wake you?",
            never="Never",
            once="Once or twice",
            often="Three times or more",
        ),
    ),
    "splint": (
        _choices("splint", "Did you wear the splint at night?", worn="Yes", not_worn="No"),
        _choices("rubs", "Does it rub anywhere?", rubs="Yes, it rubs", fine="No, it sits well"),
    ),
    "dose": (
        _choices(
            "dose",
            "How was the amount of exercise?",
            little="Too little",
            right="Just right",
            much="Too much",
        ),
        _scale("effort", "How hard was it?", "a stroll", "all I had", least=1, most=5),
    ),
    "class": (
        _choices(
            "part",
            "Which part of the day suits you for a class?",
            morning="Morning",
            lunch="Lunchtime",
            evening="Evening",
        ),
        _choices(
            "how",
            "How would you like to meet the physio?",
            clinic="At the clinic",
            video="By video",
            phone="Over the phone",
        ),
    ),
    "mood": (
        _choices("spirits", "How are your spirits?", up="Good", middling="So-so", down="Low"),
        _scale("stress", "How stressed were you this week?", "not stressed", "at breaking point"),
    ),
    "goal": (_text("goal", "What would you like to be able to do by Christmas?"),),
    "hardest": (
        _text("hardest", "What was the hardest part?"),
        _scale("effort", "How hard was the week?", "easy", "as hard as it gets"),
    ),
    "steps": (_number("steps", "How many steps do you walk a day?", 40000),),
    "leg": (
        _choices("side", "Which side hurts?", left="Left", right="Right", both="Both sides"),
        _choices(
            "leg",
            "Does the pain go down your leg?",
            none="No",
            thigh="Yes, to the thigh",
            foot="Yes, below the knee",
        ),
        _scale("pain", "Pain today?", "no pain", "worst pain imaginable"),
    ),
    "often": (
        _choices(
            "often",
            "How often would you like to hear from us?",
            weekly="Every week",
            fortnightly="Every fortnight",
            monthly="Once a month",
            never="Not at all",
        ),
    ),
    "buddy": (
        Question(name="walks", text="When and where will you walk?", kind=QuestionKind.ROUTINE),
        _choices("buddy", "Does anybody come with you?", yes="Yes", no="No"),
    ),
    "tablets": (
        _choices(
            "tablets",
            "Are you still taking tablets for the pain?",
            daily="Every day",
            sometimes="Now and then",
            stopped="No longer",
        ),
    ),
    "seen_exercises": (
        _choices(
            "did_exercises",
            "How often did you do your exercises this week?",
            every_day="Every day",
            most="Most days",
            few="A few days",
            none="Not at all",
        ),
    ),
    "seen_tablets_sleep": (
        _choices(
            "tablets",
            "Did you take the tablets as the doctor told you?",
            as_told="Yes, as told",
            less="Less than told",
            more="More than told",
            not_taken="I didn't take any",
        ),
        _scale("sleep", "How did you sleep this week?", "very badly", "very well", least=1, most=5),
    ),
    "seen_mood": (
        _scale("mood", "How has your mood been?", "very low", "very good", least=1, most=7),
    ),
    "seen_walk": (
        _number("walk_minutes", "How many minutes did you walk yesterday?", 300),
        _number("steps", "How many steps on your best day this week?", 40000),
    ),
    "seen_work": (
        _choices(
            "work",
            "Are you back at work?",
            full="Full hours, usual duties",
            light="Full hours, lighter duties",
            part="Fewer hours",
            off="Not back yet",
            not_working="I don't work",
        ),
        _scale(
            "confidence",
            "How sure are you that you can lift a full shopping bag?",
            "not at all sure",
            "completely sure",
            least=0,
            most=10,
        ),
    ),
    "seen_go_on": (
        _choices("go_on", "Shall we keep going?", yes="Yes, keep going", no="No, stop here"),
    ),
    "seen_appointment": (
        _choices(
            "slot",
            "What time of day suits you best for your next visit?",
            early="Early, before 9",
            morning="Morning",
            midday="Around lunch",
            afternoon="Afternoon",
            evening="After 5",
            phone="A phone call will do",
        ),
    ),
    "seen_three": (
        _number(
            "days_kept",
            "On how many of the last 7 days did your back keep you from doing something?",
            7,
        ),
        _scale(
            "stiffness",
            "How stiff is your back in the mornings?",
            "not stiff at all",
            "cannot move",
            least=0,
            most=10,
        ),
        _choices(
            "helps",
            "What helped most?",
            heat="Heat",
            walking="Walking",
            exercises="The exercises",
            rest="Rest",
            nothing="Nothing helped",
        ),
    ),
    "seen_sit_stand": (
        _number("reps", "How many times could you stand up from the chair in 30 seconds?", 60),
    ),
    "seen_hardest": (
        _text("hardest", "Which movement bothers you most at the moment?"),
        _choices("go_on", "Shall we keep going?", yes="Yes, keep going", no="No, stop here"),
    ),
    "seen_plan": (
        Question(
            name="when",
            text="When and where will you do your ten minutes?",
            kind=QuestionKind.ROUTINE,
        ),
    ),
    "seen_week": (
        _choices(
            "did_exercises",
            "How often did you do your exercises this week?",
            every_day="Every day",
            most="Most days",
            few="A few days",
            none="Not at all",
        ),
        _scale("mood", "How has your mood been?", "very low", "very good", least=1, most=7),
        _scale("sleep", "How did you sleep this week?", "very badly", "very well", least=1, most=5),
    ),
    "seen_walk_only": (_number("walk_minutes", "How many minutes did you walk yesterday?", 300),),
    "seen_helps": (
        _choices(
            "helps",
            "What helped most?",
            heat="Heat",
            walking="Walking",
            exercises="The exercises",
            rest="Rest",
            nothing="Nothing helped",
        ),
    ),
    "drive": (
        _choices(
            "drive", "Can you drive again?", yes="Yes", short="Short trips only", no="Not yet"
        ),
        _number("km", "How many kilometres was your longest trip?", 900),
    ),
    "sit": (
        _choices(
            "sit",
            "How long can you sit?",
            under="Less than 10 minutes",
            half="Up to half an hour",
            long="As long as I like",
        ),
        _scale("worry", "How worried are you about your back?", "not worried", "very worried"),
    ),
    "shoes": (
        _choices("shoes", "Have the new insoles arrived?", yes="Yes", no="No"),
        _choices(
            "wear",
            "Do you wear them all day?",
            all="All day",
            some="Part of the day",
            never="Not at all",
        ),
        _text("shoes_note", "Anything else we should know?"),
    ),
    "video": (
        _choices(
            "video",
            "How did you find the video?",
            clear="Clear",
            fast="Too fast",
            unseen="I haven't watched it",
        ),
    ),
    "stretch": (
        _choices(
            "stretch",
            "Which stretch do you like best?",
            cat="Cat and camel",
            child="Child's pose",
            twist="The twist",
            none="None of them",
        ),
        _scale("ease", "How easy was it?", "very hard", "very easy", least=1, most=5),
        _choices("again", "Would you do it again?", yes="Yes", no="No"),
    ),
}
