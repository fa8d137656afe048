"""The settings of the valves that letters leave through: how fast, to whom, and when to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from drip.domain.sending import Sending


class ValveSettings(BaseSettings):
    """What can be set about valves. The description of a field is the text of `.env.example`."""

    send_rate: float = Field(
        0.0,
        ge=0,
        le=10_000,
        allow_inf_nan=False,
        description="The most letters a second, for all workers together; 0: no limit.",
    )
    domain_rates: str = Field(
        "",
        description="The most letters a second to recipient domains, "
        "e.g. gmail.com=5,outlook.com=0.5. Others have no limit of their own.",
    )
    warm_up_from: date | None = Field(
        None,
        description="The first day of a new mail account, e.g. 2027-03-01: from then on each day "
        "may bring half as many letters again as the day before. Empty: no limit.",
    )
    warm_up_first: int = Field(
        50, ge=1, description="The most programme letters on the first day of a new mail account."
    )
    blast_radius: float = Field(
        5.0,
        ge=0,
        le=1000,
        allow_inf_nan=False,
        description="How many times as many letters as expected may leave in ten minutes before "
        "staff are asked; 0: nobody is asked.",
    )
    test_only: str = Field(
        "",
        description="Test mode: only these addresses are written to, with commas between them; "
        "letters to others wait. Empty: everybody is written to.",
    )

    @field_validator("domain_rates")
    @classmethod
    def _domains_with_rates(cls, value: str) -> str:
        if any(rate is None for rate in _rates(value).values()):
            raise ValueError("write domains with letters a second, e.g. gmail.com=5,outlook.com=2")
        return value

    @field_validator("test_only")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if any(one.count("@") != 1 or one[0] == "@" or one[-1] == "@" for one in _parts(value)):
            raise ValueError("write addresses, e.g. ann@clinic.example,bob@clinic.example")
        return value

    def valves(self, sending: Sending, fold: Callable[[str], str]) -> Sending:
        """The same with these valves. `fold` brings an address into the form that is compared."""
        return replace(
            sending,
            rate=self.send_rate,
            domain_rates={
                fold(f"@{domain}")[1:]: rate
                for domain, rate in _rates(self.domain_rates).items()
                if rate is not None
            },
            warm_up_from=self.warm_up_from,
            warm_up_first=self.warm_up_first,
            blast_radius=self.blast_radius,
            test_only=frozenset(fold(one) for one in _parts(self.test_only)),
        )


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _rates(value: str) -> Mapping[str, float | None]:
    """Domains with their rates; `None` where one cannot be read."""
    found: dict[str, float | None] = {}
    for part in _parts(value):
        domain, _, rate = part.partition("=")
        found[domain.strip()] = _rate(rate) if "." in domain and "@" not in domain else None
    return found


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if 0 < rate <= 10_000 else None  # noqa: PLR2004 - the most that the pace can hold
