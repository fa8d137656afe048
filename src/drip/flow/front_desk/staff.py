"""Staff come in: by a one-time link, then by a password; and go out again.

Everything here runs on wall time, also in a demo whose clock is moved. Nobody is ever given a
password: a link lets a person choose one. Whoever guesses is slowed down by network and by account,
while a browser that signed in before keeps its own count, so that nobody can lock staff out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog
from email_validator import EmailNotValidError, validate_email

from drip.errors import DripError
from drip.flow.front_desk.passwords import check_password, hash_password
from drip.flow.services import Services
from drip.links import fold_address
from drip.storage import limits, staff
from drip.storage.database import Transaction
from drip.storage.limits import Limit
from drip.storage.staff import UNCLAIMED, Member

LINK_LIFETIME = timedelta(hours=48)
SESSION_LIFETIME = timedelta(days=7)
#: Signed out after this long without a page.
IDLE = timedelta(hours=12)
#: A visit is noted no more often than this.
_NOTED_EVERY = timedelta(minutes=5)

_WINDOW = timedelta(minutes=15)
_TRIES_OF_A_NETWORK = 60
_TRIES_OF_STRANGERS = 30
_TRIES_OF_A_DEVICE = 10

log = structlog.get_logger()


class StaffLinkError(DripError):
    """This link was used already, or it is too old. Ask for a new one: drip staff add."""


class StaffAddressError(DripError):
    """That is no email address that Drip can use."""


class SignInError(DripError):
    """The email address and the password do not go together. Check both and try again."""


class SlowDownError(DripError):
    """Too many tries. Wait a quarter of an hour, or ask for a new link: drip staff add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """Who knocks: a hash of the network, the device's own mark (if any), and the browser."""

    network: str
    device: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What the browser is given: the session's token, and a mark by which it is known again."""

    token: str
    device: str


def add(services: Services, *, name: str, email: str) -> str:
    """A link for a person to choose a password; the account is made when there is none.

    For somebody who has an account it is the way to a new password: nothing changes until the
    link is used.

    Raises:
        StaffAddressError: the address cannot be used.
    """
    address = _address(email)
    now = services.wall()
    with services.database.write() as tx:
        member = staff.add(tx, name=" ".join(name.split()), email=address, now=now)
        link = _new_link(services, tx, member.id)
    log.info("staff.link_made", staff=member.id)
    return link


def first_link(services: Services) -> str | None:
    """A link for the very first person, who gives a name and an address with the password.

    `None` as soon as anybody can sign in (an invitation alone lets nobody in), and in a demo,
    which needs no sign-in.
    """
    if services.demo:
        return None
    with services.database.write() as tx:
        if staff.count_able(tx):
            return None
        member = staff.add(tx, name="", email=UNCLAIMED, now=services.wall())
        return _new_link(services, tx, member.id)


def _new_link(services: Services, tx: Transaction, staff_id: int) -> str:
    token = secrets.token_urlsafe(24)
    now = services.wall()
    staff.add_link(tx, staff_id, _hash(token), now=now, expires_at=now + LINK_LIFETIME)
    return f"{services.links.base_url}/staff/join/{token}"


def invited(services: Services, token: str) -> Member:
    """Whom a one-time link is for.

    Raises:
        StaffLinkError: it was used, is too old, or never was one.
    """
    with services.database.read() as tx:
        member = staff.of_link(tx, _hash(token), services.wall())
    if member is None:
        raise StaffLinkError
    return member


def accept(
    services: Services, token: str, *, name: str, email: str, password: str, knock: Knock
) -> SignedIn:
    """Use a one-time link: set the password, sign in here and sign out everywhere else.

    `name` and `email` count only for the first account, which has none yet.

    Raises:
        StaffLinkError: it was used, is too old, or never was one.
        PasswordError: the password is too short.
        StaffAddressError: the address cannot be used, or belongs to another account.
    """
    member = invited(services, token)
    address = _address(email) if member.unclaimed else member.email
    hashed = hash_password(password)
    now = services.wall()
    with services.database.write() as tx:
        if staff.use_link(tx, _hash(token), now) is None:
            raise StaffLinkError
        if member.unclaimed:
            if staff.address_taken(tx, address, except_for=member.id):
                raise StaffAddressError("Somebody has an account with this address already.")
            staff.claim(tx, member.id, name=" ".join(name.split()), email=address)
        staff.set_password(tx, member.id, hashed)
        session = _open(services, tx, member.id, knock)
    log.info("staff.joined", staff=member.id)
    return _signed_in(services, session, address)


