"""Booked: what booking systems report."""
