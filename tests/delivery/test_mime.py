"""A message joined from segments is the message that the standard library reads."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drip.delivery.headers import HeaderRefusedError
from drip.delivery.mime import mime
from drip.domain.merge import ValueMissingError, clean_value, render_plain
from tests.delivery.building import COMPILED, HEADERS, NOON, a_letter

#: How long an example takes says nothing on a busy machine.
UNHURRIED = settings(deadline=None)
AWKWARD = st.text(alphabet="abc .=<>&'\"-_\t%{}\\$\u00e9\u2013\u6f22\U0001f642", max_size=160)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> tuple[str, str]:
    """HTML and text, as a mail program gets them."""
    text, html = read(raw).iter_parts()
    assert text.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    return html.get_content().replace("\r\n", "\n"), text.get_content().replace("\r\n", "\n")


@UNHURRIED
@given(first_name=AWKWARD | st.text(), token=AWKWARD)
@example(first_name="." * 200, token="From me")
@example(first_name="", token=" ")
@example(first_name="=" * 80 + " ", token="x" * 75 + ".")
def test_the_message_reads_back_as_the_full_render(first_name: str, token: str) -> None:
    values = dict.fromkeys(COMPILED.tags, token) | {"first_name": first_name}
    raw = mime(a_letter(values=values))

    assert parts(raw) == render_plain(COMPILED, values)
    assert not read(raw).defects


@UNHURRIED
@given(first_name=AWKWARD | st.text())
def test_no_line_can_end_the_message_or_needs_a_dot_stuffed(first_name: str) -> None:
    raw = mime(a_letter(first_name="x", values=dict.fromkeys(COMPILED.tags, first_name)))
    lines = raw.split(b"\r\n")
    body = lines[lines.index(b"") :]

    assert raw.endswith(b"\r\n")
    assert raw.isascii()
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert not any(line.startswith((b".", b"From ")) for line in lines[1:])
    assert max(map(len, body)) <= 76
    assert max(map(len, lines)) <= 998


def display_name(raw: bytes) -> str:
    """The name in To. (In Python 3.11 `policy.default` keeps blanks between encoded words.)"""
    written, _ = parseaddr(message_from_bytes(raw, policy=policy.compat32)["To"])
    return str(make_header(decode_header(written)))


def visible(text: str) -> str:
    return " ".join(text.split())


@UNHURRIED
@given(name=st.text(max_size=90).map(clean_value), subject=AWKWARD.map(clean_value))
@example(name='Ann, "Bo" O\'Brien', subject="a")
@example(name="=?utf-8?q?x?=", subject="=?utf-8?q?x?=")
@example(name="=?utf-8?q?Ann=0D=0ABcc:_x@example.org?=", subject="=?utf-8?b?DQpCY2M6IHg=?=")
@example(name="Zo\u00eb " * 20, subject="\u00fc" * 99)
@example(name="n" * 1_200, subject="s" * 1_200)
@example(name='"' * 399, subject="s" * 399)
def test_names_and_free_text_come_through_whole(name: str, subject: str) -> None:
    raw = mime(a_letter(to_name=name, headers=(("X-Said", subject),)))
    message = read(raw)
    (to,) = message["To"].addresses

    assert to.addr_spec == "person1@example.org"
    assert visible(display_name(raw)) == visible(name)
    assert visible(str(message["X-Said"])) == visible(subject)
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 998


def test_the_headers_of_a_programme_letter() -> None:
    raw = mime(a_letter())
    message = read(raw)

    assert message["From"] == "Richmond Back Care <letters@clinic.example>"
    assert message["To"] == "Margaret <person1@example.org>"
    assert message["Reply-To"] == "hello@clinic.example"
    assert message["Subject"] == COMPILED.subject
    assert message["Date"].datetime == NOON
    assert message["Message-ID"] == "<ref1@clinic.example>"
    assert message["Content-Language"] == "en-AU"
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_type() == "multipart/alternative"
    for name, value in HEADERS:
        assert message.get_all(name) == [value]
    assert len(message.keys()) == len({name.lower() for name in message})


def test_the_same_delivery_makes_the_same_bytes_each_time() -> None:
    assert mime(a_letter()) == mime(a_letter())


def test_letters_of_different_people_share_nothing_personal() -> None:
    first = mime(a_letter(1, first_name="Margaret"))
    second = mime(a_letter(2, first_name="Donald"))

    assert b"Margaret" not in second
    assert b"person1@" not in second
    assert b"Donald" not in first


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@example.org", "a\nb", "a\rb", "a\0b", "a\x0bb"])
@pytest.mark.parametrize(
    "part", ["to_name", "to_address", "from_name", "from_address", "reply_to", "message_id"]
)
def test_a_line_break_in_any_part_is_refused(part: str, evil: str) -> None:
    parts: dict[str, Any] = {part: evil}

    with pytest.raises(HeaderRefusedError):
        mime(a_letter(**parts))


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@example.org", "a\0b", "a\u2028b", "a\x85b"])
def test_a_line_break_in_a_header_is_refused(evil: str) -> None:
    with pytest.raises(HeaderRefusedError):
        mime(a_letter(headers=(("List-Id", evil),)))
    with pytest.raises(HeaderRefusedError):
        mime(a_letter(headers=((f"X-{evil}", "a"),)))


@pytest.mark.parametrize("name", ["From", "bcc", "Content-Type", "content-transfer-encoding"])
def test_no_header_is_written_twice(name: str) -> None:
    with pytest.raises(HeaderRefusedError):
        mime(a_letter(headers=((name, "a"),)))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a b@example.org",
        "a@b@example.org",
        "<a@example.org>",
        "a@example.org, b@example.org",
        "a@exa mple.org",
        "a@-\u00fc-.org",
        '"a b"@example.org',
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(HeaderRefusedError):
        mime(a_letter(to_address=address))


def test_an_international_domain_travels_in_its_ascii_form() -> None:
    message = read(mime(a_letter(to_address="hans@fa\u00df.de")))

    assert message["To"].addresses[0].addr_spec == "hans@xn--fa-hia.de"


def test_an_international_name_before_the_at_is_kept_for_servers_that_take_it() -> None:
    raw = mime(a_letter(to_name="", to_address="\u7528\u6237@example.org"))

    assert "To: \u7528\u6237@example.org\r\n".encode() in raw


def test_a_tagged_address_is_kept_as_it_was_typed() -> None:
    message = read(mime(a_letter(to_address="Mar.Garet+news@Example.org")))

    assert message["To"].addresses[0].addr_spec == "Mar.Garet+news@Example.org"


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(ValueMissingError, match="first_name"):
        mime(a_letter(values={}))


def test_template_code_in_a_name_stays_what_it_is() -> None:
    html, text = parts(mime(a_letter(first_name="{{ 7*7 }} -d7q1-")))

    assert "Hello {{ 7*7 }} -d7q1-," in text
    assert "Hello {{ 7*7 }} -d7q1-," in html


def test_long_headers_are_folded() -> None:
    value = "<https://care.clinic.example/u/" + "a" * 42 + ">, <mailto:u@r.example>"
    raw = mime(a_letter(headers=(("List-Unsubscribe", value),)))

    assert read(raw)["List-Unsubscribe"] == value
    assert re.search(rb"List-Unsubscribe: <[^\r]*>,\r\n <mailto:", raw)


def test_the_boundary_cannot_occur_in_a_part() -> None:
    boundary = read(mime(a_letter())).get_boundary()
    values: dict[str, Any] = dict.fromkeys(COMPILED.tags, f"--{boundary}")

    assert parts(mime(a_letter(values=values))) == render_plain(COMPILED, values)
