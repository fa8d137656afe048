"""SendGrid's stand-in is as strict as SendGrid says it is, and as unreliable as we ask for."""

from __future__ import annotations

import base64
import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sendgrid.helpers.eventwebhook import EventWebhook

import drip.simulation.provider
from drip.simulation.provider import postman as post_office
from drip.simulation.provider.books import Taken
from drip.simulation.provider.copies import copy_for
from drip.simulation.provider.plans import Fate, Fates, Habits, Mishap, Plan
from drip.simulation.provider.postman import SIGNATURE, TIMESTAMP, Postman
from drip.simulation.provider.reports import course
from drip.simulation.provider.request_checks import rules, shape
from drip.simulation.provider.server import serving
from drip.simulation.provider.service import Service
from drip.simulation.provider.signing import Signer
from drip.simulation.provider.suppressions import Entry

FOLDER = Path(drip.simulation.provider.__file__).parent
SCHEMA = json.loads((FOLDER / "mail_send.schema.json").read_text())
VALID = Draft202012Validator(SCHEMA)
UNHURRIED = settings(deadline=None, max_examples=300)


def a_request(count: int = 2) -> dict[str, Any]:
    return {
        "personalizations": [
            {
                "to": [{"email": f"p{number}@example.org", "name": "Ann"}],
                "headers": {"List-Unsubscribe": "<https://care.clinic.example/u/x>"},
                "substitutions": {"-qwe1-": "Ann & Bo", "-qwe2-": "t0ken"},
                "custom_args": {"drip_msg": f"ref{number}", "drip_try": "1"},
            }
            for number in range(count)
        ],
        "from": {"email": "letters@clinic.example", "name": "Clinic"},
        "reply_to": {"email": "hello@clinic.example"},
        "subject": "Hello",
        "content": [
            {"type": "text/plain", "value": "Dear -qwe1-, -qwe2-"},
            {"type": "text/html", "value": "<p>-qwe1-</p>"},
        ],
        "tracking_settings": {"open_tracking": {"enable": False}},
    }


def every_place(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from every_place(inner, (*path, key))


def put(request: dict[str, Any], path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(request)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    if value is Ellipsis:
        if isinstance(place, list) or path[-1] in place:
            del place[path[-1]]
    else:
        place[path[-1]] = copy.deepcopy(value)
    return changed


def add(request: dict[str, Any], path: tuple[Any, ...], key: str, value: Any) -> Any:
    place: Any = request
    for step in path:
        place = place[step]
    return put(request, (*path, key), value) if isinstance(place, dict) else request


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, 5, 3.0, 2.5, float("inf"), "", "x", "a;b", "a,b", "a\nb", "ü", "a b", "<"),
        *("\n", [], {}, [5], {"x": "y"}, {"x": 5}, {"email": "a@example.org"}, {"email": "nobody"}),
        *({"email": "a@example.org\n"}, {"enable": 1}, {"enable": True}, {"group_id": 1}),
        *({"name": "Ann"}, {"": "x"}, {"a b": "x"}, {"A\r\n": "x"}, ["c"] * 11, ["c" * 256], ...),
        *({"type": "text/plain", "value": "x"}, {"type": "text/html", "value": ""}, {"footer": {}}),
        [{"email": "a@b.c"}],
    ]
)
EXTRA = st.sampled_from(
    [
        *("subject", "send_at", "batch_id", "categories", "asm", "template_id", "headers", "cc"),
        *("custom_args", "ip_pool_name", "mail_settings", "nonsense", "from", "reply_to", "email"),
        *("substitutions", "bcc"),
    ]
)


@UNHURRIED
@given(data=st.data())
def test_the_schema_and_the_checks_agree(data: st.DataObject) -> None:
    request = a_request()
    for _ in range(data.draw(st.integers(0, 3))):
        places = list(every_place(request))
        path = data.draw(st.sampled_from(places))
        if data.draw(st.booleans()):
            changed = put(request, path, data.draw(ODD))
        else:
            changed = add(request, path, data.draw(EXTRA), data.draw(ODD))
        if isinstance(changed, dict):
            request = changed

    assert (shape(request) == []) is VALID.is_valid(request), (shape(request), request)


def test_a_usual_request_keeps_every_rule() -> None:
    assert shape(a_request()) == []
    assert rules(a_request(), size=1_000, now=0) == []


def with_person(**parts: Any) -> dict[str, Any]:
    request = a_request()
    request["personalizations"][1] |= parts
    return request


