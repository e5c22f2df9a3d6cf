"""Whether the rows of a register are what the program itself would have written.

The register's file may be sound to SQLite and yet hold what no reader of it expects: bytes for text, a passage that
ends behind its document, a vector cut short. The program trusts its own rows, so that a register from elsewhere (a
backup that somebody handed over) is looked through once, before it is trusted too.
"""

from __future__ import annotations

import json
import sqlite3
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from ingest.schema import Document, Span
from vectorstore import codec

_TEXT, _WHOLE, _NUMBER, _BYTES = {"text"}, {"integer"}, {"integer", "real"}, {"blob"}
_COLUMNS: dict[str, dict[str, set[str]]] = {
    "documents": {
        **dict.fromkeys(("doc_id", "sha256", "source", "file", "metadata", "text", "structure", "format"), _TEXT),
        **dict.fromkeys(("warnings", "added_at"), _TEXT),
        **dict.fromkeys(("paged", "sections", "pages", "ocr"), _WHOLE),
    },
    "sources": dict.fromkeys(("path_key", "doc_id", "source"), _TEXT),
    "chunks": {
        **dict.fromkeys(("chunk_id", "doc_id", "path", "headings"), _TEXT),
        **dict.fromkeys(("position", "start", '"end"'), _WHOLE),
        "page": {"integer", "null"},
    },
    "vectors": {"chunk_id": _TEXT, "model": _TEXT, "vector": _BYTES},
    "levels": {"doc_id": _TEXT, "level": _TEXT},
}
_ONCE: dict[str, dict[str, set[str]]] = {
    "meta": {"key": _TEXT, "value": _TEXT},
    "journal": {"revision": _WHOLE, "put": _TEXT, "dropped": _TEXT},
    "removed": {"doc_id": _TEXT, "at": _NUMBER, "place": _WHOLE},
}
_KNOWN: dict[Any, tuple[tuple[str, Any], ...]] = {}  # the fields of each type: a plan has thousands of sections


def check_rows(db: sqlite3.Connection) -> None:
    """Looks at every row of a register of this program's version. Raises ValueError, TypeError, KeyError or
    sqlite3.DatabaseError at the first that the program would not have written."""
    for table, columns in _ONCE.items():
        _check_kinds(db, table, columns)
    for put, dropped in db.execute("SELECT put, dropped FROM journal"):
        _hold(_fits(tuple(json.loads(put)), tuple[str, ...]) and _fits(tuple(json.loads(dropped)), tuple[str, ...]))
    for prefix in ("", "removed_"):
        for table, columns in _COLUMNS.items():
            _check_kinds(db, prefix + table, columns)
        _check_documents(db, prefix)
        _check_vectors(db, prefix)


def _check_kinds(db: sqlite3.Connection, table: str, columns: dict[str, set[str]]) -> None:
    wrong = " OR ".join(
        f"typeof({column}) NOT IN ({', '.join(map(repr, sorted(kinds)))})" for column, kinds in columns.items()
    )
    _hold(db.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone() is None)


def _check_documents(db: sqlite3.Connection, prefix: str) -> None:
    chunks = f'SELECT start, "end", headings FROM {prefix}chunks WHERE doc_id = ?'
    for row in db.execute(f"SELECT {codec.DOCUMENT_COLUMNS} FROM {prefix}documents"):
        document = codec.document_from_row(row)
        length = len(document.text)
        _hold(_fits(document, Document))
        _hold(all(0 <= span.start <= span.end <= length for span in _spans(document)))
        parents = [section.parent for section in document.sections]
        _hold(all(parent is None or 0 <= parent < n for n, parent in enumerate(parents)))  # no circles
        for start, end, headings in db.execute(chunks, (document.doc_id,)):
            _hold(0 <= start < end <= length and _fits(tuple(json.loads(headings)), tuple[str, ...]))


def _check_vectors(db: sqlite3.Connection, prefix: str) -> None:
    """Every passage has a vector, every model its length, and no vector a number that is none."""
    _hold(
        db.execute(
            f"SELECT 1 FROM {prefix}chunks WHERE chunk_id NOT IN (SELECT chunk_id FROM {prefix}vectors) LIMIT 1"
        ).fetchone()
        is None
    )
    lengths: dict[str, int] = {}
    for model, vector in db.execute(f"SELECT model, vector FROM {prefix}vectors"):
        _hold(len(vector) > 0 and len(vector) == lengths.setdefault(model, len(vector)))
        _hold(bool(np.isfinite(np.frombuffer(vector, dtype=np.float16)).all()))


def _hold(sound: bool) -> None:
    if not sound:
        raise ValueError("a row that this program does not write")


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of the type that its field is declared with."""
    if isinstance(kind, type) and is_dataclass(kind):
        return type(value) is kind and all(_fits(getattr(value, name), inner) for name, inner in _hints(kind))
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(item, inside[0]) for item in value)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inside)
    if origin is Literal:  # another program's version may know more of them
        kind = str
    if kind is str and isinstance(value, str):
        value.encode()  # half a character raises a ValueError
    return type(value) is kind


def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    if kind not in _KNOWN:
        hints = get_type_hints(kind)
        _KNOWN[kind] = tuple((field.name, hints[field.name]) for field in fields(kind))
    return _KNOWN[kind]


def _spans(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _spans(getattr(value, field.name))
