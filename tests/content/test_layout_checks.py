"""A clinic changes the layout: what it is told, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from drip.content.check import check
from drip.content.contrast import seen
from drip.content.files import read_files
from drip.content.layout import HTML_PATH, TEXT_PATH, Layout
from drip.content.layout_checks import layout_problems
from drip.content.letters import LetterSource
from drip.content.mail_clients import CLIENTS, features
from drip.content.problems import Problem, Severity
from drip.content.rehearsal import rehearse
from drip.content.sample_letter import PREHEADER, sample
from tests.content.samples import CHECKOUT, RICH, RICH_LETTERS, content

FILES = read_files(CHECKOUT)
LETTER = "templates/emails/strengthening/x.md"


def found(*, html: str = FILES[HTML_PATH], text: str = FILES[TEXT_PATH]) -> list[Problem]:
    """What is said of these layouts."""
    return [*layout_problems({HTML_PATH: html, TEXT_PATH: text}, {})]


def with_body(addition: str) -> str:
    return FILES[HTML_PATH].replace("</body>", f"{addition}\n</body>")


def with_style(addition: str) -> str:
    return FILES[HTML_PATH].replace("</style>", f"{addition}\n</style>")


def without(words: str, path: str = HTML_PATH) -> str:
    assert words in FILES[path]
    return FILES[path].replace(words, "")


def codes(problems: Iterable[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def line_of(problem: Problem, text: str) -> str:
    return text.split("\n")[problem.line - 1]


def test_the_shipped_layouts_are_fine() -> None:
    assert layout_problems(FILES, check(FILES).letters) == ()


MARKUP = {
    "no-alt": '<img src="data:image/png;base64,AA" width="1" height="1">',
    "picture-size": '<img src="data:image/png;base64,AA" alt="" width="10">',
    "fetched": '<img src="https://clinic.example/logo.png" alt="Logo" width="9" height="9">',
    "table-role": '<table class="foot"><tr><td>x</td></tr></table>',
    "refused-element": "<script>alert(1)</script>",
    "unsafe-link": '<p class="foot"><a href="http://clinic.example/">Our site</a></p>',
    "vague-link": '<p class="foot"><a href="{{ web_url }}"><b>Click here</b></a></p>',
    "too-wide": '<table role="presentation" class="foot" width="700"><tr><td>x</td></tr></table>',
}


@pytest.mark.parametrize(("code", "markup"), MARKUP.items(), ids=MARKUP)
def test_bad_markup_is_pointed_at(code: str, markup: str) -> None:
    html = with_body(markup)

    problems = [one for one in found(html=html) if one.severity is Severity.ERROR]

    assert codes(problems) == {code}
    assert line_of(problems[0], html) == markup
    assert problems[0].path == HTML_PATH
    assert problems[0].hint


@pytest.mark.parametrize(
    "markup",
    [
        "<iframe></iframe>",
        "<form></form>",
        '<link rel="stylesheet" href="https://fonts.example/a.css">',
        '<p onclick="x()">Words</p>',
        "<!--[if mso]><table><tr><td></td></tr></table><![endif]-->",
    ],
)
def test_other_elements_are_refused_too(markup: str) -> None:
    assert codes(found(html=with_body(markup))) & {"refused-element", "table-role"}


STYLES = {
    "fetched": "@import url(https://fonts.example/a.css);",
    "faint-text": ".words p { color: #bbbbbb; }",
    "small-text": ".foot { font-size: 11px; }",
}


@pytest.mark.parametrize(
    ("code", "markup"),
    [
        ("fetched", '<table role="presentation" background="https://x.example/a.png"></table>'),
        ("fetched", '<svg><image href="https://x.example/a.png"/></svg>'),
        ("fetched", '<input type="image" src="https://x.example/a.png">'),
        ("fetched", '<picture><source srcset="https://x.example/a.png 2x"></picture>'),
        ("fetched", '<p class="foot" style="background: url(https://x.example/a.png)"></p>'),
        ("fetched", '<img src="data:x" srcset="//x.example/a" alt="" width="1" height="1">'),
        ("refused-element", '<meta http-equiv="Refresh" content="0;url=https://x.example/">'),
        ("refused-element", '<p class="foot"><font size="1">x</font></p>'),
        ("unsafe-link", '<p class="foot"><a href="javascript:alert(1)">Our site</a></p>'),
        ("unsafe-link", '<p class="foot"><a href="data:text/html,x">Our site</a></p>'),
        ("small-text", '<p class="foot"><small>x</small></p>'),
        ("small-text", '<p class="foot" style="font: italic 11px Arial">x</p>'),
        ("small-text", '<p class="foot" style="font-size: x-small">x</p>'),
        ("small-text", '<p class="foot" style="font-size: 2vw">x</p>'),
        ("odd-colour", '<p class="foot" style="color: hsl(0, 0%, 80%)">x</p>'),
        ("odd-colour", '<p class="foot" style="color: rgba(0, 0, 0, .2)">x</p>'),
        ("odd-colour", '<p class="foot" style="color: lightgrey">x</p>'),
        ("too-wide", '<p class="foot" style="width: 900px">x</p>'),
    ],
)
def test_ways_around_a_rule_are_found_too(code: str, markup: str) -> None:
    problems = [one for one in found(html=with_body(markup)) if one.severity is Severity.ERROR]

    assert codes(problems) == {code}


@pytest.mark.parametrize(
    ("name", "code"), [("viewport", "no-viewport"), ("color-scheme", "no-color-scheme")]
)
def test_a_layout_says_that_it_fits_phones_and_the_dark(name: str, code: str) -> None:
    assert code in codes(found(html=FILES[HTML_PATH].replace(f'name="{name}"', 'name="x"')))


@pytest.mark.parametrize(
    ("what", "code"), [("safety", "no-safety-words"), ("links", "no-unsubscribe")]
)
@pytest.mark.parametrize("dark", [True, False])
def test_what_every_letter_needs_is_in_sight(what: str, code: str, *, dark: bool) -> None:
    hidden = f".{what} {{ display: none; }}"
    style = f"@media (prefers-color-scheme: dark) {{ {hidden} }}" if dark else hidden

    assert code in codes(found(html=with_style(style)))


@pytest.mark.parametrize(("code", "style"), STYLES.items(), ids=STYLES)
def test_bad_styles_are_pointed_at(code: str, style: str) -> None:
    html = with_style(style)

    problems = [one for one in found(html=html) if one.code == code]

    assert problems
    assert line_of(problems[0], html) == style


@pytest.mark.parametrize(
    "style",
    ["@font-face { font-family: x; }", ".card { background-image: url('https://x.example/a') }"],
)
def test_nothing_is_fetched_by_a_style(style: str) -> None:
    assert "fetched" in codes(found(html=with_style(style)))


def test_the_dark_has_a_contrast_of_its_own() -> None:
    html = FILES[HTML_PATH].replace(
        ".foot { color: #b1bbb7 !important; }", ".foot { color: #333333 !important; }"
    )

    (problem,) = [one for one in found(html=html) if one.code == "faint-text"]

    assert "in the dark" in problem.message
    assert "#333333 on #141917" in problem.message
    assert ".foot { color: #333333" in line_of(problem, html)


@pytest.mark.parametrize("path", [HTML_PATH, TEXT_PATH])
def test_the_frame_of_every_letter_makes_no_claim(path: str) -> None:
    text = FILES[path].replace("You get this letter", "Our care is proven. You get this letter")
    problems = found(**{"html" if path == HTML_PATH else "text": text})

    assert [(one.path, one.code) for one in problems] == [(path, "claim-outcome")]
    assert line_of(problems[0], text)[problems[0].column - 1 :].startswith("proven")


def test_small_text_on_phones_only_is_seen() -> None:
    html = with_style("@media (max-width: 400px) { .note { font-size: 12px !important; } }")

    assert "small-text" in codes(found(html=html))


def test_contrast_is_that_of_wcag() -> None:
    html = (
        "<html><head><style>p { color: #777 } b { color: #000 } i { color: rgb(118, 118, 118) }"
        "</style></head><body bgcolor='#fff'><p>grey <b>black</b> <i>edge</i></p></body></html>"
    )
    ratios = {one.tag: round(one.ratio or 0, 2) for one in seen(html)}

    assert ratios == {"p": 4.48, "b": 21.0, "i": 4.54}


def test_hidden_text_need_not_stand_out() -> None:
    drawn = sample(Layout.of(FILES))

    assert PREHEADER in drawn.html
    assert not any(PREHEADER[:20] in one.text for one in seen(drawn.html))


MISSING = {
    "no-unsubscribe": ("{{ unsubscribe_url }}", HTML_PATH),
    "no-preferences": ("{{ preferences_url }}", TEXT_PATH),
    "no-words": ("{{ block.html }}", HTML_PATH),
    "no-button": ("{{ block.url }}", TEXT_PATH),
    "no-answers": ("{{ choice.url }}", HTML_PATH),
    "no-preheader": ("{{ preheader }}", HTML_PATH),
    "no-title": ("<title>{{ subject }}</title>", HTML_PATH),
    "no-lang": ('lang="{{ language }}"', HTML_PATH),
    "no-sender": ("{{ clinic.address }}", TEXT_PATH),
    "no-safety-words": ("{{ safety.number }}", TEXT_PATH),
}


@pytest.mark.parametrize("code", MISSING)
def test_what_every_letter_needs_is_missed(code: str) -> None:
    words, path = MISSING[code]
    changed = without(words, path)

    problems = found(html=changed) if path == HTML_PATH else found(text=changed)

    assert codes(problems) == {code}
    assert {one.path for one in problems} == {path}
    assert all(one.hint for one in problems)


@pytest.mark.parametrize("fact", ["name", "abn", "address", "phone"])
def test_both_parts_say_who_sends_the_letter(fact: str) -> None:
    tag = f"{{{{ clinic.{fact} }}}}"

    assert codes(found(html=without(tag))) == {"no-sender"}
    assert codes(found(text=without(tag, TEXT_PATH))) == {"no-sender"}


def test_code_that_layouts_cannot_do_is_told_with_its_line() -> None:
    html = with_body("<p>{{ clinic.fax }}</p>")

    (problem,) = [one for one in found(html=html) if one.code == "layout-code"]

    assert line_of(problem, html) == "<p>{{ clinic.fax }}</p>"
    assert "fax" in problem.message


def test_a_misspelt_name_is_told_with_the_right_one() -> None:
    html = FILES[HTML_PATH].replace("{{ clinic.phone }}", "{{ clinc.phone }}")

    (problem,) = found(html=html)

    assert problem.message == "There is no {{ clinc }}."
    assert "clinic" in problem.hint
    assert line_of(problem, html)[problem.column - 1 :].startswith("clinc.phone")


def test_a_heavy_layout_is_refused() -> None:
    html = with_body(f"<p>{'word ' * 16_000}</p>")

    assert "big-letter" in codes(found(html=html))


def test_what_a_mail_program_leaves_out_is_a_warning_that_names_it() -> None:
    html = with_style(".card { box-shadow: 0 1px 2px #000000; }")

    (problem,) = found(html=html)

    assert problem.severity is Severity.WARNING
    assert problem.code == "mail-program"
    assert "box-shadow" in problem.message
    assert "Outlook on Windows" in problem.message
    assert "box-shadow" in line_of(problem, html)


def test_a_remark_says_that_a_letter_is_fine_without() -> None:
    html = with_style(".card { box-shadow: 0 1px 2px #000000; }")
    remark = "{# fine without box-shadow: it is only a shadow #}\n"

    assert found(html=remark + html) == []
    assert codes(found(html=remark + FILES[HTML_PATH])) == {"idle-remark"}


@pytest.mark.parametrize("family", ["Gmail", "Apple", "Outlook", "Yahoo", "Samsung", "Thunderbird"])
def test_every_family_of_mail_programs_is_looked_at(family: str) -> None:
    assert any(family in name for name in CLIENTS.values())
    assert any(family in name for one in features().values() for name in one.missing)


@pytest.mark.parametrize(
    "label", ["click here", "Here", "**read more**", "this link", "Click here to book"]
)
def test_a_link_says_where_it_leads(label: str) -> None:
    body = f"Hello.\n\nTo pause, [{label}]({{{{ preferences_url }}}})."
    letter = LetterSource(path=LETTER, subject="A", preheader="B", body=body, body_line=5)

    (problem,) = layout_problems({}, {LETTER: letter})

    assert (problem.code, problem.path, problem.line) == ("vague-link", LETTER, 7)


def test_a_letter_too_long_for_gmail_is_refused() -> None:
    letter = LetterSource(path=LETTER, subject="A", preheader="B", body="word " * 15_000)

    assert codes(layout_problems({}, {LETTER: letter})) == {"big-letter"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda html: html[: len(html) // 2],
        lambda html: html.replace("<", "&lt;"),
        lambda html: html.replace("}", ""),
        lambda html: html.replace("</style>", ""),
        lambda html: html.replace('"', ""),
        lambda _: "",
        lambda _: "<" * 5000,
        lambda _: "<style>" + "{" * 5000,
        lambda _: "{% for a in blocks %}" * 3,
    ],
)
def test_a_layout_in_ruins_is_told_and_never_raises(spoil: Callable[[str], str]) -> None:
    assert any(one.severity is Severity.ERROR for one in found(html=spoil(FILES[HTML_PATH])))


def test_a_letter_whose_html_gmail_would_cut_off_is_not_published() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files["templates/emails/daily/one.md"] += "\n\nA." * 3500

    (problem,) = rehearse(files, "daily")

    assert (problem.path, problem.code) == ("templates/emails/daily/one.md", "big-letter")
