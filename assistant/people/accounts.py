"""Accounts: who there is, in which role, and the one-time links by which people set their own passwords.

No administrator ever knows another's password: adding somebody and resetting a password both make a link.
"""

from __future__ import annotations

import sqlite3
import unicodedata

from assistant.access import Role
from assistant.people.passwords import check_new, hashed
from assistant.people.schema import Account, PeopleError, Person
from assistant.people.sessions import person_of
from assistant.people.store import Store, digest, new_token

LINK_LASTS = 3 * 24 * 3600.0  # seconds
_LONGEST_NAME = 40
_USED = "这个链接已经用过或过期了，请联系管理员重新生成。"


class Accounts:
    """The accounts in the file of people."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Account]:
        query = "SELECT user_id, name, role, disabled, password IS NOT NULL FROM users ORDER BY disabled, name"
        return [Account(person_of(row), bool(row[3]), bool(row[4])) for row in self._store.rows(query)]

    def has_administrator(self) -> bool:
        """Whether somebody can sign in who can let others in."""
        query = "SELECT 1 FROM users WHERE role = ? AND NOT disabled AND password IS NOT NULL"
        return self._store.row(query, Role.ADMINISTRATOR.key) is not None

    def find(self, name: str) -> Person | None:
        """Somebody who is not disabled, by name."""
        row = self._store.row("SELECT user_id, name, role FROM users WHERE name = ? AND NOT disabled", tidy(name))
        return None if row is None else person_of(row)

    def password_of(self, user_id: int) -> str | None:
        """What is kept of somebody's password."""
        row = self._store.row("SELECT password FROM users WHERE user_id = ?", user_id)
        return None if row is None else row[0]

    def add(self, name: str, role: Role) -> Person:
        """Raises PeopleError for a name that is taken or no name."""
        name = tidy(name)
        if not name or len(name) > _LONGEST_NAME or any(unicodedata.category(sign)[0] == "C" for sign in name):
            raise PeopleError(f"用户名要有1到{_LONGEST_NAME}个字符，请改正后再试。")
        try:
            with self._store.transaction() as db:
                made = db.execute("INSERT INTO users (name, role) VALUES (?, ?)", (name, role.key))
        except sqlite3.IntegrityError as error:
            raise PeopleError(f"已经有叫“{name}”的用户，请换一个用户名。") from error
        return Person(int(made.lastrowid or 0), name, role)

    def set_role(self, user_id: int, role: Role) -> None:
        with self._store.transaction() as db:
            db.execute("UPDATE users SET role = ? WHERE user_id = ?", (role.key, user_id))

    def set_disabled(self, user_id: int, disabled: bool) -> None:
        """Somebody disabled is signed out at once; their keys work again when they do."""
        with self._store.transaction() as db:
            db.execute("UPDATE users SET disabled = ? WHERE user_id = ?", (disabled, user_id))
            if disabled:
                _sign_out(db, user_id)
                db.execute("DELETE FROM links WHERE user_id = ?", (user_id,))

    def set_password(self, user_id: int, name: str, password: str) -> None:
        """Raises PeopleError for a weak password. Whoever was signed in under the old one is no more."""
        check_new(password, name)
        kept = hashed(password)
        with self._store.transaction() as db:
            db.execute("UPDATE users SET password = ? WHERE user_id = ?", (kept, user_id))
            db.execute("DELETE FROM links WHERE user_id = ?", (user_id,))
            _sign_out(db, user_id)

    def rehash(self, user_id: int, password: str) -> None:
        """Keeps the same password in today's form."""
        kept = hashed(password)
        with self._store.transaction() as db:
            db.execute("UPDATE users SET password = ? WHERE user_id = ?", (kept, user_id))

    # -- links to set a password --------------------------------------------------------------------------------

    def make_link(self, user_id: int) -> str:
        """The token of a new link; the old password, older links, sessions and keys end."""
        token, until = new_token(), self._store.now() + LINK_LASTS
        with self._store.transaction() as db:
            db.execute("UPDATE users SET password = NULL WHERE user_id = ?", (user_id,))
            db.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?)", (digest(token), user_id, until))
            db.execute("DELETE FROM keys WHERE user_id = ?", (user_id,))
            _sign_out(db, user_id)
        return token

    def invited(self, token: str) -> Person:
        """Whom a link is for. Raises PeopleError when it was used or is too old."""
        row = self._store.row(
            "SELECT u.user_id, u.name, u.role FROM links l JOIN users u USING (user_id) "
            "WHERE l.token = ? AND l.expires_at > ? AND NOT u.disabled",
            digest(token),
            self._store.now(),
        )
        if row is None:
            raise PeopleError(_USED)
        return person_of(row)


def tidy(name: str) -> str:
    """A name as it is kept: one way to write it."""
    return unicodedata.normalize("NFKC", name).strip()


def _sign_out(db: sqlite3.Connection, user_id: int) -> None:
    db.execute("DELETE FROM sessions WHERE user_id = ?", (user_id,))
