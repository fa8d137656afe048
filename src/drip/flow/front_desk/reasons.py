"""Reasons as sentences: what the ledger noted with ids, said with the names people know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from drip.domain.sequences import UNANSWERED, EffectKind
from drip.engine.conditions import describe_all
from drip.flow.in_force import wording
from drip.flow.in_force.titles import Titles
from drip.storage.record import CheckInLine, EffectLine

_CAUSE = re.compile(r"answer:(\d+):([\w-]+)=([\w-]+)|rule:([\w-]+):(\d+)|silence:(\d+)")
_CONDITION = re.compile(r"([\w-]+) is (?!at |up by |down by )([\w-]+(?: or [\w-]+)*)")
_PASSED = re.compile(r"passed: the day of (\S+) has come")
_DAY = re.compile(r"(start|day -?\d+)(?:, moved on: (.+))?")
_DEED = re.compile(r"(\w+)(?: ([\w-]+))?, for ([^:]+:.+): (.+)")
_ENDED = re.compile(r"They ended it: (.+?)\.?(?: \(\w+\))?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) UTC")
_PAUSED = re.compile(r"Paused by (subscriber|answer|bounces)\b")
_PAUSERS = {
    "subscriber": "the person",
    "answer": "an answer",
    "bounces": "letters that kept coming back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Says reasons for one person. `zone` is the clinic's: staff read its clock."""

    titles: Titles
    check_ins: Mapping[int, CheckInLine]
    zone: ZoneInfo

    def say(self, text: str, sequence: str) -> str:
        """A reason as a sentence; the engine's own words where these do."""
        for start, word in (("only if ", "was not"), ("not if ", "was")):
            if text.startswith(start):
                return self._condition(text.removeprefix(start), word, sequence)
        if match := _PASSED.fullmatch(text):
            later = self.titles.letter(sequence, match[1])
            return f"The day of the letter after it, “{later}”, had come already."
        if match := _DAY.fullmatch(text):
            return _day(match[1], match[2])
        if text == "expired":
            return "It would have come too late to be of use."
        return wording.sentence(self._with_names(text, sequence))

    def deed(self, effect: EffectLine, sequence: str) -> str:
        """What an effect does, such as `pause for 1 month`, to stand after "about to"."""
        itself = self._deed_itself(effect.kind, effect.value, sequence)
        if effect.kind is not EffectKind.PAUSE:
            return itself
        length = wording.span(effect.after) if effect.after else ""
        return f"pause for {length}" if length else "pause until somebody resumes it"

    def because(self, cause: str, sequence: str) -> str:
        """Where an effect comes from, as a sentence."""
        return wording.sentence(self._because(cause, sequence).removeprefix(", "))

    def moment(self, at: datetime) -> str:
        """A moment on the clinic's clock."""
        here = at.astimezone(self.zone)
        return f"{here:%A} {here.day} {here:%B %Y}, {here:%H:%M}"

    def _condition(self, text: str, word: str, sequence: str) -> str:
        if (match := _CONDITION.fullmatch(text)) is None:
            was_so = "that was so" if word == "was" else "that was not so"
            return f"It depends on this: {text}; and {was_so}."
        name = match[1]
        values = [value for value in match[2].split(" or ") if value != UNANSWERED]
        question = self.titles.question(sequence, name)
        asked = f"“{question.text}”" if question else f"'{name}'"
        if not values:
            return f"{asked} {'had no answer' if word == 'was' else 'was answered'}."
        said = " or ".join(f"“{wording.answer(value, question)}”" for value in values)
        return f"The answer to {asked} {word} {said}."

    def _with_names(self, text: str, sequence: str) -> str:
        if match := _ENDED.fullmatch(text):
            return f"It ended{self._because(match[1], sequence)}"
        if match := _DEED.fullmatch(text):
            text = self._deed(match, sequence)
        text = _PAUSED.sub(lambda one: f"Paused by {_PAUSERS[one[1]]}", text)
        text = _MOMENT.sub(self._found_moment, text)
        return _CAUSE.sub(lambda one: self._cause(one[0], sequence), text)

    def _deed(self, match: re.Match[str], sequence: str) -> str:
        kind, value, cause, came_to = match[1].lower(), match[2] or "", match[3], match[4]
        about = self._deed_itself(kind, value, sequence)
        outcome = "" if came_to in {"done", "done."} else f" ({came_to.rstrip('.')})"
        return f"{about}{outcome}{self._because(cause, sequence)}"

    def _deed_itself(self, kind: str, value: str, sequence: str) -> str:
        match kind:
            case "send":
                return f"send “{self.titles.letter(sequence, value)}”"
            case "skip":
                return f"leave out “{self.titles.letter(sequence, value)}”"
            case "start":
                return f"start “{self.titles.sequence(value)}”"
            case "finish":
                return "end the sequence"
            case _:
                return f"{kind} {value}".strip()

    def _because(self, cause: str, sequence: str) -> str:
        because = "since" if cause.startswith("silence:") else "because of"
        return f", {because} {self._cause(cause, sequence)}"

    def _cause(self, text: str, sequence: str) -> str:
        match = _CAUSE.fullmatch(text)
        if match is None:
            return text
        if match[1]:
            return self._answer(int(match[1]), match[2], match[3])
        if match[4]:
            return self._rule(match[4], sequence)
        check_in = self.check_ins.get(int(match[6]))
        about = self.titles.letter(check_in.sequence, check_in.step) if check_in else "the letter"
        return f"no answer came to “{about}”"

    def _answer(self, check_in_id: int, name: str, value: str) -> str:
        check_in = self.check_ins.get(check_in_id)
        question = self.titles.question(check_in.sequence, name) if check_in else None
        asked = question.text if question else wording.title(name)
        return f"the answer “{wording.answer(value, question)}” to “{asked}”"

    def _rule(self, key: str, sequence: str) -> str:
        revision = self.titles.in_force.get(sequence)
        rules = revision.sequence.rules if revision else ()
        found = next((rule for rule in rules if rule.key == key), None)
        said = describe_all(found.conditions) if found else wording.title(key)
        return f"a rule: {said}"

    def _found_moment(self, match: re.Match[str]) -> str:
        return self.moment(datetime.strptime(match[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC))


def _day(day: str, moved_on: str | None) -> str:
    first = "The first letter goes on confirming" if day == "start" else f"It belongs to {day}"
    return f"{first}; it moved on: {moved_on}." if moved_on else f"{first}."
