"""A library: one folder with the originals, the register and its caches.

One process owns it; several threads may use it.

    register.sqlite3        the truth
    files/<doc_id>.pdf      a copy of every original
    incoming/               copies that are being read
    cache/                  what can be rebuilt (`vectorstore/index.py`)
    lock
    faults.log              tracebacks of files that no reader could foresee

Order of writes: the copy is complete in `files/` before the register's transaction names it, and leaves after the
register has forgotten it. So a killed process leaves at the worst a file that nobody names, and `open` removes those.
"""

from __future__ import annotations

import shutil
import sqlite3
import traceback
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from types import TracebackType

from filelock import FileLock, Timeout

from assistant.intake import (
    UNREADABLE_SUFFIXES,
    IngestResult,
    batches_of,
    copy_file,
    failed,
    result_of,
    walk,
    with_namesakes,
)
from assistant.people.access import carried_level
from ingest.chunking import chunk
from ingest.errors import InputError, LibraryError, LibraryLockedError, UserError
from ingest.pipeline import parse
from ingest.readers.archive import is_archive, members
from ingest.schema import Document
from vectorstore.chroma import ChromaIndex
from vectorstore.codec import Record
from vectorstore.dense import OpenDense
from vectorstore.embedder import Embedder, load_embedder
from vectorstore.index import Progress, SearchIndex
from vectorstore.keys import KeyMatch, find_keys
from vectorstore.passage import passage_of, title_of
from vectorstore.reembed import reembed
from vectorstore.register import Entry, Register
from vectorstore.retriever import Retriever
from vectorstore.schema import EVERYTHING, Filter, Hit

_FAULTS = "faults.log"
# Whether whoever adds a file may know of a document that is here already.
Sees = Callable[[Record], bool]

_SYNC_EVERY = 2000  # chunks; the caches take them in batches, and a killed ingest leaves that many to catch up


