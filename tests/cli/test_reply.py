"""`drip reply read`, as programs and people type it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drip.cli import main
from drip.flow.mail_in.reply_reading import Context, ReplyRead, ReplyReader

Lines = Callable[..., list[dict[str, Any]]]
TEXT_MAIL = (
    b"From: Margaret <margaret@example.com>\r\nTo: hello@clinic.example\r\n"
    b"Subject: Re: Week 2: two quick taps\r\nMessage-ID: <a1@mail.example.com>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
)
CONTRACT = ["kind", "text", "answers", "urgent", "groups", "unsubscribe"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["reply", "read", *arguments], input=given)


def ask(*lines: dict[str, Any] | str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the answers to some lines."""
    given = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)
    result = run("--jsonl", given=given)
    return result.exit_code, [json.loads(line) for line in result.output.splitlines()]


def test_a_line_is_answered_by_a_line_with_the_keys_of_the_contract() -> None:
    code, (answer,) = ask({"text": "2 sessions, pain 4", "check_in": "strengthening/two-taps"})

    assert code == 0
    assert list(answer)[:6] == CONTRACT
    assert answer["kind"] == "person"
    assert answer["answers"] == [
        {
            "question": "sessions",
            "value": "two",
            "sentence": "2 sessions, pain 4",
            "confidence": answer["answers"][0]["confidence"],
        },
        {
            "question": "pain",
            "value": "4",
            "sentence": "2 sessions, pain 4",
            "confidence": answer["answers"][1]["confidence"],
        },
    ]
    assert all(0.9 <= one["confidence"] <= 1 for one in answer["answers"])


def test_the_order_is_kept_and_a_bad_line_gets_an_error_in_its_place(tmp_path: Path) -> None:
    code, answers = ask(
        {"text": "one"},
        "no json",
        '["a list"]',
        {"text": 4},
        {},
        {"text": "a", "eml": "b"},
        {"eml": str(tmp_path / "missing.eml")},
        {"eml": str(tmp_path)},
        {"eml": "a\0b"},
        {"text": "4", "check_in": "strengthening/nowhere"},
        {"text": "4", "check_in": "../secret/x"},
        {"text": "4", "check_in": "strengthening/more-than-weak"},
        {"text": "4", "check_in": 3},
        "",
        "[" * 100_000,
        {"text": "two"},
    )

    assert code == 1
    assert [one.get("text", "error") for one in answers] == ["one", *["error"] * 14, "two"]
    assert all(list(one) == ["error"] and one["error"] for one in answers[1:-1])


def test_a_line_that_breaks_a_reader_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ReplyReader.of_text

    def broken(self: ReplyReader, text: str, about: Context) -> ReplyRead:
        if text == "break":
            raise RuntimeError("words that nobody should see")
        return whole(self, text, about)

    monkeypatch.setattr(ReplyReader, "of_text", broken)
    code, answers = ask({"text": "break"}, {"text": "4"})

    assert code == 1
    assert answers[0] == {"error": "This line could not be read (RuntimeError)."}
    assert answers[1]["text"] == "4"


def test_what_is_passed_on_needs_a_person() -> None:
    passed_on = "see below\n\n---------- Forwarded message ---------\nFrom: Mum\n\nI fell."
    _, (answer,) = ask({"text": passed_on})

    assert answer["text"] == "see below"
    assert answer["needs_person"]


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    result = run("--jsonl", given=b'\xff\xfe\n{"text": "4"}')

    first, second = map(json.loads, result.output.splitlines())
    assert list(first) == ["error"]
    assert second["text"] == "4"


def test_half_a_character_is_no_reason_to_fail() -> None:
    code, (answer,) = ask('{"text": "4 \\ud83d"}')

    assert code == 0
    assert answer["text"].startswith("4")


