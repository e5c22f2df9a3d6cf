"""How often somebody may try a password: by name and address together, by address, and by name.

The limit for a pair is low; those for an address (an office behind one gateway) and for a name (somebody who tries one
account from many addresses) are higher, so that nobody can lock another out with a few attempts.
"""

from __future__ import annotations

from math import ceil

from assistant.people.accounts import tidy
from assistant.people.schema import SignInError
from assistant.people.store import Store

WINDOW = 10 * 60.0  # seconds
PAIR, ADDRESS, NAME = 5, 60, 60


class Throttle:
    """Keeps the attempts in the file, so that a restart forgives none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def enter(self, name: str, address: str) -> None:
        """Notes an attempt, before it is looked at: many at once count too. Raises SignInError when there were too
        many."""
        now = self._store.now()
        with self._store.transaction() as db:
            db.execute("DELETE FROM attempts WHERE at <= ?", (now - WINDOW,))
            for subject, most in _subjects(name, address).items():
                count, first = db.execute(
                    "SELECT count(*), min(at) FROM attempts WHERE subject = ?", (subject,)
                ).fetchone()
                if count >= most:
                    minutes = max(1, ceil((first + WINDOW - now) / 60))
                    raise SignInError(f"尝试的次数太多了，请{minutes}分钟后再试。")
            db.executemany("INSERT INTO attempts VALUES (?, ?)", [(s, now) for s in _subjects(name, address)])

    def succeeded(self, name: str, address: str) -> None:
        """Forgets what came before a right password, and that it was an attempt."""
        pair, *wider = _subjects(name, address)
        with self._store.transaction() as db:
            db.execute("DELETE FROM attempts WHERE subject = ?", (pair,))
            for subject in wider:
                db.execute(
                    "DELETE FROM attempts WHERE rowid = (SELECT max(rowid) FROM attempts WHERE subject = ?)", (subject,)
                )


def _subjects(name: str, address: str) -> dict[str, int]:
    """What is counted, the pair first, each with its limit; a name as accounts find it, however it is written."""
    name = tidy(name).casefold()[:80]
    return {f"pair:{address}:{name}": PAIR, f"address:{address}": ADDRESS, f"name:{name}": NAME}
