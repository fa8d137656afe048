"""The cast: invented people with their personas, living on the real road.

They read what arrives, and answer, pause, move and leave through the same flow functions as the
pages, with the links of their letters. Deeds wait for their moment in a queue.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from drip.content.personas import takes
from drip.content.revision import Revision
from drip.domain.letters import Letter
from drip.domain.personas import Persona
from drip.domain.sequences import Question
from drip.domain.spans import Span
from drip.engine.calendar import add_span, at_wall, local_day, zone_of
from drip.engine.effects import follow_ups
from drip.flow.answering.posting import Came, Given, Post, post_all
from drip.flow.in_force import revisions
from drip.flow.joining import confirm
from drip.flow.leaving import goodbye
from drip.flow.letters import booking
from drip.flow.own_wishes import preferences
from drip.flow.own_wishes.preferences import PauseError
from drip.flow.services import Services
from drip.links import LinkError
from drip.simulation.postbox import Postbox
from drip.simulation.scanner import Fetch, scan

#: At this time of their day people do what they do on a day: pause, move, leave.
_DEEDS_AT = time(10)
_AGENT = "simulation"
_MARKS: dict[str, str | int] = {"agent": _AGENT}

Says = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person answers to a question of a step, and how long after its letter."""

    step: str
    question: str
    value: str
    after: Span


@dataclass(slots=True, kw_only=True)
class Member:
    """One person of the cast, and what they remember.

    `links` are those of the latest letter; `places` is where they lived from when on. `answered`
    are the steps of check-ins that they answer, `count` how many those ever were.
    """

    email: str
    first_name: str
    sequence: str
    zone: str
    persona: Persona
    onset: date | None = None
    replies: Sequence[Reply] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    answered: set[tuple[str, str]] = field(default_factory=set)
    count: int = 0
    times: Counter[str] = field(default_factory=Counter)
    places: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Post:
    """A form that somebody means to send."""

    member: Member
    sequence: str
    step: str
    token: str
    says: Says
    first: bool = True


Deed = Callable[[datetime], object]