class Library:
    """Made by `Library.open`; a context manager."""

    def __init__(self, home: Path, lock: FileLock, embedder: Embedder | str, open_dense: OpenDense) -> None:
        self._home = home
        self._lock_file = lock
        self._lock = RLock()
        self._embedder = embedder
        self._open_dense = open_dense
        self._index: SearchIndex | None = None
        self._retriever: Retriever | None = None
        self._progress: Progress | None = None
        self._without: frozenset[str] = frozenset()
        self._register = Register(home / "register.sqlite3")

    @classmethod
    def open(
        cls,
        home: Path,
        embedder: Embedder | str = "",
        *,
        open_dense: OpenDense | None = None,
        progress: Progress | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Library:
        """Opens the library in `home`, making it where there is none.

        `embedder` may be a spec for `load_embedder`; the model is then loaded when the first question or file comes.
        `without`: see `Retriever`.
        Raises LibraryLockedError at once if another process has the library, LibraryError if it cannot be used.
        """
        home = home.expanduser().absolute()
        try:
            (home / "files").mkdir(parents=True, exist_ok=True)
            lock = FileLock(home / "lock", timeout=0, thread_local=False)
            lock.acquire()
        except Timeout as error:
            raise LibraryLockedError("资料库正被另一个程序使用，请先关闭那个程序再试。") from error
        except OSError as error:
            raise LibraryError(f"资料库文件夹“{home}”无法写入，请检查路径和权限。") from error
        try:
            library = cls(home, lock, embedder, open_dense or ChromaIndex)
            library._sweep()
        except BaseException:
            lock.release()
            raise
        library._progress, library._without = progress, without
        return library

    @classmethod
    def open_beside(cls, home: Path, embedder: Embedder | str = "") -> Library:
        """Opens a library for asking only, beside the process that owns it.

        The owner has asked a question before, so that the caches are up to date, and changes nothing meanwhile.
        """
        home = home.expanduser().absolute()
        return cls(home, FileLock(home / "lock", thread_local=False), embedder, ChromaIndex)

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = self._retriever = None
            self._register.close()
            self._lock_file.release()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------------

    def ingest(self, paths: Iterable[Path], progress: Progress | None = None) -> Iterator[IngestResult]:
        """Adds files and folders, one result a file. A file that fails harms no other; of an archive every member is
        a file, named as it is named there.

        The results are found by questions when the iterator is exhausted, or when the next question is asked.
        """
        found = list(walk(paths, self._home))
        waiting = 0
        for done, item in enumerate(found):
            if isinstance(item, IngestResult):
                yield item
                continue
            if progress is not None:
                progress(f"导入 {item.name}", done, len(found))
            for result in self._take_apart(item, item.name, str(item.resolve())):
                waiting += result.chunks if result.status in {"added", "replaced"} else 0
                if waiting >= _SYNC_EVERY:
                    self._ready()
                    waiting = 0
                yield result
        if waiting:
            self._ready()

    def ingest_upload(self, name: str, path: Path, sees: Sees = lambda _: True) -> Iterator[IngestResult]:
        """Adds a file that came through the browser, or every member of an archive that did; a later upload of the
        same name replaces it. A document that the caller does not see is neither replaced nor spoken of."""
        name, added = Path(name).name, False
        for result in self._take_apart(path, name, f"upload:{name}", sees):
            added = added or result.status in {"added", "replaced"}
            yield result
        if added:
            self._ready()

    def add_documents(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Adds documents that were read already and have no file of their own (an evaluation's texts, a database's
        rows); returns how many. Embeds and writes them in batches, so that tens of thousands take minutes, not hours.
        """
        model, done = self._model(), 0
        for batch in batches_of((document, chunk(document)) for document in documents):
            passages = [
                passage_of(piece, title_of(document.metadata, document.source))
                for document, pieces in batch
                for piece in pieces
            ]
            vectors, at, entries = model.encode_passages(passages), 0, []
            for document, pieces in batch:
                own = vectors[at : at + len(pieces)]
                at += len(pieces)
                entries.append(Entry(document, pieces, own, f"document:{document.doc_id}", document.doc_id))
            with self._lock:
                self._register.put_all(entries, model=model.name)
            done += len(batch)
            if progress is not None:
                progress("读入文件", done, 0)
        self._ready()
        return done

    def remove(self, doc_id: str) -> None:
        """Takes a document away. Raises LibraryError if there is none with this id."""
        with self._lock:
            record = self._register.record(doc_id)
            if record is None:
                raise LibraryError(f"资料库里没有编号为“{doc_id}”的文件，请先列出资料库里的文件再选择。")
            self._register.remove(doc_id)
            if record.file:
                self._file(record.file).unlink(missing_ok=True)
            if self._index is not None:
                self._index.sync()

    def set_level(self, doc_id: str, level: str | None) -> None:
        """Notes who may read a document (`people/access.py`); None leaves it to the document's own 公开方式."""
        with self._lock:
            if self._register.record(doc_id) is None:
                raise LibraryError(f"资料库里没有编号为“{doc_id}”的文件，请刷新后再试。")
            self._register.set_level(doc_id, level)

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def may_edit(self) -> bool:
        """The owner of the machine may."""
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
        return self._file(record.file) if record and record.file else None

    def search(self, question: str, k: int = 10, filter: Filter = EVERYTHING) -> list[Hit]:
        """The best `k` passages for a question."""
        with self._lock:
            return self._ready().search(question, k, filter)

    def find_keys(self, question: str, hidden: frozenset[str] = frozenset()) -> KeyMatch:
        """Which documents the question names, and which numbers in it no document bears; those that are `hidden` count
        as absent, here and below."""
        with self._lock:
            return self._ready().find_keys(question, hidden)

    def frequency(self, word: str, hidden: frozenset[str] = frozenset()) -> int:
        """In how many passages a word stands."""
        with self._lock:
            return self._ready().frequency(word, hidden)

    def passage_count(self, hidden: frozenset[str] = frozenset()) -> int:
        with self._lock:
            return self._ready().count(hidden)

    def similarities(self, question: str, texts: list[str]) -> list[float]:
        """The cosine of a question with each of some texts, from -1 to 1."""
        with self._lock:
            return self._ready().similarities(question, texts)

    # -- inside -------------------------------------------------------------------------------------------------

    def _model(self) -> Embedder:
        with self._lock:
            if isinstance(self._embedder, str):
                self._embedder = load_embedder(self._embedder)
            return self._embedder

    def _ready(self) -> Retriever:
        """The retriever over caches that are up to date."""
        with self._lock:
            model = self._model()
            if self._register.count_stale(model.name):
                reembed(self._register, model, self._progress)
            if self._index is None or self._retriever is None:
                self._index = SearchIndex(
                    self._register, self._home / "cache", model.name, self._open_dense, self._progress
                )
                self._retriever = Retriever(self._register, self._index, model, self._without)
            self._index.sync()
            return self._retriever

    def _take_apart(self, path: Path, name: str, path_key: str, sees: Sees = lambda _: True) -> Iterator[IngestResult]:
        """One result for a file, one a member for an archive.

        A member's source is its own name, as a file's in a folder is: that is what a reader of a citation looks for
        and what a question may call it by. Where it came from is in its path key.
        """
        if not is_archive(path):
            yield self._take_in(path, name, path_key, sees)
            return
        folder = self._home / "incoming" / uuid.uuid4().hex
        try:
            folder.mkdir(parents=True)
            for member in members(path, UNREADABLE_SUFFIXES):
                if member.error is not None:
                    yield failed(member.name, member.error)
                    continue
                taken = folder / "member"
                taken.write_bytes(member.data)
                yield self._take_in(taken, member.name, f"{path_key}!/{member.path}", sees)
        except UserError as error:
            yield failed(name, str(error))
        except OSError:
            yield failed(name, f"“{name}”无法解压到资料库，请检查文件权限和磁盘空间。")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _take_in(self, path: Path, name: str, path_key: str, sees: Sees) -> IngestResult:
        """Adds one file. Everything that can go wrong with one file becomes a failed result."""
        folder = self._home / "incoming" / uuid.uuid4().hex
        try:
            folder.mkdir(parents=True)
            copy = folder / name
            sha256 = copy_file(path, copy)
            with self._lock:
                path_key = self._key_for(path_key, sees)
                known = self._register.record_of_bytes(sha256)
                if known is not None:
                    return self._link(known, name, path_key, sees)
            return self._add(copy, name, path_key, sha256, sees)
        except UserError as error:
            return failed(name, str(error))
        except (OSError, sqlite3.OperationalError):
            return failed(name, f"“{name}”无法复制到资料库，请检查文件权限和磁盘空间。")
        except Exception as error:  # one odd file must not end an ingest of thousands
            self.log_fault(name)
            fault = f"读取“{name}”时出了意外错误（{type(error).__name__}）"
            return failed(name, f"{fault}，请检查文件是否完好；经过记在资料库的 {_FAULTS} 里。")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _add(self, copy: Path, name: str, path_key: str, sha256: str, sees: Sees) -> IngestResult:
        document = replace(parse(copy), source=name)
        chunks = chunk(document)
        title = title_of(document.metadata, name)
        model = self._model()
        vectors = model.encode_passages([passage_of(piece, title) for piece in chunks])
        with self._lock:
            known = self._register.record_of_bytes(sha256)
            if known is not None:  # another thread was faster
                return self._link(known, name, path_key, sees)
            previous = self._record_at(path_key)
            file = document.doc_id + Path(name).suffix.lower()
            copy.replace(self._file(file))
            gone = self._register.put(
                document,
                chunks,
                vectors,
                model=model.name,
                path_key=path_key,
                sha256=sha256,
                file=file,
                level=carried_level(previous, document.metadata),
            )
            if gone:
                self._file(gone).unlink(missing_ok=True)
            record = self._register.record(document.doc_id)
            assert record is not None
            number = document.metadata.doc_number
            bearers = self._register.sources_of_number(number) if number else []
            others = [(self._register.record(i), s) for i, s in bearers if i != document.doc_id]
            same = [source for other, source in others if other is not None and sees(other)]
            return with_namesakes(result_of(record, name, "replaced" if previous else "added"), number, same)

    def _key_for(self, path_key: str, sees: Sees) -> str:
        """A file of the same name that the caller does not see stays; the new one stands beside it."""
        while (taken := self._record_at(path_key)) is not None and not sees(taken):
            path_key = f"beside:{path_key}"
        return path_key

    def _record_at(self, path_key: str) -> Record | None:
        doc_id = self._register.doc_id_of(path_key)
        return self._register.record(doc_id) if doc_id is not None else None

    def _link(self, known: Record, name: str, path_key: str, sees: Sees) -> IngestResult:
        """The bytes are here already, under this path or another."""
        previous = self._register.doc_id_of(path_key)
        if previous == known.doc_id:
            return result_of(known, name, "unchanged")
        gone = self._register.link(path_key, name, known.doc_id)
        if gone:
            self._file(gone).unlink(missing_ok=True)
        same = () if known.source == name or not sees(known) else (f"内容与“{known.source}”相同，没有重复收录。",)
        result = result_of(known, name, "unchanged" if previous is None else "replaced")
        return replace(result, warnings=(*result.warnings, *same))

    def log_fault(self, name: str) -> None:
        """Keeps the traceback of a fault of ours: the user gets a sentence, whoever mends it the place."""
        with suppress(OSError), (self._home / _FAULTS).open("a", encoding="utf-8") as log:
            log.write(f"{name}\n{traceback.format_exc()}\n")

    def _file(self, name: str) -> Path:
        return self._home / "files" / name

    def _sweep(self) -> None:
        """Removes what a killed process left: half copies, and copies that the register does not name."""
        shutil.rmtree(self._home / "incoming", ignore_errors=True)
        named = {record.file for record in self._register.records()}
        for file in (self._home / "files").iterdir():
            if file.name not in named:
                file.unlink(missing_ok=True)


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
