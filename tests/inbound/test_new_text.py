# ruff: noqa: RUF001 - replies in many languages
"""The reader of new text, on replies as mail programs of the world write them (replies.jsonl)."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drip.domain.mail import NewText
from drip.inbound.mime import read_mail
from drip.inbound.new_text import new_text
from drip.inbound.signature_words import SENT_FROM
from tests.inbound.mails import mail
from tests.inbound.quoting import LETTER as QUOTED
from tests.inbound.quoting import MARKED, PLAIN, UNMARKED, marked, wrapped

REPLIES = [
    json.loads(line)
    for line in Path(__file__).with_name("replies.jsonl").read_text("utf-8").splitlines()
]
PAGES = [
    json.loads(line)
    for line in Path(__file__).with_name("pages.jsonl").read_text("utf-8").splitlines()
]
LETTER = """Hello Ann,

How did your first session go?

What was your average pain over the last 7 days, from 0 to 10?

Example Clinic"""
ON = "On Mon, 2 Mar 2026 at 07:30, Clinic <hello@clinic.example.com> wrote:\n"


def folded(text: str) -> str:
    return " ".join(text.split())


def all_words(found: NewText) -> Counter[str]:
    return words(f"{found.text} {found.removed} {found.signature}")


def words(text: str) -> Counter[str]:
    """Dashes, marks of quotes and of direction are no words."""
    return Counter(text.translate(dict.fromkeys(map(ord, "->＞\u200b\u202b\ufeff"), " ")).split())


def wrong(replies: list[dict[str, str]], *, known: bool) -> dict[str, tuple[str, str]]:
    """What is found in replies, and what should be, where the two differ."""
    read = ((one, new_text(one["full"], sent=one["sent"] if known else "").text) for one in replies)
    return {
        one["name"]: (found, one["expected"])
        for one, found in read
        if folded(found) != folded(one["expected"])
    }


def test_the_new_text_is_read_word_for_word() -> None:
    assert wrong(REPLIES, known=True) == {}


def test_the_letter_need_not_be_known_where_a_mark_says_enough() -> None:
    alone = [reply for reply in REPLIES if reply.get("alone")]

    assert len(alone) >= 200
    assert wrong(alone, known=False) == {}


def test_no_word_of_a_reply_is_lost() -> None:
    lost = [
        reply["name"]
        for reply in REPLIES
        if all_words(new_text(reply["full"], sent=reply["sent"])) != words(reply["full"])
    ]

    assert lost == []


def test_a_reply_in_html_alone_is_read_as_well() -> None:
    head = mail(Content_Type="text/html; charset=utf-8")
    found = {
        page["name"]: folded(new_text(read_mail(head + page["html"].encode()).text).text)
        for page in PAGES
    }

    assert found == {page["name"]: page["expected"] for page in PAGES}


def test_there_are_enough_replies_to_mean_something() -> None:
    assert len(REPLIES) >= 150
    assert len({reply["name"] for reply in REPLIES}) == len(REPLIES)


def test_each_answer_keeps_the_question_that_it_stands_under() -> None:
    reply = (
        f"{ON}> How did your first session go?\n>\nGood\nbut long\n\n"
        "> On a scale of 0 (no pain) to 10 (worst pain imaginable), what was\n"
        "> your average pain over the last 7 days?\n\n4\n\n> Example Clinic\n"
    )

    assert new_text(reply).quoted_under == (
        ("How did your first session go?", "Good\nbut long"),
        (
            (
                "On a scale of 0 (no pain) to 10 (worst pain imaginable), what was"
                " your average pain over the last 7 days?"
            ),
            "4",
        ),
    )


def test_answers_between_unmarked_lines_of_ours_keep_their_question() -> None:
    reply = LETTER.replace("go?", "go?\nGood").replace("to 10?", "to 10?\nabout 4")

    found = new_text(
        f"Answers below\n\nFrom: Clinic\nSent: 2/3/26 07:30\nTo: a@b.example\n\n{reply}",
        sent=LETTER,
    )

    assert found.text == "Answers below\n\nGood\n\nabout 4"
    assert [question for question, _ in found.quoted_under] == [
        "How did your first session go?",
        "What was your average pain over the last 7 days, from 0 to 10?",
    ]


def test_a_top_post_stands_under_nothing() -> None:
    assert new_text(f"4\n\n{ON}> How is it?\n").quoted_under == ()


def test_what_was_taken_out_is_kept_apart() -> None:
    found = new_text(f"4\n\n-- \nAnn\n\n{ON}> How is it?\n")

    assert found == NewText(
        text="4",
        removed=f"{ON}> How is it?",
        signature="-- \nAnn",
    )


def test_our_letter_is_known_again_wrapped_and_with_other_links() -> None:
    sent = LETTER + "\nhttps://clinic.example.com/a/aaaa\n"
    seen = sent.replace("first session", "first\nsession").replace(
        "https://clinic.example.com/a/aaaa", "[cid:logo]<https://safelinks.example/?u=x>"
    )

    assert new_text(f"4\n\n{seen}", sent=sent).text == "4"


def test_words_chosen_out_of_our_letter_are_an_answer() -> None:
    sent = "How was it?\n\nDone, it felt fine\n\nDone, pulled up sore\n\n0 1 2 3 4 5\n"

    for answer in ("Done, it felt fine", "Done, pulled up sore\n4", "4\n2"):
        assert new_text(answer, sent=sent).text == answer


def test_lines_that_only_look_filled_are_none() -> None:
    assert new_text("\u200b\n \xa0\n  4\n\ufeff\n\u202b\n").text == "4"


def test_a_letter_known_by_text_and_html_leaves_nothing_of_either() -> None:
    html = LETTER.replace("go?", "go?\n\nTap one. A page opens with your answer chosen.")
    reply = f"From: Clinic\nSent: 2/3/26 07:30\nTo: a@b.example\n\n{html}\n"

    assert new_text(reply, sent=f"{LETTER}\n{html}").text == ""


def test_of_many_blank_lines_two_stay() -> None:
    assert new_text("4" + "\n" * 4000 + "and numb").text == "4\n\nand numb"


def test_beyond_the_bounds_nothing_is_read_and_nothing_lost() -> None:
    found = new_text("\n".join(f"line {number}" for number in range(2500)))

    assert found.text.endswith("line 1999")
    assert found.removed.startswith("line 2000")
    assert found.removed.endswith("line 2499")


PIECES = [
    *("\n", "\n\n", "> ", ">> ", ">", " ", "4", "numb", "-- \n", "--", "Regards,\n", "Ann\n"),
    *(ON, "wrote:", "Am 02.03.26 um 07:30 schrieb Clinic:", "-----Original Message-----\n"),
    *("From: a@example.org\n", "Sent: 2/3/26 07:30\n", "To: b@example.org\n", "Subject: x\n"),
    *("Sent from my iPhone\n", "_" * 32 + "\n", "\u202b", "<a@example.org>:", "于2026年写道："),
    *("How did your first session go?\n", "Hello Ann,\n", "\r\n", "\x0b", "\u2028", "\t"),
]


@settings(deadline=None, max_examples=400)
@given(
    text=st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join),
    sent=st.sampled_from(["", LETTER]),
)
def test_whatever_comes_every_word_goes_somewhere(text: str, sent: str) -> None:
    found = new_text(text, sent=sent)

    assert all_words(found) == words(text)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=5, unique=True))
def test_lines_that_people_write_come_back_whole(lines: list[str]) -> None:
    for text in ("\n".join(lines), "\n\n".join(lines)):
        assert new_text(text).text == new_text(text, sent=QUOTED).text == text


def quoted_around(style: str, answer: str, *, place: str) -> str:
    """Our letter quoted by a mail program, with an answer above, below or under a question."""
    quote = MARKED.get(style) or UNMARKED[style]
    if place == "above":
        return f"{answer}\n\n{quote(QUOTED)}\n"
    if place == "below":
        return f"{quote(QUOTED)}\n\n{answer}\n"
    question = "How many sessions did you do in the last 7 days?\n"
    before, _, after = QUOTED.partition(question)
    if style in MARKED:
        after = marked(wrapped(after), "\t>" if "tab" in style else ">")
    return f"{quote(before + question.rstrip())}\n\n{answer}\n{after}\n"


@settings(deadline=None, max_examples=250)
@given(
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4, unique=True).map("\n".join),
    st.sampled_from([*MARKED, *UNMARKED]),
    st.sampled_from(["above", "below", "between"]),
    st.sampled_from([QUOTED, f"{QUOTED}\n{wrapped(QUOTED, 40)}"]),
)
def test_our_letter_around_an_answer_never_changes_it(
    answer: str, style: str, place: str, sent: str
) -> None:
    reply = quoted_around(style, answer, place=place)

    assert folded(new_text(reply, sent=sent).text) == folded(answer)
    if place == "above" or style in MARKED:
        assert folded(new_text(reply).text) == folded(answer)


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(categories=["L", "N"], include_characters=" .,\n"), max_size=300))
def test_plain_words_are_all_new(text: str) -> None:
    assume(not any(line.strip().lower().startswith(SENT_FROM) for line in text.splitlines()))

    assert folded(new_text(text, sent=LETTER).text) == folded(text)


HOSTILE = {
    "on": "On ",
    "dashes": "-",
    "marks": "> ",
    "colons": ":",
    "digits": "1.",
    "spaces": " ",
    "header lines": "From: a\n",
    "wrote lines": "On 2 Mar 2026 at 07:30 a wrote:\n",
    "address lines": "<a@b.example>:\n",
    "rules": "_" * 32 + "\n",
    "delimiters": "--\n",
    "closings": "Regards\nAnn\n",
    "prose": "I did the exercises and felt sore.\n",
    "ours": "How did your first session go?\n",
    "phones": "sent from my iphone and so on and on\n",
    "links": "https://a.example/ ",
    "dashed": "---- On 2 Mar 2026 a wrote ----x\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    size = min(900, 40_000 // len(piece)) if "\n" in piece else 20_000 // len(piece)

    def spent(count: int) -> float:
        started = time.process_time()
        for _ in range(3):
            new_text(piece * count, sent=LETTER * 20)
        return time.process_time() - started

    once = min(spent(size) for _ in range(3))
    twice = min(spent(size * 2) for _ in range(3))

    assert twice < 3.2 * once + 0.01


def test_a_rule_of_our_letter_is_no_answer() -> None:
    sent = "How did it go?\n\n-----\n\nDone, it felt fine\n\n-----\n\nThe clinic\n1 Test Street\n"
    quoted = "\n".join(f"> {line}".rstrip() for line in sent.splitlines())
    head = "On Mon, 2 Nov 2026 at 07:30, Clinic <p@clinic.example> wrote:\n"
    assert new_text(head + quoted, sent=sent).text == ""
    assert new_text(head + quoted.replace("go?", "go?\n> fine thanks"), sent=sent).text == (
        "fine thanks"
    )
