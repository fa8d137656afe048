"""What the web needs to be told, once, by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Settings of the web side.

    `secret_key` signs forms and cookies. `trusted_proxies` is the number of proxies of our own
    in front, whose `X-Forwarded-*` headers are believed. `outbox_folder` is where the outbox
    transport writes, if it does. `max_content_length` bounds a request's body in bytes.
    `/readyz` wants the last tick to be younger than `tick_limit`. `events_keys` are the public keys
    that SendGrid signs its events with; during a rotation there are two. `calcom_secret` and
    `calendly_key` are what booking systems sign with. A mail that SendGrid posts is believed by one
    of `inbound_keys`, by `inbound_login` (`user:password`), or by `inbound_path` at its path's end.
    """

    secret_key: bytes
    demo: bool = False
    trusted_proxies: int = 0
    outbox_folder: Path | None = None
    max_content_length: int = 64 * 1024
    tick_limit: timedelta = timedelta(minutes=2)
    events_keys: tuple[str, ...] = ()
    calcom_secret: str = ""
    calendly_key: str = ""
    inbound_keys: tuple[str, ...] = ()
    inbound_login: str = ""
    inbound_path: str = ""
