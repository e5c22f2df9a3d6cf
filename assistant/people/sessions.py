"""Sessions of browsers: they end when nobody uses them, after a working day, or when the person is disabled."""

from __future__ import annotations

from assistant.access import Role, role_of
from assistant.people.schema import Person
from assistant.people.store import Store, digest, new_token

IDLE = 2 * 3600.0  # seconds
LONGEST = 12 * 3600.0
_TOUCH = 60.0  # a page load is a hundred requests; what is seen is written once a minute


class Sessions:
    """Sessions in the file of people, so that a restart of the program signs nobody out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, user_id: int) -> str:
        """Starts a session and returns its token, which is kept nowhere."""
        token, now = new_token(), self._store.now()
        with self._store.transaction() as db:
            db.execute("DELETE FROM sessions WHERE opened_at <= ? OR seen_at <= ?", (now - LONGEST, now - IDLE))
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(token), user_id, now, now))
        return token

    def person(self, token: str) -> Person | None:
        """Who has this session, with the role of this moment; None when it ended."""
        now = self._store.now()
        row = self._store.row(
            "SELECT u.user_id, u.name, u.role, s.seen_at FROM sessions s JOIN users u USING (user_id) "
            "WHERE s.token = ? AND s.opened_at > ? AND s.seen_at > ? AND NOT u.disabled",
            digest(token),
            now - LONGEST,
            now - IDLE,
        )
        if row is None:
            return None
        if now - row[3] > _TOUCH:
            with self._store.transaction() as db:
                db.execute("UPDATE sessions SET seen_at = ? WHERE token = ?", (now, digest(token)))
        return person_of(row)

    def end(self, token: str) -> None:
        with self._store.transaction() as db:
            db.execute("DELETE FROM sessions WHERE token = ?", (digest(token),))


def person_of(row: tuple[object, ...]) -> Person:
    """A person from (user_id, name, role, …); a role of a later program counts as the least."""
    role = role_of(str(row[2]))
    return Person(int(str(row[0])), str(row[1]), Role.READER if role is None else role)
