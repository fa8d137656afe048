"""Checking content: every problem of every file at once, and the values of what is fine."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from drip.content.build import sequence_of
from drip.content.bundle import letter_path, sequence_keys, sequence_path
from drip.content.clinic import CLINIC_PATH, ClinicFile, clinic_of
from drip.content.explained import idle_explanations, settle
from drip.content.findings import parse
from drip.content.hints import did_you_mean
from drip.content.layout import HTML_PATH, TEXT_PATH
from drip.content.layout_checks import layout_problems
from drip.content.letter_files import check_letters, too_large
from drip.content.letters import LetterSource
from drip.content.meaning import check_meaning, check_measure, check_order, check_sense
from drip.content.models import SequenceFile
from drip.content.nodes import MOST_CHARACTERS, TOP, read_document
from drip.content.personas import OF_QUESTIONS, read_personas
from drip.content.problems import Problem, Severity
from drip.content.reading import reading_age
from drip.content.references import check_references, report_calendar
from drip.content.report import Report, problem_at
from drip.content.review import review_problems
from drip.content.safety import safety_problems
from drip.content.safety_words import EMERGENCY, SHOWN, names, safety_words
from drip.content.slips import letter_slips, sequence_slips
from drip.content.sources import check_sources
from drip.content.telling import told
from drip.content.traps import cut_off, letter_traps, question_traps, yaml_traps
from drip.content.wording import letter_wording, question_wording
from drip.content.world import effects_in, world_of
from drip.content.zones import zone_problem
from drip.domain.people import Clinic
from drip.domain.sequences import Sequence

_OF_FRONT_MATTER = frozenset({"front-matter", "odd-key", "yaml-syntax", "duplicate-key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a check.

    `sequences` holds those whose own file has no errors but in its wording; `clinic` is empty when
    its file has some; `letters` maps paths to letters. `problems` are sorted by place.
    """

    sequences: Mapping[str, Sequence]
    clinic: Clinic | None
    letters: Mapping[str, LetterSource]
    problems: tuple[Problem, ...]

    @property
    def reading_ages(self) -> dict[str, float]:
        """The reading age of every letter that is long enough to have one, by path."""
        ages = {path: reading_age(letter.body) for path, letter in self.letters.items()}
        return {path: age for path, age in ages.items() if age is not None}

    @property
    def fine(self) -> bool:
        """Whether nothing keeps the content from being published."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def check(
    files: Mapping[str, str], *, signed: Container[str] = (), today: date | None = None
) -> Checked:
    """Check content, given as texts by relative path.

    `signed` are the hashes of texts that a named person signed: claims in them are allowed.
    Reviews of letters are looked at when `today` is given.
    """
    clinic, problems = check_clinic(files)
    found = {key: check_sequence(files, key, clinic, signed) for key in sequence_keys(files)}
    problems += [problem for one in found.values() for problem in one.problems]
    read = {key: one.file for key, one in found.items()}
    sequences = {key: one.sequence for key, one in found.items() if one.sequence is not None}
    letters, in_letters = check_letters(files, read, clinic, fine=sequences)
    problems += [*in_letters, *_own_safety(files, clinic)]
    unread_texts = [one for path in files if _plain(path) if (one := too_large(path, files[path]))]
    problems += unread_texts
    if not unread_texts:
        problems += layout_problems(files, letters)
        problems += check_sources(files, letters)
    problems += _in_words(files, letters, read, signed)
    problems += (_gently(one) for one in read_personas(files, sequences.values()).problems)
    problems += safety_problems(files)
    if today is not None:
        sample = bool(clinic and clinic.sample)
        # Whose front matter cannot be read may well have what it seems to lack.
        unread = {one.path for one in problems if one.code in _OF_FRONT_MATTER}
        for path, letter in letters.items():
            if not PurePosixPath(path).name.startswith("_") and path not in unread:
                problems += review_problems(letter, files[path], today, sample=sample)
    return Checked(
        sequences=sequences,
        clinic=clinic,
        letters=letters,
        problems=told(_settled(problems, files, letters, dated=today is not None)),
    )


def _settled(
    problems: list[Problem],
    files: Mapping[str, str],
    letters: Mapping[str, LetterSource],
    *,
    dated: bool,
) -> Iterator[Problem]:
    yield from settle(problems, files, letters)
    # Without a day no review was looked at, and its explanations are not idle.
    if dated:
        yield from idle_explanations(problems, files, letters)


def _plain(path: str) -> bool:
    """Whether a file is a layout or an article."""
    return path.endswith((".html", ".txt"))


def _gently(problem: Problem) -> Problem:
    """What a persona says that nothing asks any more keeps no content back."""
    if problem.code in OF_QUESTIONS:
        return replace(problem, severity=Severity.WARNING)
    return problem


def _in_words(
    files: Mapping[str, str],
    letters: Mapping[str, LetterSource],
    sequences: Mapping[str, SequenceFile | None],
    signed: Container[str],
) -> Iterator[Problem]:
    """What letters say that they may not, or not without a signature."""
    chosen = {
        letter_path(key, step.id)
        for key, file in sequences.items()
        for step in (file.steps if file else ())
        if step.day is None or step.only_if or step.unless
    }
    chosen |= {
        letter_path(key, effect.skip)
        for key, file in sequences.items()
        for placed in (effects_in(file) if file else ())
        for effect in placed.effects
        if effect.skip
    }
    for path, letter in letters.items():
        yield from letter_wording(letter, files[path], signed=signed, chosen=path in chosen)
        yield from letter_traps(letter, files[path])
        yield from letter_slips(letter, files[path])
    for path, text in files.items():
        if path.endswith(".yaml") and len(text) <= MOST_CHARACTERS:
            yield from yaml_traps(path, text)
            yield from cut_off(path, text)


@dataclass(frozen=True, slots=True)
class CheckedSequence:
    """A sequence if its file has no errors, the file as far as it could be read, its problems."""

    sequence: Sequence | None
    file: SequenceFile | None
    problems: tuple[Problem, ...]


def check_sequence(
    files: Mapping[str, str], key: str, clinic: Clinic | None, signed: Container[str] = ()
) -> CheckedSequence:
    """Check one sequence's own file."""
    path = sequence_path(key)
    reading = read_document(path, files[path])
    problems = list(reading.problems)
    if reading.document is None:
        return CheckedSequence(None, None, tuple(problems))
    parsed = parse(SequenceFile, reading.document)
    problems += parsed.problems
    if parsed.file is None:
        return CheckedSequence(None, None, tuple(problems))
    report = Report(reading.document)
    world = world_of(
        reading.document,
        sequences=frozenset(sequence_keys(files)),
        clinic=clinic,
        texts=files,
    )
    check_references(parsed.file, world, report)
    check_sense(parsed.file, report)
    check_measure(parsed.file, report)
    # With parts set aside, the order and the reach of the rest say nothing.
    if parsed.whole:
        fine = all(problem.severity is not Severity.ERROR for problem in report.problems)
        check_order(parsed.file, report)
        if fine:
            check_meaning(parsed.file, report)
    problems += report.problems
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    sequence = None if wrong else sequence_of(parsed.file)
    # A claim keeps a sequence from being published, not from being shown or rehearsed.
    words = Report(reading.document)
    question_wording(parsed.file, words, signed)
    sequence_slips(parsed.file, words)
    question_traps(parsed.file, words)
    problems += words.problems
    return CheckedSequence(sequence, parsed.file, tuple(problems))


