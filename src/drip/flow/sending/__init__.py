"""Sending: intent, call and result; what nobody knows the outcome of."""
