from datetime import timedelta

from drip.storage import staff
from drip.storage.database import Database
from tests.builders import MONDAY

HOUR = timedelta(hours=1)


def test_an_address_has_one_account_however_often_it_is_added(database: Database) -> None:
    with database.write() as tx:
        first = staff.add(tx, name="Kim", email="kim@example.org", now=MONDAY)
        second = staff.add(tx, name="Kimberley", email="kim@example.org", now=MONDAY)

    assert first == second
    assert second.name == "Kim"


def test_a_link_is_used_up_by_the_first_caller_and_ends_the_others(database: Database) -> None:
    with database.write() as tx:
        kim = staff.add(tx, name="Kim", email="kim@example.org", now=MONDAY)
        for name in ("one", "two"):
            staff.add_link(tx, kim.id, name, now=MONDAY, expires_at=MONDAY + HOUR)

    with database.write() as tx:
        uses = [staff.use_link(tx, name, MONDAY) for name in ("one", "one", "two", "three")]

    assert uses == [kim.id, None, None, None]


def test_a_link_that_is_too_old_opens_nothing(database: Database) -> None:
    with database.write() as tx:
        kim = staff.add(tx, name="Kim", email="kim@example.org", now=MONDAY)
        staff.add_link(tx, kim.id, "one", now=MONDAY, expires_at=MONDAY + HOUR)
        late = MONDAY + HOUR

        assert staff.of_link(tx, "one", MONDAY) == kim
        assert staff.of_link(tx, "one", late) is None
        assert staff.use_link(tx, "one", late) is None


def test_a_session_ends_when_it_is_over_or_left_alone(database: Database) -> None:
    with database.write() as tx:
        kim = staff.add(tx, name="Kim", email="kim@example.org", now=MONDAY)
        staff.open_session(
            tx, kim.id, "token", now=MONDAY, expires_at=MONDAY + 5 * HOUR, agent="Firefox"
        )

        def there(hours: int) -> bool:
            return staff.session(tx, "token", now=MONDAY + hours * HOUR, idle=2 * HOUR) is not None

        assert [there(1), there(2)] == [True, False]
        found = staff.session(tx, "token", now=MONDAY, idle=HOUR)
        assert found is not None
        staff.touch_session(tx, found.id, MONDAY + 4 * HOUR)
        assert [there(4), there(5)] == [True, False]


def test_a_new_password_signs_the_account_out_everywhere_and_nobody_else(
    database: Database,
) -> None:
    with database.write() as tx:
        kim = staff.add(tx, name="Kim", email="kim@example.org", now=MONDAY)
        lee = staff.add(tx, name="Lee", email="lee@example.org", now=MONDAY)
        for who, token in ((kim, "kim-1"), (kim, "kim-2"), (lee, "lee-1")):
            staff.open_session(tx, who.id, token, now=MONDAY, expires_at=MONDAY + HOUR, agent="")

        staff.set_password(tx, kim.id, "hashed")

        left = [
            token
            for token in ("kim-1", "kim-2", "lee-1")
            if staff.session(tx, token, now=MONDAY, idle=HOUR)
        ]
        assert left == ["lee-1"]
        changed = staff.by_email(tx, "kim@example.org")
        assert changed is not None
        assert changed.password_hash == "hashed"
