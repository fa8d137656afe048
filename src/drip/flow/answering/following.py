"""Following: what the answers of a check-in call for, by themselves and by rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from drip.domain.answers import CheckIn
from drip.domain.sequences import EffectKind, Sequence
from drip.domain.standing import Facts
from drip.engine.effects import Caused, asked_by_rules, effects_of_answers, rules_that_fire
from drip.flow.planning.asked import Asked


def called_for(
    asked: Asked, check_in: CheckIn, values: Mapping[str, str], after: Facts
) -> tuple[Caused, ...]:
    """Everything that these answers call for. `after` is what is known with them."""
    known = asked.revision.sequence.questions
    return (
        *effects_of_answers(asked.opened, known, values, check_in=check_in.id),
        *_fired(asked, check_in, values, after),
    )


def rules_ask(sequence: Sequence) -> bool:
    """Whether any rule of a sequence asks a question."""
    return any(one.kind is EffectKind.ASK for rule in sequence.rules for one in rule.then)


def with_rules(asked: Asked, values: Mapping[str, str], after: Facts) -> Asked:
    """The same with the questions that rules add, now that these were answered."""
    sequence = asked.revision.sequence
    if asked.check_in is None or not values or not rules_ask(sequence):
        return asked
    fired = _fired(asked, asked.check_in, values, after)
    own = {one.name for one in asked.step.ask}
    also = tuple(one for one in asked_by_rules(sequence, fired) if one.name not in own)
    return replace(asked, also=also)


def _fired(
    asked: Asked, check_in: CheckIn, values: Mapping[str, str], after: Facts
) -> tuple[Caused, ...]:
    return rules_that_fire(
        asked.revision.sequence,
        after,
        str(check_in.id),
        before=_without(after, check_in.id),
        answered=values.keys(),
    )


def _without(after: Facts, check_in_id: int) -> Facts:
    """What was known before a check-in was answered."""
    kept = {
        name: tuple(one for one in series if one.check_in_id != check_in_id)
        for name, series in after.answers.items()
    }
    return replace(after, answers={name: series for name, series in kept.items() if series})
