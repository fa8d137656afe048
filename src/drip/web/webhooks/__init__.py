"""What machines post here: signed, kept as it came, answered at once."""

from __future__ import annotations

from drip.web.webhooks import bookings, sendgrid
from drip.web.webhooks.blueprint import webhooks

__all__ = ["bookings", "sendgrid", "webhooks"]
