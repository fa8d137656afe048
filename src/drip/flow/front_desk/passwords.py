"""Passwords of staff: judged by length only, kept as scrypt.

The stored form is Werkzeug's (`scrypt:n:r:p$salt$hex`), so that either reads the other's.
The cost is OWASP's floor for scrypt: 32 MiB and p=3 (libraries.md, section 5).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from drip.errors import DripError

#: Long enough that guessing at the throttled rate is hopeless; nothing else is asked of it.
LEAST = 12
#: Longer ones cost time and protect nobody.
MOST = 200
_N, _R, _P = 2**15, 8, 3
_MEMORY = 64 * 2**20
_METHOD = f"scrypt:{_N}:{_R}:{_P}"


class PasswordError(DripError):
    """Choose a password of at least 12 characters. A few words in a row do well."""


def hash_password(password: str) -> str:
    """The stored form of a password, with a salt of its own.

    Raises:
        PasswordError: it is too short, or absurdly long.
    """
    if len(password) < LEAST:
        raise PasswordError
    if len(password) > MOST:
        raise PasswordError(f"Choose a password of at most {MOST} characters.")
    salt = secrets.token_urlsafe(16)
    return f"{_METHOD}${salt}${_scrypt(password, salt)}"


def check_password(stored: str, password: str) -> bool:
    """Whether this is the password. Takes the same time where nothing is stored."""
    method, _, rest = stored.partition("$")
    salt, _, expected = rest.partition("$")
    found = _scrypt(password[: MOST + 1], salt or "nobody")
    return hmac.compare_digest(found, expected) and method == _METHOD


def _scrypt(password: str, salt: str) -> str:
    return hashlib.scrypt(
        password.encode(), salt=salt.encode(), n=_N, r=_R, p=_P, maxmem=_MEMORY
    ).hex()