BROKEN: dict[str, dict[str, Any]] = {
    "a thousand and one people": a_request(1_001),
    "nobody": {**a_request(), "personalizations": []},
    "an unknown key": {**a_request(), "nonsense": 1},
    "no subject": put(a_request(), ("subject",), ...),
    "no content": put(a_request(), ("content",), ...),
    "HTML before text": {**a_request(), "content": a_request()["content"][::-1]},
    "Unicode in from": {**a_request(), "from": {"email": "a@b.example", "name": "Zoë"}},
    "a semicolon in a name": with_person(to=[{"email": "a@b.example", "name": "a;b"}]),
    "a comma in a name": with_person(to=[{"email": "a@b.example", "name": "a, b"}]),
    "no ASCII in an address": with_person(to=[{"email": "用户@b.example"}]),
    "a tag with a blank": with_person(substitutions={"- a-": "x"}),
    "a tag with markup": with_person(substitutions={"<a>": "x"}),
    "a number to substitute": with_person(substitutions={"-a-": 5}),
    "a line break in a header": with_person(headers={"List-Id": "a\r\nBcc: b"}),
    "eleven categories": {**a_request(), "categories": ["c"] * 11},
}


@pytest.mark.parametrize("request_", BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_form_is_refused_by_schema_and_checks(request_: dict[str, Any]) -> None:
    assert shape(request_)
    assert not VALID.is_valid(request_)


BEYOND: dict[str, tuple[dict[str, Any], str]] = {
    "the same address twice": (with_person(to=[{"email": "P0@example.org"}]), ".1.to"),
    "the same address in to and bcc": (with_person(bcc=[{"email": "p1@example.org"}]), ".1.bcc"),
    "ten thousand bytes": (with_person(substitutions={"-a-": "ä" * 5_000}), "substitutions"),
    "ten thousand bytes of ids": (with_person(custom_args={"a": "x" * 10_000}), "custom_args"),
    "a reserved header": (with_person(headers={"dkim-SIGNATURE": "x"}), "headers"),
    "a reserved header for all": ({**a_request(), "headers": {"Subject": "x"}}, "headers"),
    "a tag within a value": (
        with_person(substitutions={"-a-": "-b-", "-b-": "x"}),
        "substitutions",
    ),
    "another sender's domain": (with_person(**{"from": {"email": "a@other.example"}}), ".1.from"),
    "later than 72 hours": ({**a_request(), "send_at": 72 * 3600 + 1}, "send_at"),
    "substitutions for a dynamic template": (
        {**a_request(), "template_id": "d-1"},
        "substitutions",
    ),
}


@pytest.mark.parametrize(("request_", "field"), BEYOND.values(), ids=BEYOND)
def test_what_no_schema_can_tell_is_refused_all_the_same(
    request_: dict[str, Any], field: str
) -> None:
    assert shape(request_) == []
    assert any(field in fault.field for fault in rules(request_, size=1_000, now=0))


def test_a_request_of_more_than_thirty_megabytes_is_too_large() -> None:
    assert rules(a_request(), size=30_000_001, now=0)


# Over the wire.


def ask(
    url: str, path: str, body: Any = None, *, method: str = "POST", key: str = "SG.made-up.key"
) -> tuple[int, dict[str, str], Any]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    line = HTTPConnection(url.removeprefix("http://"), timeout=10)
    line.request(method, path, body=data, headers=headers)
    answer = line.getresponse()
    raw = answer.read()
    line.close()
    return answer.status, dict(answer.headers), json.loads(raw) if raw else None


def test_a_request_is_taken_with_one_id_for_all() -> None:
    service = Service()
    with serving(service) as url:
        status, headers, body = ask(url, "/v3/mail/send", a_request())

    assert (status, body) == (202, None)
    assert {one.receipt for one in service.log.taken} == {headers["X-Message-Id"]}
    assert service.log.times() == {"ref0": 1, "ref1": 1}


def test_what_is_taken_twice_is_a_proven_duplicate() -> None:
    service = Service()
    with serving(service) as url:
        ask(url, "/v3/mail/send", a_request(1))
        ask(url, "/v3/mail/send", a_request(2))

    assert service.log.doubled() == {"ref0": 2}


def test_a_broken_request_is_told_by_its_field() -> None:
    with serving(Service()) as url:
        status, _, body = ask(url, "/v3/mail/send", with_person(to=[{"email": "nobody"}]))

    assert status == 400
    assert body["errors"][0]["field"] == "personalizations.1.to.0.email"


def test_the_sandbox_takes_nothing() -> None:
    service = Service()
    request = {**a_request(), "mail_settings": {"sandbox_mode": {"enable": True}}}
    with serving(service) as url:
        status, _, _ = ask(url, "/v3/mail/send", request)

    assert status == 200
    assert service.log.taken == []


def test_shares_of_mishaps_come_out_as_asked_and_can_be_repeated() -> None:
    shares = {Mishap.DOWN: 0.2, Mishap.BUSY: 0.1}
    first, second = Plan(shares, seed=3), Plan(shares, seed=3)
    sequence = [first.draw() for _ in range(5_000)]
    drawn = Counter(sequence)

    assert sequence == [second.draw() for _ in range(5_000)]
    assert 850 < drawn[Mishap.DOWN] < 1_150
    assert 400 < drawn[Mishap.BUSY] < 600


def test_a_copy_holds_nobody_elses_values() -> None:
    request = with_person(substitutions={"-qwe1-": "Cleo", "-qwe2-": "other"})
    message = message_from_bytes(
        copy_for(request, 1, message_id="<m@clinic.example>", at=0), policy=policy.default
    )

    assert message["To"] == "Ann <p1@example.org>"
    assert message["List-Unsubscribe"] == "<https://care.clinic.example/u/x>"
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == "Dear Cleo, other"


# The lists.


def filled(service: Service, count: int) -> None:
    for number in range(count):
        service.lists.add("bounces", Entry(email=f"b{number}@example.org", created=number))


def test_a_list_is_paged() -> None:
    service = Service()
    filled(service, 1_234)
    found: list[str] = []
    with serving(service) as url:
        while True:
            path = f"/v3/suppression/bounces?limit=500&offset={len(found)}"
            _, _, page = ask(url, path, method="GET")
            found += [one["email"] for one in page]
            if len(page) < 500:
                break

    assert found == [f"b{number}@example.org" for number in range(1_234)]


def test_a_list_can_be_read_since_an_instant() -> None:
    service = Service()
    filled(service, 10)
    with serving(service) as url:
        _, _, page = ask(url, "/v3/suppression/bounces?start_time=7&end_time=8", method="GET")

    assert [one["created"] for one in page] == [7, 8]


def test_addresses_come_off_a_list_one_by_one_together_and_all() -> None:
    service = Service()
    filled(service, 10)
    base = "/v3/suppression/bounces"
    with serving(service) as url:
        assert ask(url, f"{base}/B1%40example.org", method="GET")[2][0]["created"] == 1
        assert ask(url, f"{base}/B1%40example.org", method="DELETE")[0] == 204
        assert ask(url, f"{base}/b1@example.org", method="DELETE")[0] == 404
        assert ask(url, base, {"emails": ["b2@example.org"]}, method="DELETE")[0] == 204
        assert len(service.lists.entries("bounces")) == 8
        assert ask(url, base, {}, method="DELETE")[0] == 400
        assert ask(url, base, {"delete_all": True}, method="DELETE")[0] == 204

    assert service.lists.entries("bounces") == []


def test_a_goodbye_goes_on_the_global_list() -> None:
    service = Service()
    path = "/v3/asm/suppressions/global"
    with serving(service) as url:
        assert ask(url, path, {"recipient_emails": ["A@example.org"]})[0] == 201
        assert ask(url, f"{path}/a@example.org", method="GET")[2] == {
            "recipient_email": "A@example.org"
        }
        assert ask(url, "/v3/suppression/unsubscribes", method="GET")[2][0]["email"]
        assert ask(url, path, {"recipient_emails": "x"})[0] == 400
        assert ask(url, "/v3/suppression/bounces", {"emails": []})[0] == 405
        assert ask(url, "/v3/suppression/nonsense", method="GET")[0] == 404
        assert ask(url, "/v3/suppression/bounces", method="GET", key="SG.other")[0] == 401
        assert ask(url, f"{path}/a@example.org", method="DELETE")[0] == 204
        assert ask(url, f"{path}/a@example.org", method="GET")[2] == {}


def test_a_letter_to_somebody_on_a_list_is_dropped() -> None:
    posted: list[dict[str, Any]] = []
    service = Service(postman=Postman(collecting(posted)))
    service.lists.add("spam_reports", Entry(email="P0@example.org", created=1))
    with serving(service) as url:
        ask(url, "/v3/mail/send", a_request(1))
    assert service.postman is not None
    service.postman.all_rounds()

    assert [(one["event"], one["reason"]) for one in posted] == [
        ("dropped", "Spam Reporting Address")
    ]


# The reports.


def collecting(events: list[dict[str, Any]], status: int = 200) -> post_office.Post:
    def post(body: bytes, headers: dict[str, str]) -> int:
        assert headers[SIGNATURE]
        events.extend(json.loads(body))
        return status

    return post


TAKEN = Taken(
    number=7,
    receipt="rcpt",
    address="p@example.org",
    custom_args={"drip_msg": "ref7", "drip_try": "2"},
    message_id="<ref7@clinic.example>",
    at=1_000.0,
)


@pytest.mark.parametrize(
    ("fate", "events"),
    [
        (Fate.DELIVERED, ["processed", "delivered"]),
        (Fate.DEFERRED, ["processed", "deferred", "deferred", "delivered"]),
        (Fate.BOUNCED, ["processed", "bounce"]),
        (Fate.BLOCKED, ["processed", "bounce"]),
        (Fate.LATE_BOUNCE, ["processed", "delivered", "bounce"]),
        (Fate.DROPPED, ["dropped"]),
        (Fate.COMPLAINED, ["processed", "delivered", "spamreport"]),
        (Fate.UNSUBSCRIBED, ["processed", "delivered", "unsubscribe"]),
    ],
)
def test_each_fate_has_its_course(fate: Fate, events: list[str]) -> None:
    told = list(course(TAKEN, fate))

    assert [one["event"] for one in told] == events
    assert len({one["sg_event_id"] for one in told}) == len(told)
    assert all(one["drip_msg"] == "ref7" and one["drip_try"] == "2" for one in told)
    assert [one["timestamp"] for one in told] == sorted(one["timestamp"] for one in told)
    asynchronous = [one for one in told if "sg_message_id" not in one]
    assert len(asynchronous) == (1 if fate is Fate.LATE_BOUNCE else 0)
    assert all(one["sg_message_id"].startswith("rcpt.") for one in told if one not in asynchronous)


def test_fates_follow_the_address_then_chance() -> None:
    fates = Fates(words={"gone": Fate.BOUNCED}, shares={Fate.BLOCKED: 0.3}, seed=5)
    drawn = Counter(fates.of("a@example.org", number) for number in range(3_000))

    assert fates.of("gone@example.org", 1) is Fate.BOUNCED
    assert 800 < drawn[Fate.BLOCKED] < 1_000
    assert drawn[Fate.DELIVERED] == 3_000 - drawn[Fate.BLOCKED]


def a_thousand(**habits: Any) -> tuple[Postman, list[dict[str, Any]]]:
    posted: list[dict[str, Any]] = []
    postman = Postman(collecting(posted), habits=Habits(**habits))
    postman.hold({"sg_event_id": str(number)} for number in range(1_000))
    return postman, posted


def test_by_default_each_report_comes_once_and_in_order() -> None:
    postman, posted = a_thousand(most=300)

    assert postman.round() == [200] * 4
    assert [one["sg_event_id"] for one in posted] == [str(number) for number in range(1_000)]
    assert postman.waiting() == 0


def test_reports_get_lost_come_late_twice_and_mixed() -> None:
    postman, posted = a_thousand(lost=0.1, late=0.2, repeated=0.3, copies=46, shuffled=True)
    postman.round()
    first = len(posted)
    postman.all_rounds()
    times = Counter(one["sg_event_id"] for one in posted)

    assert 850 < len(times) < 950
    assert 200 < sum(count == 46 for count in times.values()) < 340
    assert set(times.values()) == {1, 46}
    assert first < len(posted)
    assert [one["sg_event_id"] for one in posted[:first]] != sorted(times, key=int)[:first]


def test_a_post_that_is_not_taken_comes_again() -> None:
    posted: list[dict[str, Any]] = []
    statuses = iter([503, 0, 200])
    take: Callable[..., int] = collecting(posted)

    def post(body: bytes, headers: dict[str, str]) -> int:
        status = next(statuses)
        return take(body, headers) if status == 200 else status

    postman = Postman(post)
    postman.hold([{"sg_event_id": "1"}])
    postman.all_rounds()

    assert postman.statuses == [503, 0, 200]
    assert posted == [{"sg_event_id": "1"}]


def test_nobody_at_the_webhook_is_no_answer() -> None:
    post = post_office.post_to("http://127.0.0.1:9/")

    assert post(b"", {}) == post_office.NOTHING


@pytest.mark.parametrize("seed", range(10))
def test_signatures_hold_for_others_and_for_nothing_else(seed: int) -> None:
    signer = Signer(seed)
    body = b'[{"event":"processed"}]\r\n'
    signature = signer.sign("1700000000", body)
    key = load_der_public_key(base64.b64decode(signer.public_key))
    assert isinstance(key, EllipticCurvePublicKey)

    key.verify(base64.b64decode(signature), b"1700000000" + body, ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature), b"1700000001" + body, ECDSA(SHA256()))
    official = EventWebhook(signer.public_key)
    assert official.verify_signature(body.decode(), signature, "1700000000")
    assert not official.verify_signature(body.decode().rstrip(), signature, "1700000000")


def test_a_post_carries_the_headers_that_sendgrid_sends() -> None:
    seen: list[tuple[bytes, dict[str, str]]] = []

    def post(body: bytes, headers: dict[str, str]) -> int:
        seen.append((body, headers))
        return 200

    postman = Postman(post, clock=lambda: 1_700_000_000.9)
    postman.hold([{"sg_event_id": "1"}])
    postman.round()
    ((body, headers),) = seen
    official = EventWebhook(postman.signer.public_key)

    assert headers[TIMESTAMP] == "1700000000"
    assert official.verify_signature(body.decode(), headers[SIGNATURE], headers[TIMESTAMP])
