"""The rules that both shipped sequences share (`domain.md` 5.6), on the shipped files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drip.content.files import find_content, read_files
from drip.domain.answers import REASONS
from drip.domain.bookings import BookingEvent, BookingKind
from drip.flow.answering import answer
from drip.flow.booked import bookings
from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import check_ins, effects, enrolments, metadata, tasks
from tests.road import Road, at

FILES = read_files(find_content(None))


class Clinic(Road):
    """The shipped content, and Ann who confirmed on a Monday morning in Melbourne."""

    def __init__(
        self, database: Database, folder: Path, *, sequence: str = "strengthening"
    ) -> None:
        super().__init__(database, folder, start="2027-02-28T22:00Z", files=FILES)
        self.said: set[int] = set()
        how: dict[str, Any] = {"zone": "Australia/Melbourne"}
        if sequence == "spasm":
            how["onset"] = self.present.date()
        self.ann, self.enrolment = self.person("Ann", sequence, **how)
        self.run(days=1 / 24)

    def run(self, *, days: float, step: timedelta = timedelta(hours=12)) -> None:
        """Let time pass, with a slow beat twice a day."""
        super().run(days=days, step=step)

    def live_to(self, step: str, *, answering: bool = True) -> None:
        """Live until a letter has come, answering what is asked before it."""
        for _ in range(90):
            came = [row for row in self.rows(state="accepted") if row.purpose in ("step", "branch")]
            if any(row.step == step for row in came):
                return
            for row in came:
                if answering and row.id not in self.said:
                    self.say(row.step, **_PLAIN.get(row.step, {}))
            self.run(days=1)
        raise AssertionError(f"{step} never came")

    def say(self, step: str, **form: str) -> Any:
        """Press the button of a step's latest letter."""
        row = [one for one in self.rows(step=step) if one.purpose in ("step", "branch")][-1]
        self.said.add(row.id)
        token = self.services.links.token(LinkPurpose.ANSWER, row.id, now=self.present)
        return answer.give(self.services, token, form, self.present) if form else None

    def state(self, sequence: str = "strengthening") -> str:
        """Where the enrolment stands."""
        with self.database.read() as tx:
            found = enrolments.select().where(enrolments.c.sequence == sequence)
            return str(tx.execute(found).one().state)

    def titles(self) -> list[str]:
        """What staff have to do."""
        with self.database.read() as tx:
            return [row.title for row in tx.execute(tasks.select().order_by(tasks.c.id))]

    def went(self) -> Counter[str]:
        """How often each email left."""
        return Counter(f"{row.purpose} {row.step}" for row in self.rows(state="accepted"))


_PLAIN = {
    "welcome": {"pain": "5", "in_spasm": "no_spasm"},
    "first-session": {"session": "fine"},
    "two-taps": {"sessions": "two", "pain": "5"},
    "three-weeks": {"going": "on_track"},
    "halfway": {"change": "same", "pain": "5", "sessions": "two"},
}


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    database = Database(f"sqlite:///{tmp_path / 'drip.db'}")
    metadata.create_all(database.engine)
    yield Clinic(database, tmp_path)
    database.close()


def test_a_spasm_pauses_strengthening_and_offers_the_other_by_a_press(clinic: Clinic) -> None:
    clinic.say("welcome", pain="7", in_spasm="spasm")
    clinic.run(days=1 / 24)
    assert clinic.state() == "paused"

    clinic.say("welcome", spasm_emails="start_them")
    clinic.run(days=1)
    assert clinic.state("spasm") == "active"
    clinic.run(days=30)
    assert clinic.state("spasm") in ("completed", "lapsed")
    if clinic.state("spasm") == "completed":
        assert clinic.state() == "active"


def _visit(clinic: Clinic, number: int, kind: BookingKind) -> None:
    """What the booking system says about a visit of Ann's, made for an hour from now."""
    event = BookingEvent(
        source="calcom",
        source_id=str(number),
        event_id=f"{number}:{kind}",
        kind=kind,
        at=clinic.present,
        starts_at=clinic.present + timedelta(hours=1),
        address="ann@example.com",
    )
    bookings.take(clinic.services, event, clinic.present)


def test_a_no_show_is_asked_once_after_a_clinic_day_and_may_ask_to_be_rung(clinic: Clinic) -> None:
    _visit(clinic, 1, BookingKind.CREATED)
    _visit(clinic, 1, BookingKind.NO_SHOW)
    missed = clinic.present
    clinic.run(days=5)
    (asked,) = clinic.rows(step="another-time")
    assert asked.state == "accepted"
    assert timedelta(days=1) <= asked.handed_at - missed < timedelta(days=4)
    clinic.say("another-time", another_time="ring_me")
    assert "Ring: would like another time for their visit" in clinic.titles()
    clinic.run(days=15)
    assert clinic.went()["branch another-time"] == 1


def test_a_clinic_day_behind_an_effect_is_no_holiday(clinic: Clinic) -> None:
    clinic.to("2027-03-05T02:00Z")  # Friday, 13:00 in Melbourne; Monday is Labour Day
    _visit(clinic, 1, BookingKind.CREATED)
    _visit(clinic, 1, BookingKind.NO_SHOW)
    with clinic.database.read() as tx:
        due = tx.execute(effects.select().where(effects.c.value == "another-time")).one().due_at
    assert due == at("2027-03-09T02:00Z")


