"""What holds letters back stands at the head of the page that staff begin the day with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drip.flow.holding_back import send_switch
from tests.web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, demo=True)
    yield desk
    desk.road.database.close()


def test_nothing_is_said_while_letters_leave(desk: Desk) -> None:
    assert "Letters held back" not in desk.read("/staff/")


def test_a_switch_that_is_off_is_the_first_thing_to_see(desk: Desk) -> None:
    send_switch.off(desk.services, reason="A wrong letter <went> out", by="staff:1")

    page = desk.read("/staff/")

    assert page.index("Nothing is sent: sending is switched off.") < page.index("To do")
    assert "A wrong letter <went> out. To let letters go again, type drip send on." in page
    assert "Since Mon 4 Jan, 9:00 am" in page
