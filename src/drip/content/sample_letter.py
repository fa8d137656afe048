"""A letter with everything that a layout has to draw, to try the layout with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from drip.content.compile import LINKS, Setting, drawn, shared_facts
from drip.content.layout import Layout, drawn_html, html_part, text_part
from drip.content.letters import LetterSource, Variant
from drip.content.markdown import blocks
from drip.content.marks import sentinel
from drip.domain.people import Clinic
from drip.domain.sequences import (
    Anchor,
    CheckInPolicy,
    Choice,
    Question,
    QuestionKind,
    Sequence,
    Step,
    Window,
)
from drip.domain.spans import Span

WORDS = "These words are the letter."
BUTTON = "The words of a button"
SUBJECT = "The subject of the letter"
PREHEADER = "The line beside the subject"
_SITE = "https://sample.invalid"
_BODY = f"""\
# A heading

{WORDS} With **strong** and *stressed* words and a [link](https://sample.invalid/page).

## A smaller one

### The smallest

- a list

1. a numbered list

> A quotation.

---

[{BUTTON}](https://sample.invalid/button)
"""
_WINDOW = Window(at=time(9), until=time(17), days=frozenset(range(7)))
CHOICES = Question(
    name="choices",
    text="A question with choices?",
    choices=(Choice(value="one", say="The first choice"), Choice(value="two", say="The second")),
)
SCALE = Question(
    name="scale",
    text="A question with a scale?",
    kind=QuestionKind.SCALE,
    low="the low end",
    high="the high end",
)
#: A clinic whose facts stand for themselves only, so that each can be looked for.
CLINIC = Clinic(
    name="The name of the clinic",
    abn="12 345 678 901",
    address="The address of the clinic",
    phone="(03) 5550 0000",
    reply_to="reply@sample.invalid",
    sender="sender@sample.invalid",
    sign_off="Who signs",
    zone="Australia/Melbourne",
    holidays="AU-VIC",
    hours={2: ("08:30", "17:00")},
    services={},
    link_hosts=frozenset(),
    alarm_addresses=(),
)
_SEQUENCE = Sequence(
    key="sample",
    title="The title of the sequence",
    anchor=Anchor.CONFIRMED,
    steps=(),
    check_ins=CheckInPolicy(window=_WINDOW, remind_after=None, silent_after=Span.parse("3d")),
    questions={},
)


@dataclass(frozen=True, slots=True)
class Sample:
    """The letter in both parts. `html` has its style sheet only; `size` is that of the whole part.

    The size is in bytes, with the styles inlined, as the letter leaves.
    """

    html: str
    text: str
    size: int


def sample(layout: Layout) -> Sample:
    """The sample letter in a layout.

    Raises:
        LayoutRefusedError: the layout cannot be drawn.
    """
    asked = [_setting(question) for question in (CHOICES, SCALE)]
    context = {
        **shared_facts(asked[0]),
        "subject": SUBJECT,
        "preheader": PREHEADER,
        "programme": True,
        "signed": False,
        "blocks": [
            *drawn(_setting(), blocks(_BODY)),
            *(block for setting in asked for block in drawn(setting, ())),
        ],
    }
    return Sample(
        html=drawn_html(layout, context),
        text=text_part(layout, context),
        size=len(html_part(layout, context).encode()),
    )


def link_to(name: str) -> str:
    """The address that a link of this name has in the sample."""
    path, token = LINKS[name]
    return f"{_SITE}/{path}/{sentinel(token)}"


def answer_link(place: int) -> str:
    """The address of an answer, by its place from 1."""
    return f"{_SITE}/a/{sentinel(f'token_answer_{place}')}"


def _setting(*ask: Question) -> Setting:
    return Setting(
        source=LetterSource(path="sample.md", subject=SUBJECT, preheader=PREHEADER, body=_BODY),
        clinic=CLINIC,
        sequence=_SEQUENCE,
        step=Step(id="sample", day=1, start=False, window=_WINDOW, ask=ask),
        variant=Variant(),
        base_url=_SITE,
    )
