"""Pages for everybody: signing up, confirming, preferences, leaving, booking, privacy."""

from __future__ import annotations

from drip.web.public import (
    booking,
    confirm,
    icon,
    letters,
    new_address,
    preferences,
    privacy,
    signup,
    unsubscribe,
)
from drip.web.public.blueprint import public

__all__ = [
    "booking",
    "confirm",
    "icon",
    "letters",
    "new_address",
    "preferences",
    "privacy",
    "public",
    "signup",
    "unsubscribe",
]
