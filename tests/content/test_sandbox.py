"""The sandbox: known ways out lead nowhere, and nothing a letter says can cost much."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from drip.content.marks import Mark, MarkUsedError
from drip.content.sandbox import (
    FOR_HTML,
    FOR_MARKDOWN,
    FOR_TEXT,
    MOST_OUTPUT,
    LetterEnvironment,
    TemplateRefusedError,
    parse,
    render,
)

CONTEXT = {
    "name": "Back <Care>",
    "clinic": {"name": "Back Care", "items": "kept"},
    "choices": [{"say": "fine"}, {"say": "sore"}],
    "first_name": Mark("first_name"),
    "yes": True,
    "many": ["x"] * 101,
}
WAYS_OUT = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ clinic.__class__.__mro__ }}",
    "{{ clinic['__class__'] }}",
    "{{ clinic.items() }}",
    "{{ clinic.get('name') }}",
    "{{ name.upper() }}",
    "{{ name.format(1) }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ name.format_map({}) }}",
    "{{ name.center(300000000) }}",
    "{{ name.ljust(9) }}{{ name.replace('a', 'b') }}",
    "{{ name|center(300000000) }}",
    "{{ name|format(1) }}",
    "{{ name|replace('a', 'b') }}",
    "{{ name|safe }}",
    "{{ name|xmlattr }}",
    "{{ choices|map(attribute='__class__')|list }}",
    "{{ choices|sum }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ cycler('a') }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ lipsum() }}",
    "{{ range(1000000) }}",
    "{{ dict(a=1) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{% set a = name %}{{ a }}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call name() %}{% endcall %}",
    "{% autoescape false %}{{ name }}{% endautoescape %}",
    "{% do clinic.clear() %}",
    "{% with a = 1 %}{{ a }}{% endwith %}",
    "{{ 'a' * 300000000 }}",
    "{{ [1] * 300000000 }}",
    "{{ 10 ** 10 ** 8 }}",
    "{{ (10 ** (10 ** 8)) > 1 }}",
    "{{ 1 + 1 }}",
    "{{ -1 }}",
    "{{ 'a' + name }}",
    "{{ 'a' ~ name }}",
    "{{ '%s' % name }}",
    "{{ '%999999999d' % 1 }}",
    "{{ name[0:1] }}",
    "{{ choices[0].say }}",
    "{{ clinic }}",
    "{{ choices }}",
    "{{ {'a': 1} }}",
    "{{ yes }}",
    "{% for a in 'abc' %}{{ a }}{% endfor %}",
    "{% for a in [1, 2, 3] %}{{ a }}{% endfor %}",
    "{% for a in choices recursive %}{{ loop(choices) }}{% endfor %}",
    "{% for a in choices %}{% for b in choices %}{% for c in choices %}" + "{% endfor %}" * 3,
    "{% for a in choices %}{{ loop.previtem }}{% endfor %}",
    "{% if name is sameas name %}x{% endif %}",
    "{{ name if name is mapping }}",
    "{{ unknown }}",
    "{% if unknown == 1 %}x{% endif %}",
    "{{ clinic.unknown }}",
    "{{ name",
    "{% if %}",
    "{% endfor %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{% if [" + "1," * 60 + "] %}x{% endif %}",
    "x" * 100_001,
    "{{ person.password_hash }}",
    "{{ person }}",
    "{{ name.rjust(300000000) }}",
    "{{ name.zfill(300000000) }}",
    "{{ name|wordwrap(1) }}",
    "{{ name|indent(300000000) }}",
    "{{ name|pprint }}",
    "{{ name|tojson }}",
    "{{ name|batch(2)|list }}",
    "{{ clinic|dictsort }}",
    "{{ choices|groupby('say') }}",
    "{{ get_flashed_messages() }}",
    "{{ config }}{{ request }}{{ url_for }}",
    "{{ env }}{{ expandenv('$HOME') }}",
    "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
    + "{% endfor %}" * 3,
    "{% for a in name %}{{ a }}{% endfor %}",
    "{% for a in clinic %}{{ a }}{% endfor %}",
    "{% for a in clinic.name %}{% endfor %}",
    "{% for a in many %}{% endfor %}",
    "{% for a in choices %}{% for b in choices %}"
    + "{% if a %}{% endif %}" * 200
    + "{% endfor %}" * 2,
    "{% if " + " and ".join(["name"] * 5000) + " %}x{% endif %}",
    "{% if " + "not " * 5000 + "name %}x{% endif %}",
    "{{ name" + "|lower" * 5000 + " }}",
    "{{ clinic" + ".name" * 5000 + " }}",
    "{{ " + "name if name else " * 5000 + "name }}",
    "{% if name %}" * 3000 + "{% endif %}" * 3000,
    "{{ name|listed! }}",
    "{% trans %}x{% endtrans %}",
    "{% debug %}",
    "{{ caller() }}{{ varargs }}{{ kwargs }}",
]


class Person:
    """What must never be in a context, and leads nowhere if it is."""

    password_hash = "a secret"


@pytest.mark.parametrize("source", WAYS_OUT, ids=lambda source: source[:50])
@pytest.mark.parametrize(
    "environment", [FOR_HTML, FOR_TEXT, FOR_MARKDOWN], ids=["html", "text", "markdown"]
)
def test_a_way_out_is_refused_at_once(environment: LetterEnvironment, source: str) -> None:
    began = time.perf_counter()

    with pytest.raises(TemplateRefusedError):
        render(environment, source, CONTEXT | {"person": Person()})

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "source",
    [
        "{% if first_name %}x{% endif %}",
        "{% if not first_name %}x{% endif %}",
        "{% if first_name == 'Ann' %}x{% endif %}",
        "{% if 'Ann' in [first_name] %}x{% endif %}",
        "{% for a in first_name %}x{% endfor %}",
        "{{ first_name|upper }}",
        "{{ 'x' if first_name else 'y' }}",
        "{{ first_name and 'x' }}",
    ],
)
def test_nothing_is_decided_by_a_persons_value(source: str) -> None:
    with pytest.raises(MarkUsedError, match="can only be shown"):
        render(FOR_TEXT, source, CONTEXT)


def test_the_output_is_cut_off() -> None:
    row = {"say": "x" * 1000}
    context = {"rows": [row] * 100}
    source = "{% for a in rows %}{% for b in rows %}{{ b.say }}{% endfor %}{% endfor %}"

    with pytest.raises(TemplateRefusedError, match=f"{MOST_OUTPUT // 1000} KB"):
        render(FOR_TEXT, source, context)


def test_what_letters_need_works() -> None:
    source = (
        "{% if clinic.name == 'Back Care' and not clinic.items in ['a', 'b'] %}"
        "{% for choice in choices %}{{ loop.index }} {{ choice.say|upper }}"
        "{% if not loop.last %}, {% endif %}{% endfor %}{% else %}no{% endif %}"
    )

    assert render(FOR_TEXT, source, CONTEXT) == "1 FINE, 2 SORE"


def test_a_key_named_like_a_method_is_still_the_key() -> None:
    assert render(FOR_TEXT, "{{ clinic.items }}", CONTEXT) == "kept"


def test_html_is_escaped_and_markdown_made_plain() -> None:
    assert render(FOR_HTML, "{{ name }}", CONTEXT) == "Back &lt;Care&gt;"
    assert render(FOR_TEXT, "{{ name }}", CONTEXT) == "Back <Care>"
    assert render(FOR_MARKDOWN, "{{ name }} *", CONTEXT) == "Back \\<Care\\> *"


def test_a_refusal_names_its_line() -> None:
    with pytest.raises(TemplateRefusedError) as caught:
        parse("one\ntwo\n{% set a = 1 %}")

    assert caught.value.line == 3


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**"])
def test_the_environment_calculates_nothing_even_without_the_first_wall(operator: str) -> None:
    template = FOR_TEXT.from_string("{{ name " + operator + " name }}")

    with pytest.raises(Exception, match="do not calculate"):
        template.render(CONTEXT)


@pytest.mark.parametrize("source", ["{{ name.upper }}", "{{ clinic.__class__ }}", "{{ f.close }}"])
def test_the_environment_reaches_no_attribute_even_without_the_first_wall(source: str) -> None:
    template = FOR_TEXT.from_string(source)

    with pytest.raises(Exception, match="there is no"):
        template.render(CONTEXT | {"f": object()})


def test_the_most_work_that_a_letter_may_do_is_done_at_once() -> None:
    rows = [{"say": "x"}] * 100
    inner = "{% if b.say == 'y' %}{% endif %}" * 13
    source = "{% for a in rows %}{% for b in rows %}" + inner + "{% endfor %}{% endfor %}"
    began = time.perf_counter()

    assert render(FOR_TEXT, source, {"rows": rows}) == ""

    assert time.perf_counter() - began < 1


def test_more_work_is_refused_before_it_is_begun() -> None:
    inner = "{% if b.say == 'y' %}{% endif %}" * 30
    source = "{% for a in rows %}{% for b in rows %}" + inner + "{% endfor %}{% endfor %}"

    with pytest.raises(TemplateRefusedError, match="too much in the loops"):
        parse(source)


def test_a_thousand_tries_to_be_slow_are_all_quick() -> None:
    pieces = ["{% if name %}", "{{ name }}", "{% else %}", "{% endif %}", "{{", "}}", "{%", "[" * 9]
    began = time.perf_counter()
    for seed in range(1000):
        source = "".join(pieces[(seed * place + place // 3) % len(pieces)] for place in range(30))
        with suppress(TemplateRefusedError):
            render(FOR_TEXT, source, CONTEXT)

    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hi {{ name }", "A merge tag is not closed: it ends with two braces"),
        ("Hi {{ name", "A merge tag is not closed"),
        ("{{ }}", "Something is missing in this tag"),
        ("{{ first name }}", '"name" is one word too many in this tag.'),
        ("{% if a %}x", "{% if %} is begun and never ended: write {% endif %} behind it."),
        ("{% for x in a %}y", "{% for %} is begun and never ended: write {% endfor %}"),
        ("{% endif %}", "{% endif %} ends something that was never begun."),
        ("{% if a %}x{% end if %}", "{% end %} does not belong here: {% if %} ends with {% endif"),
        ("{% fi a %}", "Letters know no {% fi %}"),
        ("{{ \u201ca\u201d }}", "Inside a tag quotes are straight ones"),
        ("{# x", "A comment is begun with {# and never ended: write #}."),
        ("{% if a = 'b' %}x{% endif %}", "Two things are compared with =="),
        ("{{{ a }}}", "There is one brace too many"),
        ("{{ a.b. }}", "Something is missing in this tag"),
        ("{{ 'a }}", "' does not belong in a tag."),
    ],
)
def test_a_tag_that_cannot_be_read_is_told_in_plain_words(source: str, said: str) -> None:
    with pytest.raises(TemplateRefusedError) as refused:
        parse(source)

    assert said in refused.value.message
    assert "Jinja" not in refused.value.message
    assert "token" not in refused.value.message
