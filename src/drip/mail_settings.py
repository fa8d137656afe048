"""The settings of the last mile: how mail leaves over SMTP, and where it comes back to us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from drip.domain.sending import Sending

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NAME = re.compile(r"[a-z0-9._-]{1,64}")
_LISTENERS = frozenset({"lmtp", "smtp"})
_RELAYS = frozenset({"smtp", "smtps", "smtp+plain"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SendGridRegion(StrEnum):
    """Where a SendGrid account keeps its data."""

    GLOBAL = "global"
    EU = "eu"


_HOSTS = {
    SendGridRegion.GLOBAL: "https://api.sendgrid.com",
    SendGridRegion.EU: "https://api.eu.sendgrid.com",
}


@dataclass(frozen=True, slots=True)
class ListenAt:
    """Where mail is listened for, and in which of the two protocols (RFC 2033, RFC 5321)."""

    lmtp: bool
    host: str
    port: int


class MailSettings(BaseSettings):
    """What can be set about mail. The description of a field is the text of `.env.example`."""

    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="For smtp: smtp://user:password@host:587 (STARTTLS), smtps:// at 465, or"
        " smtp+plain://localhost:25 for a server on this very machine.",
    )
    smtp_connections: int = Field(
        4, ge=1, le=50, description="Connections to the mail server that are used at once."
    )
    bounce_domain: str = Field(
        "",
        description="The domain that refused letters come back to, e.g. bounce.clinic.example; "
        "mail for it must reach DRIP_INBOUND_LISTEN. Empty: the sender's mailbox gets them.",
    )
    reply_domain: str = Field(
        "",
        description="The domain that replies and unsubscribing by email go to; mail for it must "
        "reach DRIP_INBOUND_LISTEN, or SendGrid's Inbound Parse. Empty: the clinic's own mailbox "
        "gets replies, and letters offer a link alone.",
    )
    inbound_listen: str = Field(
        "",
        description="Where the worker listens for mail: lmtp://127.0.0.1:8024 behind a mail "
        "server, or smtp://. Empty: it does not listen.",
    )
    inbound_names: str = Field(
        "abuse,postmaster",
        description="Plain names at both domains that take mail too, with commas between them; "
        "a feedback loop's reports go to one of them.",
    )

    alarm_url: SecretStr = Field(
        SecretStr(""),
        description="The second route of an alarm: a web address of the clinic's SMS or pager "
        "service, to which each alarm is posted as JSON. Empty: alarms go by email alone.",
    )
    dkim_selector: str = Field(
        "",
        description="The name of the DKIM key of the sender's domain, for `drip doctor`. "
        "Empty: it tries the usual names.",
    )

    sendgrid_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("DRIP_SENDGRID_API_KEY", "SENDGRID_API_KEY"),
        description="For sendgrid: an API key that may send mail and change suppressions.",
    )
    sendgrid_region: SendGridRegion = Field(
        SendGridRegion.GLOBAL,
        description="Where the SendGrid account keeps its data: global or eu.",
    )
    sendgrid_url: str = Field(
        "",
        description="A gateway of your own that stands before SendGrid's API, with https://. "
        "Empty: SendGrid itself.",
    )
    sendgrid_calls: int = Field(
        8, ge=1, le=50, description="Requests to SendGrid that are under way at once."
    )
    sendgrid_substitute_reply_to: bool = Field(
        default=False,
        description="true: letters with a reply address of their own go a thousand a request, as "
        "others do. Try it first with `drip send-test`: docs/sendgrid.md says what to look at.",
    )
    sendgrid_events_key: str = Field(
        "",
        description="The public key that SendGrid signs its Event Webhook with; two with a comma "
        "between them while a key is changed. Empty: nothing that is posted there is believed.",
    )

    sendgrid_inbound_key: str = Field(
        "",
        description="The public key that SendGrid signs Inbound Parse with (its webhook security "
        "policy); two with a comma between them while a key is changed.",
    )
    sendgrid_inbound_login: SecretStr = Field(
        SecretStr(""),
        description="user:password of Inbound Parse, if its URL holds them: "
        "https://user:password@care.clinic.example/webhooks/sendgrid/inbound.",
    )
    sendgrid_inbound_path: SecretStr = Field(
        SecretStr(""),
        description="A long random end of Inbound Parse's URL: /webhooks/sendgrid/inbound/<this>. "
        "Without a key, a login or this, nothing that is posted there is believed.",
    )
    inbound_auth_host: str = Field(
        "",
        description="The name under which your mail server writes Authentication-Results, e.g. "
        "mx.clinic.example. Empty: none are believed, and a reply needs its token or its letter.",
    )

    @field_validator("smtp_url")
    @classmethod
    def _known_smtp(cls, value: SecretStr) -> SecretStr:
        given = value.get_secret_value()
        parts = urlsplit(given)
        if given and (parts.scheme not in _RELAYS or not parts.hostname):
            raise ValueError("write smtp://user:password@host:587 or smtps://user:password@host")
        return value

    @field_validator("bounce_domain", "reply_domain")
    @classmethod
    def _a_domain(cls, value: str) -> str:
        folded = value.strip().rstrip(".").lower()
        if folded and not _DOMAIN.fullmatch(folded):
            raise ValueError("write a domain alone, e.g. bounce.clinic.example")
        return folded

    @field_validator("alarm_url")
    @classmethod
    def _a_web_address(cls, value: SecretStr) -> SecretStr:
        given = value.get_secret_value()
        if given and urlsplit(given).scheme not in {"http", "https"}:
            raise ValueError("write the whole address, e.g. https://pager.example.org/alarm")
        return value

    @field_validator("inbound_listen")
    @classmethod
    def _a_listener(cls, value: str) -> str:
        if value and _listen_at(value) is None:
            raise ValueError("write lmtp://127.0.0.1:8024 or smtp://127.0.0.1:2525")
        return value

    @field_validator("sendgrid_api_key")
    @classmethod
    def _a_key(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value().strip()
        if key and not re.fullmatch(r"[!-~]+", key):
            raise ValueError("copy the whole key as SendGrid shows it, without blanks")
        return SecretStr(key)

    @field_validator("sendgrid_url")
    @classmethod
    def _a_gateway(cls, value: str) -> str:
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if value and not (safe and parts.hostname):
            raise ValueError(
                "write https:// and the gateway's name; the key never travels in clear"
            )
        return value.rstrip("/")

    @field_validator("sendgrid_inbound_path")
    @classmethod
    def _a_long_path(cls, value: SecretStr) -> SecretStr:
        given = value.get_secret_value()
        if given and not re.fullmatch(r"[A-Za-z0-9_-]{20,200}", given):
            raise ValueError("use at least 20 random letters and digits")
        return value

    @field_validator("sendgrid_inbound_login")
    @classmethod
    def _a_login(cls, value: SecretStr) -> SecretStr:
        user, colon, password = value.get_secret_value().partition(":")
        if (user or colon) and not (user and password):
            raise ValueError("write user:password")
        return value

    @field_validator("inbound_names")
    @classmethod
    def _plain_names(cls, value: str) -> str:
        names = [one.strip().lower() for one in value.split(",") if one.strip()]
        if not all(map(_NAME.fullmatch, names)):
            raise ValueError("write names without @, e.g. abuse,postmaster")
        return ",".join(names)

    @property
    def sendgrid_host(self) -> str:
        """The address of SendGrid's API for this account."""
        return self.sendgrid_url or _HOSTS[self.sendgrid_region]

    @property
    def events_keys(self) -> tuple[str, ...]:
        """The public keys that events may be signed with."""
        return tuple(one.strip() for one in self.sendgrid_events_key.split(",") if one.strip())

    @property
    def inbound_keys(self) -> tuple[str, ...]:
        """The public keys that posted mail may be signed with."""
        return tuple(one.strip() for one in self.sendgrid_inbound_key.split(",") if one.strip())

    @property
    def listen_at(self) -> ListenAt | None:
        """Where to listen for mail, if at all."""
        return _listen_at(self.inbound_listen)

    @property
    def sending(self) -> Sending:
        """What holds for every letter, as the road wants it."""
        return Sending(
            bounce_domain=self.bounce_domain,
            reply_domain=self.reply_domain,
            mailboxes=frozenset(self.inbound_names.split(",")) - {""},
            auth_host=self.inbound_auth_host.strip().lower(),
        )


def _listen_at(value: str) -> ListenAt | None:
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _LISTENERS or not parts.hostname or not port:
        return None
    return ListenAt(parts.scheme == "lmtp", parts.hostname, port)
