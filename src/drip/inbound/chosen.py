"""The lists of the provider that the settings choose."""

from __future__ import annotations

from drip.inbound.provider_lists import ProviderLists
from drip.settings import Settings, TransportKind


def provider_lists(settings: Settings) -> ProviderLists | None:
    """The lists that the provider keeps of its own; `None` where it keeps none."""
    if settings.transport is not TransportKind.SENDGRID:
        return None
    from drip.inbound.sendgrid_lists import SendGridLists  # noqa: PLC0415 - loads slowly

    key = settings.sendgrid_api_key.get_secret_value()
    return SendGridLists(key, host=settings.sendgrid_host)
