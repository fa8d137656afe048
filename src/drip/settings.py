"""Settings: from the environment, from files that hold secrets, and from `.env`.

Nothing needs to be set for the demo and for development. A name in the environment beats the same
name in `.env`. `NAME_FILE` names a file that holds the value, as container secrets do. All
mistakes are reported at once, and never with the value of a secret.
"""

from __future__ import annotations

import difflib
import logging
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from drip.booking_settings import BookingSettings
from drip.errors import DripError
from drip.mail_settings import MailSettings
from drip.valve_settings import ValveSettings

ENV_FILE = Path(".env")
#: For the demo, which looks at nobody's `.env`.
NO_FILE = Path(os.devnull)
_PREFIX = "DRIP_"
#: Read by the tests and by tools, not by Drip itself.
_FOREIGN = ("DRIP_TEST_",)
_MASK = "••••••"
# `load` tells of broken lines itself, once; the library warns at each of its readings.
logging.getLogger("dotenv").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with the settings: the name, where it was given, and what to do."""

    name: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.name} ({self.where}): {self.message}"


class SettingsError(DripError):
    """The settings cannot be used as they are."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(f"The settings hold {count}:\n{lines}")


class TransportKind(StrEnum):
    """What hands letters to the outside."""

    OUTBOX = "outbox"  #: a folder of `.eml` files; nothing leaves
    SMTP = "smtp"
    SENDGRID = "sendgrid"


class LogFormat(StrEnum):
    """How log lines look."""

    AUTO = "auto"  #: words on a terminal, JSON elsewhere
    CONSOLE = "console"
    JSON = "json"


def _field(name: str, default: Any, description: str, **options: Any) -> Any:
    """A setting that a host may also give under its own, shorter name."""
    aliases = AliasChoices(f"{_PREFIX}{name}", name)
    return Field(default, validation_alias=aliases, description=description, **options)


class Settings(MailSettings, ValveSettings, BookingSettings):
    """Everything that can be set. The description of a field is the text of `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    database_url: SecretStr = _field(
        "DATABASE_URL",
        SecretStr(""),
        "Where everything is kept: sqlite:///path/to/drip.db or "
        "postgresql://user:password@host/name. Empty: drip.db in the data folder.",
    )
    data_dir: Path = Field(
        Path("data"), description="The folder for the SQLite file and the outbox."
    )
    content_dir: Path | None = Field(
        None,
        description="The folder that holds sequences/ and templates/. "
        "Empty: beside the installed package, else in the checkout.",
    )
    base_url: str = Field(
        "",
        description="The address that people reach this site at; letters link to it. "
        "Empty: http://localhost with the port.",
    )
    host: str = Field(
        "",
        description="The network address to listen on. Empty: only this machine; "
        "every address where the host sets PORT.",
    )
    port: int = _field("PORT", 8000, "The port of the site.", ge=1, le=65535)
    web_concurrency: int = _field("WEB_CONCURRENCY", 1, "Web processes.", ge=1, le=64)
    web_threads: int = Field(8, ge=1, le=128, description="Threads of each web process.")
    proxy_hops: int = Field(
        0,
        ge=0,
        le=5,
        description="How many proxies stand before the site and are to be believed "
        "(X-Forwarded-For and its kin).",
    )
    transport: TransportKind = Field(
        TransportKind.OUTBOX,
        description="What hands letters over: outbox (a folder, nothing leaves), smtp or sendgrid.",
    )
    place: str = Field(
        "",
        description="A name for the machine or cluster that Drip runs on. Set it where machines "
        "come and go; a database that is found elsewhere sends nothing until `drip adopt`. "
        "Empty: worked out from the machine.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs the links in letters; at least 32 characters, and never changed after. "
        "Empty: one is made and kept in the database.",
    )
    log_format: LogFormat = Field(LogFormat.AUTO, description="auto, console or json.")

    @field_validator("base_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write the whole address, e.g. https://care.example.org")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        scheme = urlsplit(value.get_secret_value()).scheme.partition("+")[0]
        if scheme not in {"", "sqlite", "postgres", "postgresql"} or (value and not scheme):
            raise ValueError("write sqlite:///path/to/drip.db or postgresql://user@host/name")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < 32:  # noqa: PLR2004 - the sentence says it
            raise ValueError("use at least 32 random characters, or leave it empty")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments beat the environment, which beats secret files, which beat `.env`."""
        del file_secret_settings
        return (init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings)

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'drip.db'}"

    @property
    def outbox_dir(self) -> Path:
        """The folder that letters are written to by the outbox transport."""
        return self.data_dir / "outbox"

    @property
    def listen_on(self) -> str:
        """The network address to listen on: hosts that set PORT want every address."""
        return self.host or ("0.0.0.0" if os.environ.get("PORT") else "127.0.0.1")  # noqa: S104 - as such hosts want it

    @property
    def site(self) -> str:
        """The address of the site, without a slash at the end."""
        return self.base_url or f"http://localhost:{self.port}"


class SecretFiles(PydanticBaseSettingsSource):
    """Values from the files that `NAME_FILE` variables point to, as container secrets do."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The text of the file that the field's `_FILE` variable names, if there is one."""
        for name in names_of(field_name, field):
            if path := os.environ.get(f"{name}_FILE"):
                return Path(path).read_text("utf-8").strip(), field_name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every value that a file gives, by its field's name."""
        found = {}
        for field_name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, field_name)
            if value is not None:
                found[key] = value
        return found


def names_of(field_name: str, field: FieldInfo) -> tuple[str, ...]:
    """The variables that may give a field, the most telling first."""
    if isinstance(field.validation_alias, AliasChoices):
        return tuple(str(choice) for choice in field.validation_alias.choices)
    return (f"{_PREFIX}{field_name.upper()}",)


