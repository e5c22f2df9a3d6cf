"""The people of an installation: what the pages and the API ask, over the file that holds them."""

from __future__ import annotations

import hmac
import time
from pathlib import Path
from threading import Lock

from assistant.access import Role
from assistant.people.accounts import Accounts
from assistant.people.keys import ApiKeys
from assistant.people.passwords import check_new, fits, is_outdated
from assistant.people.schema import PeopleError, Person, SignInError
from assistant.people.sessions import Sessions
from assistant.people.store import Clock, Store, digest, new_token
from assistant.people.throttle import Throttle

_WRONG = "用户名或密码不对，请再试一次。"
_SET_UP = "这个链接已经用过或失效了，请重新启动程序，用新打印的链接。"


class People:
    """Opens, or makes, the file of people. A context manager; safe to use from several threads.

    Raises SettingsError if the file cannot be used.
    """

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        self._store = Store(path, clock)
        self.accounts = Accounts(self._store)
        self.sessions = Sessions(self._store)
        self.keys = ApiKeys(self._store)
        self._throttle = Throttle(self._store)
        self._lock = Lock()
        self._set_up = ""  # of this run alone: what was printed yesterday opens nothing

    def __enter__(self) -> People:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def owner(self, person: Person) -> str:
        """Under what a person's own things are kept elsewhere; people of another file never have the same."""
        row = self._store.row("SELECT value FROM meta WHERE key = 'file_id'")
        return f"{row[0] if row else ''}:{person.user_id}"

    def sign_in(self, name: str, password: str, address: str) -> str:
        """A session's token. Raises SignInError, with the same words whatever was wrong."""
        self._throttle.enter(name, address)
        person = self.accounts.find(name)
        kept = self.accounts.password_of(person.user_id) if person else None
        if not fits(kept, password) or person is None or kept is None:
            raise SignInError(_WRONG)
        self._throttle.succeeded(name, address)
        if is_outdated(kept):
            self.accounts.rehash(person.user_id, password)
        return self.sessions.open(person.user_id)

    def change_password(self, person: Person, old: str, new: str, address: str) -> str:
        """Sets one's own password and returns the token of a new session: all others end. Raises PeopleError."""
        self._throttle.enter(person.name, address)
        if not fits(self.accounts.password_of(person.user_id), old):
            raise PeopleError("现在的密码不对，请再试一次。")
        self._throttle.succeeded(person.name, address)
        self.accounts.set_password(person.user_id, person.name, new)
        return self.sessions.open(person.user_id)

    def accept(self, token: str, password: str) -> str:
        """Sets the password that a link is for and returns a session's token. Raises PeopleError."""
        person = self.accounts.invited(token)
        self.accounts.set_password(person.user_id, person.name, password)
        return self.sessions.open(person.user_id)

    # -- the first administrator --------------------------------------------------------------------------------

    def set_up_token(self, *, again: bool = False) -> str | None:
        """What makes the first administrator, once; None when there is one. `again` makes another, for whoever starts
        the program has the file of people in hand anyway: it helps where the only administrator forgot the password."""
        with self._lock:
            if self.accounts.has_administrator() and not again:
                return None
            token = new_token()
            self._set_up = digest(token)
            return token

    def is_set_up_token(self, token: str) -> bool:
        return bool(self._set_up) and hmac.compare_digest(self._set_up, digest(token))

    def set_up(self, token: str, name: str, password: str) -> str:
        """Makes an administrator, of an account of that name if there is one, and returns a session's token. Raises
        PeopleError."""
        with self._lock:
            if not self.is_set_up_token(token):
                raise PeopleError(_SET_UP)
            check_new(password, name)
            known = self.accounts.find(name)
            person = known or self.accounts.add(name, Role.ADMINISTRATOR)
            self.accounts.set_role(person.user_id, Role.ADMINISTRATOR)
            self.accounts.set_password(person.user_id, person.name, password)
            self._set_up = ""
        return self.sessions.open(person.user_id)
