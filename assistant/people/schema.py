"""The nouns of people."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.access import Role
from ingest.errors import UserError


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, or could be."""

    user_id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the administrators see them."""

    person: Person
    disabled: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs, without the key itself: that is shown once, when it is made."""

    key_id: int
    label: str
    made_at: float
    used_at: float | None


class PeopleError(UserError):
    """Something that a form was filled in with cannot be done."""


class SignInError(PeopleError):
    """Nobody is signed in; it never says whether the name exists."""
