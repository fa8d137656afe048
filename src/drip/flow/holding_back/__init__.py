"""Holding back: all that may stop letters from leaving, by rate, by trouble or by a person."""
