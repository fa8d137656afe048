"""Posting: forms that were posted are kept, and what follows is settled. One is a batch of one.

A round takes one form of each person, in one transaction and a fixed number of queries; a second
form of the same person waits for the next round, for it may change what the first one said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass, field, replace
from datetime import datetime

from drip.domain.answers import Channel, CheckIn, CheckInState, Doubt
from drip.domain.enrolments import EnrolmentState
from drip.domain.sequences import Question
from drip.domain.standing import Facts
from drip.engine.effects import Caused
from drip.flow.answering import said
from drip.flow.answering.check_ins import open_check_ins
from drip.flow.answering.comments import Page, hear, hear_late
from drip.flow.answering.doubtful import ROBOT, WHY, Posted, doubts
from drip.flow.answering.following import called_for, rules_ask, with_rules
from drip.flow.planning.asked import Asked, Closed, Why, find_all
from drip.flow.planning.owing import Occasion, settle_all
from drip.flow.services import Services
from drip.storage import answers, check_ins, tasks
from drip.storage.answers import Said, Words
from drip.storage.database import Transaction
from drip.storage.standing import facts
from drip.storage.tasks import NewTask

#: How many forms one transaction keeps.
_ROUND = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One posted form, or what was read out of a reply. `marks` say how it was made.

    `again` tells that it comes from the page that asks for one more press; `accepted_by` names the
    staff who took it for a person's, after it had been in doubt.
    """

    token: str
    form: Mapping[str, str]
    channel: Channel = Channel.PAGE
    marks: dict[str, str | int] = field(default_factory=dict)
    again: bool = False
    accepted_by: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Answers were kept. `more` are the questions that rules add, and that nobody answered yet."""

    more: tuple[Question, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was kept: what is wrong with the form, by question; empty when nothing was chosen."""

    asked: Asked
    questions: tuple[Question, ...]
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """Kept, but a machine may have posted it: it counts after one more press."""

    asked: Asked
    questions: tuple[Question, ...]
    why: Doubt


