"""Taking documents away so that it can be undone for some weeks, and for good after that.

The register moves a document's rows aside in the transaction that takes it away, or that replaces it (`shelving.py`),
and its original stays where it lies: so nothing is lost however the process ends, and undoing reads, recognises and
embeds nothing again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from assistant.shelf.shelving import Shelf
from assistant.zh import label
from ingest.errors import LibraryError
from ingest.readers import forget_recognised
from vectorstore.codec import Record
from vectorstore.keys import Named
from vectorstore.register import Register
from vectorstore.removed import Removed

KEPT_DAYS = 30  # that a removal can be undone
_DAY = 24 * 3600


def beside(doc_id: str, records: Iterable[Named]) -> str:
    """The sentence for whoever brought a document back and finds others of its name among `records`, such as the one
    that had replaced it; "" where none is."""
    records = list(records)
    source = next((record.source for record in records if record.doc_id == doc_id), None)
    others = [label(r.metadata, r.source) for r in records if r.source == source and r.doc_id != doc_id]
    if not others:
        return ""
    return f"另有同名的文件“{source}”：{'、'.join(others[:3])}，现在并列在资料库里，请核对，并移出不用的。"


class Removal:
    """Not safe for several threads at once: `assistant/library.py` holds a lock around every call."""

    def __init__(self, register: Register, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._register = register
        self._shelf = shelf
        self._now = clock

    def remove(self, doc_id: str) -> None:
        """Takes a document away. Raises LibraryError if there is none with this id."""
        if self._register.record(doc_id) is None:
            raise LibraryError(f"资料库里没有编号为“{doc_id}”的文件，请先列出资料库里的文件再选择。")
        self._register.remove(doc_id, self._now())
        self.expire()

    def removed(self) -> list[Removed]:
        """What can be brought back, the last removed first."""
        over = self._over()
        return [removed for removed in self._register.removed() if removed.at >= over]

    def restore(self, doc_id: str) -> Record:
        """Brings a document back as it was: its id, its level, its original. Raises LibraryError if it cannot be."""
        here = self._register.record(doc_id)
        if here is not None:
            raise LibraryError(f"“{here.source}”已经在资料库里，不用再撤销。")
        kept = next((removed.record for removed in self.removed() if removed.record.doc_id == doc_id), None)
        if kept is None:
            raise LibraryError(f"这次移出已经不能撤销（只保留{KEPT_DAYS}天），需要时请重新添加文件。")
        self._register.restore(doc_id)
        return kept

    def forget(self, doc_id: str) -> None:
        """Drops a removed document for good, with its original and what was recognised on it. Raises LibraryError if
        it was not removed."""
        kept = next((removed for removed in self._register.removed() if removed.record.doc_id == doc_id), None)
        if kept is None:
            raise LibraryError(f"移出的文件里没有编号为“{doc_id}”的，请先用 docs list --removed 查看。")
        if kept.record.ocr and kept.record.file:  # while it is there: only its pictures tell which pages were its own
            forget_recognised(self._shelf.file(kept.record.file))
        self._drop(kept)

    def expire(self) -> None:
        """Drops what was removed too long ago."""
        for removed in self._register.removed(before=self._over()):
            self._drop(removed)

    def _over(self) -> float:
        """What was removed before this time is over."""
        return self._now() - KEPT_DAYS * _DAY

    def _drop(self, removed: Removed) -> None:
        self._register.forget(removed.record.doc_id)
        if removed.record.file:  # after the register has forgotten it, as always
            self._shelf.file(removed.record.file).unlink(missing_ok=True)
