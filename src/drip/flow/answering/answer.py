"""Answer: the page behind a tap, and the press of its button.

Opening a page changes nothing but notes the visit, for scanners open every link. The press posts:
the last post counts and all are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from drip.domain.sequences import Question
from drip.domain.standing import Facts
from drip.flow.answering import said
from drip.flow.answering.comments import FIELD
from drip.flow.answering.following import called_for, rules_ask, with_rules
from drip.flow.answering.posting import Doubted, Given, Post, Refused, post_all
from drip.flow.answering.said import RoutineFields
from drip.flow.answering.thanks import Thanks, thank
from drip.flow.planning.asked import Asked, Closed, find
from drip.flow.services import Services
from drip.storage import answers, observations, subscribers
from drip.storage.database import Transaction
from drip.storage.observations import Visited
from drip.storage.standing import facts

#: The hidden field that says when a page was shown.
SHOWN = "_shown"
#: The hidden field of the page that asks for one more press.
AGAIN = "_again"
_NOTHING_CHOSEN = "Choose an answer first, then press the button."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question on the page, with what is chosen and what is wrong with it.

    `routine` holds the fields of a question for a routine.
    """

    question: Question
    chosen: str = ""
    problem: str = ""
    routine: RoutineFields = field(default_factory=RoutineFields)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """The questions of a check-in. `shown` proves when the page was made.

    `again` is set when the page asks for one more press, and proves that it did. `comment` is what
    was written in the box under the questions; `heard` tells that it was taken already.
    `first_name` is all that the page says of whose it is, for letters are forwarded.
    """

    token: str
    title: str
    questions: tuple[AskedQuestion, ...]
    shown: str
    answered: bool
    again: str = ""
    comment: str = ""
    heard: bool = False
    first_name: str = ""

    @property
    def problems(self) -> tuple[AskedQuestion, ...]:
        """The questions that have something wrong."""
        return tuple(one for one in self.questions if one.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class DonePage:
    """Thanks, what follows, and the questions that the answers add."""

    token: str
    title: str
    thanks: Thanks
    more: tuple[AskedQuestion, ...]
    shown: str


def look(
    services: Services, token: str, now: datetime, agent: str = ""
) -> AnswerPage | Closed | None:
    """The page behind a link; `None` for a link that is not ours."""
    with services.database.read() as tx:
        asked = find(services, tx, token, now)
        if not isinstance(asked, Asked):
            return asked
        earlier = _earlier(tx, asked)
        asked = _with_rules(tx, asked, earlier)
        name = _first_name(tx, asked)
    _note_visit(services, asked, Visited.ANSWER_PAGE, agent, now)
    first = asked.step.ask[0].name
    chosen = {**earlier, **({first: asked.tapped} if asked.tapped is not None else {})}
    page = _page(services, token, asked, chosen)
    return replace(page, answered=bool(earlier), first_name=name)


def give(
    services: Services, token: str, form: Mapping[str, str], now: datetime, how: str = ""
) -> Given | AnswerPage | Closed | None:
    """Keep what a form says, and settle what follows. The page comes back with its problems.

    `how` is the family of the browser, never its whole name.
    """
    again = form.get(AGAIN, "") == _again(services, token)
    post = Post(token=token, form=form, marks=_marks(services, form, how), again=again)
    (came,) = post_all(services, [post], now)
    if not isinstance(came, Doubted | Refused):
        return came
    with services.database.read() as tx:
        name = _first_name(tx, came.asked)
    if isinstance(came, Doubted):
        page = _corrected(token, came.asked, came.questions, form, {})
        again_now = _again(services, token)
        words = form.get(FIELD, "")
        return replace(
            page, first_name=name, shown=_shown(services), again=again_now, comment=words
        )
    heard = bool(form.get(FIELD, "").strip())
    nothing = {} if heard else {came.questions[0].name: _NOTHING_CHOSEN}
    page = _corrected(token, came.asked, came.questions, form, came.problems or nothing)
    return replace(page, first_name=name, heard=heard)


def follow_decoy(services: Services, token: str, now: datetime, agent: str = "") -> None:
    """Note that the link of the page was followed that nobody can see."""
    with services.database.read() as tx:
        asked = find(services, tx, token, now)
    if isinstance(asked, Asked):
        _note_visit(services, asked, Visited.DECOY, agent, now)


def done(services: Services, token: str, now: datetime) -> DonePage | AnswerPage | Closed | None:
    """The page after the press; the questions as long as nothing was answered."""
    with services.database.read() as tx:
        asked = find(services, tx, token, now)
        if not isinstance(asked, Asked):
            return asked
        values = _earlier(tx, asked)
        check_in = asked.check_in
        if check_in is None or not values:
            return _page(services, token, asked, values)
        asked = _with_rules(tx, asked, values)
        wanted = called_for(asked, check_in, values, _facts(tx, asked))
        thanks = thank(services, tx, asked, values, wanted, now)
    added = asked.questions(values)[len(asked.step.ask) :]
    more = tuple(AskedQuestion(question=one) for one in added if one.name not in values)
    return DonePage(
        token=token,
        title=asked.revision.sequence.title,
        thanks=thanks,
        more=more,
        shown=_shown(services),
    )


def _first_name(tx: Transaction, asked: Asked) -> str:
    who = asked.enrolment.subscriber_id
    return subscribers.get(tx, [who])[who].first_name


def _earlier(tx: Transaction, asked: Asked) -> dict[str, str]:
    return answers.last_of(tx, asked.check_in.id) if asked.check_in else {}


def _page(services: Services, token: str, asked: Asked, chosen: Mapping[str, str]) -> AnswerPage:
    return AnswerPage(
        token=token,
        title=asked.revision.sequence.title,
        questions=tuple(
            AskedQuestion(
                question=one,
                chosen=chosen.get(one.name, ""),
                routine=said.routine_fields(one, chosen),
            )
            for one in asked.questions(chosen)
        ),
        shown=_shown(services),
        answered=False,
    )


def _corrected(
    token: str,
    asked: Asked,
    questions: tuple[Question, ...],
    form: Mapping[str, str],
    problems: Mapping[str, str],
) -> AnswerPage:
    """The page as it was sent, with what is wrong, if anything is."""
    return AnswerPage(
        token=token,
        title=asked.revision.sequence.title,
        questions=tuple(
            AskedQuestion(
                question=one,
                chosen=said.typed(one, form),
                problem=problems.get(one.name, ""),
                routine=said.routine_fields(one, form),
            )
            for one in questions
        ),
        shown=form.get(SHOWN, ""),
        answered=False,
    )


def _with_rules(tx: Transaction, asked: Asked, values: Mapping[str, str]) -> Asked:
    """The same with the questions that rules add, now that these were answered."""
    if not values or not rules_ask(asked.revision.sequence):
        return asked
    return with_rules(asked, values, _facts(tx, asked))


def _facts(tx: Transaction, asked: Asked) -> Facts:
    return facts(tx, [asked.enrolment.id])[asked.enrolment.id]


def _note_visit(
    services: Services, asked: Asked, visited: Visited, agent: str, now: datetime
) -> None:
    with services.database.write() as tx:
        observations.note(
            tx,
            visited=visited,
            subscriber_id=asked.enrolment.subscriber_id,
            delivery_id=asked.delivery.id,
            detail=f"answer {asked.place}" if asked.place else "",
            agent=agent,
            now=now,
        )


def _marks(services: Services, form: Mapping[str, str], how: str) -> dict[str, str | int]:
    """How an answer was made: seconds since the page was shown, and the family of the browser."""
    marks: dict[str, str | int] = {}
    if how:
        marks["agent"] = how
    at, _, seal = form.get(SHOWN, "").partition(".")
    if at and seal == services.links.keyed_hash("shown", at):
        marks["seconds"] = max(0, int(services.wall().timestamp()) - int(at))
    return marks


def _again(services: Services, token: str) -> str:
    return services.links.keyed_hash("again", token)


def _shown(services: Services) -> str:
    at = str(int(services.wall().timestamp()))
    return f"{at}.{services.links.keyed_hash('shown', at)}"
