"""The settings of the valves, as the road gets them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drip.domain.sending import Sending
from drip.links import fold_address
from drip.settings import SettingsError, load


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_what_is_written_reaches_the_road(env_file: Path) -> None:
    env_file.write_text(
        "DRIP_SEND_RATE=12.5\n"
        "DRIP_DOMAIN_RATES=Gmail.com=5, bücher.example = 0.5\n"
        "DRIP_WARM_UP_FROM=2027-03-01\n"
        "DRIP_WARM_UP_FIRST=20\n"
        "DRIP_BLAST_RADIUS=3\n"
        "DRIP_TEST_ONLY=Ann@Clinic.Example, bob@clinic.example\n"
    )

    sending = load(env_file).valves(Sending(reply_domain="reply.clinic.example"), fold_address)

    assert sending == Sending(
        reply_domain="reply.clinic.example",
        rate=12.5,
        domain_rates={"gmail.com": 5.0, "xn--bcher-kva.example": 0.5},
        warm_up_from=date(2027, 3, 1),
        warm_up_first=20,
        blast_radius=3.0,
        test_only=frozenset({"ann@clinic.example", "bob@clinic.example"}),
    )


def test_without_any_letters_go_freely_but_not_blindly(env_file: Path) -> None:
    sending = load(env_file).valves(Sending(), fold_address)

    assert sending == Sending(blast_radius=5.0)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("DRIP_DOMAIN_RATES=gmail.com", "write domains with letters a second"),
        ("DRIP_DOMAIN_RATES=gmail.com=0", "write domains with letters a second"),
        ("DRIP_DOMAIN_RATES=gmail.com=nan", "write domains with letters a second"),
        ("DRIP_DOMAIN_RATES=ann@gmail.com=1", "write domains with letters a second"),
        ("DRIP_TEST_ONLY=ann", "write addresses"),
        ("DRIP_TEST_ONLY=@clinic.example", "write addresses"),
        ("DRIP_SEND_RATE=-1", "0 or more"),
        ("DRIP_SEND_RATE=inf", "DRIP_SEND_RATE"),
        ("DRIP_BLAST_RADIUS=-1", "0 or more"),
        ("DRIP_WARM_UP_FIRST=0", "1 or more"),
        ("DRIP_WARM_UP_FROM=soon", "DRIP_WARM_UP_FROM"),
    ],
)
def test_a_mistake_says_what_to_write(env_file: Path, line: str, hint: str) -> None:
    env_file.write_text(line + "\n")

    with pytest.raises(SettingsError, match=hint):
        load(env_file)
