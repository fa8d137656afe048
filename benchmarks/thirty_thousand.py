"""30,000 letters through SendGrid's stand-in, with 3 % of faults of every kind.

    python benchmarks/thirty_thousand.py [--letters 30000] [--seed 4] [--claim 100]

The whole flow on a SQLite file, the real `sendgrid` package, the real webhook: the same storm and
the same judge as `tests/flow/sending/test_thirty_thousand.py`. Ends with exit code 1 if a letter
went twice or is not accounted for.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from dataclasses import fields
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.many_letters import LETTERS_EACH, account, storm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--claim", type=int, default=100)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, storm(Path(folder), seed=options.seed) as road:
        road.everybody(options.letters // LETTERS_EACH)
        road.live(claim=options.claim)
        found = account(road)
    print(f"{sum(found.states.values()):,} letters in {time.perf_counter() - begin:.0f} s")
    print("states: ", ", ".join(f"{number:,} {name}" for name, number in found.states.items()))
    print("mishaps:", ", ".join(f"{number} {name}" for name, number in found.mishaps.items()))
    wrong = {
        one.name: getattr(found, one.name)
        for one in fields(found)
        if one.name not in {"states", "mishaps"} and getattr(found, one.name)
    }
    for name, what in wrong.items():
        print(f"{name}: {len(what)}, such as {sorted(what)[:3]}")
    print("some are not accounted for" if wrong else "none twice, every letter accounted for")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
