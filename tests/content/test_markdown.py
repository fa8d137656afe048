"""One reading of Markdown makes the HTML and the text."""

from __future__ import annotations

import pytest

from drip.content.markdown import Block, MarkerMisplacedError, PersonalLinkError, blocks, links
from drip.content.marks import sentinel


def text(source: str) -> str:
    return "\n\n".join(block.text for block in blocks(source))


def html(source: str) -> str:
    return "".join(block.html for block in blocks(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One *two* **three** `four`.", "One two three four."),
        ("One\ntwo  \nthree", "One two\nthree"),
        ("# Top\n\nText\n\n## Next", "Top\n===\n\nText\n\nNext\n----"),
        ("Before\n\n- one\n- two\n\nAfter", "Before\n\n- one\n- two\n\nAfter"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("- one\n  - inner\n- two", "- one\n  - inner\n- two"),
        ("- one\n\n- two", "- one\n\n- two"),
        ("1. one\n\n   more\n2. two", "1. one\n\n   more\n\n2. two"),
        ("> said\n> more", "> said more"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("```\ncode  here\n```", "    code  here"),
        ("See [us](https://a.example) now", "See us now\nhttps://a.example"),
        (
            "[a](https://a.example) [b](https://b.example).",
            "a b.\nhttps://a.example\nhttps://b.example",
        ),
        ("Go to <https://a.example>.", "Go to https://a.example."),
        ("Write to [us](mailto:a@b.example).", "Write to us.\na@b.example"),
        ("- [us](https://a.example) here", "- us here\n  https://a.example"),
        ("<b>not markup</b>", "<b>not markup</b>"),
        ("Fish &amp; chips", "Fish & chips"),
    ],
)
def test_the_text_part_reads_well(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <img src=x onerror=y> b", "<p>a &lt;img src=x onerror=y&gt; b</p>\n"),
        ("[x](javascript:alert(1)) y", "<p>[x](javascript:alert(1)) y</p>\n"),
        ("[x](data:text/html,y) z", "<p>[x](data:text/html,y) z</p>\n"),
        (
            "*a* [b](https://c.example/?d=1&e=2).",
            '<p><em>a</em> <a href="https://c.example/?d=1&amp;e=2">b</a>.</p>\n',
        ),
    ],
)
def test_the_html_holds_no_more_than_markdown_says(source: str, expected: str) -> None:
    assert html(source) == expected


def test_a_link_alone_in_its_paragraph_is_a_button() -> None:
    assert blocks("Hello.\n\n[Press *me*](https://a.example/x)\n\nBye.")[1] == Block(
        kind="button", text="Press me", url="https://a.example/x"
    )


def test_a_link_with_company_is_no_button() -> None:
    kinds = [block.kind for block in blocks("[a](https://a.example) b\n\n[a](https://a.example)!")]

    assert kinds == ["prose"]


def test_a_marker_alone_in_its_paragraph_is_a_block() -> None:
    source = f"Hello.\n\n{sentinel('answers')}\n\nBye.\n\n{sentinel('book')}"

    assert [block.kind for block in blocks(source)] == ["prose", "answers", "prose", "book"]


def test_a_marker_on_a_line_of_its_own_needs_no_blank_lines() -> None:
    source = f"Tap one:\n {sentinel('answers')}\n- then this"

    assert [block.kind for block in blocks(source)] == ["prose", "answers", "prose"]


@pytest.mark.parametrize("name", ["first_name", "question"])
def test_an_address_holds_nothing_about_a_person(name: str) -> None:
    with pytest.raises(PersonalLinkError):
        blocks(f"See [us](https://a.example/?n={sentinel(name)}).")


@pytest.mark.parametrize("source", ["Tap {}", "- {}", "> {}", "# {}", "{} now", "*{}*"])
def test_a_marker_in_company_is_refused(source: str) -> None:
    with pytest.raises(MarkerMisplacedError):
        blocks(source.format(sentinel("answers")))


def test_merge_tags_come_through_text_links_and_emphasis() -> None:
    tag = sentinel("first_name")
    token = sentinel("token_page")
    source = f"**{tag}**, [go *{tag}*](https://a.example/a/{token}?x=\u00fc) - {tag}"

    assert html(source) == (
        f"<p><strong>{tag}</strong>, "
        f'<a href="https://a.example/a/{token}?x=%C3%BC">go <em>{tag}</em></a> - {tag}</p>\n'
    )
    assert text(source).startswith(f"{tag}, go {tag} - {tag}\nhttps://a.example/a/{token}")


def test_links_know_their_lines() -> None:
    source = "One\n\ntwo\n[a](https://a.example) three\n[b](https://b.example)"

    assert [(link.url, link.line) for link in links(source)] == [
        ("https://a.example", 4),
        ("https://b.example", 5),
    ]
