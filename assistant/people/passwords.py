"""Passwords: what a good enough one is, and argon2id with the library's own parameters; nothing else imports it."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore
from typing import Any

from assistant.people.schema import PeopleError

LEAST, MOST = 10, 200
_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB for a moment; a flood of attempts must not take them all at once


def check_new(password: str, name: str) -> None:
    """Raises PeopleError for a password that is guessed at once."""
    if not LEAST <= len(password) <= MOST:
        raise PeopleError(f"密码要有{LEAST}到{MOST}个字符，请换一个。")
    if (name and name.casefold() in password.casefold()) or len(set(password)) < 5:
        raise PeopleError("这个密码太容易猜到，请不要包含用户名，也不要反复用几个字符。")


def hashed(password: str) -> str:
    with _AT_ONCE:
        return str(_hasher().hash(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept. Takes as long when there is none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return bool(_hasher().verify(kept or _nobodys(), password[: MOST + 1])) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether the library has stronger parameters by now."""
    return bool(_hasher().check_needs_rehash(kept))


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return str(_hasher().hash("nobody has this password"))