def check_clinic(files: Mapping[str, str]) -> tuple[Clinic | None, list[Problem]]:
    """The clinic, if its file has no errors, and the problems in it."""
    if CLINIC_PATH not in files:
        message = "The clinic's own facts are missing: there is no sequences/_clinic.yaml."
        return None, [problem_at(CLINIC_PATH, TOP, "no-clinic", message, "write it")]
    reading = read_document(CLINIC_PATH, files[CLINIC_PATH])
    problems = list(reading.problems)
    if reading.document is None:
        return None, problems
    parsed = parse(ClinicFile, reading.document)
    problems += parsed.problems
    if parsed.file is None:
        return None, problems
    report = Report(reading.document)
    _clinic_facts(parsed.file, report)
    problems += report.problems
    return (None if problems else clinic_of(parsed.file)), problems


def _clinic_facts(file: ClinicFile, report: Report) -> None:
    if said := zone_problem(file.zone):
        report.value(("zone",), "unknown-zone", *said)
    report_calendar(("holidays",), file.holidays, report)
    if file.link_hosts is not None or "link_hosts" not in report.document.data:
        _service_hosts(file, report)
    _said_in_letters(file, report)
    for day, (opens, closes) in (file.hours or {}).items():
        if opens >= closes:
            message = "The clinic closes before it opens."
            report.value(("hours", day), "bad-hours", message, 'write e.g. "08:00-18:00"')


def _said_in_letters(file: ClinicFile, report: Report) -> None:
    given = report.document.data
    if not file.abn and not file.registration and not {"abn", "registration"} & set(given):
        message = 'The file has no "abn", and needs one.'
        hint = "add a line with abn:, or registration: for a clinic abroad"
        report.value((), "missing-key", message, hint)
    number = file.emergency or EMERGENCY
    if file.safety and not names(file.safety, number):
        message = f"The safety words do not say to call {number}."
        hint = f"name the number {number} in them, or write another one under emergency:"
        report.value(("safety",), "no-emergency-number", message, hint)


def _own_safety(files: Mapping[str, str], clinic: Clinic | None) -> Iterator[Problem]:
    """Layouts with words of their own, where the clinic has others."""
    if clinic is None or clinic.safety == safety_words(EMERGENCY):
        return
    for path in (HTML_PATH, TEXT_PATH):
        if path in files and SHOWN not in files[path]:
            message = "This layout does not show the clinic's own safety words."
            hint = "write {{ safety.before }}{{ safety.number }}{{ safety.after }}"
            yield problem_at(path, TOP, "no-safety-words", message, hint)


def _service_hosts(file: ClinicFile, report: Report) -> None:
    hosts = file.link_hosts or []
    for key, service in (file.services or {}).items():
        host = urlsplit(service.url).hostname or ""
        if host not in hosts:
            message = f'"{host}" is not listed under `link_hosts`, so no link may lead there.'
            path = ("services", key, "url")
            report.value(path, "unlisted-host", message, did_you_mean(host, hosts) or "list it")
