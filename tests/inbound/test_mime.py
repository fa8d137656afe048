import base64
import hashlib
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drip.domain.mail import Problem
from drip.inbound.mime import read_mail
from tests.inbound.mails import mail


def parts(*pieces: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\n{piece}\n" for piece in pieces) + "--b--\n"
    return (
        mail(Content_Type=f'multipart/{kind}; boundary="b"').rstrip(b"\n") + b"\n\n" + body.encode()
    )


def html(markup: str) -> str:
    return read_mail(mail(markup, Content_Type="text/html; charset=utf-8")).text


def test_the_envelope_is_read_from_the_headers() -> None:
    found = read_mail(
        mail(
            "Hello",
            From='"Example, Ann" <ann@example.org>',
            To="reply+token@reply.example.com, Clinic <hello@clinic.example.com>",
            Cc="bea@example.org",
            Reply_To="ann.home@example.org",
            Subject="=?utf-8?Q?Re:_Wie_geht=E2=80=99s=3F?=",
            Date="Mon, 02 Mar 2026 20:00:00 +1100 (AEDT)",
            Message_ID="<one@example.org>",
            In_Reply_To="<ref1@clinic.example.com>",
            References="<ref0@clinic.example.com>\n <ref1@clinic.example.com>",
            Return_Path="<ann@example.org>",
            Delivered_To="reply+token@reply.example.com",
            Auto_Submitted="no",
            Received="from somewhere",
        )
    )

    assert (found.from_name, found.from_address) == ("Example, Ann", "ann@example.org")
    assert found.to == (
        "reply+token@reply.example.com",
        "hello@clinic.example.com",
        "bea@example.org",
    )
    assert found.delivered_to == ("reply+token@reply.example.com",)
    assert found.reply_to == "ann.home@example.org"
    assert found.subject == "Re: Wie geht\u2019s?"
    assert found.date == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert found.message_id == "one@example.org"
    assert found.in_reply_to == ("ref1@clinic.example.com",)
    assert found.references == ("ref0@clinic.example.com", "ref1@clinic.example.com")
    assert found.return_path == "ann@example.org"
    assert found.header("auto-submitted") == "no"
    assert found.header("received") == ""
    assert (found.text.strip(), found.problems, found.unread) == ("Hello", (), False)


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("ann@example.org", "", "ann@example.org"),
        ("ann@example.org (Ann (the first))", "Ann the first", "ann@example.org"),
        ("Ann O'Example <ann@example.org>", "Ann O'Example", "ann@example.org"),
        ('"bea@example.com" <ann@example.org>', "bea@example.com", "ann@example.org"),
        ("=?utf-8?b?w4Ruw6k=?= <ann@example.org>", "Äné", "ann@example.org"),
        (
            "=?utf-8?q?<bea=40example.com>?= <ann@example.org>",
            "<bea@example.com>",
            "ann@example.org",
        ),
        ("Änn <ann@example.org>", "Änn", "ann@example.org"),
        ("Ann <ann@example.org", "Ann", "ann@example.org"),
        ('"Ann <ann@example.org>', "Ann", "ann@example.org"),
        ("<>", "", ""),
        ("Ann", "", ""),
    ],
)
def test_a_sender_is_read_however_it_is_written(sender: str, name: str, address: str) -> None:
    found = read_mail(mail("x", From=sender))

    assert (found.from_name, found.from_address) == (name, address)


def test_a_letter_cut_in_two_encoded_words_is_whole_again() -> None:
    halves = [base64.b64encode(half).decode() for half in (b"na\xc3", b"\xafve")]
    found = read_mail(mail("x", Subject=" ".join(f"=?UTF-8?B?{half}?=" for half in halves)))

    assert found.subject == "naïve"


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("Très mal".encode(), "utf-8", "Très mal"),
        ("Très mal".encode("cp1252"), "utf-8", "Très mal"),
        ("Très mal".encode("cp1252"), "x-unknown", "Très mal"),
        ("Très mal".encode(), "iso-8859-1", "Très mal"),
        ("Très mal \u2013 “5”".encode("cp1252"), "iso-8859-1", "Très mal \u2013 “5”"),
        ("Спина болит".encode("koi8-r"), "koi8-r", "Спина болит"),
        ("Спина болит".encode("cp1251"), "windows-1251", "Спина болит"),
        ("腰が痛い".encode("iso-2022-jp"), "iso-2022-jp", "腰が痛い"),
        ("腰が痛い".encode("shift_jis"), "Shift_JIS", "腰が痛い"),
        ("痛".encode("gbk"), "gb2312", "痛"),
        ("허리가 아파요".encode("cp949"), "ks_c_5601-1987", "허리가 아파요"),
        ("Hi".encode("utf-16"), "utf-16", "Hi"),
        (b"a\x00b", "utf-8", "ab"),
        (b"a\xed\xa0\x80b", "utf-8", "aí\xa0€b"),
        (b"abc", "base64", "abc"),
        (b"abc", "unicode_escape", "abc"),
    ],
)
def test_text_is_read_whatever_charset_it_claims(raw: bytes, charset: str, text: str) -> None:
    found = read_mail(mail(Content_Type=f"text/plain; charset={charset}") + raw)

    assert found.text.strip() == text