def sign_in(services: Services, *, email: str, password: str, knock: Knock) -> SignedIn:
    """Sign in with a password; every sign-in makes a new session.

    Raises:
        SlowDownError: too many tries from here, or for this account.
        SignInError: wrong, without a word about which of the two.
    """
    address = fold_address(email)
    with services.database.write() as tx:
        allowed = _may_try(services, tx, address, knock)
        member = staff.by_email(tx, address) if address != UNCLAIMED else None
    if not allowed:
        raise SlowDownError
    if not check_password(member.password_hash if member else "", password) or member is None:
        log.info("staff.sign_in_refused", staff=member.id if member else None)
        raise SignInError
    with services.database.write() as tx:
        session = _open(services, tx, member.id, knock)
    log.info("staff.signed_in", staff=member.id)
    return _signed_in(services, session, member.email)


def _may_try(services: Services, tx: Transaction, address: str, knock: Knock) -> bool:
    own = _device_known(services, knock.device, address)
    most = {f"device:{knock.device}": _TRIES_OF_A_DEVICE}
    if not own:
        most = {
            f"network:{knock.network}": _TRIES_OF_A_NETWORK,
            f"account:{address}": _TRIES_OF_STRANGERS,
        }
    hashed = services.links.keyed_hash
    asked = [Limit(hashed("staff-limit", name), count, _WINDOW) for name, count in most.items()]
    return not limits.count(tx, asked, services.wall())


def whoami(services: Services, token: str) -> Member | None:
    """Who is signed in with this session; notes that somebody is still there."""
    now = services.wall()
    with services.database.read() as tx:
        session = staff.session(tx, _hash(token), now=now, idle=IDLE)
    if session is None:
        return None
    if now - session.seen_at > _NOTED_EVERY:
        with services.database.write() as tx:
            staff.touch_session(tx, session.id, now)
    return session.member


def sign_out(services: Services, token: str) -> None:
    """End one session."""
    with services.database.write() as tx:
        staff.close_session(tx, _hash(token))


def sign_out_everywhere(services: Services, member: Member) -> None:
    """End every session of an account."""
    with services.database.write() as tx:
        staff.close_sessions(tx, member.id)
    log.info("staff.signed_out_everywhere", staff=member.id)


def change_password(
    services: Services, member: Member, *, old: str, new: str, knock: Knock
) -> SignedIn:
    """Change the password: signed out everywhere, and in again here with a new session.

    Raises:
        SlowDownError: too many tries with a wrong old password.
        SignInError: the old password is wrong.
        PasswordError: the new one is too short.
    """
    with services.database.write() as tx:
        allowed = _may_try(services, tx, member.email, knock)
    if not allowed:
        raise SlowDownError
    if not check_password(member.password_hash, old):
        raise SignInError("That is not your password of now.")
    hashed = hash_password(new)
    with services.database.write() as tx:
        staff.set_password(tx, member.id, hashed)
        session = _open(services, tx, member.id, knock)
    log.info("staff.password_changed", staff=member.id)
    return _signed_in(services, session, member.email)


def _open(services: Services, tx: Transaction, staff_id: int, knock: Knock) -> str:
    token = secrets.token_urlsafe(32)
    now = services.wall()
    staff.open_session(
        tx,
        staff_id,
        _hash(token),
        now=now,
        expires_at=now + SESSION_LIFETIME,
        agent=knock.agent[:200],
    )
    return token


def _signed_in(services: Services, token: str, address: str) -> SignedIn:
    nonce = secrets.token_hex(8)
    return SignedIn(token=token, device=f"{nonce}.{_device_mark(services, nonce, address)}")


def _device_mark(services: Services, nonce: str, address: str) -> str:
    return services.links.keyed_hash("staff-device", f"{nonce}:{address}")


def _device_known(services: Services, device: str, address: str) -> bool:
    nonce, _, mark = device.partition(".")
    return hmac.compare_digest(mark.encode(), _device_mark(services, nonce, address).encode())


def _address(email: str) -> str:
    try:
        found = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise StaffAddressError(f"{StaffAddressError.__doc__} {error}") from error
    return fold_address(found.normalized)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
