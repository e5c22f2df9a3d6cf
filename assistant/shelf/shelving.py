"""Puts prepared files on the shelf: into `files/` and the register, many in one transaction, one result a file.

Order of writes: the copies are complete in `files/` before the transaction names them. What it replaces is laid aside
as a removed document is (`removal.py`). An upload knows of its file nothing but the name, and 附件.docx is everybody's:
where its frame says that it is another paper, it gets a name of its own beside the one that is here; where name and
文号 are those of a paper that came from a folder, it replaces that as well. Files that nothing names any longer leave
after it. So a killed process leaves at the worst such files, which `Library.open` removes.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import RLock

from assistant.access import carried_level
from assistant.faults import keep_fault
from assistant.home import FAULTS, FILES, INCOMING
from assistant.shelf.copies import UPLOADED, make_durable, not_copied, not_there
from assistant.shelf.intake import (
    UNREADABLE_SUFFIXES,
    IngestResult,
    copy_file,
    failed,
    result_of,
    with_namesakes,
    with_own_name,
    with_replaced,
)
from assistant.shelf.namesakes import Namesakes, from_folders, numbered, same_paper
from assistant.shelf.preparing import FileJob, Outcome, Prepared, embedded, vectors_of
from ingest.errors import UserError
from ingest.readers import SUFFIXES
from ingest.readers.archive import is_archive, members
from ingest.schema import Document, Metadata
from vectorstore.codec import Record
from vectorstore.embedder import Embedder
from vectorstore.register import Entry, Register

# Whether whoever adds a file may know of a document that is here already.
Sees = Callable[[Record], bool]

GROUP_DOCUMENTS = 250  # written together: a durable transaction takes milliseconds, however little it holds
GROUP_CHUNKS = 2_000
_GROUP_SECONDS = 1.0  # nor is a slow file kept waiting for others


@dataclass(slots=True)
class _Row:
    """A file on its way through a group."""

    job: FileJob
    outcome: Outcome
    entry: Entry | None = None
    previous: Record | None = None  # what it takes the place of
    gives_way: Record | None = None  # what came from a folder, and an upload replaces
    beside: Record | None = None  # another paper that has its name
    result: IngestResult | None = None


class Shelf:
    """Where a library keeps its files: `home`, with the register that `lock` guards."""

    def __init__(self, home: Path, register: Register, lock: RLock, clock: Callable[[], float] = time.time) -> None:
        self._home = home
        self._register = register
        self._lock = lock
        self._now = clock

    def file(self, name: str) -> Path:
        """The copy of an original."""
        return self._home / FILES / name

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A folder for the copies of one ingest, as long as it lasts."""
        folder = self._home / INCOMING / uuid.uuid4().hex
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def jobs(self, folder: Path, path: Path, name: str, path_key: str, at: int = 0) -> Iterator[FileJob]:
        """One job for a file, one a member for an archive, each with a copy of its own in `folder`.

        A member's source is its own name, as a file's in a folder is: that is what a reader of a citation looks for
        and what a question may call it by. Where it came from is in its path key.
        """
        if not is_archive(path):
            yield self._job(folder, path, name, path_key, at)
            return
        held: FileJob | None = None  # one is held back: only then is it known whether it was the last
        for job in self._of_archive(folder, path, name, path_key, at):
            if held is not None:
                yield replace(held, more=True)
            held = job
        if held is not None:
            yield held

    def _of_archive(self, folder: Path, path: Path, name: str, path_key: str, at: int) -> Iterator[FileJob]:
        try:
            for member in members(path, UNREADABLE_SUFFIXES):
                key = f"{path_key}!/{member.path}"
                if member.error is not None:
                    yield self.fault(member.name, key, member.error, at)
                else:
                    yield self._job(folder, member.data, member.name, key, at)
        except UserError as error:
            yield self.fault(name, path_key, str(error), at)
        except OSError:
            yield self.fault(name, path_key, f"“{name}”无法解压到资料库，请检查文件权限和磁盘空间。", at)

    def fault(self, name: str, path_key: str, error: str, at: int = 0) -> FileJob:
        """Stands for a file that cannot be had, with the sentence that says why."""
        return FileJob(name, path_key, Path(name), self._home / FAULTS, error=error, at=at)

    def put(
        self, outcomes: Iterable[tuple[FileJob, Outcome]], model: Embedder, sees: Sees
    ) -> Iterator[list[tuple[FileJob, IngestResult]]]:
        """Writes what was prepared; yields what became of the files, some at a time, in their order."""
        namesakes = Namesakes(self._register)
        group: list[_Row] = []
        keys: set[str] = set()
        size, began = 0, time.monotonic()
        for job, outcome in outcomes:
            own = {job.path_key, job.sha256} - {""}
            if keys & own:  # the second must see what became of the first
                yield self._put_group(group, model, sees, namesakes)
                group, keys, size, began = [], set(), 0, time.monotonic()
            group.append(_Row(job, outcome))
            keys |= own
            size += len(outcome.chunks) if isinstance(outcome, Prepared) else 0
            if size >= GROUP_CHUNKS or len(group) >= GROUP_DOCUMENTS or time.monotonic() - began > _GROUP_SECONDS:
                yield self._put_group(group, model, sees, namesakes)
                group, keys, size, began = [], set(), 0, time.monotonic()
        if group:
            yield self._put_group(group, model, sees, namesakes)

    # -- inside -------------------------------------------------------------------------------------------------

    def _job(self, folder: Path, content: Path | bytes, name: str, path_key: str, at: int) -> FileJob:
        copy = folder / name  # its name is what a reader's sentence calls it
        try:
            if copy.exists():  # another of this name is still being read
                copy = folder / uuid.uuid4().hex / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            sha256, size = copy_file(content, copy)
            with self._lock:
                known = self._register.record_of_bytes(sha256) is not None
        except FileNotFoundError:
            return self.fault(name, path_key, not_there(name, path_key), at)
        except (OSError, sqlite3.OperationalError):
            return self.fault(name, path_key, not_copied(name), at)
        return FileJob(name, path_key, copy, self._home / FAULTS, sha256, size, known, at=at)

    def _put_group(
        self, group: list[_Row], model: Embedder, sees: Sees, namesakes: Namesakes
    ) -> list[tuple[FileJob, IngestResult]]:
        for row in group:
            if isinstance(row.outcome, Prepared):
                self._guarded(row, lambda row: _embed(row, model))
        make_durable([row.job.copy for row in group if isinstance(row.outcome, Prepared)])
        with self._lock:
            for row in group:
                self._guarded(row, lambda row: self._place(row, group, model, sees))
            placed = [row for row in group if row.entry is not None]
            try:
                self._write(placed, model)
            except Exception:  # what is wrong with one costs no other
                for row in placed:
                    self._guarded(row, lambda row: self._write([row], model))
            for row in placed:
                self._guarded(row, lambda row: self._report(row, sees, namesakes))
        for row in group:
            if row.job.sha256:
                with suppress(OSError):  # it goes with its folder
                    row.job.copy.unlink(missing_ok=True)
        return [(row.job, row.result) for row in group if row.result is not None]

    def _guarded(self, row: _Row, step: Callable[[_Row], None]) -> None:
        """A step for one file, unless its fate is known; what goes wrong becomes its result."""
        if row.result is not None:
            return
        try:
            step(row)
        except UserError as error:
            row.result = failed(row.job.name, str(error))
        except (OSError, sqlite3.OperationalError):
            row.result = failed(row.job.name, not_copied(row.job.name))
        except Exception as error:  # one odd file must not end an ingest of thousands
            keep_fault(row.job.faults, row.job.name)
            fault = f"导入“{row.job.name}”时出了意外错误（{type(error).__name__}）"
            row.result = failed(row.job.name, f"{fault}，请再试一次；经过记在资料库的 {FAULTS} 里。")
        if row.result is not None and row.entry is not None and not self._is_removed(row.entry.file):
            with suppress(OSError):  # nobody names it
                self.file(row.entry.file).unlink(missing_ok=True)

    def _place(self, row: _Row, group: Sequence[_Row], model: Embedder, sees: Sees) -> None:
        """Settles a file that is here already; moves the copy of another to where the register will name it."""
        job = row.job
        taken = {before.entry.path_key for before in group if before.entry is not None}
        if isinstance(row.outcome, str):
            row.result = failed(job.name, row.outcome)
            return
        known = self._register.record_of_bytes(job.sha256)
        if known is not None:  # before it was read, or another thread was faster
            path_key, name, _ = self._key_for(job, known.metadata, sees, taken)
            row.result = replace(self._link(known, name, path_key, sees), source=job.name)
            return
        if row.outcome is None:  # it was here when it came, and was taken away since
            row.outcome = replace(job, known=False).prepare(model)
            make_durable([job.copy])
        if not isinstance(row.outcome, Prepared):
            row.result = failed(job.name, row.outcome or "")
            return
        _embed(row, model)
        ready = row.outcome
        path_key, name, row.beside = self._key_for(job, ready.document.metadata, sees, taken)
        document = replace(ready.document, source=name)
        suffix = Path(job.name).suffix.lower()
        # of a name without one, all behind a dot in the title would be taken for it
        file = document.doc_id + (suffix if suffix in SUFFIXES else "")
        job.copy.replace(self.file(file))
        row.previous = self._record_at(path_key)
        row.gives_way = self._from_folder(job, document, sees)
        level = carried_level(row.previous, document.metadata) or carried_level(row.gives_way, document.metadata)
        older = row.gives_way.doc_id if row.gives_way is not None else None
        row.entry = Entry(document, ready.chunks, vectors_of(ready), path_key, job.sha256, file, level, older)

    def _write(self, rows: Sequence[_Row], model: Embedder) -> None:
        entries = [row.entry for row in rows if row.entry is not None]
        for gone in self._register.put_all(entries, model=model.name, at=self._now()):
            self.file(gone).unlink(missing_ok=True)

    def _report(self, row: _Row, sees: Sees, namesakes: Namesakes) -> None:
        assert row.entry is not None
        document, row.entry = row.entry.document, None  # it is there to stay
        record = self._register.record(document.doc_id)
        assert record is not None
        same = [other.source for other in namesakes.of(document) if sees(other)]
        gone = {older.doc_id: older for older in (row.previous, row.gives_way) if older is not None}
        result = result_of(record, row.job.name, "replaced" if gone else "added")
        if row.beside is not None:
            result = with_own_name(result, row.beside, document.source)
        for older in gone.values():
            result = self._told(result, older)
        row.result = with_namesakes(result, document.metadata.doc_number, same)

    def _from_folder(self, job: FileJob, document: Document, sees: Sees) -> Record | None:
        """The paper from a folder of which an upload is the next version, by its file name and its 文号. None where
        there are several: who knows which of them."""
        if not job.path_key.startswith(UPLOADED):
            return None
        alike = from_folders(self._register, job.name, document.metadata, UPLOADED)
        alike = [record for record in alike if record.doc_id != document.doc_id and sees(record)]
        return alike[0] if len(alike) == 1 else None

    def _told(self, result: IngestResult, previous: Record | None) -> IngestResult:
        """With what it took the place of, unless that came from another file too and stays."""
        gone = previous is not None and self._register.record(previous.doc_id) is None
        return with_replaced(result, previous) if previous is not None and gone else result

    def _key_for(self, job: FileJob, metadata: Metadata, sees: Sees, taken: Set[str]) -> tuple[str, str, Record | None]:
        """The path key and the name under which a file of this frame is kept, and what has its own name already. A file
        of the same name that the caller does not see stays, and the new one stands beside it; so does another paper's
        that came through the browser too."""
        key, name, beside = job.path_key, job.name, None
        while (here := self._record_at(key)) is not None and not sees(here):
            key = f"beside:{key}"
        if not job.path_key.startswith(UPLOADED):
            return key, name, None
        bare = key.removesuffix(name)
        for n in count(2):
            here = self._record_at(key)
            if key not in taken and (here is None or same_paper(here.metadata, metadata)):
                break
            if here is not None and not sees(here):
                bare = f"beside:{bare}"
            else:
                beside = beside or here
                name = numbered(job.name, n)
            key = bare + name
        return key, name, beside

    def _is_removed(self, file: str) -> bool:
        """Whether a document that can still be brought back has this original."""
        return any(removed.record.file == file for removed in self._register.removed())

    def _record_at(self, path_key: str) -> Record | None:
        doc_id = self._register.doc_id_of(path_key)
        return self._register.record(doc_id) if doc_id is not None else None

    def _link(self, known: Record, name: str, path_key: str, sees: Sees) -> IngestResult:
        """The bytes are here already, under this path or another."""
        previous = self._record_at(path_key)
        if previous is not None and previous.doc_id == known.doc_id:
            return result_of(known, name, "unchanged")
        for gone in self._register.link(path_key, name, known.doc_id, self._now()):
            self.file(gone).unlink(missing_ok=True)
        same = () if known.source == name or not sees(known) else (f"内容与“{known.source}”相同，没有重复收录。",)
        result = self._told(result_of(known, name, "unchanged" if previous is None else "replaced"), previous)
        return replace(result, warnings=(*result.warnings, *same))


def _embed(row: _Row, model: Embedder) -> None:
    if isinstance(row.outcome, Prepared) and row.outcome.vectors is None:
        row.outcome = embedded(row.outcome, model)
