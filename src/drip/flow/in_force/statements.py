"""The exact words people agree to, with their versions.

Pages show them from here and evidence keeps them from here: what was read is what is stored.
A change of words needs a new version; old evidence keeps its own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from drip.domain.people import Clinic, ConsentPurpose

#: Stored beside the consents of a signup.
ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something one can agree to, as it was shown, and its version."""

    text: str
    version: str

    def as_evidence(self) -> dict[str, str]:
        """The statement as plain data."""
        return {"text": self.text, "version": self.version}


def statements(clinic: Clinic) -> dict[str, Statement]:
    """What a signup can agree to, by consent purpose or `ADULT`, with the clinic's name in it."""
    return {
        ConsentPurpose.PROGRAMME: Statement(
            f"Yes, send me the emails of this programme. They come from {clinic.name}, one a "
            "day at most, with links to book a visit. I can stop at any time with one tap.",
            "programme-1",
        ),
        ConsentPurpose.HEALTH: Statement(
            f"{clinic.name} may ask in these emails how my back is going, keep my answers, and "
            "use them to choose what I get next and to see whether I need a call.",
            "health-1",
        ),
        ADULT: Statement("I am 18 or over.", "adult-1"),
    }


def withdrawal(clinic: Clinic) -> Statement:
    """What the button says that takes back the consent to health answers."""
    return Statement(
        f"{clinic.name} may no longer ask in these emails how my back is going.", "health-back-1"
    )
