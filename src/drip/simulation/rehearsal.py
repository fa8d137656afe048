"""One invented person's road through a sequence, with its dates: the real flow, in memory."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from drip.domain.sequences import Anchor, Sequence
from drip.domain.spans import Span
from drip.engine.calendar import add_span, local_day, zone_of
from drip.errors import DripError
from drip.flow import answer, confirm, offer, revisions, signup
from drip.flow.services import Services
from drip.flow.signup import Origin
from drip.flow.signup_form import Wish
from drip.flow.why import Why, why
from drip.simulation.clock import VirtualClock
from drip.simulation.postbox import Postbox
from drip.simulation.run import advance
from drip.storage import agenda, ledger

_EMAIL = "sam@example.com"
_LONGEST = timedelta(days=180)
_FORM = re.compile(r"([a-z0-9-]+)\.([a-z0-9_]+)=([^@]+)@(.+)")


class RehearsalError(DripError):
    """This cannot be rehearsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person answers to a question of a step, and how long after its letter."""

    step: str
    question: str
    value: str
    after: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part to play. `start` is the day of confirming; without a zone it is the clinic's."""

    sequence: str
    replies: tuple[Reply, ...]
    start: date | None
    zone: str


def read_reply(text: str) -> Reply:
    """Read `first-session.session=sore@2h`.

    Raises:
        RehearsalError: with what to write instead.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise RehearsalError(
            f"{text!r} is no answer: write CHECKIN.QUESTION=VALUE@DELAY, "
            "e.g. first-session.session=sore@2h"
        )
    step, question, value, delay = found.groups()
    try:
        after = Span.parse(delay)
    except ValueError as error:
        raise RehearsalError(str(error)) from error
    return Reply(step=step, question=question, value=value, after=after)


def rehearse(services: Services, clock: VirtualClock, postbox: Postbox, part: Part) -> Why:
    """Live through a whole sequence as one person who does nothing but these replies.

    Raises:
        RehearsalError: a reply fits no question of the sequence.
        SequenceUnknownError: there is no such sequence.
    """
    with services.database.read() as tx:
        sequence = revisions.current(services, tx, part.sequence).sequence
    for reply in part.replies:
        _refuse_unfit(sequence, reply)
    zone = part.zone or offer.clinic(services).zone
    player = _Player(services, postbox, part, zone)
    player.sign_up(sequence, clock.now())
    end = clock.now() + _LONGEST
    while _goes_on(services, player, clock.now()) and clock.now() < end:
        advance(services, clock, clock.now() + timedelta(days=1), actors=player)
    story = why(services, email=_EMAIL)
    if story is None:
        raise RehearsalError
    return story


def _goes_on(services: Services, player: _Player, now: datetime) -> bool:
    if player.next_deed() is not None:
        return True
    with services.database.read() as tx:
        return agenda.next_moment(tx, now - timedelta(seconds=1)) is not None


def _refuse_unfit(sequence: Sequence, reply: Reply) -> None:
    step = sequence.step(reply.step)
    if step is None or not step.ask:
        asking = ", ".join(one.id for one in sequence.steps if one.ask)
        raise RehearsalError(f"No step {reply.step!r} asks anything; these do: {asking}.")
    own = {question.name: question for question in step.ask}
    question = own.get(reply.question) or sequence.questions.get(reply.question)
    if question is None:
        raise RehearsalError(f"{reply.step} asks: {', '.join(own)}; not {reply.question!r}.")
    if question.choices and question.choice(reply.value) is None:
        offered = ", ".join(choice.value for choice in question.choices)
        raise RehearsalError(f"{reply.question} offers: {offered}; not {reply.value!r}.")


class _Player:
    """Confirms at once and gives the replies at their moments; otherwise keeps silent."""

    def __init__(self, services: Services, postbox: Postbox, part: Part, zone: str) -> None:
        self._services = services
        self._postbox = postbox
        self._part = part
        self._zone = zone
        self._deeds: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._order = itertools.count()

    def sign_up(self, sequence: Sequence, now: datetime) -> None:
        """Fill in the form."""
        onset = None
        if sequence.anchor is Anchor.ONSET:
            onset = local_day(now, zone_of(self._zone))
        wish = Wish(
            first_name="Sam",
            email=_EMAIL,
            sequence=sequence.key,
            onset=onset,
            zone=self._zone,
            zone_guessed=False,
            health_consent=True,
        )
        origin = Origin(form="simulate", network="192.0.2.1")
        signup.sign_up(self._services, wish, offer.offer(self._services), origin, now)

    def next_deed(self) -> datetime | None:
        """When the next reply is due."""
        return self._deeds[0][0] if self._deeds else None

    def act(self, now: datetime) -> None:
        """Read the letters that came, and press what is due."""
        for letter in self._postbox.read():
            if token := letter.values.get("token_confirm"):
                self._plan(now, partial(confirm.confirm, self._services, token))
            elif token := letter.values.get("token_answer_1"):
                self._mean_to_reply(letter.delivery_id, token, now)
        while self._deeds and self._deeds[0][0] <= now:
            heapq.heappop(self._deeds)[2](now)

    def _mean_to_reply(self, delivery_id: int, token: str, now: datetime) -> None:
        with self._services.database.read() as tx:
            delivery = ledger.get(tx, delivery_id)
        zone = zone_of(self._zone)
        for reply in self._part.replies:
            if delivery is not None and delivery.step == reply.step:
                form = {reply.question: reply.value}
                at = add_span(now, reply.after, zone)
                self._plan(at, partial(answer.give, self._services, token, form))

    def _plan(self, at: datetime, deed: Callable[[datetime], object]) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))
