"""Letters in doubt: settled by evidence, resent on proof, and else shown to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.domain.deliveries import Result
from drip.domain.people import SuppressionReason
from drip.flow.leaving.leave import leave
from drip.storage.database import Database
from drip.storage.tables import attempts, decisions, tasks
from tests.reports import Doubtful, Reported
from tests.road import CLINIC, DAILY, content

NEVER = CLINIC + "on_unknown: never_resend\n"
SOON = CLINIC + "on_unknown: {resend_after: 10m}\n"


def doubtful(database: Database, folder: Path, *, others: int = 0, **how: Any) -> Reported:
    """Ann's letter is in doubt, and `others` went at the same time and are reported."""
    transport = Doubtful()
    road = Reported(database, folder, transport=transport, files=content(**how))
    transport.result = Result.ACCEPTED
    for n in range(others):
        road.person(f"Other{n}")
    if others:
        road.tick()
        road.post(*(road.about(row, "processed") for row in road.rows(state="accepted")))
        road.maintain()
    transport.result = Result.UNKNOWN
    road.person("Ann")
    road.tick()
    transport.result = Result.ACCEPTED
    return road


def ann(road: Reported) -> Any:
    """The row of the letter that was in doubt."""
    with road.database.read() as tx:
        ids = tx.execute(select(attempts.c.delivery_id).where(attempts.c.result == "unknown"))
        first = ids.scalars().first()
    return road.rows(id=first)[0]


def calls(road: Reported) -> int:
    """How often Ann's letter was handed over."""
    transport = road.services.transport
    assert isinstance(transport, Doubtful)
    return transport.letters.count(ann(road).ref)


def beat(road: Reported, **span: float) -> None:
    road.wait(**span)
    road.maintain()
    road.tick()


def reasons(road: Reported) -> list[str]:
    return [row.reason for row in road.all_of(decisions) if row.kind == "settled"]


def lists(road: Reported) -> list[str]:
    return [row.cause for row in road.all_of(tasks) if row.cause.startswith("unresolved:")]


def test_after_the_horizon_it_goes_again_while_the_webhook_is_shown_healthy(
    database: Database, tmp_path: Path
) -> None:
    """Scenarios 32 and 34: no event, the horizon, the policy, at most one mail."""
    road = doubtful(database, tmp_path, others=20)
    beat(road, hours=47.9)
    assert (ann(road).state, calls(road)) == ("unknown", 1)
    beat(road, hours=0.2)
    assert (ann(road).state, calls(road)) == ("accepted", 2)
    assert "No report came in two days, while reports about the others did: planned again." in (
        reasons(road)
    )
    assert lists(road) == []


def test_a_quiet_webhook_proves_nothing_and_people_look(database: Database, tmp_path: Path) -> None:
    road = doubtful(database, tmp_path, others=20)
    with database.write() as tx:
        some = select(attempts.c.id).where(attempts.c.result == "accepted").limit(2)
        tx.execute(attempts.update().where(attempts.c.id.in_(some)).values(processed_at=None))
    beat(road, hours=49)
    assert (ann(road).state, calls(road)) == ("unresolved", 1)
    assert lists(road) == [f"unresolved:{ann(road).id}"]
    assert road.rows(subscriber_id=ann(road).subscriber_id)[1].step == "one"


def test_a_path_that_loses_reports_proves_nothing_though_each_letter_was_heard_of(
    database: Database, tmp_path: Path
) -> None:
    """Where single reports get lost, all those of one letter may have got lost."""
    road = doubtful(database, tmp_path)
    transport = road.services.transport
    assert isinstance(transport, Doubtful)
    for n in range(20):
        road.person(f"Other{n}")
    road.tick()
    first, *others = road.rows(state="accepted")
    road.post(*(road.about(row, "processed") for row in others))
    road.post(*(road.about(row, "delivered") for row in (first, *others)))
    beat(road, hours=49)
    assert (ann(road).state, calls(road)) == ("unresolved", 1)


def test_letters_that_the_provider_kept_back_were_heard_of_too(
    database: Database, tmp_path: Path
) -> None:
    road = doubtful(database, tmp_path)
    for n in range(20):
        road.person(f"Other{n}")
    road.tick()
    first, *others = road.rows(state="accepted")
    road.post(*(road.about(row, "processed") for row in others))
    road.post(road.about(first, "dropped", reason="Spam Content"))
    beat(road, hours=49)
    assert (ann(road).state, calls(road)) == ("accepted", 2)


def test_a_small_clinic_is_judged_by_its_days(database: Database, tmp_path: Path) -> None:
    assert_went = doubtful(database, tmp_path, others=5)
    beat(assert_went, hours=49)
    assert ann(assert_went).state == "accepted"