def test_who_books_again_at_once_is_not_asked(clinic: Clinic) -> None:
    _visit(clinic, 1, BookingKind.CREATED)
    _visit(clinic, 1, BookingKind.NO_SHOW)
    clinic.run(days=0.5)
    _visit(clinic, 2, BookingKind.CREATED)
    clinic.run(days=10)
    assert clinic.went()["branch another-time"] == 0


def test_no_answer_gets_one_nudge_then_one_question_then_nothing(clinic: Clinic) -> None:
    clinic.run(days=70)

    went = clinic.went()
    assert went["branch shall-we-stop"] == 1
    assert all(count == 1 for count in went.values())
    assert clinic.state() == "lapsed"
    last = max(row.handed_at for row in clinic.rows(state="accepted"))
    clinic.run(days=60)
    assert max(row.handed_at for row in clinic.rows(state="accepted")) == last


def test_who_answers_after_they_had_lapsed_is_shown_to_a_person(clinic: Clinic) -> None:
    clinic.live_to("shall-we-stop", answering=False)
    clinic.run(days=8)
    assert clinic.state() == "lapsed"
    for _ in range(2):
        clinic.say("shall-we-stop", stay="keep")
    back = "Answered after their letters had ended for want of answers"
    assert clinic.titles().count(back) == 1
    row = clinic.rows(step="shall-we-stop")[-1]
    token = clinic.services.links.token(LinkPurpose.ANSWER, row.id, now=clinic.present)
    page = answer.done(clinic.services, token, clinic.present)
    assert isinstance(page, answer.DonePage)
    assert any("had ended" in words for words in page.thanks.next)
    clinic.run(days=5)
    assert clinic.state() == "lapsed"


def test_a_month_of_pause_is_kept_and_then_it_goes_on(clinic: Clinic) -> None:
    clinic.live_to("shall-we-stop", answering=False)
    clinic.say("shall-we-stop", stay="pause")
    clinic.run(days=1 / 24)
    assert clinic.state() == "paused"
    before = len(clinic.rows(state="accepted"))
    clinic.run(days=27)
    assert len(clinic.rows(state="accepted")) == before
    clinic.run(days=10)
    assert clinic.state() == "active"
    assert len(clinic.rows(state="accepted")) > before


@pytest.mark.parametrize("reason", ["sore_after", "pain_worse", "medical_advice"])
def test_who_stops_because_of_pain_or_advice_gets_a_person_and_no_tips(
    clinic: Clinic, reason: str
) -> None:
    clinic.live_to("first-session")
    clinic.say("first-session", session="stopped")
    clinic.say("first-session", why_stopped=reason)
    clinic.run(days=10)

    assert clinic.state() == "paused"
    assert any("ring" in title.lower() for title in clinic.titles())
    assert not [name for name in clinic.went() if name.startswith("branch")]


@pytest.mark.parametrize(
    ("reason", "state"),
    [("better", "graduated"), ("medical_advice", "referred"), ("time", "stopped")],
)
@pytest.mark.parametrize("later", [False, True])
def test_what_somebody_says_on_the_way_out_is_the_outcome(
    clinic: Clinic, reason: str, state: str, *, later: bool
) -> None:
    clinic.live_to("shall-we-stop", answering=False)
    clinic.say("shall-we-stop", stay="stop")
    if later:
        clinic.run(days=2 / 24)
        assert clinic.state() == "stopped"
    clinic.say("shall-we-stop", why_leaving=reason)
    clinic.run(days=2 / 24)

    assert clinic.state() == state


def test_better_so_i_stopped_is_graduated(clinic: Clinic) -> None:
    clinic.live_to("three-weeks")
    clinic.say("three-weeks", going="better")
    clinic.live_to("graduate")
    clinic.say("graduate", keep_emails="finish")
    clinic.run(days=2 / 24)

    assert clinic.state() == "graduated"


@pytest.mark.parametrize("more", [False, True])
def test_better_twice_means_fewer_check_ins_unless_they_want_more(
    clinic: Clinic, *, more: bool
) -> None:
    clinic.live_to("three-weeks")
    clinic.say("three-weeks", going="better")
    clinic.live_to("graduate")
    if more:
        clinic.say("graduate", keep_emails="keep")
    clinic.live_to("halfway")
    clinic.say("halfway", change="better", pain="2", sessions="two")
    clinic.live_to("keep-going")

    with clinic.database.read() as tx:
        asked = [row.step for row in tx.execute(check_ins.select())]
    assert ("how-sure" in asked) is more


def test_every_reason_can_be_given(clinic: Clinic) -> None:
    clinic.live_to("first-session")
    clinic.say("first-session", session="stopped")
    token = clinic.services.links.token(
        LinkPurpose.ANSWER, clinic.rows(step="first-session")[0].id, now=clinic.present
    )
    page = answer.done(clinic.services, token, clinic.present)
    assert isinstance(page, answer.DonePage)
    (more,) = page.more
    assert [one.value for one in more.question.choices] == list(REASONS)
