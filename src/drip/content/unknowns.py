"""`on_unknown`: what to do about a letter when nobody knows whether it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from drip.content.fields import one_of, shown, wrong
from drip.domain.doubts import DoubtPolicy, OnUnknown
from drip.domain.spans import Span, SpanUnit

_WORDS = (DoubtPolicy.RECONCILE.value, DoubtPolicy.NEVER_RESEND.value)
_AFTER = DoubtPolicy.RESEND_AFTER.value
_HINT = f"write reconcile, never_resend, or {{{_AFTER}: 10m}}"
_MINUTES = {SpanUnit.MINUTES: 1, SpanUnit.HOURS: 60}
#: Evidence mostly comes within minutes: who asks again sooner only doubles letters.
_LEAST = timedelta(minutes=2)


def _on_unknown(value: Any) -> OnUnknown:
    if isinstance(value, dict):
        if set(value) != {_AFTER}:
            raise wrong("bad-on-unknown", "Only resend_after can stand here.", _HINT)
        return OnUnknown(DoubtPolicy.RESEND_AFTER, _elapsed(value[_AFTER]))
    if value == _AFTER:
        raise wrong("bad-on-unknown", "It is not said after how long.", _HINT)
    return OnUnknown(DoubtPolicy(one_of(value, _WORDS, "a rule for letters in doubt")))


def _elapsed(value: Any) -> timedelta:
    try:
        span = Span.parse(str(value))
    except ValueError:
        span = Span(0, SpanUnit.DAYS)
    if span.unit not in _MINUTES:
        message = f"{shown(value)} is not a number of minutes or hours."
        raise wrong("bad-span", message, "write e.g. 10m or 2h")
    after = timedelta(minutes=span.count * _MINUTES[span.unit])
    if after < _LEAST:
        message = f"{shown(value)} is too soon: the evidence mostly comes within two minutes."
        raise wrong("bad-span", message, "write e.g. 10m")
    return after


OnUnknownRule = Annotated[
    OnUnknown,
    PlainValidator(_on_unknown),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(_WORDS)},
                {
                    "type": "object",
                    "properties": {
                        _AFTER: {
                            "type": "string",
                            "pattern": r"^\s*\d{1,4}\s*([mh]|minutes?|hours?)\s*$",
                            "examples": ["10m"],
                        }
                    },
                    "required": [_AFTER],
                    "additionalProperties": False,
                },
            ],
            "examples": ["reconcile"],
        }
    ),
]
