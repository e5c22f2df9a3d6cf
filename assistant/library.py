"""A library: one folder with the originals, the register and its caches.

One process owns it; several threads may use it.

What lies in the folder: `home.py`. How documents get into it: `shelf/taking_in.py`; what it is searched with:
`vectorstore/caches.py`.

Order of writes: the copy is complete in `files/` before the register's transaction names it, and leaves after the
register has forgotten it. So a killed process leaves at the worst a file that nobody names, and `open` removes those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from assistant.faults import keep_fault
from assistant.home import CACHE, FAULTS, FILES, LOCK, REGISTER
from assistant.reading.terms import unsaid
from assistant.shelf.intake import IngestResult, Uploaded
from assistant.shelf.removal import Removal
from assistant.shelf.shelving import Sees, Shelf
from assistant.shelf.sweeping import check_is_free, sweep
from assistant.shelf.taking_in import TakingIn
from ingest.errors import InputError, LibraryError, LibraryLockedError
from ingest.schema import Document
from vectorstore.caches import Caches
from vectorstore.chroma import ChromaIndex
from vectorstore.codec import Record
from vectorstore.dense import OpenDense
from vectorstore.embedder import Embedder
from vectorstore.index import Progress
from vectorstore.keys import KeyMatch, find_keys
from vectorstore.private import private_folder
from vectorstore.ranking import Contender, Matrix
from vectorstore.register import Register
from vectorstore.removed import Removed
from vectorstore.schema import EVERYTHING, Filter, Hit


class Library:
    """Made by `Library.open`; a context manager."""

    def __init__(
        self,
        home: Path,
        lock: FileLock,
        embedder: Embedder | str,
        open_dense: OpenDense,
        progress: Progress | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._home = home
        self._lock_file = lock
        self._lock = RLock()
        self._register = Register(home / REGISTER)
        self._caches = Caches(self._register, home / CACHE, self._lock, embedder, open_dense, progress, without)
        self._shelf = Shelf(home, self._register, self._lock)
        self._removal = Removal(self._register, self._shelf)
        self._taking_in = TakingIn(home, self._register, self._shelf, self._removal, self._caches, self._lock)

    @classmethod
    def open(
        cls,
        home: Path,
        embedder: Embedder | str = "",
        *,
        open_dense: OpenDense = ChromaIndex,
        progress: Progress | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Library:
        """Opens the library in `home`, making it where there is none.

        `embedder` may be a spec for `load_embedder`; the model is then loaded when the first question or file comes.
        `without`: see `Retriever`.
        Raises LibraryLockedError at once if another process has the library, LibraryError if it cannot be used.
        """
        home = home.expanduser().resolve()
        check_is_free(home)
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)  # one that is there may have others' files in it
            private_folder(home / FILES)
            lock = FileLock(home / LOCK, timeout=0, thread_local=False)
            lock.acquire()
        except Timeout as error:
            raise LibraryLockedError("资料库正被另一个程序使用，请先关闭那个程序再试。") from error
        except OSError as error:
            raise LibraryError(f"资料库文件夹“{home}”无法写入，请检查路径和权限。") from error
        try:
            was_there = (home / REGISTER).exists()
            library = cls(home, lock, embedder, open_dense, progress, without)
            if was_there:
                library._sweep()
        except BaseException:
            lock.release()
            raise
        return library

    @classmethod
    def open_beside(cls, home: Path, embedder: Embedder | str = "", open_dense: OpenDense = ChromaIndex) -> Library:
        """Opens a library for asking only, beside the process that owns it.

        The owner has asked a question before, so that the caches are up to date, and changes nothing meanwhile.
        """
        home = home.expanduser().resolve()
        return cls(home, FileLock(home / LOCK, thread_local=False), embedder, open_dense)

    def close(self) -> None:
        with self._lock:
            self._caches.close()
            self._register.close()
            self._lock_file.release()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------

    def ingest(
        self, paths: Iterable[Path], progress: Progress | None = None, processes: int = 0
    ) -> Iterator[IngestResult]:
        """Adds files and folders, one result a file, in the order in which they were named. A file that fails harms no
        other; of an archive every member is a file, named as it is named there.

        Several processes read, where that is worth it; `processes` says how many, 0 leaves it to us. Whoever stops
        asking for results stops them, and the next run goes on where this one was. The results are found by questions
        when the iterator is exhausted, or when the next question is asked.
        """
        return self._taking_in.files(paths, progress, processes)

    def ingest_uploads(
        self, paths: Sequence[Path], sees: Sees = lambda _: True, processes: int = 0
    ) -> Iterator[Uploaded]:
        """Adds files that came through the browser, and every member of the archives among them, in their order; a
        later version of the same name replaces a file, which `restore` brings back; another paper of that name gets one
        of its own. A document that the caller does not see is neither replaced nor spoken of. They are read as by
        `ingest`; whoever stops asking stops that, and what was told of stays."""
        return self._taking_in.uploads(paths, sees, processes)

    def add_documents(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Adds documents that were read already and have no file of their own (an evaluation's texts, a database's
        rows); returns how many. Embeds and writes them in batches, so that tens of thousands take minutes, not hours.
        """
        return self.add_rows(documents, _itself, progress, processes=1)

    def add_rows(
        self,
        rows: Iterable[Any],
        build: Callable[[Any], Document | None],
        progress: Progress | None = None,
        processes: int = 0,
    ) -> int:
        """As `add_documents`, for what `build`, a function of a module, makes documents of (None: of this row it makes
        none); it is called in several processes, where that is worth it."""
        return self._taking_in.rows(rows, build, progress, processes)

    def remove(self, doc_id: str) -> None:
        """Takes a document away; `restore` undoes that for some weeks. Raises LibraryError if there is none with this
        id."""
        with self._lock:
            self._removal.remove(doc_id)
            self._caches.follow()

    def removed(self) -> list[Removed]:
        """The documents that `restore` can bring back, removed ones and replaced ones, the last first."""
        with self._lock:
            return self._removal.removed()

    def restore(self, doc_id: str) -> Record:
        """Brings a removed or replaced document back as it was, beside whatever came under its name meanwhile. Raises
        LibraryError if it cannot be."""
        with self._lock:
            record = self._removal.restore(doc_id)
            self._caches.follow()
        return record

    def forget(self, doc_id: str) -> None:
        """Drops a removed document for good. Raises LibraryError if it was not removed."""
        with self._lock:
            if doc_id in {removed.record.doc_id for removed in self._register.removed()}:
                self._caches.forget_words()  # first: while the document is there, it can be asked for once more
            self._removal.forget(doc_id)

    def set_level(self, doc_id: str, level: str | None) -> None:
        """Notes who may read a document (`access.py`); None leaves it to the document's own 公开方式."""
        with self._lock:
            if self._register.record(doc_id) is None:
                raise LibraryError(f"资料库里没有编号为“{doc_id}”的文件，请刷新后再试。")
            self._register.set_level(doc_id, level)

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def may_edit(self) -> bool:
        """The owner of the machine may."""
        return True

    @property
    def may_administer(self) -> bool:
        """As `may_edit`."""
        return True

    def edition(self) -> int:
        """Counts whatever changes the list of documents, their levels included."""
        with self._lock:
            return self._register.edition

    def documents(self) -> list[Record]:
        """All documents, in the order in which they came."""
        with self._lock:
            return self._register.records()

    def document(self, doc_id: str) -> Document | None:
        with self._lock:
            return self._register.document(doc_id)

    def find_document(self, name: str) -> Document | None:
        """The document meant by an id (or the beginning of one), a file's name, a 文号 or a title; None if none is.

        Raises InputError if several are meant.
        """
        found = find_among(name, self.documents())
        return self.document(found.doc_id) if found else None

    def file_of(self, doc_id: str) -> Path | None:
        """The copy of a document's original; None for a document that came without one."""
        with self._lock:
            record = self._register.record(doc_id)
        return self._shelf.file(record.file) if record and record.file else None

    def search(self, question: str, k: int = 10, filter: Filter = EVERYTHING) -> list[Hit]:
        """The best `k` passages for a question; for words that no paper writes, those they write are searched too."""
        with self._lock:
            retriever = self._caches.ready()
            forms = unsaid(question, lambda word: retriever.frequency(word, filter.hidden))
            return retriever.search(" ".join([question, *forms]), k, filter)

    def contenders(self, question: str) -> tuple[list[Contender], Matrix]:
        """What the learned ranker is shown of a question, and its numbers (`training/ranker.py`)."""
        with self._lock:
            return self._caches.ready().contenders(question)

    def find_keys(self, question: str, hidden: frozenset[str] = frozenset()) -> KeyMatch:
        """Which documents the question names, and which numbers in it no document bears; those that are `hidden` count
        as absent, here and below."""
        with self._lock:
            return self._caches.ready().find_keys(question, hidden)

    def frequency(self, word: str, hidden: frozenset[str] = frozenset()) -> int:
        """In how many passages a word stands."""
        with self._lock:
            return self._caches.ready().frequency(word, hidden)

    def passage_count(self, hidden: frozenset[str] = frozenset()) -> int:
        with self._lock:
            return self._caches.ready().count(hidden)

    def similarities(self, question: str, texts: list[str]) -> list[float]:
        """The cosine of a question with each of some texts, from -1 to 1."""
        with self._lock:
            return self._caches.ready().similarities(question, texts)

    def log_fault(self, name: str) -> None:
        """Keeps the traceback of a fault of ours: the user gets a sentence, whoever mends it the place."""
        keep_fault(self._home / FAULTS, name)

    # -- inside -------------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """Removes what a killed process left, and what was removed too long ago to be brought back."""
        self._removal.expire()
        sweep(self._home, self._register)


def _itself(document: Document) -> Document:
    return document


def find_among(name: str, records: list[Record]) -> Record | None:
    """The one of some records that is meant by a name, as `Library.find_document` says it."""
    name = name.strip()
    found = [r for r in records if name in (r.doc_id, r.source, Path(r.source).stem, r.metadata.doc_number)]
    if not found and len(name) >= 6:
        found = [record for record in records if record.doc_id.startswith(name)]
    if not found:
        doc_ids = find_keys(name, records).doc_ids
        found = [record for record in records if record.doc_id in doc_ids]
    if len(found) > 1:
        raise InputError(f"“{name}”可以指{len(found)}份文件，请改用文件编号：{'、'.join(r.doc_id for r in found)}。")
    return found[0] if found else None
