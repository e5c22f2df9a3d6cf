"""Keys for programs (`Authorization: Bearer zw-…`): each belongs to a person and may what the person may."""

from __future__ import annotations

from assistant.people.schema import ApiKey, PeopleError, Person
from assistant.people.sessions import person_of
from assistant.people.store import Store, digest, new_token

_MOST = 20  # of a person
_TOUCH = 60.0


class ApiKeys:
    """The keys in the file of people."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, user_id: int, label: str) -> str:
        """A new key, which is shown this once. Raises PeopleError when the person has too many."""
        key, now = f"zw-{new_token()}", self._store.now()
        if len(self.of(user_id)) >= _MOST:
            raise PeopleError(f"每人最多{_MOST}个密钥，请先停用不再使用的。")
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO keys (token, user_id, label, made_at) VALUES (?, ?, ?, ?)",
                (digest(key), user_id, label.strip()[:40] or "未命名", now),
            )
        return key

    def of(self, user_id: int) -> list[ApiKey]:
        query = "SELECT key_id, label, made_at, used_at FROM keys WHERE user_id = ? ORDER BY key_id"
        return [ApiKey(*row) for row in self._store.rows(query, user_id)]

    def revoke(self, user_id: int, key_id: int) -> None:
        """Ends a key of one's own; another's, or none, is no error."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM keys WHERE user_id = ? AND key_id = ?", (user_id, key_id))

    def person(self, key: str) -> Person | None:
        """Whose key it is; None for no key of ours and for somebody disabled."""
        row = self._store.row(
            "SELECT u.user_id, u.name, u.role, k.used_at FROM keys k JOIN users u USING (user_id) "
            "WHERE k.token = ? AND NOT u.disabled",
            digest(key),
        )
        if row is None:
            return None
        now = self._store.now()
        if row[3] is None or now - row[3] > _TOUCH:
            with self._store.transaction() as db:
                db.execute("UPDATE keys SET used_at = ? WHERE token = ?", (now, digest(key)))
        return person_of(row)
