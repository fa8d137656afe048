"""The golden timelines: what each persona lives through in the shipped sequences, line by line.

After a change that is meant to move letters, look at what moved and write them anew:

    DRIP_GOLDEN=write pytest tests/simulation/test_golden.py
    git diff tests/simulation/golden
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from drip import rehearsals
from drip.content.check import check
from drip.content.files import find_content, read_files
from drip.content.personas import read_personas
from drip.simulation.rehearsal import Part
from drip.simulation.timeline import Timeline

GOLDEN = Path(__file__).parent / "golden"
#: Labour Day, Easter and the end of summer time (4 April); the Grand Final's Friday, the begin of
#: summer time (4 October) and Cup Day (3 November).
SEASONS = (
    ("strengthening", date(2027, 3, 1)),
    ("strengthening", date(2026, 9, 21)),
    ("spasm", date(2027, 3, 20)),
    ("spasm", date(2026, 9, 23)),
    ("spasm", date(2026, 10, 20)),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return read_files(find_content())


def lines(timeline: Timeline) -> Iterator[str]:
    """A timeline without any words that an editor may change: ids, names, values and reasons."""
    zone = ZoneInfo("Australia/Melbourne")
    for fact in timeline.facts:
        at = fact.at.astimezone(zone)
        detail = f" = {fact.detail}" if fact.detail else ""
        yield f"  {at:%a %Y-%m-%d %H:%M} {fact.kind:<9} {fact.about}{detail}"
    for ending in timeline.endings:
        yield f"  at the end: {ending.sequence} is {ending.state}"


@pytest.mark.parametrize(("sequence", "start"), SEASONS)
def test_the_golden_timelines_hold(files: dict[str, str], sequence: str, start: date) -> None:
    known = read_personas(files, check(files).sequences.values()).known
    parts = [Part(sequence=sequence, persona=known[one], start=start) for one in sorted(known)]
    for timeline in rehearsals.rehearse_all(files, parts):
        text = "\n".join(lines(timeline)) + "\n"
        path = GOLDEN / f"{sequence}-{start}" / f"{timeline.persona}.txt"
        if os.environ.get("DRIP_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

        assert path.read_text(encoding="utf-8") == text, (
            "The road is another one than before. If that is meant, run the test with "
            "DRIP_GOLDEN=write and look at the difference."
        )


@pytest.mark.parametrize(("sequence", "start"), SEASONS)
def test_what_a_scanner_opens_changes_nothing(sequence: str, start: date) -> None:
    folder = GOLDEN / f"{sequence}-{start}"

    assert (folder / "scanned.txt").read_text("utf-8") == (folder / "silent.txt").read_text("utf-8")
