"""The register's tables and how its file is opened."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

from ingest.errors import LibraryError
from vectorstore.private import connect_private

SCHEMA_VERSION = 3

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    doc_id    TEXT PRIMARY KEY,
    sha256    TEXT NOT NULL UNIQUE,
    source    TEXT NOT NULL,
    file      TEXT NOT NULL,
    metadata  TEXT NOT NULL,
    text      TEXT NOT NULL,
    structure TEXT NOT NULL,
    format    TEXT NOT NULL,
    paged     INTEGER NOT NULL,
    warnings  TEXT NOT NULL,
    sections  INTEGER NOT NULL,
    pages     INTEGER NOT NULL,
    ocr       INTEGER NOT NULL,
    added_at  TEXT NOT NULL
);

-- where documents came from: two files with the same bytes are one document with two sources
CREATE TABLE sources (
    path_key TEXT PRIMARY KEY,
    doc_id   TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    source   TEXT NOT NULL
);
CREATE INDEX sources_by_document ON sources (doc_id);

CREATE TABLE chunks (
    chunk_id   TEXT PRIMARY KEY,
    doc_id     TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    path       TEXT NOT NULL,
    headings   TEXT NOT NULL,
    page       INTEGER
);
CREATE INDEX chunks_by_document ON chunks (doc_id, position);

CREATE TABLE vectors (
    chunk_id TEXT PRIMARY KEY REFERENCES chunks (chunk_id) ON DELETE CASCADE,
    model    TEXT NOT NULL,
    vector   BLOB NOT NULL
);
CREATE INDEX vectors_by_model ON vectors (model);

-- one row a transaction, so that a cache that knows its revision can tell what it lacks
CREATE TABLE journal (
    revision INTEGER PRIMARY KEY,
    put      TEXT NOT NULL,
    dropped  TEXT NOT NULL
);
"""

# who may read a document, where somebody decided otherwise than the document itself says
_LEVELS = """
CREATE TABLE levels (
    doc_id TEXT PRIMARY KEY REFERENCES documents (doc_id) ON DELETE CASCADE,
    level  TEXT NOT NULL
) WITHOUT ROWID
"""

# documents taken away, with all that belongs to them, until that can no longer be undone (removed.py)
_REMOVED = """
CREATE TABLE removed (doc_id TEXT PRIMARY KEY, at REAL NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE removed_documents AS SELECT * FROM documents WHERE 0;
CREATE TABLE removed_sources AS SELECT * FROM sources WHERE 0;
CREATE TABLE removed_chunks AS SELECT * FROM chunks WHERE 0;
CREATE TABLE removed_vectors AS SELECT * FROM vectors WHERE 0;
CREATE TABLE removed_levels AS SELECT * FROM levels WHERE 0;
CREATE INDEX removed_documents_by_id ON removed_documents (doc_id);
CREATE INDEX removed_sources_by_document ON removed_sources (doc_id);
CREATE INDEX removed_chunks_by_document ON removed_chunks (doc_id);
CREATE INDEX removed_vectors_by_chunk ON removed_vectors (chunk_id);
CREATE INDEX removed_levels_by_document ON removed_levels (doc_id)
"""

# what leads from each version to the next. None is a mere addition: a program that knows nothing of levels would show
# what is hidden, one that knows nothing of removed documents would throw their originals away; so it must not open it.
_STEPS = {0: _TABLES, 1: _LEVELS, 2: _REMOVED}


def connect(path: Path) -> sqlite3.Connection:
    """Opens the register's file, making it where there is none.

    Raises LibraryError if the file is damaged or was written by a newer version of the program.
    """
    try:
        connection = connect_private(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a document reported as added survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what was dropped for good stands in no backup either
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version < SCHEMA_VERSION:
            _upgrade(connection, version)
    except (OSError, sqlite3.DatabaseError) as error:
        raise LibraryError(
            f"资料库的登记文件“{path.name}”无法打开，请确认它没有损坏并且可以写入，或换一个资料库文件夹。"
        ) from error
    if version > SCHEMA_VERSION:
        connection.close()
        raise LibraryError("这个资料库由更新版本的程序建立，请升级本程序后再打开。")
    return connection


def _upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Makes the tables, or those that an older version lacks, in one transaction: all of them or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, SCHEMA_VERSION):
            for statement in _STEPS[step].split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        if version == 0:
            connection.execute("INSERT INTO meta VALUES ('library_id', ?)", (uuid.uuid4().hex,))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