def test_letters_that_could_not_be_read_are_replaced_and_noted() -> None:
    found = read_mail(mail(Content_Type="text/plain; charset=cp1252") + b"5 \x81 of 10")

    assert (found.text, found.problems) == ("5 � of 10", (Problem.CHARSET,))


def test_transfer_encodings_are_read_as_far_as_they_go() -> None:
    quoted = mail("5 =3D f=C3=BCnf=\n!=ZZ", Content_Transfer_Encoding="quoted-printable")
    broken = mail("SGVsbG8\n*gd29ybGQ", Content_Transfer_Encoding="BASE64")

    assert read_mail(quoted).text.strip() == "5 = fünf!=ZZ"
    assert read_mail(broken).text == "Hello world"


def test_lines_that_were_cut_for_the_way_are_joined() -> None:
    raw = mail(
        "My back is \nfine.\n>> You \n>> asked \n> and I\n-- \nAnn \n",
        Content_Type="text/plain; format=flowed",
    )

    assert read_mail(raw).text.split("\n")[:5] == [
        "My back is fine.",
        ">> You asked ",
        "> and I",
        "-- ",
        "Ann ",
    ]


def test_plain_text_comes_before_html_and_html_speaks_where_it_is_alone() -> None:
    page = "Content-Type: text/html\n\n<p>from html</p>"
    both = read_mail(parts("\nfrom text", page, kind="alternative"))
    empty = read_mail(parts("\n \n", page, kind="alternative"))
    beside = read_mail(parts("\nfrom text", page))

    assert (both.text, both.html_seen) == ("from text", True)
    assert empty.text == "from html"
    assert beside.text == "from text\n\nfrom html"


def test_html_reads_as_its_plain_text_would() -> None:
    markup = """
    <html><head><title>no</title><style>p {}</style></head><body>
    <div style="display:none">hidden</div>
    <p>It is <b>better</b>,&nbsp;thanks.<br>Really <img alt="😊" src="https://example.net/t.gif"></p>
    <script>alert("no")</script><img alt="tracker" src="x"><ul><li>one</li><li>two</li></ul>
    <table><tr><td>a</td><td>b</td></tr></table>
    <blockquote style="margin:0 0 0 40px;border:none;padding:0">indented</blockquote>
    <div class="gmail_quote"><div class="gmail_attr">Vào ngày X:</div>
    <blockquote class="gmail_quote">How is it?<blockquote>Older</blockquote></blockquote>
    under the quote</div></body></html>
    """

    assert html(markup).split("\n") == [
        "It is better, thanks.",
        "Really 😊",
        "",
        "- one",
        "- two",
        "",
        "a b",
        "indented",
        "> Vào ngày X:",
        "> How is it?",
        ">> Older",
        "under the quote",
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p hidden>no<p>yes", "yes"),
        ("<head><title>no</title><body>yes", "yes"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a <!-- no > --> b", "a b"),
        ("a <!-- b", "a <!-- b"),
        ("<a title='>'>yes</a>", "yes"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_broken_and_odd_mark_up_loses_no_words(markup: str, text: str) -> None:
    assert html(markup) == text


def test_outlooks_reply_header_gets_the_rule_that_the_eye_sees() -> None:
    markup = '<p>Fine.</p><hr><div id="divRplyFwdMsg"><b>From:</b> Clinic<br><b>Sent:</b> x</div>'

    assert html(markup).split("\n")[-3:] == ["_" * 32, "From: Clinic", "Sent: x"]


def test_more_lines_than_are_kept_are_cut_and_noted() -> None:
    found = read_mail(mail("<p>a" * 9000, Content_Type="text/html"))

    assert 4000 < found.text.count("\n") < 6000
    assert found.problems == (Problem.TEXT_CUT,)


def test_attachments_are_named_safely_and_known_by_their_hash() -> None:
    photo = base64.b64encode(b"photo").decode()
    found = read_mail(
        parts(
            "\nSee photo.",
            "Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\n"
            f'Content-Disposition: attachment; filename="../../etc/passwd"\n\n{photo}',
            "Content-Type: text/plain\nContent-Disposition: attachment;\n"
            " filename*=utf-8''na%C3%AFve%E2%80%AEgpj.exe\n\nnot the reply",
            "Content-Type: application/octet-stream\n\nx",
            r'Content-Type: image/png; name="C:\Users\ann\back.png"' + "\n\nx",
        )
    )

    assert found.text == "See photo."
    assert [one.name_safe for one in found.attachments] == [
        "passwd",
        "naïvegpj.exe",
        "attachment-3",
        "back.png",
    ]
    assert found.attachments[0].size == 5
    assert found.attachments[0].sha256 == hashlib.sha256(b"photo").hexdigest()


def test_25_attachments_and_a_large_photo_do_not_hide_the_text() -> None:
    photo = "Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n" + "QUJD" * 1_500_000
    found = read_mail(parts("\nMy back", photo, *["Content-Type: image/png\n\nx"] * 24))

    assert (found.text, len(found.attachments), found.unread) == ("My back", 25, False)
    assert found.attachments[0].size == 4_500_000


def test_a_mail_within_a_mail_is_an_attachment() -> None:
    inner = "Content-Type: message/rfc822\n\nFrom: x@example.org\nSubject: Inner\n\nnot the reply"
    found = read_mail(parts("\nSee below.", inner))

    assert found.text == "See below."
    assert [one.content_type for one in found.attachments] == ["message/rfc822"]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (mail("MIAG", Content_Type="application/pkcs7-mime; name=smime.p7m"), Problem.ENCRYPTED),
        (
            parts("Content-Type: application/pgp-encrypted\n\nVersion: 1", kind="encrypted"),
            Problem.ENCRYPTED,
        ),
        (mail("-----BEGIN PGP MESSAGE-----\n\nhQ\n"), Problem.ENCRYPTED),
        (
            parts("\nHi", "Content-Type: application/ms-tnef; name=winmail.dat\n\nx"),
            Problem.WINMAIL,
        ),
    ],
)
def test_what_only_the_right_program_can_open_is_noted(raw: bytes, problem: Problem) -> None:
    assert problem in read_mail(raw).problems


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    for depth in range(2000)
)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (mail(To="ann@example.org, " * 20_000), Problem.HEADERS_TOO_LONG),
        (mail().rstrip() + b"\n" + NESTED, Problem.TOO_DEEP),
        (parts(*["\nx"] * 10_000), Problem.TOO_MANY_PARTS),
        (b"From: ann@example.org\n" + b"X: y\n" * 20_000, Problem.HEADERS_TOO_LONG),
    ],
)
def test_what_is_over_a_bound_is_kept_unread_with_its_sender(raw: bytes, problem: Problem) -> None:
    found = read_mail(raw)

    assert found.unread
    assert problem in found.problems
    assert (found.text, found.from_address) == ("", "ann@example.org")
    assert found.size == len(raw)


