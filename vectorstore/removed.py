"""Documents taken away or replaced, kept so that this can be undone: their rows move to tables of their own and back.

Nothing that searches, lists or shows reads those tables, so a removed document is gone for everybody but whoever asks
for what was removed. Inside a transaction of the register (`register.py`), which makes each move whole or not at all.
"""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass

from vectorstore.codec import Record, record_from_row, record_query

_COLUMNS = (
    "doc_id, sha256, source, file, metadata, text, structure, format, paged, warnings, sections, pages, ocr, added_at"
)
_BESIDE = ("sources", "chunks", "levels")  # that name their document; a vector names its chunk
_OF_DOCUMENT = "chunk_id IN (SELECT chunk_id FROM {}chunks WHERE doc_id = ?)"


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was taken away, and when (seconds since 1970)."""

    record: Record
    at: float


def lay_aside(db: sqlite3.Connection, doc_id: str, at: float) -> None:
    """Copies all rows of a document to the tables of removed ones; the caller deletes it."""
    forget(db, doc_id)
    db.execute("INSERT INTO removed SELECT doc_id, ?, rowid FROM documents WHERE doc_id = ?", (at, doc_id))
    for table in ("documents", *_BESIDE):
        db.execute(f"INSERT INTO removed_{table} SELECT * FROM {table} WHERE doc_id = ?", (doc_id,))
    db.execute(f"INSERT INTO removed_vectors SELECT * FROM vectors WHERE {_OF_DOCUMENT.format('')}", (doc_id,))


def bring_back(db: sqlite3.Connection, doc_id: str) -> None:
    """Moves a document back to where it stood among the others. What came under the name of its file meanwhile stays,
    and it stands beside that."""
    db.execute(
        f"""INSERT INTO documents (rowid, {_COLUMNS})
            SELECT CASE WHEN EXISTS (SELECT 1 FROM documents d WHERE d.rowid = r.place) THEN NULL ELSE r.place END,
                   {_COLUMNS.replace("doc_id", "o.doc_id")}
            FROM removed_documents o JOIN removed r ON r.doc_id = o.doc_id WHERE o.doc_id = ?""",
        (doc_id,),
    )
    for path_key, source in db.execute(
        "SELECT path_key, source FROM removed_sources WHERE doc_id = ?", (doc_id,)
    ).fetchall():
        free = path_key
        while db.execute("SELECT 1 FROM sources WHERE path_key = ?", (free,)).fetchone():
            free = f"beside:{free}"
        db.execute("INSERT INTO sources VALUES (?, ?, ?)", (free, doc_id, source))
    for table in ("chunks", "levels"):
        db.execute(f"INSERT INTO {table} SELECT * FROM removed_{table} WHERE doc_id = ?", (doc_id,))
    db.execute(f"INSERT INTO vectors SELECT * FROM removed_vectors WHERE {_OF_DOCUMENT.format('removed_')}", (doc_id,))
    forget(db, doc_id)


def forget(db: sqlite3.Connection, doc_id: str) -> None:
    """Drops what is kept of a removed document; an unknown one is no error."""
    db.execute(f"DELETE FROM removed_vectors WHERE {_OF_DOCUMENT.format('removed_')}", (doc_id,))
    for table in ("documents", *_BESIDE):
        db.execute(f"DELETE FROM removed_{table} WHERE doc_id = ?", (doc_id,))
    db.execute("DELETE FROM removed WHERE doc_id = ?", (doc_id,))


def earlier_versions(db: sqlite3.Connection, doc_id: str, path_key: str) -> list[tuple[str, str]]:
    """The ids and files of what was taken away of one file and is one paper by its 文号 and title, the last first:
    `doc_id`, which is among them, and those like it. None where it bears neither: who knows what is like it."""
    rows = db.execute(
        """SELECT d.doc_id, d.file, json_extract(d.metadata, '$.doc_number'), json_extract(d.metadata, '$.title')
           FROM removed_sources s CROSS JOIN removed_documents d ON d.doc_id = s.doc_id
           JOIN removed r ON r.doc_id = d.doc_id WHERE s.path_key = ? ORDER BY r.at DESC, r.place DESC""",
        (path_key,),
    ).fetchall()
    names = {version: (number, title) for version, _, number, title in rows}
    return [row[:2] for row in rows if any(names[doc_id]) and names[row[0]] == names[doc_id]]


def removed_level(db: sqlite3.Connection, doc_id: str) -> str | None:
    """Who may read a removed document, where somebody decided."""
    row = db.execute("SELECT level FROM removed_levels WHERE doc_id = ?", (doc_id,)).fetchone()
    return None if row is None else str(row[0])


def removed_documents(db: sqlite3.Connection, before: float = math.inf) -> list[Removed]:
    """What was taken away, or only what was before some time, the last first."""
    rows = db.execute(
        f"{record_query('removed_')} JOIN removed r ON r.doc_id = d.doc_id WHERE r.at < ? ORDER BY r.at DESC", (before,)
    ).fetchall()
    times = dict(db.execute("SELECT doc_id, at FROM removed").fetchall())
    return [Removed(record, times[record.doc_id]) for record in map(record_from_row, rows)]
