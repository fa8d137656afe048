"""What is wrong with a letter, with its place and what to write."""

from __future__ import annotations

import pytest

from drip.content.front_matter import parse_letter
from drip.content.letter_checks import Expected, letter_problems
from drip.content.problems import Problem, Severity

EXPECTED = Expected(
    asks=True,
    books=True,
    link_hosts=frozenset({"clinic.example"}),
    questions=frozenset({"barrier", "pain", "again"}),
    own_words=frozenset({"again"}),
)


def problems(
    body: str, *, front: str = "subject: Hello\npreheader: A line\n", expected: Expected = EXPECTED
) -> tuple[Problem, ...]:
    text = f"---\n{front}---\n{body}"
    parsed = parse_letter("templates/emails/daily/one.md", text)
    assert parsed.problems == ()
    return letter_problems(parsed.source, text, expected)


@pytest.mark.parametrize(
    "body",
    [
        "Hello {{ first_name }}, call {{ clinic.phone }}.\n\n{{ answers }}\n\n{{ book }}\n",
        "{% if questions %}\nTap one:\n\n{% endif %}\n{{ answers }}\n",
        '{% if facts.barrier == "time" %}\nShort of time?\n{% endif %}\n',
        '{% if facts.pain in ["8", "9"] %}\nHard?\n{% endif %}\n',
        "{% if booking %}\nYou can book.\n{% endif %}\n",
        "[Change]({{ preferences_url }}) and [see](https://clinic.example/x).",
        "[Write](mailto:hello@clinic.example) or [ring](tel:+61355500000).",
    ],
)
def test_a_good_letter_has_no_problems(body: str) -> None:
    assert problems(body) == ()


@pytest.mark.parametrize(
    ("body", "code", "place", "hint"),
    [
        ("Hi {{ frist_name }}", "unknown-tag", (5, 7, 17), 'did you mean "first_name"?'),
        ("Hi\n{{ clinic.fone }}", "unknown-tag", (6, 4, 15), 'did you mean "phone"?'),
        ("Hi {{ clinic }}", "unknown-tag", (5, 7, 13), ""),
        ("{% if facts.bariers %}x{% endif %}", "unknown-question", (5, 7, 20), "barrier"),
        ("{{ facts.pain }}", "shown-answer", (5, 4, 14), "if"),
        ("{% if facts.again == 'x' %}x{% endif %}", "own-words", (5, 7, 18), "scale"),
        ("a\n{% if facts.pain > '6' %}x{% endif %}", "ordered-answer", (6, 7, 12), '"8"'),
        ("{% if first_name %}x{% endif %}", "personal-decision", (5, 7, 17), "facts"),
        ("{{ first_name|upper }}", "personal-decision", (5, 4, 14), "facts"),
        ("Tap {{ answers }}", "marker-place", (5, 5, 18), "blank"),
        ("a\n\n{% set x = 1 %}", "letter-code", (7, 1, 16), ""),
        ("{{ first_name", "letter-code", (5, 1, 14), ""),
        ("a\n[x](https://other.example/y)", "unlisted-host", (6, 5, 28), "link_hosts"),
        ("[x](http://clinic.example)", "unsafe-link", (5, 5, 26), "https://"),
        ("a\n[x](https://clinic.example/{{ first_name }})", "personal-link", (6, 1, 45), "out"),
        ("![x](https://clinic.example/y.png)", "picture", (5, 1, 6), "words"),
        ("a\n\ue000", "odd-character", (6, 1, 2), "delete"),
        ("a\ncu\u200bre", "odd-character", (6, 3, 4), "delete"),
        ("we gua\u00adrantee it", "odd-character", (5, 7, 8), "delete"),
        ("\u202eab", "odd-character", (5, 1, 2), "delete"),
        ("  \n", "no-text", (5, 1, 3), "write"),
    ],
)
def test_a_mistake_has_its_place(
    body: str, code: str, place: tuple[int, int, int], hint: str
) -> None:
    found = {problem.code: problem for problem in problems(body)}

    problem = found[code]
    assert (problem.line, problem.column, problem.end_column) == place
    assert hint in problem.hint
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("front", "code", "severity"),
    [
        ("preheader: A line\n", "no-subject", Severity.ERROR),
        ("subject: Hello\n", "no-preheader", Severity.WARNING),
        (f"subject: {'x' * 51}\npreheader: A\n", "long-subject", Severity.WARNING),
        ('subject: "{{ first_name }}!"\npreheader: A\n', "personal-subject", Severity.ERROR),
        ('subject: "{{ facts.pain }}!"\npreheader: A\n', "personal-subject", Severity.ERROR),
        ('subject: "{{ nobody }}!"\npreheader: A\n', "unknown-tag", Severity.ERROR),
        ('subject: "{% set a = 1 %}"\npreheader: A\n', "letter-code", Severity.ERROR),
        ('subject: A\npreheader: "{{ first_name }}"\n', "personal-subject", Severity.ERROR),
    ],
)
def test_the_lines_an_inbox_shows_are_checked(front: str, code: str, severity: Severity) -> None:
    (problem,) = problems("Hello.", front=front)

    assert (problem.code, problem.severity) == (code, severity)


def test_the_clinics_name_may_stand_in_a_subject() -> None:
    front = 'subject: "News of {{ clinic.name }}"\npreheader: A\n'

    assert problems("Hello.", front=front) == ()


@pytest.mark.parametrize("marker", ["answers", "book"])
def test_a_marker_with_nothing_to_show_is_a_warning(marker: str) -> None:
    nothing = Expected(asks=False, books=False, link_hosts=frozenset())

    (problem,) = problems(f"Hello.\n\n{{{{ {marker} }}}}\n", expected=nothing)

    assert (problem.code, problem.severity) == ("unused-marker", Severity.WARNING)
    assert problem.line == 7


def test_all_mistakes_come_at_once() -> None:
    found = problems("{{ a }} {{ b }}\n\nTap {{ book }}\n\n[x](https://evil.example)")

    assert [problem.code for problem in found] == [
        "unknown-tag",
        "unknown-tag",
        "marker-place",
        "unlisted-host",
    ]
