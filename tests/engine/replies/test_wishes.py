"""Who wants no more emails, and who only speaks of stopping."""

from pathlib import Path

import pytest

from drip.engine.replies import (
    SURE,
    Wish,
    interpret,
    says_only_that,
    wants_to_leave,
    wish_beside,
)
from tests.engine.replies.reading import sequences


@pytest.mark.parametrize(
    "text",
    [
        "stop", "STOP", "Stop.", "stop!!", "Please stop", "stop please", "STOP ALL",
        "unsubscribe", "UNSUBSCRIBE", "Unsubscribe me", "unsubscribe please",
        "Please unsubscribe me.",
        "please unsubscribe me from this list", "unsubscibe", "un-subscribe", "unsub",
        "Unsubscribe me from these emails please", "opt out", "opt me out", "remove", "Remove me",
        "remove me please", "Please remove me from your mailing list", "Remove me from your list",
        "take me off", "take me off your list", "Take me off your mailing list please.",
        "please take my name off the list", "no more emails", "No more emails thanks",
        "no more emails please", "stop emailing me", "Stop sending me emails", "stop sending these",
        "please stop emailing me", "Can you please stop sending me these emails", "stop the emails",
        "Please don't email me any more", "don't send me any more emails",
        "I no longer want these emails", "I don't want these emails", "cancel",
        "cancel my subscription",
        "delete me from your database",
        "I don't want to receive these emails anymore",
        "Hi,\n\nPlease unsubscribe me.\n\nThanks\nJo", "4\nstop",
        "Thanks but please unsubscribe me.",
        "Please take me off this list, I'm better now thanks.",
        "unsubscribe me please - my pain is 4",
        "No more emails please, but thank you for everything",
        "Thanks for everything, please take me off the list",
        "Please stop the emails because I am pregnant",
        "please remove me from your list now that I have moved",
        "I would like to stop receiving these emails please", "I want to stop getting these",
        "abmelden", "Bitte abmelden", "désabonner", "desabonner", "me désabonner", "baja",
        "darme de baja", "cancelar", "отписаться", "Отписаться!", "退订", "取消订阅", "退訂",
        "配信停止", "구독취소", "disiscrivimi", "uitschrijven", "avregistrera", "wypisz mnie",
        "إلغاء الاشتراك", "iptal", "ยกเลิก", "berhenti berlangganan", "hủy đăng ký",
    ],
)  # fmt: skip
def test_a_clear_wish_is_sure(text: str) -> None:
    wish = wants_to_leave(text)

    assert wish is not None
    assert wish.sure


@pytest.mark.parametrize(
    "text",
    [
        "", "4", "please don't stop", "Please don't stop, 5", "don't stop the emails",
        "I can't stop", "I can't stop thinking about the pain", "should I stop the exercises?",
        "I've stopped", "I have stopped", "when will this stop", "When will this stop?",
        "it won't stop hurting", "Should I stop?", "stopped hurting at last",
        "I had to stop halfway",
        "the pain stopped", "I don't want to\nstop", "Please don't\nstop", "non-stop pain",
        "bus stop", "stop by any time", "can you take me off the exercises that hurt?",
        "please keep the emails coming", "I love these emails", "I accidentally unsubscribed",
        "I didn't mean to unsubscribe", "please do not remove me", "removing the brace helped",
        "I'll cancel my gym membership", "end of the week", "leave it with me", "no more pain!",
        "My GP told me to stop the exercises", "stop? no way", "Did I unsubscribe?",
    ],
)  # fmt: skip
def test_what_is_no_wish_is_none(text: str) -> None:
    wish = wants_to_leave(text)

    assert wish is None or not wish.sure, wish
    if "stop" not in text.lower() or "don't stop" in text.lower():
        assert wish is None


@pytest.mark.parametrize(
    "text",
    [
        "maybe stop for now", "I'm thinking of unsubscribing", "I might unsubscribe",
        "There are too many emails for me", "Fewer emails would be nice",
        "No more emails, until I'm back", "If it gets worse, take me off the list",
        "My wife said, take me off the list", "Please stop emailing me, just send letters",
        "I think I will stop the emails after this week if that is ok with you all over there",
    ],
)  # fmt: skip
def test_a_doubtful_wish_is_for_staff(text: str) -> None:
    wish = wants_to_leave(text)

    assert wish == Wish(sure=False, sentence=text)


def test_the_subject_counts_when_nothing_was_written_below() -> None:
    assert wants_to_leave("", "unsubscribe") == Wish(sure=True, sentence="unsubscribe")
    assert wants_to_leave(" \n", "Re: Re: STOP") == Wish(sure=True, sentence="STOP")
    assert wants_to_leave("4", "unsubscribe") is None
    assert wants_to_leave("", "Re: Week 2: two quick taps") is None


def _lines(name: str) -> list[str]:
    """The lines of a case file, its comments left out."""
    whole = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line for line in whole.splitlines() if line and not line.startswith("#")]
    return [line.replace("\\n", "\n") for line in lines]


def _is_sure(text: str) -> bool:
    wish = wants_to_leave(text)
    return wish is not None and wish.sure


def test_the_wishes_of_the_case_file_are_seen() -> None:
    wishes = _lines("wishes.txt")
    missed = [text for text in wishes if not _is_sure(text.removeprefix("? "))]

    assert len(wishes) > 500
    assert missed == [text for text in wishes if text.startswith("? ")]


def test_the_near_misses_of_the_case_file_are_none() -> None:
    near = _lines("near_wishes.txt")
    taken = [text for text in near if _is_sure(text.removeprefix("! "))]

    assert len(near) > 500
    assert taken == [text for text in near if text.startswith("! ")]


def test_a_quoted_letter_is_not_the_persons_wish() -> None:
    quoted = "Yes please\n\nOn Tue 17 Nov 2026 at 7:32, The clinic wrote:\n> Shall we stop?\n"

    assert wants_to_leave(quoted + "> Stop the emails\nStop the emails\n") is None
    assert wants_to_leave("no change\n> Stop the emails\nYou can unsubscribe at any time.") is None


def test_a_wish_may_stand_anywhere_among_reasons_and_thanks() -> None:
    long = "It was kind of you to write, and I did like the pictures of the dog. " * 12

    assert wants_to_leave(f"{long}\nPlease take me off the list.\n{long}") == Wish(
        sure=True, sentence="Please take me off the list."
    )


def test_who_says_both_is_for_staff() -> None:
    wish = wants_to_leave("Unsubscribe me please.\nActually no, keep them coming")

    assert wish == Wish(sure=False, sentence="Unsubscribe me please.")


@pytest.mark.parametrize(
    "text",
    ["Please unsubscribe me. Thanks", "STOP\n\nRegards,\nJo Smith", "please stop. Thank you, Jo"],
)
def test_thanks_and_a_name_beside_a_wish_say_no_more(text: str) -> None:
    assert says_only_that(text)
    assert not says_only_that(f"My back hurts when I sit.\n{text}")


def test_to_stop_is_an_answer_only_where_it_was_asked() -> None:
    stay = sequences()["strengthening"].questions["stay"]
    going = sequences()["strengthening"].questions["going"]
    text = "I'd like to stop"
    wish = wants_to_leave(text)

    assert wish == Wish(sure=False, sentence=text)
    assert wish_beside(wish, text, [stay]) is None
    assert wish_beside(wish, text, [going]) == wish
    assert [one.value for one in interpret(text, [stay]) if one.confidence >= SURE] == ["stop"]
