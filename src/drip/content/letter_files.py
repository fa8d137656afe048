"""The letters that content needs, whether each is there, and what is wrong with those that are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from drip.content.bundle import LETTERS, letter_path, sequence_path
from drip.content.front_matter import parse_letter
from drip.content.hints import did_you_mean
from drip.content.layout import HTML_PATH, TEXT_PATH
from drip.content.letter_checks import Expected, letter_problems
from drip.content.letters import LetterSource
from drip.content.models import SequenceFile
from drip.content.nodes import TOP, Place, lines_of
from drip.content.problems import Problem, Severity
from drip.content.questions import QuestionEntry
from drip.content.report import problem_at
from drip.domain.people import Clinic

#: Larger letters, layouts and articles are not looked at (characters, by the end of the name).
_MOST = ((".md", 16 * 1024), (".html", 32 * 1024), ("", 64 * 1024))
#: Nor are letters with longer lines.
MOST_LINE = 2_500
#: Texts that every sequence needs beside its own letters.
FIXED = (HTML_PATH, TEXT_PATH, f"{LETTERS}/_confirm.md", f"{LETTERS}/_reminder.md")


def check_letters(
    files: Mapping[str, str],
    sequences: Mapping[str, SequenceFile | None],
    clinic: Clinic | None,
    *,
    fine: Collection[str],
) -> tuple[dict[str, LetterSource], list[Problem]]:
    """Every letter by its path, and the problems in all of them.

    `sequences` are the files as far as they could be read; `fine` names those without errors.
    """
    letters: dict[str, LetterSource] = {}
    problems = list(_missing(files))
    hosts = clinic.link_hosts if clinic else frozenset()
    mails = frozenset(_host_of(one) for one in _mailboxes(clinic)) if clinic else None
    expectations = {
        path: replace(one, mail_hosts=mails)
        for path, one in _expectations(sequences, hosts).items()
    }
    # Nothing is ruled out for a letter whose step cannot be read.
    anything = Expected(asks=True, books=True, link_hosts=hosts, mail_hosts=mails)
    for path in sorted(files):
        if not path.startswith(f"{LETTERS}/") or not path.endswith(".md"):
            continue
        if unreadable := too_large(path, files[path]):
            problems.append(unreadable)
            continue
        parsed = parse_letter(path, files[path])
        letters[path] = parsed.source
        problems += parsed.problems
        expected = expectations.get(path, anything)
        found = letter_problems(parsed.source, files[path], expected)
        # Where links may lead is not known while the clinic's own file is broken.
        unsaid = {"unlisted-host"} if not clinic else set()
        if parsed.problems and not parsed.source.subject:
            # The front matter could not be read: what it seems to lack may well be there.
            unsaid |= {"no-subject", "no-preheader", "no-text"}
        problems += [one for one in found if one.code not in unsaid]
        problems += _stray(path, {key: sequences[key] for key in fine}, sequences)
    return letters, problems


def too_large(path: str, text: str) -> Problem | None:
    """The problem of a letter, layout or article that is too large to be looked at."""
    most = next(most for ending, most in _MOST if path.endswith(ending))
    if len(text) > most:
        message = f"This file is larger than {most // 1024} KB, so it was not looked at."
        hint = "is it the right file?"
        return problem_at(path, TOP, "too-large", message, hint)
    if len(text) <= MOST_LINE or path.endswith((".html", ".txt")):
        return None
    for number, line in enumerate(lines_of(text), 1):
        if len(line) > MOST_LINE:
            message = f"This line has {len(line)} characters. No paragraph of a letter has."
            place = Place(number, 1, number, MOST_LINE)
            return problem_at(path, place, "too-large", message, "break it into paragraphs")
    return None


def _missing(files: Mapping[str, str]) -> Iterator[Problem]:
    for path in FIXED:
        if path not in files:
            message = f"{path} is missing, and every sequence needs it."
            yield problem_at(path, TOP, "missing-file", message, "take it from the sample content")


def _expectations(
    sequences: Mapping[str, SequenceFile | None], hosts: frozenset[str]
) -> dict[str, Expected]:
    """What the house gives the letter of each step that can be read, by the letter's path."""
    found: dict[str, Expected] = {}
    for key, file in sequences.items():
        if file is None:
            continue
        questions = {name for step in file.steps for name in step.ask or ()}
        questions.update(file.questions or ())
        answered = dict(_answered(file))
        for step in file.steps:
            found[letter_path(key, step.id)] = Expected(
                asks=bool(step.ask),
                books=bool(step.book),
                link_hosts=hosts,
                questions=frozenset(questions),
                own_words=frozenset(n for n, one in answered.items() if one.text or one.routine),
                answered=answered,
            )
    return found


def _mailboxes(clinic: Clinic) -> tuple[str, ...]:
    return clinic.reply_to, clinic.sender, clinic.reception, clinic.owner, *clinic.alarm_addresses


def _host_of(mailbox: str) -> str:
    return mailbox.rpartition("@")[2].casefold()


def _answered(file: SequenceFile) -> Iterator[tuple[str, QuestionEntry]]:
    """The questions of a sequence under every name that answers are kept by."""
    named = file.questions or {}
    yield from named.items()
    for step in file.steps:
        for name, asked in (step.ask or {}).items():
            if isinstance(asked, QuestionEntry):
                yield name, asked
            elif asked in named:
                yield name, named[asked]


def _stray(
    path: str, sequences: Mapping[str, SequenceFile | None], keys: Collection[str]
) -> Iterator[Problem]:
    """A letter that no step names, or in a folder of no sequence."""
    name = PurePosixPath(path)
    folder = name.parent.name
    if folder not in keys and name.parent.parent.as_posix() == LETTERS:
        message = f'There is no sequence "{folder}", so nobody gets this letter.'
        hint = did_you_mean(folder, sorted(keys)) or f"write {sequence_path(folder)}"
        yield problem_at(path, TOP, "stray-letter", message, hint, Severity.WARNING)
        return
    file = sequences.get(folder)
    steps = [step.id for step in file.steps] if file else [name.stem]
    if name.stem not in steps:
        message = f'No step of {sequence_path(name.parent.name)} is called "{name.stem}".'
        hint = did_you_mean(name.stem, steps) or "remove the letter, or write its step"
        yield problem_at(path, TOP, "stray-letter", message, hint, Severity.WARNING)
