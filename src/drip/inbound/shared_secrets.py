"""Shared secrets: whether a post carries the HMAC-SHA256 of a secret that we know too."""

from __future__ import annotations

import hashlib
import hmac


def signed(secrets: str, message: bytes, signature: str) -> bool:
    """Whether a signature, in hex, was made with the secret.

    While a secret is changed there are two, with a comma between them. One that holds a comma
    itself is taken as a whole too.
    """
    if not signature.isascii():
        return False
    known = dict.fromkeys((secrets, *(one.strip() for one in secrets.split(","))))
    given = signature.strip().lower()
    return any(
        hmac.compare_digest(hmac.new(one.encode(), message, hashlib.sha256).hexdigest(), given)
        for one in known
        if one
    )
