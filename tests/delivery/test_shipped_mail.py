"""Every letter that ships, with and without questions, reads back as its full render."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from drip.content.check import check
from drip.content.compile import compile_letter
from drip.content.files import read_files
from drip.content.layout import Layout
from drip.content.letters import Variant
from drip.delivery.mime import mime
from drip.domain.letters import CompiledLetter
from drip.domain.merge import render_plain
from drip.domain.sequences import Sequence, Step
from tests.content.compiling import values_for
from tests.delivery.building import a_letter

FILES = read_files(Path(__file__).resolve().parents[2])
CHECKED = check(FILES)
ALL = {
    f"{one.key}/{step.id}": (one, step) for one in CHECKED.sequences.values() for step in one.steps
}


def compiled(sequence: Sequence, step: Step, *, questions: bool) -> CompiledLetter:
    assert CHECKED.clinic is not None
    return compile_letter(
        CHECKED.letters[f"templates/emails/{sequence.key}/{step.id}.md"],
        layout=Layout.of(FILES),
        clinic=CHECKED.clinic,
        sequence=sequence,
        step=step,
        variant=Variant(questions=questions),
        base_url="https://care.clinic.example",
    )


@pytest.mark.parametrize("questions", [True, False], ids=["asked", "not asked"])
@pytest.mark.parametrize("name", ALL)
def test_a_shipped_letter_reads_back(name: str, *, questions: bool) -> None:
    letter = compiled(*ALL[name], questions=questions)
    values = values_for(letter, "Zo\u00eb O'Brien <b>=.")
    message = message_from_bytes(
        mime(a_letter(letter=letter, values=values)), policy=policy.default
    )

    assert isinstance(message, EmailMessage)
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    assert (html, text) == render_plain(letter, values)
    assert message["Subject"] == letter.subject
    assert not message.defects


def test_there_are_letters_to_look_at() -> None:
    assert len(ALL) > 30
