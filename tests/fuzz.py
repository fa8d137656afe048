"""Fuzzing by coverage of whatever reads the writing of strangers.

    pip install atheris && python -m tests.fuzz TARGET [options of libFuzzer]

e.g. `python -m tests.fuzz mail -max_total_time=600`. It ends with a crash file if an input
raises or takes longer than it may. Not part of the test run: there hypothesis does this for a few
seconds.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

#: An input may take this long in processor time, in seconds: the promise of 50 ms, times what the
#: instruments of the fuzzer cost.
_MOST = 1.0
_HERE = Path(__file__).parent


def main(arguments: list[str]) -> None:
    """Fuzz the target that the first argument names."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["drip.inbound", "drip.engine"]):
        targets = _targets()
    if len(arguments) < 2 or arguments[1] not in targets:
        sys.exit(f"Say what to fuzz: {', '.join(targets)}.")
    target = targets[arguments[1]]

    def once(data: bytes) -> None:
        began = time.process_time()
        target(data)
        took = time.process_time() - began
        if took > _MOST:
            message = f"{took:.2f} s for {len(data)} bytes"
            raise TimeoutError(message)

    seeds = Path(tempfile.mkdtemp(prefix="drip-fuzz-"))
    for number, seed in enumerate(_seeds(arguments[1])):
        (seeds / str(number)).write_bytes(seed)
    atheris.Setup([arguments[0], str(seeds), *arguments[2:]], once)
    atheris.Fuzz()


def _targets() -> dict[str, Callable[[bytes], object]]:
    from drip.content.safety import shipped_concepts  # noqa: PLC0415 - imported under instruments
    from drip.engine.replies import interpret_all, wants_to_leave  # noqa: PLC0415
    from drip.engine.safety import detect  # noqa: PLC0415
    from drip.inbound.bounces import read_bounce  # noqa: PLC0415
    from drip.inbound.complaints import read_complaint  # noqa: PLC0415
    from drip.inbound.kinds import kind_of  # noqa: PLC0415
    from drip.inbound.mime import read_mail  # noqa: PLC0415
    from drip.inbound.new_text import new_text  # noqa: PLC0415
    from tests.engine.replies.elsewhere import ELSEWHERE  # noqa: PLC0415

    concepts = shipped_concepts()
    asked = tuple(question for step in ELSEWHERE.values() for question in step)

    nobody = frozenset[str]()

    def mail(data: bytes) -> object:
        read = read_mail(data)
        kind = kind_of(read, own_domains=nobody, own_message_id_domains=nobody)
        return kind, read_bounce(read), read_complaint(read), new_text(read.text)

    def new(data: bytes) -> object:
        letter, _, text = data.decode("utf-8", "replace").partition("\0")
        return new_text(text or letter, sent=letter if text else "")

    def answers(data: bytes) -> object:
        return interpret_all(data.decode("utf-8", "replace"), asked, {})

    def wishes(data: bytes) -> object:
        return wants_to_leave(data.decode("utf-8", "replace"))

    def safety(data: bytes) -> object:
        return detect(data.decode("utf-8", "replace"), concepts)

    return {"mail": mail, "text": new, "answers": answers, "wishes": wishes, "safety": safety}


def _seeds(target: str) -> Iterator[bytes]:
    """Inputs to begin with: what the tests read."""
    if target in {"mail", "text"}:
        for line in (_HERE / "inbound/replies.jsonl").read_text("utf-8").splitlines()[::3]:
            reply = json.loads(line)
            yield (
                f"{reply['sent']}\0{reply['full']}".encode()
                if target == "text"
                else (f"From: a@example.org\nSubject: Re: x\n\n{reply['full']}".encode())
            )
        return
    for line in (_HERE / "engine/safety/cases.jsonl").read_text("utf-8").splitlines()[::20]:
        yield json.loads(line)["text"].encode()


if __name__ == "__main__":
    main(sys.argv)
