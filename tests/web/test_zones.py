"""The list of time zones that people choose from."""

import pytest

from drip.web.public.zones import groups


def names(chosen: str = "Australia/Melbourne") -> list[str]:
    return [name for _, zones in groups(chosen) for name, _ in zones]


@pytest.mark.parametrize(
    ("current", "old"),
    [
        ("Europe/Kyiv", "Europe/Kiev"),
        ("Asia/Kolkata", "Asia/Calcutta"),
        ("America/Indiana/Indianapolis", "America/Indianapolis"),
        ("Europe/Istanbul", "Asia/Istanbul"),
        ("Australia/Sydney", "Australia/NSW"),
        ("Pacific/Auckland", "NZ"),
    ],
)
def test_a_place_stands_there_once_by_its_name_of_today(current: str, old: str) -> None:
    assert names().count(current) == 1
    assert old not in names()


def test_no_words_stand_twice_in_a_region() -> None:
    for region, zones in groups("Australia/Melbourne"):
        words = [said for _, said in zones]
        assert len(words) == len(set(words)), region


def test_an_old_name_that_somebody_has_already_stays_chosen() -> None:
    assert groups("Asia/Calcutta")[0] == ("Chosen so far", (("Asia/Calcutta", "Calcutta"),))
    assert len(names("Asia/Calcutta")) == len(names()) + 1
    assert names("Mars/Phobos") == names()
