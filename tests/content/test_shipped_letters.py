"""What ships: two sequences, their letters, and the articles they are drawn from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from drip.content.check import check
from drip.content.files import read_files
from drip.content.safety_words import EMERGENCY, safety_words
from drip.domain.decisions import Finish
from drip.domain.enrolments import Enrolment, EnrolmentState
from drip.domain.standing import Facts
from drip.engine.plan import plan_next

ROOT = Path(__file__).parents[2]
SEQUENCES = ROOT / "sequences"
SOURCES = SEQUENCES / "_sources"
LETTERS = ROOT / "templates" / "emails"
KEYS = ("strengthening", "spasm")

#: Words that promise an outcome: an Australian clinic may not send them without a sign-off.
CLAIMS = re.compile(
    r"\b(cures?|cured|guarantee\w*|permanent\w*|never returns?|end your (back )?pain|best|proven"
    r"|100 ?%|risk-free|instant\w*|will (fix|stop|cure)|most \w+|(fast|saf|strong|easi)est)",
    re.IGNORECASE,
)
WEEKDAYS_THAT_ASK = ["mon", "tue", "wed", "thu"]


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


SEQUENCE = {key: _yaml(SEQUENCES / f"{key}.yaml") for key in KEYS}
PASSAGES = {entry["id"]: entry for entry in _yaml(SOURCES / "passages.yaml")["passages"]}
CORRECTIONS = _yaml(SOURCES / "corrections.yaml")["corrections"]


@dataclass(frozen=True)
class Shipped:
    sequence: str
    step: str
    matter: dict[str, Any]
    body: str

    @property
    def words(self) -> int:
        """Words that a person reads: tags count as one, switches as none."""
        shown = re.sub(r"\{\{.*?\}\}", "X", re.sub(r"\{%.*?%\}", "", self.body))
        return len(shown.split())


def _letters() -> Iterator[Shipped]:
    for key in KEYS:
        for path in sorted((LETTERS / key).glob("*.md")):
            _, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
            yield Shipped(key, path.stem, yaml.safe_load(matter), body)


SHIPPED = list(_letters())
each_letter = pytest.mark.parametrize(
    "letter", SHIPPED, ids=lambda one: f"{one.sequence}/{one.step}"
)


def _step(letter: Shipped) -> dict[str, Any]:
    steps: list[dict[str, Any]] = SEQUENCE[letter.sequence]["steps"]
    return next(step for step in steps if step["id"] == letter.step)


def _lines(passage: dict[str, Any]) -> str:
    first, last = passage["lines"]
    text = (SOURCES / "lower-back-pain.txt").read_text(encoding="utf-8").split("\n")
    return "\n".join(text[first - 1 : last])


def _sent_or_asked(node: Any, effect: str) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get(effect), str):
            yield node[effect]
        for value in node.values():
            yield from _sent_or_asked(value, effect)
    elif isinstance(node, list):
        for value in node:
            yield from _sent_or_asked(value, effect)


def test_the_source_is_kept_byte_for_byte() -> None:
    recorded = _yaml(SOURCES / "passages.yaml")["sha256"]

    kept = hashlib.sha256((SOURCES / "lower-back-pain.txt").read_bytes()).hexdigest()

    assert kept == recorded
    assert kept == "20b5ae2297d1b820326ee637d49ccd83c91a829571a03b75f32be0e4ed375366"


def test_every_line_of_the_source_belongs_to_one_passage() -> None:
    text = (SOURCES / "lower-back-pain.txt").read_text(encoding="utf-8").split("\n")
    numbered = [n for p in PASSAGES.values() for n in range(p["lines"][0], p["lines"][1] + 1)]

    assert len(numbered) == len(set(numbered))
    assert {n for n, line in enumerate(text, 1) if line.strip()} <= set(numbered)


def test_letters_draw_on_every_passage_and_on_no_heading() -> None:
    used = {passage for letter in SHIPPED for passage in letter.matter["source"]}

    assert used == {key for key, passage in PASSAGES.items() if passage["status"] == "text"}


def test_the_heading_without_a_body_is_a_stub() -> None:
    assert PASSAGES["H1"]["status"] == "stub"


@pytest.mark.parametrize(
    "correction", CORRECTIONS, ids=lambda one: f"{one['id']}:{one['from'][:20]}"
)
def test_a_correction_still_finds_its_words(correction: dict[str, Any]) -> None:
    assert correction["from"] in _lines(PASSAGES[correction["id"]])
    assert correction["from"] != correction["to"]
    assert correction["by"]
    assert correction["date"]
    assert correction["why"]


@pytest.mark.parametrize("key", KEYS)
def test_every_step_has_its_letter_and_every_letter_its_step(key: str) -> None:
    steps = [step["id"] for step in SEQUENCE[key]["steps"]]

    assert sorted(steps) == sorted(one.step for one in SHIPPED if one.sequence == key)


@each_letter
def test_a_subject_and_its_preheader_fit_a_phone(letter: Shipped) -> None:
    assert 0 < len(letter.matter["subject"]) <= 50
    assert 0 < len(letter.matter["preheader"]) <= 90
    assert "{{" not in letter.matter["subject"]


@each_letter
def test_a_letter_is_short(letter: Shipped) -> None:
    assert letter.words < 120


@each_letter
def test_a_letter_promises_nothing(letter: Shipped) -> None:
    read = " ".join((letter.matter["subject"], letter.matter["preheader"], letter.body))

    assert CLAIMS.findall(read) == []


@each_letter
def test_a_letter_names_its_author_and_when_to_look_at_it_again(letter: Shipped) -> None:
    assert letter.matter["author"] == "Drip sample content"
    assert letter.matter["reviewer"] == ""
    assert letter.matter["review_by"].isoformat() == "2027-05-31"


@each_letter
def test_a_letter_shows_buttons_where_its_step_has_some(letter: Shipped) -> None:
    lines = letter.body.splitlines()
    step = _step(letter)

    assert ("{{ answers }}" in lines) == ("ask" in step)
    assert ("{{ book }}" in lines) == ("book" in step)
    assert lines[-1] == "{{ clinic.sign_off }}"


@each_letter
def test_a_letter_leads_into_questions_only_for_people_who_are_asked(letter: Shipped) -> None:
    assert ("{% if questions %}" in letter.body) == ("ask" in _step(letter))


@each_letter
def test_a_letter_speaks_of_booking_only_to_people_who_are_offered_one(letter: Shipped) -> None:
    offered = re.sub(r"\{% if booking %\}.*?\{% (else|endif) %\}", "", letter.body, flags=re.DOTALL)

    assert not re.search(r"\bbook\b(?! \}\})", offered)


#: The editorial plan: step, day, subject, passages of the article, questions, booking.
PLAN = {
    "strengthening": [
        ("welcome", "start", "Welcome: what the next 8 weeks look like", "A1", "pain again", 1),
        ("start-lighter", 2, "Start lighter than you think", "A3", "plan", 0),
        ("first-session", 5, "First session: how did it go?", "A3", "session", 0),
        ("more-than-weak", 9, "More than a weak back", "A1 A2", "", 0),
        ("two-taps", 12, "Week 2: two quick taps", "A4", "sessions pain", 0),
        ("supporting-muscles", 16, "The muscles that support your back", "A3", "", 0),
        ("three-weeks", 21, "Three weeks in. Still with us?", "A3 A4", "going", 0),
        ("slow-steady", 24, "Slow, steady, a little more", "A4", "", 0),
        ("halfway", 28, "Halfway: what has changed?", "A4", "change pain sessions", 0),
        ("check-movement", 33, "Want someone to check your movement?", "A5", "", 1),
        ("positions", 37, "When you cannot get into position", "A7", "", 1),
        ("how-sure", 42, "Week 6: how sure are you?", "A4", "confidence", 0),
        ("keep-going", 49, "Keeping it going", "A4 A6", "plan_after", 0),
        ("last-check-in", 56, "Last check-in, and what next", "A1", "change pain activity next", 0),
    ],
    "spasm": [
        (
            "locked-up",
            "start",
            "Your back has locked up: what is going on",
            "B3 B7 B9",
            "before pain",
            1,
        ),
        ("rolled-ankle", 1, "Like a rolled ankle, but in your back", "B4 B5 B6", "", 0),
        ("day-three", 3, "Day 3: is it easing?", "B8", "easing", 0),
        ("longer", 5, "When it takes longer than a few days", "B8", "", 0),
        ("one-week", 7, "One week on", "B8", "left pain", 0),
        ("after-one-off", 10, "After a one-off spasm", "B9", "", 0),
        ("keeps-coming-back", 10, "When it keeps coming back", "B10", "", 1),
        ("two-weeks", 14, "Two weeks: where are you now?", "B8", "by_now", 0),
        ("posture-work", 17, "What posture strength work is for", "B10", "", 0),
        ("three-weeks", 21, "Three weeks: what next?", "B8 B10", "change pain next", 0),
    ],
}


@pytest.mark.parametrize("key", KEYS)
def test_every_step_of_the_editorial_plan_is_there(key: str) -> None:
    letters = {one.step: one.matter for one in SHIPPED if one.sequence == key}
    planned = [step for step in SEQUENCE[key]["steps"] if "day" in step]

    assert [(step["id"], step["day"]) for step in planned] == [one[:2] for one in PLAN[key]]
    for step, (name, _, subject, passages, questions, books) in zip(
        planned, PLAN[key], strict=True
    ):
        assert letters[name]["subject"] == subject
        assert set(passages.split()) <= set(letters[name]["source"])
        assert set(questions.split()) == set(step.get("ask", {})) - {"in_spasm"}
        assert ("book" in step) == bool(books)


def test_a_spasm_can_be_told_in_every_check_in_of_strengthening() -> None:
    named = SEQUENCE["strengthening"]["questions"]
    for step in SEQUENCE["strengthening"]["steps"]:
        if "ask" not in step or step["id"] == "graduate":  # which goes to people who feel better
            continue
        asked = [named[q] if isinstance(q, str) else q for q in step["ask"].values()]
        told = [q["choices"]["spasm"]["then"] for q in asked if "spasm" in q.get("choices", {})]
        assert len(told) == 1, step["id"]
        assert {"ask": "spasm_emails"} in told[0]
        assert ({"pause": "until resumed"} in told[0]) == (step["id"] != "last-check-in")


def test_strengthening_asks_from_monday_to_thursday() -> None:
    assert SEQUENCE["strengthening"]["check_ins"]["days"] == WEEKDAYS_THAT_ASK
    assert all("send" not in step for step in SEQUENCE["strengthening"]["steps"] if "ask" in step)


@pytest.mark.parametrize("day", range(7))
def test_no_spasm_check_in_is_lost_whatever_the_weekday_it_began_on(day: int) -> None:
    sequence = check(read_files(ROOT)).sequences["spasm"]
    began = datetime(2027, 2, 1, 1, 0, tzinfo=UTC) + timedelta(days=day)
    sent: list[str] = []
    decided: set[str] = set()
    now = began
    last: datetime | None = None
    while True:
        enrolment = Enrolment(
            id=1,
            subscriber_id=1,
            sequence="spasm",
            state=EnrolmentState.ACTIVE,
            confirmed_at=began,
            onset=began.date(),
            shifted=0,
            zone="Australia/Melbourne",
            health_consent=True,
            last_letter_at=last,
        )
        decision = plan_next(sequence, enrolment, decided, Facts(), now)
        decided |= {step for step, _ in decision.passed}
        if isinstance(decision, Finish):
            break
        sent.append(decision.step)
        decided.add(decision.step)
        now = last = decision.due_at

    asked = [step.id for step in sequence.order if step.ask]
    assert [step for step in sent if step in asked] == asked


@pytest.mark.parametrize("key", KEYS)
def test_planned_steps_stand_in_the_order_of_their_days(key: str) -> None:
    days = [step["day"] for step in SEQUENCE[key]["steps"] if "day" in step]

    assert days[0] == "start"
    assert days[1:] == sorted(days[1:])


@pytest.mark.parametrize("key", KEYS)
def test_every_branch_letter_is_sent_by_something(key: str) -> None:
    branches = {step["id"] for step in SEQUENCE[key]["steps"] if "day" not in step}

    assert set(_sent_or_asked(SEQUENCE[key], "send")) == branches


@pytest.mark.parametrize("key", KEYS)
def test_two_silent_check_ins_ask_whether_to_stop(key: str) -> None:
    rule = {"if": {"silent": "2 check-ins"}, "then": {"send": "shall-we-stop"}}
    steps = {step["id"]: step for step in SEQUENCE[key]["steps"]}

    assert rule in SEQUENCE[key]["rules"]
    assert steps["shall-we-stop"]["if_silent"] == {"after": "7d", "then": {"finish": "lapsed"}}


def test_the_first_spasm_letter_begins_with_the_safety_words() -> None:
    letter = next(one for one in SHIPPED if (one.sequence, one.step) == ("spasm", "locked-up"))
    greeting, safety, *_ = [part for part in letter.body.strip().split("\n\n") if part]

    assert greeting == "Hi {{ first_name }},"
    assert safety.removeprefix("**Please read this first.** ") in safety_words(EMERGENCY)
    assert "Call 000" in safety


def test_the_clinic_is_plainly_a_sample() -> None:
    clinic = _yaml(SEQUENCES / "_clinic.yaml")
    booked = {name for key in KEYS for name in _sent_or_asked(SEQUENCE[key], "book")}

    assert clinic["sample"] is True
    assert booked == set(clinic["services"])
    assert all(host.endswith(".example") for host in clinic["link_hosts"])


def test_what_ships_has_nothing_wrong_with_it() -> None:
    checked = check(read_files(ROOT))

    assert [one for one in checked.problems if one.severity == "error"] == []
    assert sorted(checked.sequences) == sorted(KEYS)
