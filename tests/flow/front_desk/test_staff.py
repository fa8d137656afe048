from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drip.flow.front_desk import passwords, staff
from drip.flow.front_desk.passwords import PasswordError
from drip.flow.front_desk.staff import Knock
from drip.storage.database import Database
from drip.storage.tables import staff as accounts
from drip.storage.tables import staff_links, staff_sessions
from tests.road import Road

PASSWORD = "three words in a row"
DESK = Knock(network="desk", agent="Firefox")


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a hash costs is the matter of test_staff_passwords.py.
    monkeypatch.setattr(passwords, "_N", 2**4)


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Road:
    return Road(database, tmp_path, publish=False)


def token(link: str) -> str:
    return link.rpartition("/")[2]


def join(road: Road, email: str = "kim@clinic.example", name: str = "Kim") -> staff.SignedIn:
    link = staff.add(road.services, name=name, email=email)
    return staff.accept(
        road.services, token(link), name="", email="", password=PASSWORD, knock=DESK
    )


def sign_in(
    road: Road, password: str = PASSWORD, *, knock: Knock = DESK, email: str = "kim@clinic.example"
) -> staff.SignedIn:
    return staff.sign_in(road.services, email=email, password=password, knock=knock)


def test_the_first_person_gives_a_name_an_address_and_a_password(road: Road) -> None:
    link = staff.first_link(road.services)
    assert link is not None
    assert link.startswith("https://drip.clinic.example/staff/join/")

    signed_in = staff.accept(
        road.services,
        token(link),
        name=" Kim  Nguyen ",
        email="Kim@Clinic.example",
        password=PASSWORD,
        knock=DESK,
    )

    member = staff.whoami(road.services, signed_in.token)
    assert member is not None
    assert (member.name, member.email) == ("Kim Nguyen", "kim@clinic.example")
    assert staff.first_link(road.services) is None


def test_the_first_person_cannot_take_a_colleagues_address(road: Road) -> None:
    link = token(str(staff.first_link(road.services)))
    join(road)

    with pytest.raises(staff.StaffAddressError):
        staff.accept(
            road.services,
            link,
            name="Somebody",
            email="KIM@clinic.example",
            password=PASSWORD,
            knock=DESK,
        )

    assert staff.invited(road.services, link).unclaimed


def test_whoever_sits_at_an_open_browser_cannot_guess_the_password_for_long(road: Road) -> None:
    signed_in = join(road)
    member = staff.whoami(road.services, signed_in.token)
    assert member is not None
    here = replace(DESK, device=signed_in.device)

    for _ in range(10):
        with pytest.raises(staff.SignInError):
            staff.change_password(
                road.services, member, old="wrong", new="new words here", knock=here
            )
    with pytest.raises(staff.SlowDownError):
        staff.change_password(road.services, member, old=PASSWORD, new="new words here", knock=here)


def test_every_start_prints_a_first_link_until_one_is_used(road: Road) -> None:
    links = [staff.first_link(road.services) for _ in range(2)]
    first, second = (token(str(link)) for link in links)

    asked: dict[str, Any] = {
        "name": "Kim",
        "email": "kim@clinic.example",
        "password": PASSWORD,
        "knock": DESK,
    }
    staff.accept(road.services, first, **asked)

    with pytest.raises(staff.StaffLinkError):
        staff.accept(road.services, second, **asked)
    with road.database.read() as tx:
        assert len(tx.execute(select(accounts)).all()) == 1


def test_a_demo_needs_no_first_person(road: Road) -> None:
    assert staff.first_link(replace(road.services, demo=True)) is None


def test_a_link_lets_one_of_two_racing_people_in(road: Road) -> None:
    link = token(staff.add(road.services, name="Kim", email="kim@clinic.example"))

    def press(_: int) -> bool:
        try:
            staff.accept(road.services, link, name="", email="", password=PASSWORD, knock=DESK)
        except staff.StaffLinkError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(press, range(4)))

    assert sorted(outcomes) == [False, False, False, True]


def test_a_link_works_for_two_days(road: Road) -> None:
    link = token(staff.add(road.services, name="Kim", email="kim@clinic.example"))

    road.wait(hours=47, minutes=59)
    assert staff.invited(road.services, link).name == "Kim"
    road.wait(minutes=1)
    with pytest.raises(staff.StaffLinkError):
        staff.invited(road.services, link)


@pytest.mark.parametrize("email", ["", "kim", "kim@", "kim@clinic.example\nBcc: all@x.example"])
def test_an_address_that_is_none_is_refused(road: Road, email: str) -> None:
    with pytest.raises(staff.StaffAddressError):
        staff.add(road.services, name="Kim", email=email)


def test_a_short_password_is_refused_and_the_link_stays_good(road: Road) -> None:
    link = token(staff.add(road.services, name="Kim", email="kim@clinic.example"))

    with pytest.raises(PasswordError):
        staff.accept(road.services, link, name="", email="", password="11 letters.", knock=DESK)

    assert staff.invited(road.services, link).name == "Kim"


def test_the_database_holds_hashes_of_tokens_and_nothing_to_sign_in_with(road: Road) -> None:
    link = token(staff.add(road.services, name="Kim", email="kim@clinic.example"))
    signed_in = join(road)

    with road.database.read() as tx:
        rows = [
            tuple(row)
            for table in (accounts, staff_links, staff_sessions)
            for row in tx.execute(select(table))
        ]

    kept = repr(rows)
    assert "scrypt:32768:8:3$" in kept
    assert not any(secret in kept for secret in (link, signed_in.token, PASSWORD))


