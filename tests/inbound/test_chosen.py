"""Which provider's lists the settings choose."""

from __future__ import annotations

import pytest

from drip.inbound.chosen import provider_lists
from drip.inbound.sendgrid_lists import SendGridLists
from drip.settings import NO_FILE, load


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, False),
        ({"transport": "smtp", "smtp_url": "smtp://localhost:25"}, False),
        ({"transport": "sendgrid", "sendgrid_api_key": "SG.made-up.key"}, True),
    ],
)
def test_only_sendgrid_keeps_lists(given: dict[str, str], *, kept: bool) -> None:
    lists = provider_lists(load(NO_FILE, **given))
    assert isinstance(lists, SendGridLists) is kept