def test_letters_that_just_went_say_nothing_about_an_older_one(
    database: Database, tmp_path: Path
) -> None:
    """The horizon ends as the letters of that morning leave; their reports are on the way."""
    road = doubtful(database, tmp_path, others=6)
    road.wait(hours=24)
    road.tick()
    day_one = [row for row in road.rows(step="one") if row.state == "accepted"]
    road.report(day_one[0], "processed")
    for row in day_one[1:]:
        road.report(row, "processed")
    road.wait(hours=24)
    road.tick()
    assert len(road.rows(step="two", state="accepted")) == 6
    road.maintain()
    road.tick()
    assert (ann(road).state, calls(road)) == ("accepted", 2)


def test_four_letters_prove_nothing(database: Database, tmp_path: Path) -> None:
    road = doubtful(database, tmp_path, others=4)
    beat(road, hours=49)
    assert ann(road).state == "unresolved"


def test_reports_that_wait_to_be_read_are_waited_for(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = doubtful(database, tmp_path, others=20)
    road.wait(hours=49)
    road.post(road.about(ann(road), "delivered"))
    monkeypatch.setattr("drip.flow.reported.events.POSTS", 0)
    monkeypatch.setattr("drip.flow.in_turn.SECONDS", -1.0)
    road.maintain()
    assert ann(road).state == "unknown"
    monkeypatch.undo()
    road.maintain()
    assert (ann(road).state, calls(road)) == ("accepted", 1)


def test_never_resend_goes_to_a_list_for_staff(database: Database, tmp_path: Path) -> None:
    road = doubtful(database, tmp_path, others=20, clinic=NEVER)
    beat(road, hours=49)
    assert (ann(road).state, calls(road)) == ("unresolved", 1)
    assert len(lists(road)) == 1


def test_resend_after_sends_once_more_and_not_for_ever(database: Database, tmp_path: Path) -> None:
    """Case 8."""
    road = doubtful(database, tmp_path, clinic=SOON)
    transport = road.services.transport
    assert isinstance(transport, Doubtful)
    transport.result = Result.UNKNOWN
    beat(road, minutes=9)
    assert calls(road) == 1
    for _ in range(12):
        beat(road, minutes=15)
    assert calls(road) == 2
    assert "It must arrive, so it goes once more; it may come twice." in reasons(road)
    beat(road, hours=49)
    assert (ann(road).state, calls(road)) == ("unresolved", 2)


def test_a_step_may_have_a_rule_of_its_own(database: Database, tmp_path: Path) -> None:
    daily = DAILY.replace(
        "{id: hello, day: start}", "{id: hello, day: start, on_unknown: {resend_after: 10m}}"
    )
    road = doubtful(database, tmp_path, sequences={"daily": daily}, clinic=NEVER)
    beat(road, minutes=11)
    assert (ann(road).state, calls(road)) == ("accepted", 2)


@pytest.mark.parametrize("clinic", [CLINIC, NEVER, SOON])
@pytest.mark.parametrize("healthy", [True, False])
def test_who_left_while_it_was_in_doubt_never_gets_it_again(
    database: Database, tmp_path: Path, clinic: str, *, healthy: bool
) -> None:
    """Scenario 45: settled or closed."""
    road = doubtful(database, tmp_path, others=20 if healthy else 0, clinic=clinic)
    leave(
        road.services,
        subscriber_id=ann(road).subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )
    for _ in range(10):
        beat(road, hours=8)
    assert calls(road) == 1
    assert ann(road).state == ("cancelled" if healthy else "unresolved")


def test_an_event_still_settles_it_for_who_left(database: Database, tmp_path: Path) -> None:
    road = doubtful(database, tmp_path)
    row = ann(road)
    leave(
        road.services,
        subscriber_id=row.subscriber_id,
        reason=SuppressionReason.UNSUBSCRIBED,
        source="one-click",
        now=road.present,
    )
    road.report(row, "delivered")
    assert ann(road).state == "accepted"
    assert [one.state for one in road.rows(subscriber_id=row.subscriber_id)] == ["accepted"]


def test_many_in_doubt_hold_up_none(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest wait two days for their horizon; the newest are settled by their own rule."""
    monkeypatch.setattr("drip.flow.sending.recover._BATCH", 2)
    files = content(clinic=CLINIC)
    transport = Doubtful()
    road = Reported(database, tmp_path, transport=transport, files=files)
    for n in range(5):
        road.person(f"Other{n}")
    road.tick()
    transport.find = lambda sent: dict.fromkeys(list(sent)[-1:], True)  # type: ignore[method-assign]  # the last of each look has evidence
    road.maintain()
    assert sorted(row.state for row in road.rows(step="hello")) == [
        "accepted",
        "accepted",
        "accepted",
        "unknown",
        "unknown",
    ]
