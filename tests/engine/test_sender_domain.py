"""What a domain's records say about whether its letters will be believed."""

from __future__ import annotations

import pytest

from drip.engine.sender_domain import judge_dkim, judge_dmarc, judge_mx, judge_spf, walk

LONG = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + "A" * 360
SHORT = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJB" + "A" * 96


@pytest.mark.parametrize(
    ("records", "fine"),
    [
        (["v=spf1 include:relay.example -all"], True),
        (["v=spf1 ip4:192.0.2.1 ~all"], True),
        (["v=spf1 redirect=_spf.relay.example"], True),
        (["V=SPF1 a -ALL", "google-site-verification=x"], True),
        (["v=spf1 a", "v=spf1 mx -all"], False),
        (["v=spf1 a +all"], False),
        (["v=spf1 include:relay.example"], False),
        (["v=spf10 -all"], False),
        ([], False),
    ],
)
def test_spf_needs_one_record_that_ends(records: list[str], fine: bool) -> None:  # noqa: FBT001 - an expectation
    found = judge_spf("clinic.example", records, by_sendgrid=False)
    assert found.fine is fine
    assert bool(found.fix) is not fine


def test_sendgrid_brings_its_own_spf() -> None:
    assert judge_spf("clinic.example", [], by_sendgrid=True).fine
    assert not judge_spf("clinic.example", ["v=spf1 +all"], by_sendgrid=True).fine


def test_dkim_needs_a_key_that_is_long_enough() -> None:
    def judged(keys: dict[str, list[str]]) -> bool:
        return judge_dkim("clinic.example", keys, ["s1", "s2"], by_sendgrid=True).fine

    assert judged({"s1": [f"v=DKIM1; k=rsa; p={LONG}"], "s2": []})
    assert not judged({"s1": [f"v=DKIM1; p={SHORT}"]})
    assert not judged({"s1": ["v=DKIM1; p="]})
    assert not judged({})


@pytest.mark.parametrize(
    ("record", "fine", "word"),
    [
        ("v=DMARC1; p=none; rua=mailto:a@clinic.example", True, "none"),
        ("v=DMARC1; p=reject; t=y", True, "testing"),
        ("v=DMARC1;p=quarantine;pct=20;rf=afrf", True, "pct, rf can go"),
        ("v=DMARC1; p=block", False, "no policy"),
        ("v=DMARC1", True, "none"),
    ],
)
def test_dmarc_is_read_by_rfc_9989(record: str, fine: bool, word: str) -> None:  # noqa: FBT001 - an expectation
    found = judge_dmarc("clinic.example", [("_dmarc.clinic.example", [record])])
    assert found.fine is fine
    assert word in found.said
    assert "pct" not in found.fix


def test_a_parents_policy_counts_by_its_sp() -> None:
    parent = ("_dmarc.clinic.example", ["v=DMARC1; p=reject; sp=quarantine"])
    found = judge_dmarc("news.clinic.example", [("_dmarc.news.clinic.example", []), parent])
    assert found.said.startswith("quarantine, from _dmarc.clinic.example")


def test_no_dmarc_and_two_dmarcs_are_findings() -> None:
    assert not judge_dmarc("clinic.example", [("_dmarc.clinic.example", ["v=spf1 -all"])]).fine
    two = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    assert not judge_dmarc("clinic.example", [("_dmarc.clinic.example", two)]).fine


def test_the_tree_walk_asks_at_most_eight_names() -> None:
    assert walk("a.b.clinic.example") == [
        "_dmarc.a.b.clinic.example",
        "_dmarc.b.clinic.example",
        "_dmarc.clinic.example",
        "_dmarc.example",
    ]
    deep = walk("a.b.c.d.e.f.g.h.i.j.mail.example.com")
    assert len(deep) == 8
    assert deep[0] == "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com"
    assert deep[1] == "_dmarc.g.h.i.j.mail.example.com"
    assert deep[-1] == "_dmarc.com"


def test_mail_needs_a_host_and_a_null_mx_is_none() -> None:
    assert judge_mx("r.clinic.example", ["mx.sendgrid.net."], what="replies", by_sendgrid=True).fine
    for hosts in ([], ["."]):
        found = judge_mx("r.clinic.example", hosts, what="replies", by_sendgrid=True)
        assert not found.fine
        assert "replies" in found.fix
