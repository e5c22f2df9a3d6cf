"""The truth about a library: one SQLite file with its documents, chunks and vectors.

Everything else (Chroma, the keyword index) is a cache that can be rebuilt from here without embedding anything again.
A document is written, replaced or removed in one transaction, so a killed process never leaves half of one. Every
transaction raises `revision` and writes a row of the journal; `vectorstore/index.py` reads it to follow.

Here is what happens to documents; how chunks and vectors lie in their tables: `chunk_rows.py`, the list of documents in
memory: `record_list.py`, what was taken away: `removed.py`.

Not safe for several threads at once: `assistant/library.py` holds a lock around every call.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.errors import InvariantError
from ingest.schema import Chunk, Document
from vectorstore import codec
from vectorstore.chunk_rows import ChunkRows
from vectorstore.codec import Record
from vectorstore.dense import Vectors
from vectorstore.record_list import RecordList
from vectorstore.removed import (
    Removed,
    bring_back,
    earlier_versions,
    forget,
    lay_aside,
    removed_documents,
    removed_level,
)
from vectorstore.tables import connect

_DOCUMENTS_KEPT = 64
# of one paper in one file, laid aside when the next came: a folder that is taken in every night must neither fill the
# disk with them nor bury what was removed
VERSIONS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened after a revision: documents written (some may be gone again) and chunks that are no more."""

    put: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on its way into the register, with all that is written together with it."""

    document: Document
    chunks: Sequence[Chunk]
    vectors: Vectors
    path_key: str
    sha256: str
    file: str = ""  # "" for a document without an original in the library's folder
    level: str | None = None  # as in `Record`; None keeps what was decided
    gives_way: str | None = None  # the id of a document at another path that this one replaces too


class Register:
    """Opens, or makes, the register in the file `path`. See the module's docstring."""

    def __init__(self, path: Path) -> None:
        self._db = connect(path)
        self._chunks = ChunkRows(self._db)
        self._records = RecordList(self._db)
        # a question looks into the same few documents again and again
        self._document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)

    def close(self) -> None:
        self._db.close()

    # -- writing ------------------------------------------------------------------------------------------------

    def put(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        vectors: Vectors,
        *,
        model: str,
        path_key: str,
        sha256: str,
        file: str = "",
        level: str | None = None,
    ) -> str | None:
        """Writes a document with its chunks and vectors, and takes away what stood under `path_key` before.

        Returns the file name of the document that fell away, if one did.
        """
        entry = Entry(document, chunks, vectors, path_key, sha256, file, level)
        return next(iter(self.put_all([entry], model=model)), None)

    def put_all(self, entries: Sequence[Entry], *, model: str, at: float | None = None) -> list[str]:
        """As `put`, for many documents in one transaction: a durable one costs milliseconds, however little it holds.
        With a time `at` what is replaced is kept among those that `restore` brings back, as by `remove`.

        Returns the file names of the documents that fell away for good.
        """
        for entry in entries:
            _check(entry)
        with self._transaction() as dropped:
            gone = [self._write(entry, model, at, dropped) for entry in entries]
            self._journal([entry.document.doc_id for entry in entries], dropped)
        return [file for files in gone for file in files]

    def link(self, path_key: str, source: str, doc_id: str, at: float | None = None) -> list[str]:
        """Notes that the file at `path_key` has the bytes of a document already here. As `put_all`."""
        with self._transaction() as dropped:
            gone = self._point(path_key, source, doc_id, self.doc_id_of(path_key), at, dropped)
            if dropped:
                self._journal([], dropped)
        return gone

    def remove(self, doc_id: str, at: float | None = None) -> None:
        """Takes a document away with everything that belongs to it; an unknown one is no error. With a time `at` it is
        kept among those that `restore` brings back."""
        with self._transaction() as dropped:
            if at is not None:
                lay_aside(self._db, doc_id, at)
            dropped.extend(self._delete(doc_id))
            self._journal([], dropped)

    def restore(self, doc_id: str) -> None:
        """Brings a removed document back as it was. The caller has seen to it that it is removed and not here again."""
        with self._transaction():
            bring_back(self._db, doc_id)
            self._records.drop()  # it comes where it was, not last
            self._touch(doc_id)
            self._journal([doc_id], [])

    def forget(self, doc_id: str) -> None:
        """Drops what is kept of a removed document; an unknown one is no error."""
        with self._transaction():
            forget(self._db, doc_id)

    def set_vectors(self, chunk_ids: Sequence[str], vectors: Vectors, model: str) -> None:
        """Exchanges vectors for those of another model; the caller goes on until `stale` finds none."""
        with self._transaction():
            self._chunks.insert_vectors(chunk_ids, vectors, model)

    def set_level(self, doc_id: str, level: str | None) -> None:
        """Notes who may read a document; None takes the note away. An unknown document is no error."""
        with self._transaction():
            self._write_level(doc_id, level)

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def edition(self) -> int:
        """Counts whatever changes `records`, as long as this register is open."""
        return self._records.edition

    @property
    def library_id(self) -> str:
        return str(self._one("SELECT value FROM meta WHERE key = 'library_id'"))

    @property
    def revision(self) -> int:
        return int(self._one("SELECT coalesce(max(revision), 0) FROM journal"))

    def changes_since(self, revision: int) -> Changes:
        put: dict[str, None] = {}
        dropped: dict[str, None] = {}
        for row in self._db.execute(
            "SELECT put, dropped FROM journal WHERE revision > ? ORDER BY revision", (revision,)
        ):
            put.update(dict.fromkeys(json.loads(row[0])))
            dropped.update(dict.fromkeys(json.loads(row[1])))
        return Changes(tuple(put), tuple(dropped))

    def records(self) -> list[Record]:
        """All documents, in the order in which they came."""
        return list(self.records_by_id().values())

    def records_by_id(self) -> Mapping[str, Record]:
        """As `records`, by their ids. The mapping follows the register; an unchanged record stays the same object."""
        return self._records.by_id()

    def record(self, doc_id: str) -> Record | None:
        return self._records.get(doc_id)

    def removed(self, before: float = math.inf) -> list[Removed]:
        """The documents that can be brought back, or those of them removed before some time, the last removed first."""
        return removed_documents(self._db, before)

    def record_of_bytes(self, sha256: str) -> Record | None:
        return self._records.of_bytes(sha256)

    def doc_id_of(self, path_key: str) -> str | None:
        row = self._db.execute("SELECT doc_id FROM sources WHERE path_key = ?", (path_key,)).fetchone()
        return None if row is None else str(row[0])

    def path_keys_of(self, doc_id: str) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT path_key FROM sources WHERE doc_id = ?", (doc_id,))]

    def sources_of_number(self, doc_number: str) -> list[tuple[str, str]]:
        """The (doc_id, source) of every document that bears a 文号, in the order in which they came."""
        return self._db.execute(
            "SELECT doc_id, source FROM documents WHERE json_extract(metadata, '$.doc_number') = ? ORDER BY rowid",
            (doc_number,),
        ).fetchall()

    def document(self, doc_id: str) -> Document | None:
        return self._document(doc_id)

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks by their ids; ids that are not here are left out."""
        return self._chunks.chunks(chunk_ids)

    def chunk_ids(self, doc_ids: Sequence[str] | None = None) -> list[str]:
        """The ids of all chunks, or of those of some documents."""
        return self._chunks.ids(doc_ids)

    def vectors(self, chunk_ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """The vectors of some chunks, as unit rows beside their ids; ids that are not here are left out."""
        return self._chunks.vectors(chunk_ids)

    def stale(self, model: str, limit: int) -> list[str]:
        """Up to `limit` chunks whose vector another model made."""
        return self._chunks.stale(model, limit)

    def count_stale(self, model: str) -> int:
        return self._chunks.count_stale(model)

    def count_chunks(self) -> int:
        return self._chunks.count()

    # -- inside -------------------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[list[str]]:
        """A transaction; yields the list into which the body puts the ids of the chunks it dropped."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield []
            self._db.execute("COMMIT")
        except BaseException:
            self._records.roll_back()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._records.refresh()

    def _write(self, entry: Entry, model: str, at: float | None, dropped: list[str]) -> list[str]:
        document = entry.document
        previous = self.doc_id_of(entry.path_key)
        others = self._db.execute("SELECT * FROM sources WHERE doc_id = ?", (document.doc_id,)).fetchall()
        # what was decided outlives its being read again, and its being removed and added again
        level = entry.level or self._level(document.doc_id) or removed_level(self._db, document.doc_id)
        forget(self._db, document.doc_id)  # it is here again
        dropped.extend(self._delete(document.doc_id))
        self._db.execute(
            f"INSERT INTO documents VALUES ({','.join('?' * 14)})",
            codec.document_to_row(document, entry.sha256, entry.file),
        )
        self._db.executemany("INSERT INTO sources VALUES (?, ?, ?)", others)
        self._chunks.insert(entry.chunks, entry.vectors, model)
        self._write_level(document.doc_id, level)
        gone = self._point(entry.path_key, document.source, document.doc_id, previous, at, dropped)
        here = "SELECT 1 FROM documents WHERE doc_id = ?"
        if entry.gives_way is not None and self._db.execute(here, (entry.gives_way,)).fetchone():
            gone += self._replace(entry.gives_way, entry.path_key, at)
            dropped.extend(self._delete(entry.gives_way))
        return gone

    def _journal(self, put: list[str], dropped: list[str]) -> None:
        self._db.execute(
            "INSERT INTO journal SELECT coalesce(max(revision), 0) + 1, ?, ? FROM journal",
            (codec.dump(put), codec.dump(dropped)),
        )

    def _delete(self, doc_id: str) -> list[str]:
        dropped = self.chunk_ids([doc_id])
        self._db.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        self._records.take_out(doc_id)
        self._forget_read()
        return dropped

    def _level(self, doc_id: str) -> str | None:
        row = self._db.execute("SELECT level FROM levels WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else str(row[0])

    def _write_level(self, doc_id: str, level: str | None) -> None:
        self._db.execute("DELETE FROM levels WHERE doc_id = ?", (doc_id,))
        if level is not None:
            self._db.execute("INSERT INTO levels SELECT doc_id, ? FROM documents WHERE doc_id = ?", (level, doc_id))
        self._touch(doc_id)

    def _touch(self, doc_id: str) -> None:
        self._records.touch(doc_id)
        self._forget_read()

    def _forget_read(self) -> None:
        self._chunks.forget_texts()
        self._document.cache_clear()

    def _point(
        self, path_key: str, source: str, doc_id: str, previous: str | None, at: float | None, dropped: list[str]
    ) -> list[str]:
        """Points `path_key` to a document; the one it pointed to goes if no other source has it. Returns as
        `put_all`."""
        gone: list[str] = []
        if previous is not None and previous != doc_id:
            other = self._db.execute(
                "SELECT source FROM sources WHERE doc_id = ? AND path_key <> ? LIMIT 1", (previous, path_key)
            ).fetchone()
            if other is not None:
                self._db.execute("UPDATE documents SET source = ? WHERE doc_id = ?", (other[0], previous))
                self._touch(previous)
            else:
                gone = self._replace(previous, path_key, at)
                dropped.extend(self._delete(previous))
        self._db.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (path_key, doc_id, source))
        return gone

    def _replace(self, doc_id: str, path_key: str, at: float | None) -> list[str]:
        """Lays a document aside that is about to be deleted, and drops the oldest of too many versions of it. Returns
        as `put_all`."""
        if at is None:
            return [str(self._one("SELECT file FROM documents WHERE doc_id = ?", doc_id))]
        lay_aside(self._db, doc_id, at)
        over = earlier_versions(self._db, doc_id, path_key)[VERSIONS_KEPT:]
        for version, _ in over:
            forget(self._db, version)
        return [file for _, file in over]

    def _read_document(self, doc_id: str) -> Document | None:
        row = self._db.execute(f"SELECT {codec.DOCUMENT_COLUMNS} FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else codec.document_from_row(row)

    def _one(self, query: str, *parameters: object) -> Any:
        return self._db.execute(query, parameters).fetchone()[0]


def _check(entry: Entry) -> None:
    if len(entry.chunks) != len(entry.vectors):
        raise InvariantError(f"{len(entry.chunks)} chunks with {len(entry.vectors)} vectors")
    for chunk in entry.chunks:
        if chunk.span.of(entry.document.text) != chunk.text:
            raise InvariantError(f"chunk {chunk.chunk_id} is no slice of its document")
