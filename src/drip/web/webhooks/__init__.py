"""What machines post here: signed, kept as it came, answered at once."""

from __future__ import annotations

from drip.web.webhooks import bookings, inbound, sendgrid
from drip.web.webhooks.blueprint import webhooks

__all__ = ["bookings", "inbound", "sendgrid", "webhooks"]
