"""A sequence that asks, and short words for answering it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from drip.flow.answering import answer
from drip.flow.answering.effects import run_owed
from drip.links import LinkPurpose
from drip.storage.database import Database
from drip.storage.tables import answers, check_ins, decisions, effects, tasks
from tests.road import CLINIC, DAILY, Road, content

ALL_DAYS = "[mon, tue, wed, thu, fri, sat, sun]"
ASKING = f"""\
sequence: asking
title: A sequence that asks
anchor: confirmed
send: {{at: "09:00", until: "17:00", days: {ALL_DAYS}}}
check_ins:
  days: {ALL_DAYS}
  remind_after: 3d
  silent_after: 2d
  answerable_for: 14d
  changeable_for: 7d
steps:
  - id: first
    day: start
    ask:
      session:
        question: How did it go?
        choices:
          fine: "It went fine"
          sore: {{say: "I was sore", then: {{send: too-sore}}}}
          not_yet: {{say: "Not yet", then: {{ask: barrier}}}}
          stopped: {{say: "I've stopped", then: {{task: "Ring: stopped after the first session"}}}}
          rest: {{say: "A rest", then: {{pause: 2w}}}}
          end: {{say: "No more", then: {{finish: stopped}}}}
          farewell: {{say: "Better", then: [{{send: too-sore}}, {{finish: graduated}}]}}
          other: {{say: "The daily one", then: {{start: daily}}}}
          less: {{say: "Less", then: {{skip: third}}}}
          visit: {{say: "A visit", then: {{book: massage}}}}
      pain: pain
  - id: second
    day: 10
    ask: {{pain: pain}}
  - id: third
    day: 20
    ask: {{pain: pain}}
  - {{id: fourth, day: 40}}
  - {{id: too-sore}}
  - id: tip
  - id: shall-we-stop
    ask: {{on: {{question: "Shall we stop?", choices: {{go: "Go on", stop: "Stop"}}}}}}
    if_silent: {{after: 7d, then: {{finish: lapsed}}}}
questions:
  pain: {{question: "Average pain over the last 7 days?", scale: 0-10, low: none, high: worst}}
  barrier:
    question: What got in the way?
    choices:
      time: {{say: "No time", then: {{send: tip}}}}
      cost: "The cost"
rules:
  - {{if: {{question: pain, rises_by: 2}}, then: {{task: "Pain is up by 2 or more"}}}}
  - {{if: {{barrier: cost}}, then: {{task: "Have a talk about the cost"}}}}
  - {{if: {{silent: 2 check-ins}}, then: {{send: shall-we-stop}}}}
"""

SERVICES = CLINIC.replace(
    "link_hosts:",
    '  massage: {name: Massage, url: "https://book.clinic.example/massage"}\nlink_hosts:',
)
FILES = content({"asking": ASKING, "daily": DAILY}, clinic=SERVICES)


class Asking(Road):
    """A road with somebody on it who was just asked the first time: Monday, 10:00 in Berlin."""

    def __init__(self, database: Database, folder: Path, **how: Any) -> None:
        files = how.pop("files", FILES)
        super().__init__(database, folder, start="2027-01-04T09:00Z", files=files)
        self.ann, self.enrolment = self.person("Ann", "asking", **how)
        self.tick()

    def letter(self, step: str, purpose: str = "step") -> Any:
        """The row of a step's letter."""
        return next(row for row in self.rows(step=step) if row.purpose == purpose)

    def token(self, step: str = "first", *, place: int = 0, purpose: str = "step") -> str:
        """The token of an answer link in a step's letter."""
        row = self.letter(step, purpose)
        return self.services.links.token(LinkPurpose.ANSWER, row.id, now=self.present, extra=place)

    def give(self, step: str = "first", **form: str) -> Any:
        """Press the button."""
        return answer.give(self.services, self.token(step), form, self.present, "Safari")

    def thanked(self, step: str = "first") -> answer.DonePage:
        """The page after the press."""
        page = answer.done(self.services, self.token(step), self.present)
        assert isinstance(page, answer.DonePage)
        return page

    def owed(self) -> None:
        """Carry out what is owed now."""
        run_owed(self.services, self.present)

    def table(self, table: Any) -> list[Any]:
        """All rows of a table, oldest first."""
        with self.database.read() as tx:
            return list(tx.execute(select(table).order_by(table.c.id)))

    def check_in(self, step: str = "first") -> Any:
        """The check-in of a step."""
        return next(row for row in self.table(check_ins) if row.step == step)

    def effects(self) -> dict[str, str]:
        """The state of each effect, by what it does."""
        return {f"{row.kind} {row.value}".strip(): row.state for row in self.table(effects)}

    def said(self) -> list[tuple[str, str]]:
        """Every answer kept."""
        return [(row.question, row.value) for row in self.table(answers)]

    def titles(self) -> list[str]:
        """The titles of the tasks."""
        return [row.title for row in self.table(tasks)]

    def branches(self) -> list[str]:
        """The branch letters that are owed or went."""
        return [row.step for row in self.rows(purpose="branch")]

    def decided(self, kind: str) -> list[str]:
        """The reasons of decisions of a kind."""
        return [row.reason for row in self.table(decisions) if row.kind == kind]


def later(moment: datetime, **span: float) -> datetime:
    """A moment some time on."""
    return moment + timedelta(**span)
