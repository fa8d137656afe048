"""Tags, links and marks in letters that would fail at sending, or that people would read raw."""

from __future__ import annotations

from drip.content.check import check
from tests.content.samples import RICH, RICH_LETTERS, content, letter

ONE = "templates/emails/daily/one.md"

#: What a letter says (line 6), what is told, and a part of the hint.
MISTAKES = [
    ("{{ first_name.__class__ }}", "6:4 unknown-tag", "write {{ first_name }}"),
    ("{{ ''.__class__.__mro__ }}", "6:7 letter-code", "take it out"),
    ("{% for q in questions %}x{% endfor %}", "6:4 letter-code", "write the lines out"),
    ("{% for h in clinic.hours %}x{% endfor %}", "6:4 letter-code", "write the lines out"),
    ("{% raw %}{{ x }}{% endraw %}", "6:4 letter-code", "take both out"),
    ("{{ first name }}", "6:1 letter-code", "write {{ first_name }}"),
    ("{{ first-name }}", "6:1 letter-code", "write {{ first_name }}"),
    ("{{ first_name|title }}", "6:1 letter-code", "capitalize, lower, upper"),
    ("{{ clinic.name() }}", "6:1 letter-code", "write {{ clinic.name }}"),
    ("{{ first_name }}}", "6:1 placeholder", "write e.g. {{ first_name }}"),
    ("{% if questions %}a{% else if booking %}b{% endif %}", "6:1 letter-code", "{% elif"),
    ("{% if pain == '3' %}a{% endif %}", "6:7 unknown-tag", "write facts.pain"),
    ("{% if facts.barrier == 'tyme' %}a{% endif %}", "6:25 unknown-answer", '"time"'),
    ("{% if facts.pain in ['1', '99'] %}a{% endif %}", "6:28 unknown-answer", "from 0 to 10"),
    ("{% if facts.pain == 3 %}a{% endif %}", "6:21 unknown-answer", 'write "3"'),
    ("{{ answers }}\n\n{{ answers }}", "8:1 marker-twice", "keep one"),
    ("[x](/signup)", "6:3 broken-link", "beginning with https://"),
    ("[x](page.html)", "6:3 broken-link", "beginning with https://"),
    ("[x](www.clinic.example)", "6:3 broken-link", "beginning with https://"),
    ("[x](//evil.example/a)", "6:3 broken-link", "beginning with https://"),
    ("[x](https:\\\\evil.example)", "6:3 broken-link", "beginning with https://"),
    ("[x]()", "6:3 broken-link", "beginning with https://"),
    ("[x](https://book.clinic.example/", "6:3 broken-link", "write ) behind"),
    ("[](https://book.clinic.example/)", "6:4 empty-link", "[words]"),
    ("[x][nowhere]", "6:3 broken-mark", "close it"),
    ("[x](https://a:b@book.clinic.example/)", "6:5 unsafe-link", "before the @"),
    ("[x](https://book.clinic.example/?e=a@example.org)", "6:3 personal-link", "leave it out"),
    ("See www.clinic.example for more", "6:5 bare-link", "[words]"),
    ("![a][b]\n\n[b]: data:x", "6:1 picture", "say it in words"),
    ("<!-- note -->Hello", "6:1 html", ""),
    ("| a | b |\n|---|---|", "7:1 table", "write a list"),
    ("This is **bold and more", "6:9 broken-mark", "close it"),
    ("Not ~~this~~", "6:5 broken-mark", "say it in words"),
    ("- [ ] do it", "6:1 broken-mark", "say it in words"),
    ("#Heading", "6:1 broken-mark", "# Heading"),
    ("-one\n-two", "6:1 broken-mark", "- one"),
    ("1)one\n2)two", "6:1 broken-mark", "1. one"),
    ("\u2022 one\n\u2022 two", "6:1 broken-mark", "- one"),
    ("Hi\n\n    four spaces in", "8:1 broken-mark", "first column"),
    ("```\ncode\n```", "6:1 broken-mark", "first column"),
    ("It\ufffds fine", "6:3 odd-character", "type it again"),
    ("It\u00e2\u20ac\u2122s fine", "6:3 odd-character", "type it again"),
    ("It\x92s fine", "6:3 odd-character", "type it again"),
]
SUBJECTS = [
    ("Tip #1", "2:14 cut-off"),
    ('"For ann@example.org"', "2:10 personal-subject"),
    ('"Ring 0412 345 678"', "2:10 personal-subject"),
    ('"<b>Hi</b> you"', "2:10 marked-subject"),
    ('"Salt &amp; pepper"', "2:10 marked-subject"),
    ('"**Hi** you"', "2:10 marked-subject"),
]
FINE = [
    "A list:\n- one\n- two\n\n1. one\n2. two\n\n# Heading\n\n*this* and **that**, _so_.",
    "{% if facts.pain in ['1', '2'] %}a{% elif facts.barrier == 'time' %}b{% endif %}",
    "Call [us](tel:+61370100100), or [write](mailto:hello@clinic.example).",
    "[Pace]({{ preferences_url }}) and [book](https://BOOK.clinic.example/a?from=letter).",
    "It is 5.30pm, 2*3 is 6, and snake_case is a word..",
    "{% if questions %}\n{{ answers }}\n{% endif %}\n\nBye",
]


def told(files: dict[str, str]) -> list[tuple[str, str]]:
    found = check(content(RICH, letters=RICH_LETTERS) | files).problems
    return [(f"{one.line}:{one.column} {one.code}", one.hint) for one in found]


def test_what_would_fail_or_be_read_raw_is_told() -> None:
    missed = []
    for body, place, hint in MISTAKES:
        found = told({ONE: letter("one").replace("Hello one.", body)})
        if not any(one == place and hint in said for one, said in found):
            missed.append((body, found))
    for subject, place in SUBJECTS:
        found = told({ONE: letter("one").replace("Letter one", subject)})
        if place not in dict(found):
            missed.append((subject, found))
    assert missed == []


def test_ordinary_marks_and_tags_are_fine() -> None:
    bodies = [letter("one").replace("Hello one.", body) for body in FINE]
    assert [(body, found) for body in bodies if (found := told({ONE: body}))] == []


def test_a_folder_of_no_sequence_is_told() -> None:
    found = told({"templates/emails/dayly/one.md": letter("one")})
    assert found == [("1:1 stray-letter", 'did you mean "daily"?')]
