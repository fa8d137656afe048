"""Reported: what providers tell afterwards, and what it settles."""
