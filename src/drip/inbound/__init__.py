"""What comes back: bytes to values. It reads, and decides nothing.

Everything here is written by strangers, so everything is bounded before it is read, and what
cannot be read is kept for a person.
"""
