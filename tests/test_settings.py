"""Settings: nothing needs to be set, and every mistake is told at once without a secret."""

from pathlib import Path

import pytest

from drip.mail_settings import ListenAt
from drip.settings import (
    SettingsError,
    TransportKind,
    effective,
    load,
    unknown_in_environment,
)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import os  # noqa: PLC0415 - only to empty it

    for name in list(os.environ):
        if name.startswith("DRIP_") or name in {"DATABASE_URL", "PORT", "WEB_CONCURRENCY"}:
            monkeypatch.delenv(name)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_nothing_needs_to_be_set(env_file: Path) -> None:
    settings = load(env_file)

    assert settings.database == "sqlite:///data/drip.db"
    assert settings.transport is TransportKind.OUTBOX
    assert settings.site == "http://localhost:8000"
    assert settings.listen_on == "127.0.0.1"


def test_hosts_set_their_own_names(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://drip:pass@db.example/drip")
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")

    settings = load(env_file)

    assert settings.database == "postgres://drip:pass@db.example/drip"
    assert (settings.port, settings.web_concurrency) == (5000, 3)
    assert settings.listen_on == "0.0.0.0"  # noqa: S104 - as such hosts want it


def test_our_own_name_beats_the_hosts(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("DRIP_PORT", "6000")

    assert load(env_file).port == 6000


def test_the_environment_beats_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("DRIP_PORT=7000\nDRIP_WEB_THREADS=4\n")
    monkeypatch.setenv("DRIP_PORT", "6000")

    settings = load(env_file)

    assert (settings.port, settings.web_threads) == (6000, 4)


def test_a_secret_may_lie_in_a_file(
    env_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    monkeypatch.setenv("DRIP_SECRET_KEY_FILE", str(tmp_path / "key"))

    assert load(env_file).secret_key.get_secret_value() == "k" * 40


def test_every_mistake_is_told_at_once_and_no_secret(env_file: Path) -> None:
    env_file.write_text(
        "DRIP_PORT=eighty\n"
        "DRIP_SECRET_KEY=hunter2\n"
        "DRIP_BASE_URL=care.example.org\n"
        "DATABASE_URL=mysql://root:hunter2@db/drip\n"
        "DRIP_TRANSPRT=smtp\n"
        "this is no line\n"
    )

    with pytest.raises(SettingsError) as caught:
        load(env_file)

    names = {mistake.name for mistake in caught.value.mistakes}
    assert names == {
        "DRIP_PORT",
        "DRIP_SECRET_KEY",
        "DRIP_BASE_URL",
        "DATABASE_URL",
        "DRIP_TRANSPRT",
        "line 6",
    }
    assert "did you mean DRIP_TRANSPORT?" in caught.value.message
    assert "hunter2" not in caught.value.message


def test_a_transport_that_sends_needs_a_server(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIP_TRANSPORT", "smtp")

    with pytest.raises(SettingsError, match="DRIP_SMTP_URL"):
        load(env_file)


def test_a_secret_file_that_is_missing_is_told(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIP_SMTP_URL_FILE", "/nowhere/at/all")

    with pytest.raises(SettingsError, match="DRIP_SMTP_URL_FILE"):
        load(env_file)


def test_what_is_shown_says_where_it_came_from_and_masks_secrets(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("DRIP_SMTP_URL=smtp://mailer:hunter2@mail.example:587\n")
    monkeypatch.setenv("DRIP_SECRET_KEY", "s3cret" * 10)
    monkeypatch.setenv("DATABASE_URL", "postgresql://drip:hunter2@db.example/drip?sslkey=hunter2")

    shown = {one.name: one for one in effective(load(env_file), env_file)}

    assert shown["DRIP_SMTP_URL"].value == "smtp://mailer:••••••@mail.example:587"
    assert shown["DRIP_SMTP_URL"].origin == str(env_file)
    assert shown["DATABASE_URL"].value == "postgresql://drip:••••••@db.example/drip"
    assert shown["DATABASE_URL"].origin == "environment"
    assert shown["DRIP_SECRET_KEY"].value == "••••••"
    assert shown["DRIP_PORT"].origin == "default"


def test_a_misspelt_name_in_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIP_BASE_ULR", "https://care.example.org")
    monkeypatch.setenv("DRIP_TEST_BROWSER", "chromium")

    strays = unknown_in_environment()

    assert [stray.name for stray in strays] == ["DRIP_BASE_ULR"]
    assert "did you mean DRIP_BASE_URL?" in strays[0].message


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("DRIP_PORT=eighty", "DRIP_PORT (.env): must be a whole number, e.g. 8000"),
        ("DRIP_PORT=80.5", "DRIP_PORT (.env): must be a whole number, e.g. 8000"),
        ("DRIP_PORT=70000", "DRIP_PORT (.env): must be 65535 or less"),
        ("DRIP_WEB_THREADS=0", "DRIP_WEB_THREADS (.env): must be 1 or more"),
        ("DRIP_TRANSPORT=fax", "DRIP_TRANSPORT (.env): must be outbox, smtp or sendgrid"),
        ("DRIP_LOG_FORMAT=xml", "DRIP_LOG_FORMAT (.env): must be auto, console or json"),
    ],
)
def test_a_mistake_is_told_in_words_for_people(env_file: Path, line: str, told: str) -> None:
    env_file.write_text(f"{line}\n")

    with pytest.raises(SettingsError) as caught:
        load(env_file)

    assert caught.value.message.replace(str(env_file), ".env").splitlines()[1:] == [f"  {told}"]


def test_a_broken_line_is_told_once(env_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    env_file.write_text("this is no line\n")

    with pytest.raises(SettingsError, match="write NAME=value"):
        load(env_file)

    assert caplog.records == []


def test_mail_settings_say_where_mail_comes_back_to(env_file: Path) -> None:
    env_file.write_text(
        "DRIP_BOUNCE_DOMAIN=Bounce.Clinic.Example.\n"
        "DRIP_REPLY_DOMAIN=reply.clinic.example\n"
        "DRIP_INBOUND_LISTEN=lmtp://127.0.0.1:8024\n"
        "DRIP_INBOUND_NAMES=Postmaster, fbl\n"
    )

    settings = load(env_file)

    assert settings.listen_at == ListenAt(lmtp=True, host="127.0.0.1", port=8024)
    assert settings.sending.bounce_domain == "bounce.clinic.example"
    assert settings.sending.reply_domain == "reply.clinic.example"
    assert settings.sending.mailboxes == {"postmaster", "fbl"}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("DRIP_BOUNCE_DOMAIN=b@clinic.example", "write a domain alone"),
        ("DRIP_REPLY_DOMAIN=clinic", "write a domain alone"),
        ("DRIP_INBOUND_LISTEN=imap://127.0.0.1:8024", "write lmtp://"),
        ("DRIP_INBOUND_LISTEN=lmtp://127.0.0.1", "write lmtp://"),
        ("DRIP_INBOUND_LISTEN=lmtp://127.0.0.1:x", "write lmtp://"),
        ("DRIP_INBOUND_LISTEN=lmtp://127.0.0.1:8024", "mail for whom?"),
        ("DRIP_INBOUND_NAMES=abuse@clinic.example", "write names without @"),
        ("DRIP_SMTP_CONNECTIONS=0", "1 or more"),
        ("DRIP_TRANSPORT=sendgrid", "sendgrid needs SENDGRID_API_KEY"),
        ("SENDGRID_API_KEY=SG.two words", "without blanks"),
        ("DRIP_SENDGRID_REGION=au", "must be global or eu"),
        ("DRIP_SENDGRID_URL=http://gateway.clinic.example", "never travels in clear"),
        ("DRIP_SENDGRID_URL=gateway", "write https://"),
    ],
)
def test_a_mistake_in_a_mail_setting_says_what_to_write(
    env_file: Path, line: str, hint: str
) -> None:
    env_file.write_text(line + "\n")

    with pytest.raises(SettingsError, match=hint):
        load(env_file)


@pytest.mark.parametrize("name", ["SENDGRID_API_KEY", "DRIP_SENDGRID_API_KEY"])
def test_sendgrid_is_reached_in_the_accounts_region(env_file: Path, name: str) -> None:
    env_file.write_text(f"DRIP_TRANSPORT=sendgrid\n{name}=SG.secret\nDRIP_SENDGRID_REGION=eu\n")

    settings = load(env_file)

    assert settings.sendgrid_api_key.get_secret_value() == "SG.secret"
    assert settings.sendgrid_host == "https://api.eu.sendgrid.com"
    assert not any("SG.secret" in one.value for one in effective(settings, env_file))


def test_a_gateway_of_ones_own_stands_in_for_sendgrid(env_file: Path) -> None:
    env_file.write_text("DRIP_SENDGRID_URL=https://gateway.clinic.example/\n")

    assert load(env_file).sendgrid_host == "https://gateway.clinic.example"
