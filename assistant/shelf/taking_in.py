"""Documents into a library: files and folders, what came through the browser, rows that have no file.

They are prepared, in several processes where that is worth it, put on the shelf some at a time, and found by questions
when all are through: the caches follow every so many passages, and at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from assistant.home import FAULTS
from assistant.pace import IngestPace
from assistant.shelf.copies import UPLOADED
from assistant.shelf.intake import IngestResult, Uploaded, walk
from assistant.shelf.preparers import prepare_all
from assistant.shelf.preparing import FileJob, RowJob, batches_of, embedded_all, vectors_of
from assistant.shelf.removal import Removal
from assistant.shelf.shelving import Sees, Shelf
from assistant.storable import storable, storable_key
from ingest.schema import Document
from vectorstore.caches import Caches
from vectorstore.index import Progress
from vectorstore.register import Entry, Register

# chunks; each time the keyword index seals a segment, and a killed ingest leaves that many to catch up
_SYNC_EVERY = 10_000


class TakingIn:
    """Into the library in `home`, whose register `lock` guards. What each does is said where it is called from:
    `Library`."""

    def __init__(
        self, home: Path, register: Register, shelf: Shelf, removal: Removal, caches: Caches, lock: RLock
    ) -> None:
        self._home = home
        self._register = register
        self._shelf = shelf
        self._removal = removal
        self._caches = caches
        self._lock = lock

    def files(self, paths: Iterable[Path], progress: Progress | None, processes: int) -> Iterator[IngestResult]:
        found = list(walk(paths, self._home))
        pace = IngestPace(found)

        def jobs(folder: Path) -> Iterator[FileJob]:
            for at, item in enumerate(found):
                if isinstance(item, IngestResult):
                    yield self._shelf.fault(storable(item.source), "", storable(str(item.error)), at)
                else:
                    yield from self._shelf.jobs(
                        folder, item, storable(item.name), storable_key(str(item.resolve())), at
                    )

        with self._shelf.incoming() as folder:
            for group in self._put(jobs(folder), processes=processes):
                for job, result in group:
                    if progress is not None:
                        progress(pace.words(job.at, job.name), job.at, len(found))
                    yield result
        if progress is not None and found:
            progress("导入", len(found), len(found))

    def uploads(self, paths: Sequence[Path], sees: Sees, processes: int) -> Iterator[Uploaded]:
        def jobs(folder: Path) -> Iterator[FileJob]:
            for at, path in enumerate(paths):
                name = storable(path.name)
                yield from self._shelf.jobs(folder, path, name, f"{UPLOADED}{name}", at)

        with self._shelf.incoming() as folder:
            for group in self._put(jobs(folder), sees, processes):
                last, _ = group[-1]
                left = len(paths) - last.at - (0 if last.more else 1)
                yield Uploaded(tuple(result for _, result in group), left)

    def rows(
        self, rows: Iterable[Any], build: Callable[[Any], Document | None], progress: Progress | None, processes: int
    ) -> int:
        model, done = self._caches.model(), 0
        jobs = (RowJob(row, build, self._home / FAULTS) for row in rows)
        for batch in batches_of(outcome for _, outcome in prepare_all(jobs, model, processes)):
            entries = [
                Entry(document, ready.chunks, vectors_of(ready), f"document:{document.doc_id}", document.doc_id)
                for ready in embedded_all(batch, model)
                for document in [ready.document]
            ]
            with self._lock:
                self._register.put_all(entries, model=model.name)
            done += len(batch)
            if progress is not None:
                progress("读入文件", done, 0)
        self._caches.ready()
        return done

    def _put(
        self, jobs: Iterable[FileJob], sees: Sees = lambda _: True, processes: int = 0
    ) -> Iterator[list[tuple[FileJob, IngestResult]]]:
        """Prepares files and puts them on the shelf, some at a time; the caches follow."""
        model, waiting = self._caches.model(), 0
        with self._lock:
            self._removal.expire()  # where files are replaced every night, nobody may ever remove one
        for group in self._shelf.put(prepare_all(jobs, model, processes), model, sees):
            yield group  # first: what is on the shelf is told, whatever becomes of the caches
            waiting += sum(result.chunks for _, result in group if result.status in {"added", "replaced"})
            if waiting >= _SYNC_EVERY:
                self._caches.ready()
                waiting = 0
        if waiting:
            self._caches.ready()
