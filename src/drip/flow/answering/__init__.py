"""Answering: check-ins, what people post, and what follows from it."""
