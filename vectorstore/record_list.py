"""The list of a register's documents, kept in memory: every question looks at all of them.

It follows the register's transactions. Whoever writes says which documents are touched; after the transaction only
their records are read again, and after one that failed the whole list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from vectorstore import codec
from vectorstore.codec import Record


class RecordList:
    """See the module's docstring."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kept: dict[str, Record] | None = None
        self._touched: dict[str, None] = {}
        self._edition = 0

    @property
    def edition(self) -> int:
        """Counts whatever is touched."""
        return self._edition

    def by_id(self) -> Mapping[str, Record]:
        """All documents, in the order in which they came. The mapping follows the register; an unchanged record stays
        the same object."""
        if self._kept is None:
            rows = self._db.execute(f"{codec.RECORD_QUERY} ORDER BY d.rowid")
            self._kept = {record.doc_id: record for record in map(codec.record_from_row, rows)}
        return self._kept

    def get(self, doc_id: str) -> Record | None:
        if self._kept is not None and not self._touched:
            return self._kept.get(doc_id)
        return self._read("d.doc_id = ?", doc_id)

    def of_bytes(self, sha256: str) -> Record | None:
        return self._read("d.sha256 = ?", sha256)

    # -- what a transaction says ----------------------------------------------------------------------------------

    def touch(self, doc_id: str) -> None:
        """Something of this document is written."""
        self._touched[doc_id] = None
        self._edition += 1

    def take_out(self, doc_id: str) -> None:
        """This document is deleted; written again, it comes last."""
        if self._kept is not None:
            self._kept.pop(doc_id, None)
        self.touch(doc_id)

    def drop(self) -> None:
        """Nothing of the list can be relied on any longer: its order is another, or a transaction failed."""
        self._kept = None

    def roll_back(self) -> None:
        """What was touched is as it was."""
        self.drop()
        self._touched.clear()

    def refresh(self) -> None:
        """Reads again what the transaction touched, now that it is over."""
        touched, self._touched = self._touched, {}
        if self._kept is None:
            return
        for doc_id in touched:
            record = self._read("d.doc_id = ?", doc_id)
            if record is None:
                self._kept.pop(doc_id, None)
            else:
                self._kept[doc_id] = record

    def _read(self, condition: str, value: str) -> Record | None:
        row = self._db.execute(f"{codec.RECORD_QUERY} WHERE {condition}", (value,)).fetchone()
        return None if row is None else codec.record_from_row(row)
