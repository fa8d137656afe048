"""How invented people live: they sign up, read what comes, and press what they would press.

Everything they do goes through the same flow functions as the pages, with the links of their
letters. Deeds wait for their moment in a queue; nothing here looks at a real clock.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from drip.domain.letters import Letter
from drip.domain.sequences import Question, QuestionKind
from drip.engine.calendar import local_day, zone_of
from drip.flow.answering import answer
from drip.flow.answering.answer import AnswerPage, AskedQuestion, DonePage
from drip.flow.in_force import offer
from drip.flow.joining import confirm, signup
from drip.flow.joining.signup import Origin
from drip.flow.joining.signup_form import Wish
from drip.flow.leaving import goodbye
from drip.flow.letters import booking
from drip.flow.own_wishes import preferences
from drip.flow.own_wishes.preferences import PauseError
from drip.flow.services import Services
from drip.links import LinkError
from drip.simulation.people import Person
from drip.simulation.postbox import Postbox

Deed = Callable[[datetime], None]

_LATER = timedelta(minutes=30)


class Life:
    """Several people and what they mean to do next. `begin` is when the first of them could."""

    def __init__(
        self, services: Services, postbox: Postbox, people: Iterable[Person], begin: datetime
    ) -> None:
        self._services = services
        self._postbox = postbox
        self._people = {one.email: one for one in people}
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._order = itertools.count()
        self._letters: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._asked: Counter[tuple[str, str]] = Counter()
        for number, person in enumerate(self._people.values()):
            self._plan(begin + person.joins, _signing_up(services, person, number))

    def next_deed(self) -> datetime | None:
        """When somebody does something next."""
        return self._deeds[0][0] if self._deeds else None

    def act(self, now: datetime) -> None:
        """Read what came, and do everything whose moment has come."""
        for letter in self._postbox.read():
            if person := self._people.get(letter.to_address):
                self._read(person, letter, now)
        while self._deeds and self._deeds[0][0] <= now:
            deed = heapq.heappop(self._deeds)[2]
            # A person may meet a page that says no: a check-in that closed, a link that is over.
            try:
                deed(now)
            except (LinkError, PauseError):
                continue

    def _plan(self, at: datetime, deed: Deed) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))

    def _read(self, person: Person, letter: Letter, now: datetime) -> None:
        links = letter.values
        services = self._services
        if proof := links.get("token_confirm"):
            if person.confirms:
                self._plan(now + _LATER, lambda at: _ignore(confirm.confirm(services, proof, at)))
            return
        self._letters[person.email] += 1
        count = self._letters[person.email]
        later = now + person.delay
        if count == person.leaves:
            leaving = links["token_unsubscribe"]
            self._plan(later, lambda at: _ignore(goodbye.by_page(services, leaving, at)))
        if count == person.pauses:
            page = links["token_preferences"]
            self._plan(later, lambda at: preferences.pause(services, page, "2w", "", at))
        if count == person.books and (book := links.get("token_book")):
            self._plan(later, lambda at: _ignore(_visit(services, book, at)))
        if token := links.get("token_answer_1"):
            self._mean_to_answer(person, token, later)

    def _mean_to_answer(self, person: Person, token: str, at: datetime) -> None:
        if person.answers is None or self._answered[person.email] < person.answers:
            self._answered[person.email] += 1
            self._plan(at, lambda now: self._answer(person, token, now))

    def _answer(self, person: Person, token: str, now: datetime) -> None:
        page = answer.look(self._services, token, now, agent="simulation")
        if not isinstance(page, AnswerPage) or page.answered:
            return
        self._give(person, token, page.questions, now)
        more = answer.done(self._services, token, now)
        if isinstance(more, DonePage) and more.more:
            self._give(person, token, more.more, now)

    def _give(
        self, person: Person, token: str, questions: Iterable[AskedQuestion], now: datetime
    ) -> None:
        form = {one.question.name: self._word(person, one.question) for one in questions}
        answer.give(self._services, token, {k: v for k, v in form.items() if v}, now, "simulation")

    def _word(self, person: Person, question: Question) -> str:
        """What a person says; to a question they have no words for, what comes first."""
        values = person.says.get(question.name)
        if not values:
            return _first_of(question)
        times = self._asked[person.email, question.name]
        self._asked[person.email, question.name] += 1
        value = values[min(times, len(values) - 1)]
        known = question.kind is not QuestionKind.CHOICE or question.choice(value) is not None
        return value if known else _first_of(question)


def _signing_up(services: Services, person: Person, number: int) -> Deed:
    def deed(now: datetime) -> None:
        onset = None
        if person.onset_ago is not None:
            onset = local_day(now, zone_of(person.zone)) - timedelta(days=person.onset_ago)
        wish = Wish(
            first_name=person.first_name,
            email=person.email,
            sequence=person.sequence,
            onset=onset,
            zone=person.zone,
            zone_guessed=False,
            health_consent=person.health,
        )
        # Everybody comes from a network of their own: the form's limits look at those.
        origin = Origin(form="hosted", network=f"10.0.{number}.1")
        signup.sign_up(services, wish, offer.offer(services), origin, now)

    return deed


def _visit(services: Services, token: str, now: datetime) -> str:
    return booking.destination(services, token, agent="simulation", now=now)


def _first_of(question: Question) -> str:
    if question.kind is QuestionKind.CHOICE:
        return question.choices[0].value
    if question.kind in {QuestionKind.SCALE, QuestionKind.NUMBER}:
        return str((question.least + question.most) // 2)
    return ""


def _ignore(_answer: object) -> None:
    """A deed answers nothing."""
