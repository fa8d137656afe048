"""Letters as the flow hands them to a transport."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drip.domain.letters import CompiledLetter, Letter
from tests.content.compiling import PAIN, SESSION, a_step, compiled, values_for

NOON = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COMPILED = compiled(step=a_step(SESSION, PAIN, book="assessment"))
HEADERS = (
    (
        "List-Unsubscribe",
        "<https://care.clinic.example/u/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>",
    ),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ("List-Id", "Strengthen your back <strengthening.clinic.example>"),
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "OOF, AutoReply"),
)


def a_letter(
    number: int = 1,
    *,
    first_name: str = "Margaret",
    letter: CompiledLetter = COMPILED,
    values: Mapping[str, str] | None = None,
    **parts: Any,
) -> Letter:
    """One letter to one person; `parts` replace what is usual."""
    usual: dict[str, Any] = {
        "delivery_id": number,
        "ref": f"ref{number}",
        "to_address": f"person{number}@example.org",
        "to_name": first_name,
        "from_address": "letters@clinic.example",
        "from_name": "Richmond Back Care",
        "reply_to": "hello@clinic.example",
        "compiled": letter,
        "values": values_for(letter, first_name) if values is None else values,
        "headers": HEADERS,
        "message_id": f"<ref{number}@clinic.example>",
        "date": NOON,
    }
    return Letter(**usual | parts)