@pytest.mark.parametrize(
    "header",
    [
        "From: " + "(" * 9000 + "ann@example.org",
        "To: " + "ann@example.org, " * 3000,
        "Subject: " + "=?utf-8?q?a?= " * 4000,
        "Content-Type: text/plain; " + 'a="' * 9000,
    ],
)
def test_one_long_header_is_cut_and_the_text_is_read(header: str) -> None:
    found = read_mail(f"{header}\n\nMy back".encode())

    assert (found.text, found.unread) == ("My back", False)
    assert found.problems == (Problem.HEADER_CUT,)


@pytest.mark.parametrize("opening", ["(", '"(', "<", '"', "\\", "=?"])
def test_a_sender_behind_3000_brackets_is_read_without_falling_over(opening: str) -> None:
    found = read_mail(f"From: {opening * 3000} <ann@example.org>\n\nMy back".encode())

    assert (found.text, found.unread) == ("My back", False)


def test_a_mail_that_ends_too_early_is_read_as_far_as_it_goes() -> None:
    found = read_mail(parts("\nMy back", "\nmore").replace(b"--b--", b""))

    assert found.text == "My back\n\nmore"
    assert found.problems == (Problem.CUT_SHORT,)


def test_the_same_body_on_two_ways_has_one_hash() -> None:
    ways = [read_mail(mail("Same", Received=server)) for server in ("one", "two")]

    assert ways[0].body_hash == ways[1].body_hash
    assert ways[0].body_hash != read_mail(mail("Other")).body_hash


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            b"Content-Type: |multipart/mixed|; boundary=b|text/html|\n|\n\n|--b|--b--|<blockquote|"
            b'>|=?utf-8?b?|?=|"|(|<!--|Content-Transfer-Encoding: base64|charset=|&#|\xff\x00|a@b.c'
            b"|From: |filename*0*=|'|%|; name=|message/rfc822|=\n".split(b"|")
        )
        | st.binary(max_size=6),
        max_size=60,
    )
)
def test_no_mail_makes_reading_fail(pieces: list[bytes]) -> None:
    found = read_mail(b"".join(pieces))

    assert found.text.isprintable() or "\x00" not in found.text
    found.text.encode()
    found.subject.encode()


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ")).map(
        str.strip
    ),
    subject=st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ")).map(
        lambda one: " ".join(one.split())
    ),
)
def test_what_the_standard_library_writes_is_read_back(text: str, subject: str) -> None:
    letter = EmailMessage()
    letter["From"] = "ann@example.org"
    letter["Subject"] = subject
    letter.set_content(text)
    letter.add_attachment(b"x", maintype="image", subtype="png", filename="näme.png")

    found = read_mail(letter.as_bytes())

    assert found.text.strip() == text
    assert found.subject == subject
    assert found.attachments[0].name_safe == "näme.png"


def test_lines_that_end_in_cr_alone_are_lines() -> None:
    found = read_mail(b"Subject: Day 5\rFrom: ann@example.org\r\r4 out of 10\rBea")

    assert (found.subject, found.text) == ("Day 5", "4 out of 10\nBea")
