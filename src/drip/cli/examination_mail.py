"""What `drip doctor` asks the outside: the sender's domain, the mail server, what comes back."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

from drip.cli.finding import Finding
from drip.delivery.name_server import NameServer, NameServerError
from drip.delivery.relay import RelayError, relay_from_url
from drip.delivery.smtp_connection import Connection, ConnectionFailedError, Timeouts
from drip.domain.people import Clinic
from drip.engine.sender_domain import (
    Judgement,
    judge_dkim,
    judge_dmarc,
    judge_mx,
    judge_spf,
    walk,
)
from drip.settings import Settings

#: Names that DKIM keys usually have: SendGrid's first, then those of common mail servers.
SELECTORS = ("s1", "s2", "default", "mail", "dkim", "google", "selector1", "selector2", "k1")
#: What the transport over SendGrid is called.
SENDGRID = "sendgrid"
_QUIET = timedelta(days=3)
_PATIENCE = Timeouts(connect=5.0, reply=5.0)


def sender_domain(settings: Settings, clinic: Clinic, names: NameServer) -> Iterator[Finding]:
    """What name servers say of the domain that letters come from, and of those that take mail."""
    domain = clinic.sender.rpartition("@")[2]
    by_sendgrid = settings.transport.value == SENDGRID
    envelope = settings.bounce_domain or domain
    selectors = (settings.dkim_selector,) if settings.dkim_selector else SELECTORS
    try:
        yield _finding(judge_spf(envelope, names.texts(envelope), by_sendgrid=by_sendgrid))
        keys = {one: names.texts(f"{one}._domainkey.{domain}") for one in selectors}
        yield _finding(judge_dkim(domain, keys, selectors, by_sendgrid=by_sendgrid))
        asked = [(name, names.texts(name)) for name in walk(domain)]
        yield _finding(judge_dmarc(domain, asked))
        for where, what in (
            (settings.reply_domain, "replies"),
            (settings.bounce_domain, "refused letters"),
        ):
            if where:
                hosts = names.mail_hosts(where)
                at_sendgrid = by_sendgrid and what == "replies"
                yield _finding(judge_mx(where, hosts, what=what, by_sendgrid=at_sendgrid))
    except NameServerError as error:
        yield Finding(about=f"names of {domain}", said=error.message, fine=False)


def mail_server(settings: Settings) -> Iterator[Finding]:
    """Whether the mail server takes a protected connection and our name and password."""
    about = "mail server"
    try:
        relay = relay_from_url(settings.smtp_url.get_secret_value())
        connection = Connection(relay, _PATIENCE, ssl.create_default_context(), monotonic)
    except (RelayError, ConnectionFailedError) as error:
        fix = "Correct DRIP_SMTP_URL, or ask who runs the mail server."
        yield Finding(about=about, said=error.message, fine=False, fix=fix)
        return
    connection.close()
    yield Finding(about=about, said=f"{relay.host}:{relay.port} lets us in")


def webhook(settings: Settings, heard_at: datetime | None, now: datetime) -> Iterator[Finding]:
    """Whether SendGrid's reports can be believed, and when the last one came."""
    where = f"{settings.site}/webhooks/sendgrid/events"
    if not settings.events_keys:
        yield Finding(
            about="webhook",
            said="no key is set: what SendGrid reports is refused",
            fine=False,
            fix=f"In SendGrid open Settings, Mail Settings, Event Webhook, post to {where},"
            " switch its signature on, and set DRIP_SENDGRID_EVENTS_KEY to the public key.",
        )
    elif heard_at is None or now - heard_at > _QUIET:
        said = "nothing heard yet" if heard_at is None else f"last heard {heard_at:%Y-%m-%d %H:%M}"
        fix = f"Run `drip send-test ADDRESS`, then see whether SendGrid posts to {where}."
        yield Finding(about="webhook", said=said, fine=False, fix=fix)
    else:
        yield Finding(about="webhook", said=f"last heard {heard_at:%Y-%m-%d %H:%M} UTC")


def _finding(one: Judgement) -> Finding:
    return Finding(about=one.about, said=one.said, fine=one.fine, fix=one.fix)
