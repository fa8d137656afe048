"""One invented person's road through a sequence, with its dates: the real flow, in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from drip.content.hints import nearest
from drip.content.personas import answers_to, takes
from drip.domain.deliveries import PROGRAMME, DeliveryState
from drip.domain.personas import Persona
from drip.domain.sequences import Anchor, Sequence
from drip.domain.spans import Span
from drip.engine.calendar import local_day, zone_of
from drip.errors import DripError
from drip.flow.front_desk.why import why
from drip.flow.in_force import offer, revisions
from drip.flow.joining import signup
from drip.flow.joining.signup import Origin
from drip.flow.joining.signup_form import Wish
from drip.flow.services import Services
from drip.simulation.cast import Cast, Member, Reply
from drip.simulation.clock import VirtualClock
from drip.simulation.postbox import Postbox
from drip.simulation.run import advance
from drip.simulation.scanner import Fetch
from drip.simulation.timeline import Edit, Lived, Timeline, ending_of, entries_of, facts_of
from drip.storage import agenda
from drip.storage.record import Record, record

_LONGEST = timedelta(days=180)
#: A pause that only staff end stays for ever here: nobody waits longer for it.
_QUIET = timedelta(days=30)
_FORM = re.compile(r"([a-z0-9-]+)\.([a-z0-9_-]+)=([^@]+)@(.+)")

#: Who does nothing but what `--answer` says.
SILENT = Persona(key="silent", title="Says nothing", answers=0)


class RehearsalError(DripError):
    """This cannot be rehearsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Files that take the place of others on a day after signing up, and are published."""

    day: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part to play. `start` is the day of confirming; without a zone it is the clinic's."""

    sequence: str
    persona: Persona = SILENT
    replies: tuple[Reply, ...] = ()
    start: date | None = None
    zone: str = ""
    onset: date | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where it is played: services on a clock of their own. `fetch` opens a link of the site."""

    services: Services
    clock: VirtualClock
    postbox: Postbox
    fetch: Fetch | None = None


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


def rehearse(stage: Stage, files: Mapping[str, str], parts: Iterable[Part]) -> list[Timeline]:
    """Live through whole sequences, all parts side by side from the same moment on.

    Raises:
        RehearsalError: a part does not fit its sequence, or an edit has mistakes.
        SequenceUnknownError: there is no such sequence.
    """
    services, clock = stage.services, stage.clock
    cast = Cast(services, stage.postbox, fetch=stage.fetch)
    edits: list[Edit] = []
    played = []
    for number, part in enumerate(parts):
        sequence = _sequence(services, part)
        zone = part.zone or offer.clinic(services).zone
        _refuse_onset(sequence, part, local_day(clock.now(), zone_of(zone)))
        _plan_edits(stage, cast, files, part, edits)
        member = _sign_up(services, cast, sequence, replace(part, zone=zone), number, clock.now())
        played.append((part, member))
    end = clock.now() + _LONGEST
    while clock.now() < end and _goes_on(services, cast, clock.now()):
        advance(services, clock, clock.now() + timedelta(days=1), actors=cast)
    return [_timeline(services, part, member, tuple(edits)) for part, member in played]


def _sequence(services: Services, part: Part) -> Sequence:
    with services.database.read() as tx:
        sequence = revisions.current(services, tx, part.sequence).sequence
    for reply in part.replies:
        _refuse_unfit(sequence, reply)
    return sequence


def _sign_up(
    services: Services, cast: Cast, sequence: Sequence, part: Part, number: int, now: datetime
) -> Member:
    """Fill in the form."""
    onset = part.onset
    if sequence.anchor is Anchor.ONSET and onset is None:
        onset = local_day(now, zone_of(part.zone))
    member = Member(
        email=f"sam{number or ''}@example.com",
        first_name="Sam",
        sequence=sequence.key,
        zone=part.zone,
        persona=part.persona,
        onset=onset,
        replies=part.replies,
        places=[(now, part.zone)],
    )
    cast.join(member)
    wish = Wish(
        first_name=member.first_name,
        email=member.email,
        sequence=sequence.key,
        onset=onset,
        zone=part.zone,
        zone_guessed=False,
        health_consent=part.persona.health,
    )
    # Everybody comes from a network of their own: the form's limits look at those.
    origin = Origin(form="simulate", network=f"10.0.{number}.1")
    signup.sign_up(services, wish, offer.offer(services), origin, now)
    return member


def _plan_edits(
    stage: Stage, cast: Cast, files: Mapping[str, str], part: Part, edits: list[Edit]
) -> None:
    """Publish changed files on their days; `edits` fills while they happen."""
    standing = dict(files)

    def publish(change: Change, now: datetime) -> None:
        standing.update(change.files)
        done = revisions.publish(stage.services, standing, author="simulate")
        if done.refused:
            said = "; ".join(f"{one.path}:{one.line}: {one.message}" for one in done.problems[:5])
            raise RehearsalError(f"The edit of day {change.day} has mistakes: {said}")
        names = ", ".join(change.files)
        edits.append(Edit(at=now, what=f"Edited and published: {names}"))

    for change in part.changes:
        at = stage.clock.now() + timedelta(days=change.day)
        cast.plan(at, partial(publish, change))


def _goes_on(services: Services, cast: Cast, now: datetime) -> bool:
    if cast.next_deed() is not None:
        return True
    with services.database.read() as tx:
        coming = agenda.next_moment(tx, now - timedelta(seconds=1))
    return coming is not None and coming - now < _QUIET


def _timeline(services: Services, part: Part, member: Member, edits: tuple[Edit, ...]) -> Timeline:
    story = why(services, email=member.email)
    if story is None:
        raise RehearsalError
    with services.database.read() as tx:
        found = record(tx, story.who.id)
        in_force = revisions.in_force(services, tx)
    if found is None:
        raise RehearsalError
    started = member.places[0][0]
    lived = Lived(
        story=story,
        record=found,
        sequences={key: one.sequence for key, one in in_force.items()},
        started=started,
        places=tuple(member.places),
        edits=edits,
    )
    return Timeline(
        sequence=part.sequence,
        persona=part.persona.key,
        title=part.persona.title,
        zone=story.who.zone,
        started=started,
        entries=entries_of(lived),
        facts=facts_of(found),
        endings=tuple(ending_of(one) for one in found.enrolments),
        letters=_letters(found),
        check_ins=len(found.check_ins),
        answered=len({one.check_in_id for one in found.answers}),
        tasks=len(found.tasks),
    )


def _letters(found: Record) -> int:
    return sum(
        one.purpose in PROGRAMME and one.state is DeliveryState.ACCEPTED for one in found.deliveries
    )


def _refuse_onset(sequence: Sequence, part: Part, today: date) -> None:
    if part.onset is None:
        return
    if sequence.anchor is not Anchor.ONSET:
        raise RehearsalError(
            f"{sequence.key} counts from the day of confirming: leave --onset out, or use --start."
        )
    if part.onset > today:
        raise RehearsalError(f"The spasm cannot begin on {part.onset}, after signing up ({today}).")


def _refuse_unfit(sequence: Sequence, reply: Reply) -> None:
    step = sequence.step(reply.step)
    if step is None or not step.ask:
        asking = [one.id for one in sequence.steps if one.ask]
        raise RehearsalError(
            f"No step {reply.step!r} asks anything; {_near(reply.step, asking)}"
            f"these do: {', '.join(asking)}."
        )
    own = {question.name: question for question in step.ask}
    question = own.get(reply.question) or sequence.questions.get(reply.question)
    if question is None:
        raise RehearsalError(
            f"{_near(reply.question, own) or _near(reply.question, sequence.questions)}"
            f"{reply.step} asks: {', '.join(own)}; not {reply.question!r}."
        )
    if not takes(question, reply.value):
        offered = answers_to(question)
        raise RehearsalError(
            f"{_near(reply.value, offered)}"
            f"{reply.question} offers: {', '.join(offered)}; not {reply.value!r}."
        )


def _near(word: str, known: Iterable[str]) -> str:
    """A "did you mean", where one comes to mind."""
    near = nearest(word, known)
    return f"did you mean {near!r}? " if near else ""