class Cast:
    """Several people, and what they mean to do next."""

    def __init__(self, services: Services, postbox: Postbox, *, fetch: Fetch | None = None) -> None:
        self._services = services
        self._postbox = postbox
        self._fetch = fetch
        self._members: dict[str, Member] = {}
        self._deeds: list[tuple[datetime, int, Deed | _Post]] = []
        self._order = itertools.count()

    def plan(self, at: datetime, deed: Deed) -> None:
        """Let something happen at a moment."""
        self._put(at, deed)

    def join(self, member: Member, *, confirmed_at: datetime | None = None) -> None:
        """Let a person's letters be read. Without `confirmed_at` they still confirm."""
        self._members[member.email] = member
        if confirmed_at is not None:
            self._live(member, confirmed_at)

    def next_deed(self) -> datetime | None:
        """When somebody does something next."""
        return self._deeds[0][0] if self._deeds else None

    def act(self, now: datetime) -> None:
        """Read what came, and do everything whose moment has come."""
        for letter in self._postbox.read():
            if member := self._members.get(letter.to_address):
                self._read(member, letter, now)
        posts: list[_Post] = []
        while self._deeds and self._deeds[0][0] <= now:
            deed = heapq.heappop(self._deeds)[2]
            if isinstance(deed, _Post):
                posts.append(deed)
                continue
            # A person may meet a page that says no: a link that is over, a pause that cannot be.
            try:
                deed(now)
            except (LinkError, PauseError):
                continue
        self._answer(posts, now)

    def _put(self, at: datetime, deed: Deed | _Post) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))

    def _read(self, member: Member, letter: Letter, now: datetime) -> None:
        links = letter.values
        if member.persona.scanned and self._fetch is not None:
            scan(letter, self._fetch, self._services.links.base_url)
        if proof := links.get("token_confirm"):
            self._put(now, partial(self._confirm, member, proof))
            return
        member.links = links
        if member.persona.books and (book := links.get("token_book")):
            at = self._later(member, member.persona.delay, now)
            self._put(at, partial(self._visit, book))
        # A letter whose first question is not tapped links to the page alone.
        typed = links.get("token_page") if member.replies or member.persona.types else None
        if token := links.get("token_answer_1") or typed:
            self._mean_to_answer(member, letter, token, now)

    def _confirm(self, member: Member, token: str, now: datetime) -> None:
        confirm.confirm(self._services, token, now)
        self._live(member, now)

    def _live(self, member: Member, confirmed_at: datetime) -> None:
        """Put the deeds of certain days into the queue."""
        persona = member.persona
        day = local_day(confirmed_at, zone_of(member.zone))
        zone = member.zone
        deeds: list[tuple[int, Deed]] = [
            *((one.day, partial(self._move, member, one.zone)) for one in persona.moves),
            *((one.day, partial(self._pause, member, one.length)) for one in persona.pauses),
        ]
        if persona.leaves is not None:
            deeds.append((persona.leaves, partial(self._leave, member)))
        for number, deed in deeds:
            self._put(at_wall(day + timedelta(days=number), _DEEDS_AT, zone_of(zone)), deed)

    def _move(self, member: Member, zone: str, now: datetime) -> None:
        member.zone = zone
        member.places.append((now, zone))
        page = member.links.get("token_preferences", "")
        preferences.rename(self._services, page, member.first_name, zone)

    def _pause(self, member: Member, length: Span, now: datetime) -> None:
        zone = zone_of(member.zone)
        day = local_day(add_span(now, length, zone), zone)
        page = member.links.get("token_preferences", "")
        preferences.pause(self._services, page, "", day.isoformat(), now)

    def _leave(self, member: Member, now: datetime) -> None:
        goodbye.by_page(self._services, member.links.get("token_unsubscribe", ""), now)

    def _visit(self, token: str, now: datetime) -> None:
        booking.destination(self._services, token, agent=_AGENT, now=now)

    def _mean_to_answer(self, member: Member, letter: Letter, token: str, now: datetime) -> None:
        step, sequence = _origin(letter)
        persona = member.persona
        reminded = "question" in letter.values
        if reminded and (sequence, step) in member.answered:
            return
        # The letter itself again is another check-in: the person came back to the sequence.
        member.answered.discard((sequence, step))
        replies = [one for one in member.replies if one.step == step]
        for after in dict.fromkeys(one.after for one in replies):
            says: Says = {one.question: (one.value,) for one in replies if one.after == after}
            at = self._later(member, after, now)
            self._put(at, _Post(member, sequence, step, token, says, first=False))
        if replies:
            member.answered.add((sequence, step))
        if persona.only_reminders and not reminded:
            return
        if persona.answers is not None and member.count >= persona.answers:
            return
        given = {one.question for one in replies}
        says = {name: said for name, said in persona.says.items() if name not in given}
        if says:
            member.answered.add((sequence, step))
            member.count += 1
            at = self._later(member, persona.delay, now)
            self._put(at, _Post(member, sequence, step, token, says))

    def _later(self, member: Member, span: Span, now: datetime) -> datetime:
        return add_span(now, span, zone_of(member.zone))

    def _answer(self, posts: Sequence[_Post], now: datetime) -> None:
        if not posts:
            return
        with self._services.database.read() as tx:
            current = revisions.in_force(self._services, tx)
        forms = [(post, self._form(post, current)) for post in posts]
        filled = [(post, form) for post, form in forms if form]
        further: list[tuple[_Post, dict[str, str]]] = []
        for (post, form), came in zip(filled, self._send(filled, now), strict=True):
            if isinstance(came, Given):
                self._think_again(post, form, now)
                further.append((post, _said_to(post, came.more)))
        # The page that thanks asks what rules add.
        self._send([one for one in further if one[1]], now)

    def _send(self, forms: Sequence[tuple[_Post, dict[str, str]]], now: datetime) -> list[Came]:
        mail = [Post(token=one.token, form=form, marks=_MARKS) for one, form in forms]
        return post_all(self._services, mail, now)

    def _form(self, post: _Post, current: Mapping[str, Revision]) -> dict[str, str]:
        sequence = current[post.sequence].sequence
        step = sequence.step(post.step)
        return _filled(post, step.ask if step is not None else (), sequence.questions)

    def _think_again(self, post: _Post, form: Mapping[str, str], now: datetime) -> None:
        change = post.member.persona.change
        if change is None or not post.first:
            return
        says = {
            name: said
            for name, said in change.says.items()
            if name in form and form[name] not in said
        }
        if says:
            again = _Post(post.member, post.sequence, post.step, post.token, says, first=False)
            self._put(self._later(post.member, change.after, now), again)


def _origin(letter: Letter) -> tuple[str, str]:
    """The step and the sequence of a programme letter, as its Feedback-ID names them."""
    step, sequence, _ = dict(letter.headers)["Feedback-ID"].split(":")
    return step, sequence


def _filled(
    post: _Post, asked: tuple[Question, ...], questions: Mapping[str, Question]
) -> dict[str, str]:
    """The form, with the questions that its own answers add."""
    form: dict[str, str] = {}
    seen: set[str] = set()
    shown = asked
    while new := [one for one in shown if one.name not in seen]:
        seen |= {one.name for one in new}
        form |= _said_to(post, new)
        shown = asked + follow_ups(asked, questions, form)
    if not form:
        # A reply to a further question alone: it was added by an earlier one.
        form = {name: said[0] for name, said in post.says.items() if name in questions}
        return form if not post.first else {}
    return form


def _said_to(post: _Post, questions: Iterable[Question]) -> dict[str, str]:
    return {one.name: word for one in questions if (word := _word(post, one))}


def _word(post: _Post, question: Question) -> str:
    said = post.says.get(question.name)
    if not said:
        return ""
    times = post.member.times
    value = said[min(times[question.name], len(said) - 1)]
    if not takes(question, value):
        return ""
    times[question.name] += 1
    return value
