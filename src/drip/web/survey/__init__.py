"""Pages behind the taps: questions, answers, thanks."""

from __future__ import annotations

from drip.web.survey import answer, calendar
from drip.web.survey.blueprint import survey

__all__ = ["answer", "calendar", "survey"]
