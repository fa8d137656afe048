"""The root of every error that Drip raises on purpose.

Each room defines its own family beside its raiser. A class's docstring is its
default message, written for the person who will read it.
"""


class DripError(Exception):
    """Something went wrong that Drip can explain."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__ or type(self).__name__)

    @property
    def message(self) -> str:
        """What happened, in words for a person."""
        return str(self.args[0])
