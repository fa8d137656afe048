"""A person's story on a terminal."""

from datetime import UTC, datetime

import pytest

from drip.cli.story import print_story
from drip.domain.enrolments import EnrolmentState
from drip.domain.people import SubscriberState
from drip.flow.front_desk.story import Entry, EntryKind, Why
from drip.storage.record import EnrolmentLine, WhoLine

MONDAY = datetime(2027, 1, 4, 8, tzinfo=UTC)
ANN = WhoLine(
    id=1,
    first_name="Ann",
    email="ann@example.com",
    zone="Europe/Berlin",
    state=SubscriberState.ACTIVE,
    health_consent=True,
    created_at=MONDAY,
    confirmed_at=MONDAY,
    left_at=None,
)


def story(*entries: Entry, state: EnrolmentState = EnrolmentState.ACTIVE) -> Why:
    place = EnrolmentLine(
        id=1,
        sequence="daily",
        state=state,
        reason="",
        created_at=MONDAY,
        onset=None,
        paused_at=None,
        paused_until=None,
        pause_reason=None,
        ended_at=None,
    )
    return Why(
        who=ANN,
        enrolments=(place,),
        stops=(),
        coming=(),
        entries=entries,
        sequences={"daily": "Day by day"},
    )


def test_a_reason_of_several_lines_stands_under_what_it_is_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reason = "Pain: 8 of 10\nBefore: 5 of 10"
    print_story(story(Entry(at=MONDAY, kind=EntryKind.TASK, what="To do: Ring", reason=reason)))

    assert capsys.readouterr().out.splitlines()[-3:] == [
        "  Mon 04 Jan 2027 09:00  To do: Ring",
        "                           Pain: 8 of 10",
        "                           Before: 5 of 10",
    ]


@pytest.mark.parametrize(
    ("state", "standing", "line"),
    [
        (EnrolmentState.ACTIVE, "active", "  Day by day: active"),
        (EnrolmentState.PAUSED, "paused", "  Day by day: paused"),
        (EnrolmentState.LAPSED, "in no programme now", "  Day by day: went quiet"),
    ],
)
def test_the_head_tells_how_they_stand(
    capsys: pytest.CaptureFixture[str], state: EnrolmentState, standing: str, line: str
) -> None:
    print_story(story(state=state))

    assert capsys.readouterr().out.splitlines() == [f"Ann <ann@example.com>, {standing}", line]