def test_a_text_may_hold_the_quoted_letter() -> None:
    letter = "Hi Margaret,\n\nSessions in the last 7 days?\n\n0\n1\n2\n3 or more\n"
    quoted = "".join(f"> {line}\n" for line in letter.splitlines())
    text = f"3 of them, pain's about a 2\n\nOn Mon, 2 Nov 2026 at 07:31, Clinic wrote:\n{quoted}"
    code, (answer,) = ask({"text": text, "letter": letter, "check_in": "strengthening/two-taps"})

    assert code == 0
    assert answer["text"] == "3 of them, pain's about a 2"
    assert {one["question"]: one["value"] for one in answer["answers"]} == {
        "sessions": "more",
        "pain": "2",
    }


def test_nothing_is_asked_where_no_check_in_is_named() -> None:
    _, (answer,) = ask({"text": "4"})

    assert answer["answers"] == []


def test_words_of_an_emergency_are_named_with_their_groups() -> None:
    _, (answer,) = ask(
        {"text": "4, and I can't feel when I wipe", "check_in": "strengthening/welcome"}
    )

    assert answer["urgent"] is True
    assert answer["groups"] == ["saddle"]
    assert [one["value"] for one in answer["answers"]] == ["4"]


@pytest.mark.parametrize(
    ("text", "wish"),
    [("STOP", True), ("unsubscribe", True), ("please don't stop", False), ("4", False)],
)
def test_only_a_clear_wish_to_leave_is_one(text: str, wish: bool) -> None:  # noqa: FBT001 - a table
    _, (answer,) = ask({"text": text})

    assert answer["unsubscribe"] is wish


def test_an_email_is_read_with_its_kind(tmp_path: Path) -> None:
    person, away, subject, photo = (tmp_path / f"{name}.eml" for name in "abcd")
    person.write_bytes(TEXT_MAIL + b"pain 4, 2 sessions\r\n")
    away.write_bytes(
        b"Auto-Submitted: auto-replied\r\n" + TEXT_MAIL + b"I am away until 4 November.\r\n"
    )
    subject.write_bytes(TEXT_MAIL.replace(b"Re: Week 2: two quick taps", b"unsubscribe"))
    photo.write_bytes(
        TEXT_MAIL.replace(b"text/plain; charset=utf-8", b"image/jpeg") + b"\xff\xd8\xff"
    )
    code, answers = ask(
        *({"eml": str(one), "check_in": "strengthening/two-taps"} for one in (person, away)),
        {"eml": str(subject)},
        {"eml": str(photo)},
    )

    assert code == 0
    assert [one["kind"] for one in answers] == ["person", "auto_reply", "person", "person"]
    assert [one["value"] for one in answers[0]["answers"]] == ["two", "4"]
    assert answers[1]["answers"] == []
    assert answers[2]["unsubscribe"] is True
    assert answers[3]["needs_person"] is True


def test_files_are_shown_for_people_or_as_json(tmp_path: Path) -> None:
    mail = tmp_path / "reply.eml"
    mail.write_bytes(TEXT_MAIL + b"pain maybe 4\r\n")

    shown = run(str(mail), "--check-in", "strengthening/two-taps")
    assert shown.exit_code == 0
    assert f"{mail}: person" in shown.output
    assert re.search(r"pain: 4 \(0\.\d\d, a suggestion for staff\)", shown.output)

    (data,) = json.loads(run(str(mail), "--json").output)
    assert data["text"] == "pain maybe 4"


def test_lines_may_lie_in_a_file(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"text": "4"}\n{"text": "5"}\n', "utf-8")

    answers = run("--jsonl", str(lines)).output.splitlines()

    assert [json.loads(one)["text"] for one in answers] == ["4", "5"]


def test_wrong_usage_ends_with_2_and_a_missing_file_with_1() -> None:
    assert run().exit_code == 2
    assert run("--jsonl", "missing.jsonl").exit_code == 1
    assert run("missing.eml").exit_code == 1
    assert run("--jsonl", given="").exit_code == 0
