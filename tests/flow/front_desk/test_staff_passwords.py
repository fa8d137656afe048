import pytest
from werkzeug.security import check_password_hash, generate_password_hash

from drip.flow.front_desk.passwords import PasswordError, check_password, hash_password

PASSWORD = "three words in a row"


def test_passwords_are_kept_as_werkzeug_keeps_them() -> None:
    ours = hash_password(PASSWORD)
    theirs = generate_password_hash(PASSWORD, "scrypt:32768:8:3")

    assert check_password_hash(ours, PASSWORD)
    assert check_password(theirs, PASSWORD)
    assert not check_password(ours, PASSWORD + " ")
    assert not check_password("", "")
    with pytest.raises(PasswordError):
        hash_password("x" * 201)
