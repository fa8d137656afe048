from __future__ import annotations

from datetime import UTC, datetime, timedelta

from drip.domain.people import Subscriber, SubscriberState
from drip.storage import consents, subscribers
from drip.storage.database import Database
from drip.storage.subscribers import NewSubscriber

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


def new(name: str = "Sam", address_hash: str = "a") -> NewSubscriber:
    return NewSubscriber(
        email=f"{name}@example.com",
        address_hash=address_hash,
        first_name=name,
        zone="Australia/Melbourne",
        zone_guessed=True,
    )


def know(database: Database, who: NewSubscriber) -> Subscriber:
    with database.write() as tx:
        return subscribers.know(tx, who, NOON)


def by_address(database: Database, address_hash: str) -> Subscriber | None:
    with database.read() as tx:
        return subscribers.by_address(tx, address_hash)


def test_a_new_person_is_pending(database: Database) -> None:
    sam = know(database, new())
    assert (sam.state, sam.health_consent) == (SubscriberState.PENDING, False)
    assert by_address(database, "a") == sam
    assert by_address(database, "b") is None


def test_knowing_again_changes_nothing(database: Database) -> None:
    sam = know(database, new())
    assert know(database, new("Max")) == sam


def test_refs_are_long_and_differ(database: Database) -> None:
    refs = {know(database, new(address_hash=str(n))).ref for n in range(20)}
    assert len(refs) == 20
    assert all(len(ref) == 32 for ref in refs)


def test_who_is_active_is_not_made_pending_by_a_form(database: Database) -> None:
    sam = know(database, new())
    with database.write() as tx:
        subscribers.activate(
            tx, sam.id, first_name="Sam", zone="Asia/Tokyo", health_consent=True, now=NOON
        )
        subscribers.ask_again(tx, sam.id, new("Max"))
        after = subscribers.get(tx, [sam.id])[sam.id]
    assert (after.first_name, after.zone) == ("Sam", "Asia/Tokyo")
    assert after.state is SubscriberState.ACTIVE


def test_a_second_goodbye_keeps_the_time_of_the_first(database: Database) -> None:
    sam = know(database, new())
    with database.write() as tx:
        subscribers.leave(tx, sam.id, NOON)
        subscribers.leave(tx, sam.id, NOON + timedelta(days=1))
        assert subscribers.left_at(tx, sam.id) == NOON
        assert subscribers.get(tx, [sam.id])[sam.id].state is SubscriberState.LEFT


def test_nobody_is_found_under_unknown_ids(database: Database) -> None:
    with database.read() as tx:
        assert subscribers.get(tx, []) == {}
        assert subscribers.get(tx, [404]) == {}
        assert subscribers.address_hash(tx, 404) is None


def test_consents_can_only_be_added() -> None:
    public = {name for name in vars(consents) if not name.startswith("_")}
    assert not {name for name in public if "delete" in name or "update" in name}
