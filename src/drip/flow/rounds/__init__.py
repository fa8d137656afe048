"""Rounds: what the worker does by the clock, and what is tried by hand."""
