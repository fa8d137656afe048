"""Letters to compile: a clinic, a sequence, questions, and a letter that uses everything."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from drip.content.compile import compile_letter
from drip.content.front_matter import parse_letter
from drip.content.layout import Layout
from drip.content.letters import LetterSource, Variant
from drip.domain.letters import CompiledLetter
from drip.domain.people import Clinic, Service
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

EMAILS = Path(__file__).resolve().parents[2] / "templates/emails"
BASE_URL = "https://care.clinic.example"
LAYOUT = Layout(
    html=(EMAILS / "_layout.html").read_text(), text=(EMAILS / "_layout.txt").read_text()
)
CLINIC = Clinic(
    name="Richmond Back Care",
    abn="51 824 753 556",
    address="1 Test Street, Richmond VIC 3121",
    phone="(03) 5550 0000",
    reply_to="hello@clinic.example",
    sender="letters@clinic.example",
    sign_off="The team at Richmond Back Care",
    zone="Australia/Melbourne",
    holidays="AU-VIC",
    hours={},
    services={"assessment": Service(key="assessment", name="Assessment", url="https://b.example")},
    link_hosts=frozenset({"clinic.example"}),
    alarm_addresses=(),
)
WINDOW = Window(at=time(7, 30), until=time(19), days=frozenset(range(5)))
SEQUENCE = Sequence(
    key="strengthening",
    title="Strengthen your back, week by week",
    anchor=Anchor.CONFIRMED,
    steps=(),
    check_ins=CheckInPolicy(window=WINDOW, remind_after=None, silent_after=Span.parse("3d")),
    questions={},
)
SESSION = Question(
    name="session",
    text="How did your first session go?",
    choices=(
        Choice(value="fine", say="Done, it felt fine"),
        Choice(value="sore", say="Done, pulled up sore"),
        Choice(value="stopped", say="I've stopped"),
    ),
)
PAIN = Question(
    name="pain",
    text="Average pain over the last 7 days?",
    kind=QuestionKind.SCALE,
    low="no pain",
    high="worst pain imaginable",
)
BODY = """\
Hello {{ first_name }},

By now you may have had your **first session**. Reach us on {{ clinic.phone }}, or
see [our *page*](https://clinic.example/first?a=1&b=2) for more.

## What matters

- Correct movement
- Few repetitions

1. Then rest
2. Then try again

> Start lighter than you think, {{ first_name }}.

{{ answers }}

See you soon.
"""


def a_step(*ask: Question, book: str | None = None) -> Step:
    return Step(id="first-session", day=5, start=False, window=WINDOW, ask=ask, book=book)


def written(body: str = BODY, **front: str) -> LetterSource:
    """A letter as staff would write it."""
    front = {"subject": "Your first session", "preheader": "One tap tells us"} | front
    lines = "".join(f'{key}: "{value}"\n' for key, value in front.items() if value)
    parsed = parse_letter("templates/emails/strengthening/x.md", f"---\n{lines}---\n{body}")
    assert parsed.problems == ()
    return parsed.source


def shipped(name: str) -> LetterSource:
    """A fixed letter as it ships."""
    path = EMAILS / f"{name}.md"
    return parse_letter(f"templates/emails/{name}.md", path.read_text()).source


def compiled(
    source: LetterSource | str = BODY,
    *,
    step: Step | None = None,
    clinic: Clinic = CLINIC,
    variant: Variant | None = None,
) -> CompiledLetter:
    return compile_letter(
        written(source) if isinstance(source, str) else source,
        layout=LAYOUT,
        clinic=clinic,
        sequence=SEQUENCE,
        step=step,
        variant=variant or Variant(),
        base_url=BASE_URL,
    )


def values_for(letter: CompiledLetter, first_name: str = "Margaret") -> dict[str, str]:
    """A value for every merge tag: the name, and something token-like for the rest."""
    return {tag: f"{tag.replace('_', '-')}-value" for tag in letter.tags} | {
        "first_name": first_name
    }