def test_only_the_password_signs_in_and_the_refusal_tells_nothing(road: Road) -> None:
    join(road)

    with pytest.raises(staff.SignInError) as wrong:
        sign_in(road, "some other words")
    with pytest.raises(staff.SignInError) as nobody:
        sign_in(road, email="nobody@clinic.example")

    assert wrong.value.message == nobody.value.message
    found = staff.whoami(road.services, sign_in(road, email=" KIM@clinic.example").token)
    assert found is not None
    assert found.name == "Kim"


def test_an_account_without_a_password_lets_nobody_in(road: Road) -> None:
    staff.first_link(road.services)
    staff.add(road.services, name="Kim", email="kim@clinic.example")

    for email in ("", "@", "kim@clinic.example"):
        with pytest.raises(staff.SignInError):
            sign_in(road, "", email=email)


def test_every_sign_in_is_a_session_of_its_own(road: Road) -> None:
    first, second = join(road), sign_in(road)

    assert first.token != second.token
    staff.sign_out(road.services, first.token)

    assert staff.whoami(road.services, first.token) is None
    assert staff.whoami(road.services, second.token) is not None


def test_signing_out_everywhere_ends_every_session(road: Road) -> None:
    tokens = [join(road).token, sign_in(road).token]
    member = staff.whoami(road.services, tokens[0])
    assert member is not None

    staff.sign_out_everywhere(road.services, member)

    assert [staff.whoami(road.services, one) for one in tokens] == [None, None]


def test_a_new_password_signs_out_everywhere_but_here(road: Road) -> None:
    old = [join(road).token, sign_in(road).token]
    member = staff.whoami(road.services, old[0])
    assert member is not None

    with pytest.raises(staff.SignInError):
        staff.change_password(road.services, member, old="wrong", new="new words here", knock=DESK)
    here = staff.change_password(
        road.services, member, old=PASSWORD, new="new words here", knock=DESK
    )

    assert [staff.whoami(road.services, one) for one in old] == [None, None]
    assert staff.whoami(road.services, here.token) is not None
    with pytest.raises(staff.SignInError):
        sign_in(road)
    assert sign_in(road, "new words here").token


def test_a_link_for_somebody_who_forgot_signs_out_whoever_is_in(road: Road) -> None:
    stolen = join(road).token
    link = token(staff.add(road.services, name="Kim", email="kim@clinic.example"))
    assert staff.whoami(road.services, stolen) is not None

    staff.accept(road.services, link, name="", email="", password="new words here", knock=DESK)

    assert staff.whoami(road.services, stolen) is None


@pytest.mark.parametrize(("visits", "there"), [(0, False), (11, True), (14, True), (15, False)])
def test_a_session_lasts_a_week_while_it_is_used(road: Road, visits: int, there: bool) -> None:  # noqa: FBT001 - a case's outcome
    signed_in = join(road)

    for _ in range(visits):
        road.wait(hours=11, minutes=59)
        staff.whoami(road.services, signed_in.token)
    road.wait(minutes=13)
    if visits == 0:
        road.wait(hours=12)

    assert (staff.whoami(road.services, signed_in.token) is not None) is there


def test_guessing_is_slowed_down_and_the_owner_still_gets_in(road: Road) -> None:
    known = join(road).device

    def guess(number: int) -> type[Exception]:
        knock = Knock(network=f"network-{number}")
        try:
            sign_in(road, "wrong", knock=knock)
        except (staff.SignInError, staff.SlowDownError) as error:
            return type(error)
        raise AssertionError

    outcomes = [guess(number) for number in range(32)]

    assert outcomes == [staff.SignInError] * 30 + [staff.SlowDownError] * 2
    assert sign_in(road, knock=replace(DESK, device=known)).token
    road.wait(minutes=15)
    assert guess(99) is staff.SignInError


def test_a_network_that_tries_many_accounts_is_slowed_down(road: Road) -> None:
    def guess(number: int) -> type[Exception]:
        try:
            sign_in(road, "wrong", email=f"person{number}@clinic.example")
        except (staff.SignInError, staff.SlowDownError) as error:
            return type(error)
        raise AssertionError

    outcomes = [guess(number) for number in range(61)]

    assert outcomes[-2:] == [staff.SignInError, staff.SlowDownError]


def test_a_made_up_or_borrowed_device_counts_as_a_stranger(road: Road) -> None:
    known = join(road).device
    borrowed = join(road, "lee@clinic.example", "Lee").device
    for number in range(30):
        with pytest.raises(staff.SignInError):
            sign_in(road, "wrong", knock=Knock(network=f"network-{number}"))

    made_up = [f"{known.partition('.')[0]}.{'0' * 40}", "x", known.replace(".", "")]
    for device in (*made_up, borrowed):
        with pytest.raises(staff.SlowDownError):
            sign_in(road, knock=replace(DESK, device=device))


def test_a_session_is_noted_no_more_than_every_five_minutes(road: Road) -> None:
    signed_in = join(road)

    def seen() -> set[timedelta]:
        with road.database.read() as tx:
            rows = tx.execute(select(staff_sessions.c.seen_at, staff_sessions.c.created_at))
            return {row.seen_at - row.created_at for row in rows}

    road.wait(minutes=5)
    staff.whoami(road.services, signed_in.token)
    assert seen() == {timedelta(0)}
    road.wait(seconds=1)
    staff.whoami(road.services, signed_in.token)
    assert seen() == {timedelta(minutes=5, seconds=1)}


def test_an_invitation_that_nobody_used_does_not_lock_the_door(road: Road) -> None:
    invitation = staff.add(road.services, name="Kim", email="kim@clinic.example")
    assert staff.first_link(road.services) is not None

    staff.accept(road.services, token(invitation), name="", email="", password=PASSWORD, knock=DESK)

    assert staff.first_link(road.services) is None
