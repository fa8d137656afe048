"""Opening hours as people say them."""

from __future__ import annotations

import pytest

from drip.content.opening import opening_words

EIGHT_TO_SIX = ("08:00", "18:00")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({}, ""),
        ({2: EIGHT_TO_SIX}, "Wed 8 am to 6 pm"),
        ({0: EIGHT_TO_SIX, 1: EIGHT_TO_SIX}, "Mon and Tue 8 am to 6 pm"),
        (dict.fromkeys(range(5), EIGHT_TO_SIX), "Mon to Fri 8 am to 6 pm"),
        (
            {0: EIGHT_TO_SIX, 2: EIGHT_TO_SIX, 4: ("08:30", "12:00")},
            "Mon 8 am to 6 pm, Wed 8 am to 6 pm, Fri 8.30 am to noon",
        ),
        (
            {5: ("00:15", "12:45"), 6: ("12:00", "23:59")},
            "Sat 12.15 am to 12.45 pm, Sun noon to 11.59 pm",
        ),
    ],
)
def test_days_that_are_alike_are_said_together(
    hours: dict[int, tuple[str, str]], words: str
) -> None:
    assert opening_words(hours) == words
