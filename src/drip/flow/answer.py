"""Answer: the page behind a tap, and the press of its button.

Opening a page changes nothing but notes the visit, for scanners open every link. The press posts:
the last post counts and all are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from drip.domain.answers import Channel, CheckIn, CheckInState
from drip.domain.sequences import EffectKind, Question
from drip.domain.standing import Facts
from drip.engine.effects import Caused, asked_by_rules, effects_of_answers, rules_that_fire
from drip.flow import said
from drip.flow.asked import Asked, Closed, Why, find
from drip.flow.check_ins import open_check_ins
from drip.flow.owing import Occasion, settle_answers
from drip.flow.said import RoutineFields
from drip.flow.services import Services
from drip.flow.thanks import Thanks, thank
from drip.storage import answers, check_ins, observations
from drip.storage.answers import Said
from drip.storage.database import Transaction
from drip.storage.observations import Visited
from drip.storage.standing import facts

#: The hidden field that says when a page was shown.
SHOWN = "_shown"
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
    """The questions of a check-in. `shown` proves when the page was made."""

    token: str
    title: str
    questions: tuple[AskedQuestion, ...]
    shown: str
    answered: bool

    @property
    def problems(self) -> tuple[AskedQuestion, ...]:
        """The questions that have something wrong."""
        return tuple(one for one in self.questions if one.problem)


@dataclass(frozen=True, slots=True)
class Given:
    """Answers were kept."""


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
    _note_visit(services, asked, agent, now)
    first = asked.step.ask[0].name
    chosen = {**earlier, **({first: asked.tapped} if asked.tapped is not None else {})}
    page = _page(services, token, asked, chosen)
    return replace(page, answered=bool(earlier))


def give(
    services: Services, token: str, form: Mapping[str, str], now: datetime, how: str = ""
) -> Given | AnswerPage | Closed | None:
    """Keep what a form says, and settle what follows. The page comes back with its problems.

    `how` is the family of the browser, never its whole name.
    """
    with services.database.write() as tx:
        asked = find(services, tx, token, now)
        if not isinstance(asked, Asked):
            return asked
        check_in = _hold(services, tx, asked, now)
        if check_in is None:
            return Closed(Why.CLOSED)
        earlier = answers.last_of(tx, check_in.id)
        asked = _with_rules(tx, asked, earlier)
        questions = asked.questions({**earlier, **form})
        read = said.read(questions, form)
        if read.problems or not read.values:
            return _corrected(token, asked, questions, form, read.problems)
        marks = _marks(services, form, how)
        _keep(tx, check_in, questions, read.values, marks, now)
        _settle(tx, asked, check_in, earlier, read.values, now)
    return Given()


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
        wanted = _called_for(tx, asked, check_in, values)
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
    """The page as it was sent, with what is wrong."""
    if not problems:
        problems = {questions[0].name: _NOTHING_CHOSEN}
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


def _hold(services: Services, tx: Transaction, asked: Asked, now: datetime) -> CheckIn | None:
    """The check-in, held until the end of the transaction; `None` when it closed meanwhile.

    Whoever answers has the letter: if its acceptance is not recorded yet, the check-in opens now.
    """
    if asked.check_in is None:
        open_check_ins(services, tx, [asked.delivery], now)
        found = check_ins.of_delivery(tx, asked.delivery.id)
    else:
        found = asked.check_in
    held = check_ins.hold(tx, found.id) if found is not None else None
    return None if held is None or held.state is CheckInState.CLOSED else held


def _keep(
    tx: Transaction,
    check_in: CheckIn,
    questions: tuple[Question, ...],
    values: Mapping[str, str],
    marks: dict[str, str | int],
    now: datetime,
) -> None:
    rows = [
        Said(question=one.name, value=values[one.name], asked=one.text)
        for one in questions
        if one.name in values
    ]
    answers.add(tx, check_in, rows, channel=Channel.PAGE, how=marks, now=now)
    check_ins.mark_answered(tx, check_in.id, now)


def _settle(
    tx: Transaction,
    asked: Asked,
    check_in: CheckIn,
    earlier: Mapping[str, str],
    posted: Mapping[str, str],
    now: datetime,
) -> None:
    values = {**earlier, **posted}
    asked = _with_rules(tx, replace(asked, check_in=check_in), values)
    questions = asked.questions(values)
    changed = {name: value for name, value in posted.items() if earlier.get(name) != value}
    occasion = Occasion(
        check_in=check_in,
        enrolment=asked.enrolment,
        sequence=asked.revision.sequence,
        said=said.lines(questions, values),
        news=said.lines(questions, changed),
    )
    settle_answers(tx, occasion, _called_for(tx, asked, check_in, values), now)


def _called_for(
    tx: Transaction, asked: Asked, check_in: CheckIn, values: Mapping[str, str]
) -> tuple[Caused, ...]:
    """Everything that the answers of a check-in call for: by themselves, and by rules."""
    known = asked.revision.sequence.questions
    return (
        *effects_of_answers(asked.opened, known, values, check_in=check_in.id),
        *_fired(tx, asked, check_in, values),
    )


def _fired(
    tx: Transaction, asked: Asked, check_in: CheckIn, values: Mapping[str, str]
) -> tuple[Caused, ...]:
    after = facts(tx, [asked.enrolment.id])[asked.enrolment.id]
    return rules_that_fire(
        asked.revision.sequence,
        after,
        str(check_in.id),
        before=_without(after, check_in.id),
        answered=values.keys(),
    )


def _with_rules(tx: Transaction, asked: Asked, values: Mapping[str, str]) -> Asked:
    """The same with the questions that rules add, now that these were answered."""
    sequence = asked.revision.sequence
    asks = any(one.kind is EffectKind.ASK for rule in sequence.rules for one in rule.then)
    if not asks or asked.check_in is None or not values:
        return asked
    fired = _fired(tx, asked, asked.check_in, values)
    own = {one.name for one in asked.step.ask}
    also = tuple(one for one in asked_by_rules(sequence, fired) if one.name not in own)
    return replace(asked, also=also)


def _without(after: Facts, check_in_id: int) -> Facts:
    """What was known before a check-in was answered."""
    kept = {
        name: tuple(one for one in series if one.check_in_id != check_in_id)
        for name, series in after.answers.items()
    }
    return replace(after, answers={name: series for name, series in kept.items() if series})


def _note_visit(services: Services, asked: Asked, agent: str, now: datetime) -> None:
    with services.database.write() as tx:
        observations.note(
            tx,
            visited=Visited.ANSWER_PAGE,
            subscriber_id=asked.enrolment.subscriber_id,
            delivery_id=asked.delivery.id,
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


def _shown(services: Services) -> str:
    at = str(int(services.wall().timestamp()))
    return f"{at}.{services.links.keyed_hash('shown', at)}"
