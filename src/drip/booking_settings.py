"""The settings of booking systems: how we know that a report is theirs."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_SHARD = re.compile(r".+-[a-z]{2}\d{1,2}|[^-]+")


class BookingSettings(BaseSettings):
    """What can be set about booking systems. A description is the text of `.env.example`."""

    calcom_secret: SecretStr = Field(
        SecretStr(""),
        description="The secret of Cal.com's webhook, which posts to /webhooks/calcom; two "
        "with a comma between them while it is changed. Empty: nothing that is posted there is "
        "believed.",
    )
    calendly_key: SecretStr = Field(
        SecretStr(""),
        description="The signing key of Calendly's webhook, which posts to /webhooks/calendly; "
        "two with a comma between them while it is changed. Empty: nothing that is posted there is "
        "believed.",
    )
    cliniko_key: SecretStr = Field(
        SecretStr(""),
        description="An API key of Cliniko, which is asked for appointments every five minutes. "
        "Empty: it is not asked.",
    )

    @field_validator("cliniko_key")
    @classmethod
    def _a_cliniko_key(cls, value: SecretStr) -> SecretStr:
        given = value.get_secret_value().strip()
        if given and not _SHARD.fullmatch(given):
            raise ValueError("write the whole key, with its end such as -au2")
        return value
