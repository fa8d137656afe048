"""A mail server's address, read and checked."""

from __future__ import annotations

import pytest

from drip.delivery.relay import Relay, RelayError, Security, relay_from_url


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example", Relay(host="mail.example", port=587)),
        ("smtps://mail.example", Relay(host="mail.example", port=465, security=Security.TLS)),
        ("smtp+plain://localhost", Relay(host="localhost", port=25, security=Security.PLAIN)),
        (
            "smtp://clinic%40mail.example:p%3Aw@mail.example:2525",
            Relay(host="mail.example", port=2525, username="clinic@mail.example", password="p:w"),
        ),
    ],
)
def test_a_url_says_everything(url: str, relay: Relay) -> None:
    assert relay_from_url(url) == relay


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://u:secret@h:port"]
)
def test_a_url_that_is_not_understood_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(RelayError, match="smtp://name:password@host:587") as caught:
        relay_from_url(url)

    assert "secret" not in str(caught.value)


def test_a_password_never_travels_unprotected() -> None:
    with pytest.raises(RelayError, match="unprotected"):
        relay_from_url("smtp+plain://name:secret@mail.example")


def test_a_relay_does_not_show_its_password() -> None:
    assert "secret" not in repr(relay_from_url("smtp://name:secret@mail.example"))
