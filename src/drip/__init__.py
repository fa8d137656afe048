"""Drip keeps people in a health programme: letters over weeks, check-ins, and a person reached in time."""

__version__ = "0.1.0"
