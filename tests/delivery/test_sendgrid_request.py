"""What one request to SendGrid says, held against what the standard library reads."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drip.delivery.headers import HeaderRefusedError
from drip.delivery.mime import mime
from drip.delivery.sendgrid_limits import MOST_BYTES, PersonRefusedError, split
from drip.delivery.sendgrid_request import NoWordError, build, person
from drip.domain.letters import CompiledLetter, Letter, Segments
from drip.domain.merge import ValueMissingError, render_plain
from drip.simulation.provider.copies import copy_for, substituted
from drip.simulation.provider.request_checks import rules, shape
from tests.delivery.building import COMPILED, HEADERS, NOON, a_letter
from tests.delivery.sendgrid_service import request_for

UNHURRIED = settings(deadline=None)
HOSTILE = st.sampled_from(
    [
        *("{{ 7*7 }}", "-d7q1-", "{{first_name}}", "%name%", "${name}", "\\1", "<% body %>"),
        *(
            '"; DROP',
            "O'Brien & Söhne",
            "\u202eevil\u202c",
            "\u0645\u0631\u064a\u0645",
            "🙂👩‍👩‍👧",
            "$&",
        ),
        *(
            "Ann\r\nBcc: x@example.org",
            "a\n.\nQUIT",
            "</a><script>",
            "&amp;",
            "a\tb",
            "-",
            "--",
            "",
            " ",
            "[unsubscribe]",
            "\\",
            "\\u0041",
        ),
    ]
)
VALUES = HOSTILE | st.text(max_size=60)
PEOPLE = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=4)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(raw: bytes) -> tuple[str, str]:
    """Text and HTML, as a mail program gets them."""
    text, html = read(raw).iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    read_back = [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in (text, html)]
    return read_back[0], read_back[1]


def letters_to(people: list[tuple[str, str]], compiled: CompiledLetter = COMPILED) -> list[Letter]:
    return [
        a_letter(
            number,
            letter=compiled,
            to_name="Ann",
            values=dict.fromkeys(compiled.tags, token) | {"first_name": name},
        )
        for number, (name, token) in enumerate(people, 1)
    ]


@UNHURRIED
@given(people=PEOPLE)
@example(people=[("Ann", "x"), ("{{ 7*7 }}", "-d7q1-"), ('"', "\\"), ("🙂", "\u202e")])
def test_a_substituted_letter_is_the_merged_letter(people: list[tuple[str, str]]) -> None:
    letters = letters_to(people)
    request = json.loads(json.dumps(request_for(letters)))

    for place, letter in enumerate(letters):
        arrived = copy_for(request, place, message_id=letter.message_id, at=0)
        assert parts(arrived) == parts(mime(letter))
        assert read(arrived)["Subject"] == read(mime(letter))["Subject"]


@UNHURRIED
@given(people=PEOPLE, seed=st.integers(0, 50))
def test_tags_may_be_replaced_in_any_order(people: list[tuple[str, str]], seed: int) -> None:
    letters = letters_to(people)
    request = request_for(letters)

    for letter, one in zip(letters, request["personalizations"], strict=True):
        text, html = (
            substituted(part["value"], one["substitutions"], seed=seed)
            for part in request["content"]
        )
        assert (html, text) == render_plain(letter.compiled, letter.values)


def tight(*texts: str) -> CompiledLetter:
    """A letter of a few characters, with a merge tag between any two of them."""
    tags = tuple(f"tag{n}" for n in range(len(texts) - 1))
    segments = Segments(plain=texts, wire=tuple(t.encode() for t in texts), tags=tags)
    return CompiledLetter(
        subject="S", html=segments, text=segments, tags=frozenset(tags), hash="".join(texts)
    )


@UNHURRIED
@given(
    texts=st.lists(st.text("-abt0h", max_size=9), min_size=2, max_size=4),
    values=st.lists(st.text("-abt0h", max_size=9), min_size=3, max_size=3),
)
def test_no_tag_comes_to_be_across_a_seam(texts: list[str], values: list[str]) -> None:
    compiled = tight(*texts)
    given_values = {f"tag{n}": value for n, value in enumerate(values)}
    letter = a_letter(letter=compiled, values=given_values, headers=())
    words = iter(["".join(word) for word in product("ab", repeat=2)])
    try:
        request = build([person(letter)], draw=lambda: next(words))
    except StopIteration:
        return
    tags = request["personalizations"][0]["substitutions"]

    for seed in range(6):
        text, html = (substituted(part["value"], tags, seed=seed) for part in request["content"])
        assert (html, text) == render_plain(compiled, given_values)


def test_a_word_that_stands_anywhere_in_a_letter_is_never_drawn() -> None:
    letters = letters_to([("Ann", "t"), ("wordone", "t")])
    letters[0] = replace(letters[0], ref="has-wordtwo-in-it")
    in_content = tight("Hello wordtre ", "")
    draws = iter(["wordone", "wordtwo", "wordfre"])

    request = build([person(one) for one in letters], draw=lambda: next(draws))

    assert all("wordfre" in tag for tag in request["personalizations"][0]["substitutions"])
    with pytest.raises(NoWordError):
        build([person(a_letter(letter=in_content, values={"tag0": ""}))], draw=lambda: "wordtre")


@pytest.mark.parametrize(
    ("statics", "values"),
    [
        (("-wor", "t1- ", ""), ("done", "x")),
        (("-", "t1- ", ""), ("wordone", "x")),
        (("-wo", "one", ""), ("rd", "x")),
        (("", "", "ne"), ("wor", "do")),
    ],
)
def test_a_word_that_comes_to_be_across_a_seam_is_never_drawn(
    statics: tuple[str, ...], values: tuple[str, str]
) -> None:
    compiled = tight(*statics)
    letter = a_letter(letter=compiled, values={"tag0": values[0], "tag1": values[1]}, headers=())
    draws = iter(["wordone", "anothre"])

    (one,) = build([person(letter)], draw=lambda: next(draws))["personalizations"]

    assert all("anothre" in tag for tag in one["substitutions"])


def test_each_value_has_a_tag_for_the_text_and_one_for_the_html() -> None:
    (one,) = request_for(letters_to([("Tom & Jerry", "t")]))["personalizations"]

    assert sorted(one["substitutions"].values()).count("Tom & Jerry") == 1
    assert sorted(one["substitutions"].values()).count("Tom &amp; Jerry") == 1


def test_the_words_of_two_calls_differ() -> None:
    first, second = (request_for([a_letter()])["personalizations"][0] for _ in range(2))

    assert first["substitutions"].keys().isdisjoint(second["substitutions"])


def test_everybody_has_an_envelope_of_their_own_and_sees_nobody_else() -> None:
    request = request_for([a_letter(number) for number in range(1, 30)])
    people = request["personalizations"]

    for number, one in enumerate(people, 1):
        assert one["to"] == [{"email": f"person{number}@example.org", "name": "Margaret"}]
        assert not {"cc", "bcc"} & one.keys()
        rest = {**one, "to": []}
        assert "@example.org" not in json.dumps(rest)
    assert "@example.org" not in json.dumps({**request, "personalizations": []})


def test_custom_arguments_hold_random_ids_and_nothing_else() -> None:
    (one,) = request_for([a_letter(7, attempt=3)])["personalizations"]

    assert one["custom_args"] == {"drip_msg": "ref7", "drip_try": "3"}


def test_the_one_click_pair_and_the_ids_are_each_persons_own() -> None:
    mine = (("List-Unsubscribe", "<https://care.clinic.example/u/mine>"), *HEADERS[1:])
    first, second = request_for([a_letter(1, headers=mine), a_letter(2)])["personalizations"]

    assert first["headers"] == {
        "Message-ID": "<ref1@clinic.example>",
        "List-Unsubscribe": "<https://care.clinic.example/u/mine>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert second["headers"]["List-Unsubscribe"] == HEADERS[0][1]


def test_shared_headers_stand_once_and_are_ascii() -> None:
    headers = (*HEADERS[3:], ("List-Id", "Stärken <s.clinic.example>"), ("Feedback-ID", "a:b:c"))

    request = request_for([a_letter(headers=headers)])

    assert request["headers"]["Auto-Submitted"] == "auto-generated"
    assert request["headers"]["Content-Language"] == "en-AU"
    assert request["headers"]["List-Id"].isascii()
    assert "Feedback-ID" not in request["headers"]
    read_back = read(copy_for(request, 0, message_id="<a@b.example>", at=0))
    assert read_back["List-Id"] == "Stärken <s.clinic.example>"


def test_all_tracking_and_all_extras_are_off() -> None:
    request = request_for([a_letter()])
    switches = {**request["tracking_settings"], **request["mail_settings"]}

    assert set(request["tracking_settings"]) == {
        "click_tracking",
        "open_tracking",
        "subscription_tracking",
        "ganalytics",
    }
    assert not any(switch["enable"] for switch in switches.values())
    assert request["tracking_settings"]["click_tracking"]["enable_text"] is False
    assert "asm" not in request
    assert "categories" not in request


def test_only_what_may_go_to_who_left_passes_over_their_list_of_goodbyes() -> None:
    """A confirmation of a new sign-up: our own list lets it pass, so theirs must not drop it."""
    one_click = (("List-Unsubscribe", "<https://clinic.example/u/x>"),)
    programme = request_for([a_letter(headers=one_click)])["mail_settings"]
    confirmation = request_for([a_letter(headers=(("Auto-Submitted", "auto-generated"),))])

    assert "bypass_unsubscribe_management" not in programme
    assert confirmation["mail_settings"]["bypass_unsubscribe_management"] == {"enable": True}
    assert "bypass_list_management" not in confirmation["mail_settings"]
    mixed = [a_letter(1, headers=one_click), a_letter(2, headers=())]
    assert sizes(mixed) == [1, 1]


def test_the_text_part_comes_first() -> None:
    assert [part["type"] for part in request_for([a_letter()])["content"]] == [
        "text/plain",
        "text/html",
    ]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ('Ann, "Bo"; O\'Brien', 'Ann "Bo" O\'Brien'),
        (";,", None),
        ("", None),
        ("用户", "用户"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_a_name_loses_what_sendgrid_does_not_take(name: str, sent: str | None) -> None:
    (one,) = request_for([a_letter(to_name=name)])["personalizations"]

    assert one["to"][0].get("name") == sent


@pytest.mark.parametrize("name", ["Ann\r\nBcc: x@example.org", "A\x00", "A\u2028B", "\ud800"])
def test_a_name_with_a_line_break_or_a_control_is_refused(name: str) -> None:
    with pytest.raises(HeaderRefusedError):
        person(a_letter(to_name=name))


def test_a_domain_travels_in_its_ascii_form() -> None:
    (one,) = request_for([a_letter(to_address="anna@faß.de")])["personalizations"]

    assert one["to"][0]["email"] == "anna@xn--fa-hia.de"


def test_a_local_part_beyond_ascii_is_refused_with_the_way_out() -> None:
    with pytest.raises(PersonRefusedError, match="SMTP"):
        person(a_letter(to_address="用户@example.org"))


@pytest.mark.parametrize("address", ["nobody at all", "a@@example.org", "a@", "@b.example", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(HeaderRefusedError):
        person(a_letter(to_address=address))


def test_a_sender_beyond_ascii_is_an_encoded_word() -> None:
    request = request_for([a_letter(from_name="Zoë & Söhne Back Care")])

    assert request["from"]["name"].isascii()
    read_back = read(copy_for(request, 0, message_id="<a@b.example>", at=0))
    assert read_back["From"].addresses[0].display_name == "Zoë & Söhne Back Care"


@pytest.mark.parametrize(
    "name",
    [
        *("x-sg-id", "X-SG-EID", "Received", "DKIM-Signature", "content-type", "To", "From"),
        *("Content-Transfer-Encoding", "Subject", "Reply-To", "CC", "Bcc", "Date", "Message-ID"),
    ],
)
def test_a_reserved_header_is_refused(name: str) -> None:
    with pytest.raises(HeaderRefusedError):
        person(a_letter(headers=((name, "x"),)))


def test_a_header_that_stands_twice_is_refused() -> None:
    with pytest.raises(HeaderRefusedError):
        person(a_letter(headers=(("List-Id", "a"), ("list-id", "b"))))


@pytest.mark.parametrize("unit", ["x", "ä", "🙂", "&", '"', "\\"])
def test_ten_thousand_bytes_of_values_are_the_most_for_a_person(unit: str) -> None:
    fitting = 0
    for count in range(100, 12_000, 100):
        values = dict.fromkeys(COMPILED.tags, "") | {"first_name": unit * count}
        try:
            made = request_for([a_letter(values=values, to_name="Ann")])
        except PersonRefusedError:
            break
        fitting = count
        assert not rules(made, size=0, now=0)

    assert 600 <= fitting < 5_000


def test_a_missing_value_is_told_by_its_name() -> None:
    with pytest.raises(ValueMissingError, match="first_name"):
        person(a_letter(values={}))


def test_a_reply_to_of_ones_own_can_be_a_tag_too() -> None:
    letters = [a_letter(n, reply_to=f"reply+token{n}@reply.clinic.example") for n in (1, 2)]
    request = request_for(letters, substitute_reply_to=True)

    assert "token" not in request["reply_to"]["email"]
    assert not shape(request)
    for place, letter in enumerate(letters):
        arrived = copy_for(request, place, message_id="<a@b.example>", at=0)
        assert read(arrived)["Reply-To"] == letter.reply_to


def test_a_letter_without_a_reply_to_has_none() -> None:
    assert "reply_to" not in request_for([a_letter(reply_to="")])


# How letters are split into requests.


def sizes(letters: list[Letter], most: int = 1_000, **how: Any) -> list[int]:
    return [len(call) for call in split(letters, lambda _: most, **how)]


def test_a_request_holds_at_most_a_thousand_people() -> None:
    assert sizes([a_letter(number) for number in range(2_345)]) == [1_000, 1_000, 345]


def test_letters_keep_their_order_and_stand_in_exactly_one_call() -> None:
    letters = [a_letter(n, from_name=("A", "B")[n % 2]) for n in range(50)]

    calls = split(letters, lambda _: 7)

    assert sorted(one.delivery_id for call in calls for one in call) == list(range(50))
    assert all([*call] == sorted(call, key=lambda one: one.delivery_id) for call in calls)


@pytest.mark.parametrize(
    "changed",
    [
        {"letter": tight("Another ", " letter"), "values": {"tag0": "x"}},
        {"from_address": "other@clinic.example"},
        {"from_name": "Other"},
        {"reply_to": "reply+token@reply.clinic.example"},
        {"headers": (("List-Id", "Other <other.clinic.example>"),)},
    ],
)
def test_letters_that_differ_in_what_a_request_shares_go_apart(changed: dict[str, Any]) -> None:
    assert sizes([a_letter(1), a_letter(2, **changed), a_letter(3)]) == [2, 1]


def test_each_reply_to_of_ones_own_is_a_call_of_its_own_unless_it_is_substituted() -> None:
    letters = [a_letter(n, reply_to=f"reply+{n}@reply.clinic.example") for n in range(5)]

    assert sizes(letters) == [1] * 5
    assert sizes(letters, one_reply_to=False) == [5]


@pytest.mark.parametrize("twin", ["person1@example.org", "PERSON1@EXAMPLE.ORG"])
def test_an_address_stands_in_a_request_once(twin: str) -> None:
    letters = [a_letter(1), a_letter(2, to_address=twin), a_letter(3), a_letter(4, to_address=twin)]

    calls = split(letters, lambda _: 1_000)

    assert [[one.delivery_id for one in call] for call in calls] == [[1, 3], [2], [4]]


def test_a_request_never_passes_twenty_megabytes() -> None:
    heavy = "<" * 1_500
    values = dict.fromkeys(COMPILED.tags, "") | {"first_name": heavy}
    headers = (("List-Unsubscribe", "<https://care.clinic.example/u/" + "x" * 60_000 + ">"),)
    letters = [
        a_letter(n, values=values, to_name="Ann", headers=headers, date=NOON) for n in range(1_000)
    ]

    calls = split(letters, lambda _: 1_000)

    assert len(calls) > 1
    for call in calls:
        assert len(json.dumps(request_for([*call]))) <= MOST_BYTES


def test_a_thousand_usual_letters_fit_in_one_request() -> None:
    long = dict.fromkeys(COMPILED.tags, "x" * 42) | {"first_name": "Christopher-Alexander"}

    assert sizes([a_letter(n, values=long) for n in range(1_000)]) == [1_000]


def test_a_full_request_keeps_every_published_rule() -> None:
    request = request_for([a_letter(n) for n in range(1_000)])

    assert shape(request) == []
    assert rules(request, size=len(json.dumps(request)), now=0) == []
