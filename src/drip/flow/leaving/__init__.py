"""Leaving: goodbyes, bad addresses and complaints; after them nothing goes."""
