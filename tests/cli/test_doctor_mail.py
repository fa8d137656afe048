"""What the doctor asks the outside: a real name server and a real mail server on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

from drip.cli.examination_mail import mail_server, sender_domain, webhook
from drip.cli.finding import Finding
from drip.delivery.name_server import NameServer
from drip.flow.in_force.offer import NAMELESS
from drip.settings import NO_FILE, Settings, load
from tests.delivery.mail_servers import Mailroom
from tests.delivery.mail_servers import mail_server as smtp_server

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + "A" * 360


class _Zone(socketserver.BaseRequestHandler):
    """Answers from `server.records`: (name, kind) to texts."""

    def handle(self) -> None:
        raw, answer_to = self.request
        query = dns.message.from_wire(raw)
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(query)
        records: dict[tuple[str, str], list[str]] = self.server.records  # type: ignore[attr-defined]  # set below
        name = question.name.to_text(omit_final_dot=True).lower()
        if texts := records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, texts))
        answer_to.sendto(answer.to_wire(), self.client_address)


@contextmanager
def _names(records: dict[tuple[str, str], list[str]]) -> Iterator[NameServer]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Zone) as server:
        server.records = records  # type: ignore[attr-defined]  # for the handler
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield NameServer(["127.0.0.1"], server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


def _settings(**given: object) -> Settings:
    return load(NO_FILE, **{"transport": "smtp", "smtp_url": "smtp+plain://127.0.0.1:25"} | given)


RECORDS = {
    ("clinic.example", "TXT"): ['"v=spf1 include:relay.example -all"'],
    ("mail._domainkey.clinic.example", "TXT"): [f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'],
    ("_dmarc.clinic.example", "TXT"): ['"v=DMARC1; p=none; rua=mailto:a@clinic.example"'],
    ("reply.clinic.example", "MX"): ["10 mx.clinic.example."],
}
CLINIC = replace(NAMELESS, sender="letters@clinic.example")


def _about(findings: list[Finding]) -> dict[str, bool]:
    return {one.about.split(" ")[0]: one.fine for one in findings}


def test_a_domain_that_is_set_up_well_has_no_findings() -> None:
    with _names(RECORDS) as names:
        found = list(sender_domain(_settings(reply_domain="reply.clinic.example"), CLINIC, names))
    assert _about(found) == {"SPF": True, "DKIM": True, "DMARC": True, "MX": True}


def test_a_bare_domain_is_told_each_thing_with_what_to_do() -> None:
    with _names({}) as names:
        found = list(sender_domain(_settings(reply_domain="reply.clinic.example"), CLINIC, names))
    assert _about(found) == {"SPF": False, "DKIM": False, "DMARC": False, "MX": False}
    assert all(one.fix for one in found)


def test_a_key_under_a_name_of_its_own_is_found_when_it_is_set() -> None:
    records = dict(RECORDS)
    records["2026._domainkey.clinic.example", "TXT"] = records.pop(
        ("mail._domainkey.clinic.example", "TXT")
    )
    with _names(records) as names:
        assert not _about(list(sender_domain(_settings(), CLINIC, names)))["DKIM"]
        named = _settings(dkim_selector="2026")
        assert _about(list(sender_domain(named, CLINIC, names)))["DKIM"]


def test_bounces_are_judged_by_their_own_domain() -> None:
    bounces = _settings(bounce_domain="bounce.clinic.example")
    with _names(RECORDS) as names:
        found = _about(list(sender_domain(bounces, CLINIC, names)))
    assert (found["SPF"], found["MX"]) == (False, False)


def test_a_name_server_that_is_not_there_is_one_finding() -> None:
    with socketserver.UDPServer(("127.0.0.1", 0), _Zone) as closed:
        port = closed.server_address[1]
    (found,) = sender_domain(_settings(), CLINIC, NameServer(["127.0.0.1"], port))
    assert not found.fine
    assert "name server" in found.said


def test_a_machine_without_any_name_server_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = tmp_path / "resolv.conf"
    nothing.write_text("# nobody\n")
    read = dns.resolver.Resolver.read_resolv_conf
    monkeypatch.setattr(
        dns.resolver.Resolver, "read_resolv_conf", lambda self, _: read(self, str(nothing))
    )
    (found,) = sender_domain(_settings(), CLINIC, NameServer())
    assert not found.fine
    assert "name server" in found.said


def test_a_mail_server_that_lets_us_in_is_fine() -> None:
    with smtp_server(Mailroom()) as port:
        (found,) = mail_server(_settings(smtp_url=f"smtp+plain://127.0.0.1:{port}"))
    assert found.fine


def test_a_mail_server_without_tls_is_not_trusted_with_starttls() -> None:
    with smtp_server(Mailroom()) as port:
        (found,) = mail_server(_settings(smtp_url=f"smtp://127.0.0.1:{port}"))
    assert not found.fine
    assert "does not offer STARTTLS: write smtps://" in found.said
    assert "DRIP_SMTP_URL" in found.fix


@pytest.mark.parametrize(
    ("key", "heard", "fine"),
    [
        ("", None, False),
        ("MFkw", None, False),
        ("MFkw", timedelta(days=4), False),
        ("MFkw", timedelta(hours=3), True),
    ],
)
def test_the_webhook_needs_a_key_and_news(key: str, heard: timedelta | None, fine: bool) -> None:  # noqa: FBT001 - an expectation
    settings = _settings(sendgrid_events_key=key, base_url="https://drip.clinic.example")
    (found,) = webhook(settings, None if heard is None else NOW - heard, NOW)
    assert found.fine is fine
    assert fine or "https://drip.clinic.example/webhooks/sendgrid/events" in found.fix
