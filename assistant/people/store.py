"""The file that holds the people: accounts, sessions, links to set a password, keys for programs, failed attempts.

One SQLite file of its own, so that a library can be copied without its people and people kept when a library is built
anew. It holds no password and no token, only what is made of them by argon2 and SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

from ingest.errors import SettingsError

Clock = Callable[[], float]

_APPLICATION = 0x5A577065  # ours alone: no other database is taken for a file of people, or written into
_VERSION = 1

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE users (
    user_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role     TEXT NOT NULL,
    password TEXT,
    disabled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sessions (
    token     TEXT PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    opened_at REAL NOT NULL,
    seen_at   REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE links (
    token      TEXT PRIMARY KEY,
    user_id    INTEGER NOT NULL UNIQUE REFERENCES users (user_id) ON DELETE CASCADE,
    expires_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE keys (
    key_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    token   TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
    label   TEXT NOT NULL,
    made_at REAL NOT NULL,
    used_at REAL
);
CREATE TABLE attempts (subject TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX attempts_by_subject ON attempts (subject, at)
"""


class Store:
    """Opens, or makes, the file. Safe to use from several threads.

    Raises SettingsError if the file is something else, is damaged, or cannot be written.
    """

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        self.now = clock
        self._lock = RLock()
        path = path.expanduser().absolute()
        try:
            # nobody else on the computer may read it, from its first byte
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._prepare(path)
        except (OSError, sqlite3.DatabaseError) as error:
            raise SettingsError(
                f"人员文件“{path}”无法打开，请检查路径、权限，以及它是不是本程序建立的文件。"
            ) from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(query, parameters).fetchall()

    def row(self, query: str, *parameters: object) -> tuple[Any, ...] | None:
        return next(iter(self.rows(query, *parameters)), None)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what the body writes, or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _prepare(self, path: Path) -> None:
        application = int(self._db.execute("PRAGMA application_id").fetchone()[0])
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        empty = path.stat().st_size == 0
        if not empty and (application != _APPLICATION or version > _VERSION):
            self._db.close()
            raise SettingsError(f"“{path}”不是本程序（这个版本）的人员文件，请换一个文件名。")
        if empty:
            with self.transaction() as db:
                for statement in _TABLES.split(";\n"):
                    db.execute(statement)
                db.execute("INSERT INTO meta VALUES ('file_id', ?)", (secrets.token_hex(8),))
                db.execute(f"PRAGMA application_id = {_APPLICATION}")
                db.execute(f"PRAGMA user_version = {_VERSION}")


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token; it is random, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
