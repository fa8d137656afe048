"""Publish: look at what an edit means for people, put it in force, and let it reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drip.content.bundle import sequence_keys
from drip.flow.in_force import revisions
from drip.flow.in_force.agreement import Terms
from drip.flow.in_force.revisions import Prepared, Published
from drip.flow.publishing.catch_up import catch_up
from drip.flow.publishing.effect_of_edit import Foreseen, foresee
from drip.flow.publishing.halt import run_resumptions
from drip.flow.services import Services

#: So many letters may be brought into the next 24 hours without being asked about.
LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What was checked, and what publishing it would do."""

    prepared: Prepared
    foreseen: Foreseen


def rehearse(services: Services, files: Mapping[str, str], terms: Terms | None = None) -> Rehearsed:
    """What publishing would do to the people now enrolled. Reads only."""
    terms = terms or Terms()
    prepared = revisions.prepare(services, files, terms=terms)
    present = sequence_keys(files) if terms.only is None else None
    return Rehearsed(prepared=prepared, foreseen=foresee(services, prepared, present=present))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What somebody publishes: the files, who, why, and on what terms.

    `limit`: how many letters may be brought into the next 24 hours; `None` for any number.
    """

    files: Mapping[str, str]
    author: str
    note: str = ""
    terms: Terms = field(default_factory=Terms)
    limit: int | None = LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What publishing came to; `published` is empty when it would have gone over the limit."""

    foreseen: Foreseen
    published: Published | None


def publish(services: Services, edition: Edition) -> Outcome:
    """Publish what was looked at, and let it reach everybody who waits.

    What is published is what was foreseen: whoever publishes in between makes it a conflict.
    """
    foreseen = rehearse(services, edition.files, edition.terms).foreseen
    if edition.limit is not None and foreseen.hastened > edition.limit:
        return Outcome(foreseen=foreseen, published=None)
    terms = replace(
        edition.terms,
        base=foreseen.base if edition.terms.base is None else edition.terms.base,
        effects={key: effect.numbers() for key, effect in foreseen.effects.items()},
    )
    published = revisions.publish(
        services, edition.files, author=edition.author, note=edition.note, terms=terms
    )
    run_resumptions(services)
    catch_up(services)
    return Outcome(foreseen=foreseen, published=published)
