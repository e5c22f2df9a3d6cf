"""Keeps the two caches, dense and keyword, in step with the register.

    cache/state.json         which generation is current, and what it has seen
    cache/dirty              there while the current generation is being written
    cache/<generation>/      one dense and one keyword folder

A lagging cache catches up by the register's journal. A cache that was being written when the process died, or that was
made by another model or tokenizer, is thrown away, and a new generation is built beside it from the register's vectors:
nothing is embedded again. A kill while Chroma writes its HNSW files can leave a collection whose queries crash the
process, which no `except` catches, so a dirty folder is never opened, not even to look at it.

Not safe for several threads at once: `assistant/library.py` holds a lock around every call.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.schema import Chunk
from vectorstore import tokenize
from vectorstore.dense import DenseIndex, LeadingIndex, OpenDense
from vectorstore.keyword import KeywordIndex
from vectorstore.passage import passage_of, title_of
from vectorstore.private import private_folder
from vectorstore.register import Register
from vectorstore.whole import DRAFT, write_whole

# What is going on, how much of it is done, of how much.
Progress = Callable[[str, int, int], None]

_LAYOUT = 1  # raised when what is indexed of a chunk changes
_BATCH = 1000
_KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class _State:
    generation: str
    revision: int
    library_id: str
    model: str
    leading: int  # numbers of each vector that the dense index holds, 0 for all
    tokenizer: str
    layout: int = _LAYOUT


def forget_words(folder: Path) -> None:
    """Takes the keyword index of the caches in `folder` away: the words of deleted passages stand in its files until
    tantivy merges them. Whoever opens the caches next fills a new one. Raises OSError."""
    for keyword in folder.glob(f"*/{_KEYWORD}"):
        shutil.rmtree(keyword)


class SearchIndex:
    """The dense and the keyword index over a register's chunks, in `folder`."""

    def __init__(
        self,
        register: Register,
        folder: Path,
        model: str,
        open_dense: OpenDense,
        progress: Progress | None = None,
        leading: int = 0,
    ) -> None:
        """Opens the caches and brings them up to date. All vectors of the register must be those of `model`, whose
        first `leading` numbers serve alone (0: only all of them)."""
        self._register = register
        self._folder = folder
        self._model = model
        self._leading = leading
        self._open_dense = open_dense
        self._progress = progress or (lambda _what, _done, _total: None)
        private_folder(folder)
        state = self._usable_state()
        if state is None or not self._open(state):
            self.rebuild()
        self._sweep()
        self.sync()

    dense: DenseIndex
    keyword: KeywordIndex
    _state: _State

    def close(self) -> None:
        self.dense.close()

    def sync(self) -> None:
        """Brings the caches up to the register's revision."""
        revision = self._register.revision
        if revision == self._state.revision:
            return
        changes = self._register.changes_since(self._state.revision)
        self._mark_dirty()
        self.dense.delete(changes.dropped)
        self.keyword.delete(changes.dropped)
        # a document may have been written twice since, or be written over what an interrupted sync put there
        fresh = self._register.chunk_ids(changes.put)
        self.keyword.delete(fresh)
        self._fill(fresh)
        self._write_state(revision)
        self._dirty.unlink(missing_ok=True)

    def rebuild(self) -> None:
        """Builds a new generation from the register and makes it the current one."""
        if hasattr(self, "dense"):
            self.dense.close()
        generation = uuid.uuid4().hex[:12]
        revision = self._register.revision
        self._open_generation(generation)
        if self.dense.count() != 0:
            self.dense.clear()  # a store that lives elsewhere keeps what it had
        self._fill(self._register.chunk_ids())
        self._state = _State(
            generation, revision, self._register.library_id, self._model, self._leading, tokenize.VERSION
        )
        self._write_state(revision)
        self._dirty.unlink(missing_ok=True)
        self._sweep()

    # -- inside -------------------------------------------------------------------------------------------------

    @property
    def _dirty(self) -> Path:
        return self._folder / "dirty"

    @property
    def _state_file(self) -> Path:
        return self._folder / "state.json"

    def _usable_state(self) -> _State | None:
        """The state on disk, unless it says that the caches must be built anew."""
        if self._dirty.exists():
            return None
        try:
            state = _State(**json.loads(self._state_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        wanted = (self._register.library_id, self._model, self._leading, tokenize.VERSION, _LAYOUT)
        if (state.library_id, state.model, state.leading, state.tokenizer, state.layout) != wanted:
            return None
        # a register put back from a backup, or one that lost its last transactions in a power cut
        if state.revision > self._register.revision or not (self._folder / state.generation).is_dir():
            return None
        return state

    def _open(self, state: _State) -> bool:
        """Opens a generation; False if it cannot be opened, or does not hold what its state says."""
        try:
            self._open_generation(state.generation)
        except (
            Exception
        ):  # each engine has its own errors for damaged files; what is no damage comes again in `rebuild`
            return False
        self._state = state
        if not self.keyword.count() and self._register.count_chunks():
            self._fill_keyword()
        changes = self._register.changes_since(state.revision)
        if changes.put or changes.dropped:
            return True  # counts can only be compared once `sync` has run
        expected = self._register.count_chunks()
        return self.dense.count() in (expected, None) and self.keyword.count() == expected

    def _open_generation(self, generation: str) -> None:
        folder = self._folder / generation
        folder.mkdir(exist_ok=True)
        dense = self._open_dense(folder / "dense")
        self.dense = LeadingIndex(dense, self._leading) if self._leading else dense
        self.keyword = KeywordIndex(folder / _KEYWORD)

    def _fill(self, chunk_ids: list[str]) -> None:
        # the dense index builds its graph outside Python, so a second core does that while this one cuts words
        with ThreadPoolExecutor(1) as beside:
            growing: Future[None] | None = None
            for start in range(0, len(chunk_ids), _BATCH):
                batch = chunk_ids[start : start + _BATCH]
                vectors = self._register.vectors(batch)
                if growing is not None:
                    growing.result()
                growing = beside.submit(self.dense.upsert, *vectors)
                self.keyword.add(self._entries(self._register.chunks(batch).values()))
                self._progress("建立索引", min(start + _BATCH, len(chunk_ids)), len(chunk_ids))
            if growing is not None:
                growing.result()
        self.keyword.commit()

    def _fill_keyword(self) -> None:
        """For one that was taken away alone: the dense index stays."""
        self._mark_dirty()
        chunk_ids = self._register.chunk_ids()
        for start in range(0, len(chunk_ids), _BATCH):
            self.keyword.add(self._entries(self._register.chunks(chunk_ids[start : start + _BATCH]).values()))
            self._progress("建立索引", min(start + _BATCH, len(chunk_ids)), len(chunk_ids))
        self.keyword.commit()
        self._dirty.unlink(missing_ok=True)

    def _entries(self, chunks: Iterable[Chunk]) -> Iterable[tuple[str, str, str]]:
        titles: dict[str, str] = {}
        for chunk in chunks:
            if chunk.doc_id not in titles:
                record = self._register.record(chunk.doc_id)
                titles[chunk.doc_id] = title_of(record.metadata, record.source) if record else ""
            yield chunk.chunk_id, chunk.doc_id, passage_of(chunk, titles[chunk.doc_id])

    def _mark_dirty(self) -> None:
        with self._dirty.open("wb") as handle:
            os.fsync(handle.fileno())
        self._sync_folder()

    def _write_state(self, revision: int) -> None:
        state = asdict(self._state) | {"revision": revision}
        write_whole(self._state_file, json.dumps(state), private=True)
        self._sync_folder()
        self._state = _State(**state)

    def _sync_folder(self) -> None:
        """Makes the names in the folder durable, where the system can (Windows cannot open folders)."""
        if os.name == "posix":
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _sweep(self) -> None:
        """Removes generations that are not current: interrupted builds and what they replace."""
        for entry in self._folder.iterdir():
            if entry.is_dir() and entry.name != self._state.generation:
                shutil.rmtree(entry, ignore_errors=True)
        for draft in self._folder.glob(f"{DRAFT}*"):
            draft.unlink(missing_ok=True)
