"""The library as one role sees it: what is hidden from the role is as if it were not there.

The interface that an `Assistant` and every page stand on (`holdings.py`), as `Library` has it. Whatever hands out words
of a document goes through here: search, names and numbers, word counts, the list, a document by its id, its file. What
the role may not do is refused here too, however it was asked for.

What is not hidden: how common a word is in the whole library moves the score of a passage a little (the corpus part of
BM25), though never whether a word counts as known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from assistant.access import LEVEL_WORDS, Role, level_of
from assistant.library import Library
from assistant.shelf.intake import IngestResult, Uploaded
from ingest.errors import LibraryError, NotAllowedError
from ingest.schema import Document
from vectorstore.codec import Record
from vectorstore.keys import KeyMatch
from vectorstore.removed import Removed
from vectorstore.schema import EVERYTHING, Filter, Hit


class LibraryView:
    """See the module's docstring. Safe to use from several threads; never outlives its library."""

    def __init__(self, library: Library, role: Role, unstated: Role = Role.READER) -> None:
        self._library = library
        self._role = role
        self._unstated = unstated
        self._lock = Lock()
        self._known: tuple[int, frozenset[str]] = (-1, frozenset())

    @property
    def may_edit(self) -> bool:
        return self._role >= Role.EDITOR

    @property
    def may_administer(self) -> bool:
        return self._role >= Role.ADMINISTRATOR

    # -- reading ------------------------------------------------------------------------------------------------

    def documents(self) -> list[Record]:
        return [record for record in self._library.documents() if self._sees(record)]

    def document(self, doc_id: str) -> Document | None:
        return None if doc_id in self._hidden() else self._library.document(doc_id)

    def edition(self) -> int:
        return self._library.edition()

    def file_of(self, doc_id: str) -> Path | None:
        return None if doc_id in self._hidden() else self._library.file_of(doc_id)

    def search(self, question: str, k: int = 10, filter: Filter = EVERYTHING) -> list[Hit]:
        hits = self._library.search(question, k, replace(filter, hidden=filter.hidden | self._hidden()))
        hidden = self._hidden()  # once more: a level may have been raised meanwhile
        return [hit for hit in hits if hit.chunk.doc_id not in hidden]

    def find_keys(self, question: str, hidden: frozenset[str] = frozenset()) -> KeyMatch:
        return self._library.find_keys(question, hidden | self._hidden())

    def frequency(self, word: str, hidden: frozenset[str] = frozenset()) -> int:
        return self._library.frequency(word, hidden | self._hidden())

    def passage_count(self, hidden: frozenset[str] = frozenset()) -> int:
        return self._library.passage_count(hidden | self._hidden())

    def similarities(self, question: str, texts: list[str]) -> list[float]:
        return self._library.similarities(question, texts)

    # -- writing ------------------------------------------------------------------------------------------------

    def ingest_uploads(self, paths: Sequence[Path]) -> Iterator[Uploaded]:
        """As the library's. Raises NotAllowedError for readers."""
        self._must_edit()
        for some in self._library.ingest_uploads(paths, self._sees):
            yield replace(some, results=tuple(self._told(result) for result in some.results))

    def remove(self, doc_id: str) -> None:
        """As the library's. Raises NotAllowedError for readers."""
        self._must_edit()
        if doc_id in self._hidden():
            raise LibraryError(f"资料库里没有编号为“{doc_id}”的文件，请先列出资料库里的文件再选择。")
        self._library.remove(doc_id)

    def removed(self) -> list[Removed]:
        """What the role could see and may bring back: nothing for readers."""
        return [removed for removed in self._library.removed() if self._sees(removed.record)] if self.may_edit else []

    def restore(self, doc_id: str) -> Record:
        """As the library's. Raises NotAllowedError for readers."""
        self._must_edit()
        # one that is here again is the library's to speak of, unless it is hidden
        known = {r.doc_id for r in (*self.documents(), *(removed.record for removed in self.removed()))}
        if doc_id not in known:
            raise LibraryError("没有可以撤销的这次移出，请刷新页面再看。")
        return self._library.restore(doc_id)

    def set_level(self, doc_id: str, level: Role | None) -> None:
        """Decides who may read a document; None leaves it to its 公开方式. Raises NotAllowedError but for
        administrators."""
        if not self.may_administer:
            raise NotAllowedError("只有管理员可以改变文件的阅读范围。")
        self._library.set_level(doc_id, None if level is None else level.key)

    def log_fault(self, name: str) -> None:
        """As the library's: a fault of ours is written down whoever met it."""
        self._library.log_fault(name)

    # -- inside -------------------------------------------------------------------------------------------------

    def _must_edit(self) -> None:
        if not self.may_edit:
            raise NotAllowedError("您的角色是读者，不能改动资料库；需要时请联系管理员。")

    def _sees(self, record: Record) -> bool:
        return level_of(record, self._unstated) <= self._role

    def _hidden(self) -> frozenset[str]:
        edition = self._library.edition()
        with self._lock:
            if self._known[0] == edition:
                return self._known[1]
        # read before the records: what is newer than it says is looked at again next time
        hidden = frozenset(r.doc_id for r in self._library.documents() if not self._sees(r))
        with self._lock:
            self._known = edition, hidden
        return hidden

    def _told(self, result: IngestResult) -> IngestResult:
        """What became of a file, as far as this role may know it."""
        if result.doc_id is None or result.doc_id not in self._hidden():
            return result
        record = next((r for r in self._library.documents() if r.doc_id == result.doc_id), None)
        who = LEVEL_WORDS[level_of(record, self._unstated)] if record else LEVEL_WORDS[Role.ADMINISTRATOR]
        return replace(result, doc_id=None, warnings=(*result.warnings, f"已收下，但{who}可以查看这份文件。"))