def load(env_file: Path = ENV_FILE, **given: Any) -> Settings:
    """Read the settings. `given` beats every other source, by the names of the fields.

    Raises:
        SettingsError: with every mistake in them.
    """
    mistakes = [*_broken_lines(env_file), *_missing_files(), *_unknown_in_file(env_file)]
    settings = None
    if not any(mistake.name.endswith("_FILE") for mistake in mistakes):
        try:
            settings = Settings(_env_file=env_file if env_file.is_file() else None, **given)
        except ValidationError as error:
            mistakes += _invalid(error, env_file)
    if settings is not None:
        mistakes += _at_odds(settings, env_file)
    if mistakes or settings is None:
        raise SettingsError(tuple(mistakes))
    return settings


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as `drip config` prints it: a secret is masked."""

    name: str
    value: str
    origin: str


def effective(settings: Settings, env_file: Path = ENV_FILE) -> list[Shown]:
    """Every setting with where it came from."""
    shown = []
    for field_name, field in Settings.model_fields.items():
        name, origin = _origin(field_name, field, env_file)
        shown.append(Shown(name, _visible(getattr(settings, field_name)), origin))
    return shown


def unknown_in_environment() -> list[Mistake]:
    """`DRIP_*` names in the environment that nothing reads."""
    return [_unknown(name, "environment") for name in sorted(os.environ) if _is_stray(name)]


def _visible(value: Any) -> str:
    if not isinstance(value, SecretStr):
        return "" if value is None else str(value)
    text = value.get_secret_value()
    parts = urlsplit(text)
    if not parts.scheme or not parts.netloc:
        return text if parts.scheme == "sqlite" else _MASK if text else ""
    login, at, place = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    return parts._replace(netloc=f"{user}:{_MASK}@{place}" if at else place, query="").geturl()


def _origin(field_name: str, field: FieldInfo, env_file: Path) -> tuple[str, str]:
    names = names_of(field_name, field)
    in_file = dotenv_values(env_file) if env_file.is_file() else {}
    for name in names:
        if os.environ.get(name):
            return name, "environment"
    for name in names:
        if os.environ.get(f"{name}_FILE"):
            return name, "secret file"
    for name in names:
        if in_file.get(name):
            return name, str(env_file)
    return names[0], "default"


def _known_names() -> set[str]:
    known = {name for item in Settings.model_fields.items() for name in names_of(*item)}
    return known | {f"{name}_FILE" for name in known}


def _is_stray(name: str) -> bool:
    return name.startswith(_PREFIX) and not name.startswith(_FOREIGN) and name not in _known_names()


def _unknown(name: str, where: str) -> Mistake:
    near = difflib.get_close_matches(name, sorted(_known_names()), n=1)
    hint = f"did you mean {near[0]}?" if near else "see `drip config` for the names."
    return Mistake(name, where, f"Drip knows no such setting; {hint}")


def _unknown_in_file(env_file: Path) -> list[Mistake]:
    if not env_file.is_file():
        return []
    return [_unknown(name, str(env_file)) for name in dotenv_values(env_file) if _is_stray(name)]


def _broken_lines(env_file: Path) -> list[Mistake]:
    if not env_file.is_file():
        return []
    with env_file.open(encoding="utf-8") as stream:
        return [
            Mistake(f"line {binding.original.line}", str(env_file), "write NAME=value")
            for binding in parse_stream(stream)
            if binding.error
        ]


def _missing_files() -> list[Mistake]:
    files = [name for name in sorted(_known_names()) if name.endswith("_FILE")]
    return [
        Mistake(name, "environment", "the file that it names cannot be read")
        for name in files
        if (path := os.environ.get(name)) and not os.access(path, os.R_OK)
    ]


def _invalid(error: ValidationError, env_file: Path) -> list[Mistake]:
    mistakes = []
    for found in error.errors(include_input=False, include_url=False):
        first = str(found["loc"][0])
        for field_name, field in Settings.model_fields.items():
            if first in {field_name, *names_of(field_name, field)}:
                name, origin = _origin(field_name, field, env_file)
                mistakes.append(Mistake(name, origin, _said(found, field)))
    return mistakes


def _said(found: ErrorDetails, field: FieldInfo) -> str:
    """What is wrong with a value and what to write, in words for people."""
    told = found.get("ctx", {})
    match found["type"]:
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return f"must be a whole number, e.g. {field.default}"
        case "greater_than_equal":
            return f"must be {told['ge']} or more"
        case "less_than_equal":
            return f"must be {told['le']} or less"
        case "enum":
            return f"must be {told['expected'].replace(chr(39), '')}"
        case _:
            return found["msg"].removeprefix("Value error, ")


def _at_odds(settings: Settings, env_file: Path) -> list[Mistake]:
    mistakes = []
    needs = {
        TransportKind.SMTP: (
            settings.smtp_url,
            "DRIP_SMTP_URL, e.g. smtp://user:password@host:587",
        ),
        TransportKind.SENDGRID: (settings.sendgrid_api_key, "SENDGRID_API_KEY"),
    }
    given, name = needs.get(settings.transport, (SecretStr("nothing"), ""))
    if not given.get_secret_value():
        where = _origin("transport", Settings.model_fields["transport"], env_file)[1]
        message = f"{settings.transport.value} needs {name}"
        mistakes.append(Mistake("DRIP_TRANSPORT", where, message))
    if settings.listen_at and not (settings.bounce_domain or settings.reply_domain):
        where = _origin("inbound_listen", Settings.model_fields["inbound_listen"], env_file)[1]
        message = "listening needs DRIP_BOUNCE_DOMAIN or DRIP_REPLY_DOMAIN: mail for whom?"
        mistakes.append(Mistake("DRIP_INBOUND_LISTEN", where, message))
    return mistakes