Came = Given | Refused | Doubted | Closed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A form beside the check-in that it answers, held, and what was answered before."""

    place: int
    post: Post
    asked: Asked
    check_in: CheckIn
    earlier: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    doubt: Doubt | None = None


def post_all(services: Services, posts: Rows[Post], now: datetime) -> list[Came]:
    """Keep what forms say, and settle what follows; what came of each, in the same order."""
    came: dict[int, Came] = {}
    todo = list(enumerate(posts))
    while todo:
        later = _round(services, todo[:_ROUND], came, now)
        todo = later + todo[_ROUND:]
    return [came[place] for place in range(len(posts))]


def post_tx(services: Services, tx: Transaction, post: Post, now: datetime) -> Came:
    """Keep what one form says, inside a transaction."""
    came: dict[int, Came] = {}
    _round_tx(services, tx, [(0, post)], came, now)
    return came[0]


def _round(
    services: Services, todo: Rows[tuple[int, Post]], came: dict[int, Came], now: datetime
) -> list[tuple[int, Post]]:
    """Keep the first form of each person; answers the others."""
    with services.database.write() as tx:
        return _round_tx(services, tx, todo, came, now)


def _round_tx(
    services: Services,
    tx: Transaction,
    todo: Rows[tuple[int, Post]],
    came: dict[int, Came],
    now: datetime,
) -> list[tuple[int, Post]]:
    later: list[tuple[int, Post]] = []
    mine: dict[int, tuple[int, Post, Asked]] = {}
    found = find_all(services, tx, [post.token for _, post in todo], now)
    for (place, post), asked in zip(todo, found, strict=True):
        if not isinstance(asked, Asked):
            came[place] = asked
        elif asked.enrolment.subscriber_id in mine:
            later.append((place, post))
        else:
            mine[asked.enrolment.subscriber_id] = (place, post, asked)
    sheets = _doubted(services, tx, _sheets(services, tx, list(mine.values()), came, now), now)
    _hear(services, tx, sheets, now)
    _hear_late(services, tx, todo, came, now)
    kept = _keep(tx, sheets, came, now)
    _settle(tx, kept, came, now)
    return later


def _sheets(
    services: Services,
    tx: Transaction,
    mine: Rows[tuple[int, Post, Asked]],
    came: dict[int, Came],
    now: datetime,
) -> list[_Sheet]:
    """The forms whose check-ins could be held until the end of the transaction.

    Whoever answers has the letter: if its acceptance is not recorded yet, the check-in opens now.
    """
    unopened = [asked.delivery for _, _, asked in mine if asked.check_in is None]
    open_check_ins(services, tx, unopened, now)
    opened = check_ins.of_deliveries(tx, [one.id for one in unopened])
    ids = {
        place: found.id
        for place, _, asked in mine
        if (found := asked.check_in or opened.get(asked.delivery.id)) is not None
    }
    held = check_ins.hold_all(tx, ids.values())
    earlier = answers.last_of_all(tx, ids.values())
    sheets = []
    for place, post, asked in mine:
        check_in = held.get(ids.get(place, 0))
        if check_in is None or check_in.state is CheckInState.CLOSED:
            came[place] = Closed(Why.CLOSED, asked.delivery, asked.step.ask)
            continue
        sheets.append(
            _Sheet(
                place=place,
                post=post,
                asked=replace(asked, check_in=check_in),
                check_in=check_in,
                earlier=earlier.get(check_in.id, {}),
            )
        )
    return _with_rules(tx, sheets)


def _doubted(
    services: Services, tx: Transaction, sheets: Rows[_Sheet], now: datetime
) -> list[_Sheet]:
    """The same, with those marked that a machine may have posted."""
    posted = [
        Posted(asked=one.asked, robot=post.marks.get("agent") == ROBOT, again=post.again)
        for one in sheets
        if (post := one.post).channel is Channel.PAGE and not post.accepted_by
    ]
    found = doubts(services, tx, posted, now)
    return [replace(one, doubt=found.get(one.asked.delivery.id)) for one in sheets]


def _hear(services: Services, tx: Transaction, sheets: Rows[_Sheet], now: datetime) -> None:
    """Hand on what was written on the pages; what came by mail is in the inbox already."""
    for one in sheets:
        if one.post.channel is Channel.PAGE and not one.post.accepted_by:
            page = Page(asked=one.asked, form=one.post.form, earlier=one.earlier, doubt=one.doubt)
            hear(services, tx, page, now)


def _hear_late(
    services: Services,
    tx: Transaction,
    todo: Rows[tuple[int, Post]],
    came: Mapping[int, Came],
    now: datetime,
) -> None:
    """Hand on what was written on pages whose questions have closed meanwhile."""
    for place, post in todo:
        closed = came.get(place)
        if isinstance(closed, Closed) and post.channel is Channel.PAGE and not post.accepted_by:
            hear_late(services, tx, closed, post.form, now)


def _with_rules(tx: Transaction, sheets: list[_Sheet]) -> list[_Sheet]:
    """The same with the questions that rules added when the earlier answers came."""
    asking = [one for one in sheets if one.earlier and rules_ask(one.asked.revision.sequence)]
    before = _facts(tx, asking)
    return [
        replace(one, asked=with_rules(one.asked, one.earlier, before[one.asked.enrolment.id]))
        if one.asked.enrolment.id in before
        else one
        for one in sheets
    ]


def _facts(tx: Transaction, sheets: Iterable[_Sheet]) -> dict[int, Facts]:
    return facts(tx, {one.asked.enrolment.id for one in sheets})


def _keep(
    tx: Transaction, sheets: Rows[_Sheet], came: dict[int, Came], now: datetime
) -> list[_Sheet]:
    """Keep the answers that can be read; answers the forms that had some that count."""
    kept: list[_Sheet] = []
    words: dict[Channel, list[Words]] = {}
    for one in sheets:
        questions = one.asked.questions({**one.earlier, **one.post.form})
        read = said.read(questions, one.post.form)
        if one.earlier and not (read.problems or read.values):
            # The further questions are asked "if you like": saying nothing to them is fine.
            came[one.place] = Given()
            continue
        if read.problems or not read.values:
            came[one.place] = Refused(asked=one.asked, questions=questions, problems=read.problems)
            continue
        words.setdefault(one.post.channel, []).append(_words(one, questions, read.values))
        if one.doubt is not None:
            came[one.place] = Doubted(asked=one.asked, questions=questions, why=one.doubt)
            continue
        came[one.place] = Given()
        kept.append(replace(one, values=read.values))
    for channel, these in words.items():
        answers.add_all(tx, these, channel=channel, now=now)
    check_ins.mark_all_answered(tx, [one.check_in.id for one in kept], now)
    return kept


def _words(one: _Sheet, questions: tuple[Question, ...], values: Mapping[str, str]) -> Words:
    marks = dict(one.post.marks)
    if one.post.accepted_by:
        marks["accepted_by"] = one.post.accepted_by
    if one.post.again:
        marks["again"] = 1
    if one.doubt is not None:
        marks[WHY] = one.doubt.value
    return Words(one.check_in, _said(questions, values), marks, sure=one.doubt is None)


def _said(questions: tuple[Question, ...], values: Mapping[str, str]) -> list[Said]:
    return [
        Said(question=one.name, value=values[one.name], asked=one.text)
        for one in questions
        if one.name in values
    ]


def _settle(tx: Transaction, kept: Rows[_Sheet], came: dict[int, Came], now: datetime) -> None:
    after = _facts(tx, kept)
    wanted = []
    for one in kept:
        known = after[one.asked.enrolment.id]
        said = {**one.earlier, **one.values}
        asked = with_rules(one.asked, said, known)
        came[one.place] = Given(tuple(q for q in asked.also if q.name not in said))
        wanted.append(_wanted(one, asked, said, known))
    settle_all(tx, wanted, now)
    back = [it for it, _ in wanted if it.enrolment.state is EnrolmentState.LAPSED and it.news]
    if back:
        tasks.add_all(tx, [_came_back(it) for it in back], now)


def _came_back(occasion: Occasion) -> NewTask:
    """Nothing follows for somebody whose letters have ended, so a person has to see it."""
    return NewTask(
        cause=f"back:{occasion.enrolment.id}",
        title="Answered after their letters had ended for want of answers",
        detail=f"{occasion.news}\nNo letters go now. Ask whether they want to go on.",
        subscriber_id=occasion.enrolment.subscriber_id,
        enrolment_id=occasion.enrolment.id,
    )


def _wanted(
    one: _Sheet, asked: Asked, values: Mapping[str, str], after: Facts
) -> tuple[Occasion, tuple[Caused, ...]]:
    questions = asked.questions(values)
    changed = {name: value for name, value in one.values.items() if one.earlier.get(name) != value}
    occasion = Occasion(
        check_in=one.check_in,
        enrolment=asked.enrolment,
        sequence=asked.revision.sequence,
        said=said.lines(questions, values),
        news=said.lines(questions, changed),
    )
    return occasion, called_for(asked, one.check_in, values, after)
