"""Chunks and their vectors as rows of the register: a chunk is a place in its document's text, a vector half precision
beside the name of the model that made it.

What writes is called inside a transaction of the register (`register.py`); a chunk goes with its document, by the
tables' own rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from ingest.schema import Chunk, Span
from vectorstore import codec
from vectorstore.dense import Vectors

_BATCH = 500  # parameters of one statement; SQLite allows 32,766, older builds 999
_TEXTS_KEPT = 256  # what a question finds lies in few documents


class ChunkRows:
    """See the module's docstring."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._text = lru_cache(_TEXTS_KEPT)(self._read_text)

    # -- writing ------------------------------------------------------------------------------------------------

    def insert(self, chunks: Sequence[Chunk], vectors: Vectors, model: str) -> None:
        """The chunks of one document, in their order."""
        self._db.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (c.chunk_id, c.doc_id, i, c.span.start, c.span.end, c.path, codec.dump(c.headings), c.page)
                for i, c in enumerate(chunks)
            ),
        )
        self.insert_vectors([chunk.chunk_id for chunk in chunks], vectors, model)

    def insert_vectors(self, chunk_ids: Sequence[str], vectors: Vectors, model: str) -> None:
        half = np.asarray(vectors, dtype=np.float16)
        self._db.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
            ((chunk_id, model, row.tobytes()) for chunk_id, row in zip(chunk_ids, half, strict=True)),
        )

    def forget_texts(self) -> None:
        """Some document is another, or gone."""
        self._text.cache_clear()

    # -- reading ------------------------------------------------------------------------------------------------

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        """Chunks by their ids; ids that are not here are left out."""
        found: dict[str, Chunk] = {}
        for batch in _batches(list(chunk_ids)):
            for chunk in self._chunks(f"SELECT * FROM chunks WHERE chunk_id IN ({_marks(batch)})", batch):
                found[chunk.chunk_id] = chunk
        return found

    def ids(self, doc_ids: Sequence[str] | None = None) -> list[str]:
        """The ids of all chunks, or of those of some documents."""
        if doc_ids is None:
            return [row[0] for row in self._db.execute("SELECT chunk_id FROM chunks ORDER BY doc_id, position")]
        return [
            row[0]
            for batch in _batches(list(doc_ids))
            for row in self._db.execute(f"SELECT chunk_id FROM chunks WHERE doc_id IN ({_marks(batch)})", batch)
        ]

    def vectors(self, chunk_ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """The vectors of some chunks, as unit rows beside their ids; ids that are not here are left out."""
        ids: list[str] = []
        blobs: list[bytes] = []
        for batch in _batches(list(chunk_ids)):
            for row in self._db.execute(
                f"SELECT chunk_id, vector FROM vectors WHERE chunk_id IN ({_marks(batch)})", batch
            ):
                ids.append(row[0])
                blobs.append(row[1])
        if not ids:
            return [], np.zeros((0, 0), dtype=np.float32)
        matrix = np.frombuffer(b"".join(blobs), dtype=np.float16).astype(np.float32).reshape(len(ids), -1)
        # half precision moves the length by up to a thousandth; cosines are compared with those of full precision
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
        return ids, matrix

    def stale(self, model: str, limit: int) -> list[str]:
        """Up to `limit` chunks whose vector another model made."""
        rows = self._db.execute(
            "SELECT chunk_id FROM vectors WHERE model < ?1 OR model > ?1 ORDER BY chunk_id LIMIT ?2", (model, limit)
        )
        return [row[0] for row in rows]

    def count_stale(self, model: str) -> int:
        query = "SELECT count(*) FROM vectors WHERE model < ?1 OR model > ?1"
        return int(self._db.execute(query, (model,)).fetchone()[0])

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM chunks").fetchone()[0])

    # -- inside -------------------------------------------------------------------------------------------------

    def _chunks(self, query: str, parameters: Sequence[str]) -> Iterator[Chunk]:
        for chunk_id, doc_id, _, start, end, path, headings, page in self._db.execute(query, parameters).fetchall():
            text = self._text(doc_id)
            if text is not None:
                span = Span(start, end)
                yield Chunk(chunk_id, doc_id, span, span.of(text), path, tuple(json.loads(headings)), page)

    def _read_text(self, doc_id: str) -> str | None:
        row = self._db.execute("SELECT text FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
        return None if row is None else str(row[0])


def _batches(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
