"""Conversations, kept on the server: each belongs to an owner and is shown to nobody else.

They stand in a file of their own in the library's folder, since they may be deleted as a whole, and a library is
complete without them. An owner is "" for whoever sits at the computer, or a person of a file of people.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from threading import Lock

from assistant.schema import Answer, Citation
from ingest.errors import LibraryError
from vectorstore.private import connect_private

MOST_CHARACTERS = 40  # of a name
_LISTED = 200
_UNREADABLE = "这条答复由另一个版本的程序保存，无法显示，请重新提问。"
_HOLDS = """
AND EXISTS (SELECT 1 FROM turns t WHERE t.key = c.key
            AND instr(c.name || char(10) || t.question || CASE WHEN EXISTS (
                SELECT 1 FROM json_each(t.answer, '$.citations') cited JOIN json_each(?) gone
                ON gone.value = json_extract(cited.value, '$.doc_id'))
            THEN '' ELSE coalesce(json_extract(t.answer, '$.text'), '') END, ?))"""
_ANSWER = tuple(field.name for field in fields(Answer) if field.name not in {"citations", "trace"})

_TABLES = """
CREATE TABLE IF NOT EXISTS conversations (
    key     TEXT PRIMARY KEY,
    owner   TEXT NOT NULL,
    name    TEXT NOT NULL,
    used_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_by_owner ON conversations (owner, used_at);
CREATE TABLE IF NOT EXISTS turns (
    key      TEXT NOT NULL REFERENCES conversations (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT,
    failure  TEXT NOT NULL,
    PRIMARY KEY (key, position)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation with its answer; `failure` is said instead when there was none."""

    question: str
    answer: Answer | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is listed; its name is what its owner calls it, or the question it began with, or that was
    asked anew."""

    key: str
    name: str
    used_at: float


class Conversations:
    """Opens, or makes, the file. Safe to use from several threads. Raises LibraryError if it cannot be used."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._now = clock
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect_private(path, timeout=10)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")  # a deleted conversation is not to be read in the file
            self._db.execute("PRAGMA foreign_keys = ON")
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
        except (OSError, sqlite3.DatabaseError) as error:
            raise LibraryError(f"问答记录“{path.name}”无法打开，请检查权限，或把它移走后再试。") from error

    def __enter__(self) -> Conversations:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._db.close()

    def add(self, owner: str, key: str, turn: Turn) -> str:
        """Keeps a turn at the end of a conversation and returns the conversation's key; one that is not the owner's,
        or is gone, begins anew."""
        with self._transaction():
            if not self._is_of(owner, key):
                key = self._begin(owner, turn.question)
            self._append(key, turn)
        return key

    def branch(self, owner: str, turns: Sequence[Turn]) -> str:
        """Keeps turns of which the last was asked anew as a conversation of its own, named after that one, and returns
        its key: the conversation it was taken from stays as it was."""
        with self._transaction():
            key = self._begin(owner, turns[-1].question)
            for turn in turns:
                self._append(key, turn)
        return key

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _begin(self, owner: str, question: str) -> str:
        key, name = uuid.uuid4().hex, _short(question)
        self._db.execute("INSERT INTO conversations VALUES (?, ?, ?, 0)", (key, owner, name))
        return key

    def _append(self, key: str, turn: Turn) -> None:
        self._db.execute(
            "INSERT INTO turns SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM turns WHERE key = ?1",
            (key, turn.question, _to_json(turn.answer), turn.failure),
        )
        self._db.execute("UPDATE conversations SET used_at = ? WHERE key = ?", (self._now(), key))

    def all(self, owner: str, wanted: str = "", gone: Collection[str] = ()) -> list[Kept]:
        """An owner's conversations, the last used first, that hold all the wanted words; an answer that cites one of
        the documents `gone` is not looked into."""
        words = [part for word in wanted.split() for part in (json.dumps(list(gone)), word)]
        query = "SELECT key, name, used_at FROM conversations c WHERE owner = ?" + _HOLDS * (len(words) // 2)
        with self._lock:
            rows = self._db.execute(f"{query} ORDER BY used_at DESC LIMIT {_LISTED}", (owner, *words)).fetchall()
        return [Kept(*row) for row in rows]

    def documents(self, owner: str) -> set[str]:
        """The documents that the answers of an owner's conversations cite."""
        query = """SELECT DISTINCT json_extract(cited.value, '$.doc_id') FROM conversations JOIN turns USING (key),
                   json_each(turns.answer, '$.citations') cited WHERE owner = ?"""
        with self._lock:
            return {str(row[0]) for row in self._db.execute(query, (owner,))}

    def turns(self, owner: str, key: str) -> tuple[Turn, ...]:
        """The turns of a conversation; none if it is not the owner's."""
        with self._lock:
            rows = self._db.execute(
                "SELECT question, answer, failure FROM turns JOIN conversations USING (key) "
                "WHERE key = ? AND owner = ? ORDER BY position",
                (key, owner),
            ).fetchall()
        return tuple(_turn(*row) for row in rows)

    def name(self, owner: str, key: str) -> str:
        """What a conversation is called; "" if it is not the owner's."""
        with self._lock:
            row = self._db.execute(
                "SELECT name FROM conversations WHERE key = ? AND owner = ?", (key, owner)
            ).fetchone()
        return str(row[0]) if row else ""

    def rename(self, owner: str, key: str, name: str) -> None:
        """Calls a conversation what its owner likes, or its first question again where that is nothing; one that is not
        the owner's stays as it is, and that is no error."""
        turns = self.turns(owner, key)
        called = _short(name) or _short(turns[0].question if turns else "")
        with self._lock:
            self._db.execute("UPDATE conversations SET name = ? WHERE key = ? AND owner = ?", (called, key, owner))

    def remove(self, owner: str, key: str) -> None:
        """Deletes a conversation; one that is not the owner's stays, and that is no error."""
        with self._lock:
            self._db.execute("DELETE FROM conversations WHERE key = ? AND owner = ?", (key, owner))

    def _is_of(self, owner: str, key: str) -> bool:
        row = self._db.execute("SELECT 1 FROM conversations WHERE key = ? AND owner = ?", (key, owner)).fetchone()
        return row is not None


def cited(turns: Sequence[Turn]) -> set[str]:
    """The documents that the answers of some turns cite."""
    return {citation.doc_id for turn in turns if turn.answer for citation in turn.answer.citations}


def _short(words: str) -> str:
    """On one line, without signs that nobody sees: they could turn the words around them."""
    seen = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    return seen[:MOST_CHARACTERS].strip()


def _to_json(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    row = {name: getattr(answer, name) for name in _ANSWER}
    return json.dumps(row | {"citations": [asdict(citation) for citation in answer.citations]}, ensure_ascii=False)


def _turn(question: str, answer: str | None, failure: str) -> Turn:
    if answer is None:
        return Turn(question, None, failure)
    try:
        row = json.loads(answer)
        citations = tuple(Citation(**citation) for citation in row.pop("citations"))
        return Turn(question, Answer(**row | {"warnings": tuple(row["warnings"])}, citations=citations))
    except (ValueError, TypeError, KeyError):  # kept by another version
        return Turn(question, None, _UNREADABLE)
