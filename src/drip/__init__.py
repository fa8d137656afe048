"""Drip keeps people in a health programme.

Letters over weeks, check-ins at the moments when people give up, and a person reached in time.
"""

__version__ = "0.1.0"
