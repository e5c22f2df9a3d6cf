"""What a register is searched with: the model, the caches and the retriever over them, each made when it is first
needed, and brought up to date before it is used."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import RLock

from ingest.errors import LibraryError, UserError
from vectorstore.dense import OpenDense
from vectorstore.embedder import Embedder, load_embedder
from vectorstore.full_disk import NO_ROOM, is_full
from vectorstore.index import Progress, SearchIndex, forget_words
from vectorstore.reembed import reembed
from vectorstore.register import Register
from vectorstore.retriever import Retriever


class Caches:
    """The caches in `folder` of a register; `lock` guards both. `embedder` may be a spec for `load_embedder`.
    `without`: see `Retriever`."""

    def __init__(
        self,
        register: Register,
        folder: Path,
        lock: RLock,
        embedder: Embedder | str,
        open_dense: OpenDense,
        progress: Progress | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._register = register
        self._folder = folder
        self._lock = lock
        self._embedder = embedder
        self._open_dense = open_dense
        self._progress = progress
        self._without = without
        self._index: SearchIndex | None = None
        self._retriever: Retriever | None = None

    def close(self) -> None:
        """Lets go of their files; whoever asks next opens them again."""
        if self._index is not None:
            self._index.close()
        self._index = self._retriever = None

    def model(self) -> Embedder:
        with self._lock:
            if isinstance(self._embedder, str):
                self._embedder = load_embedder(self._embedder)
            return self._embedder

    def ready(self) -> Retriever:
        """The retriever over caches that are up to date. Raises LibraryError where the disk is full."""
        with self._lock:
            try:
                return self._ready()
            except UserError:
                raise
            except Exception as error:
                if not is_full(error, self._folder):
                    raise
                with suppress(Exception):  # half written: whoever asks next builds them anew
                    self.close()
                self._index = self._retriever = None
                raise LibraryError(NO_ROOM) from error

    def _ready(self) -> Retriever:
        model = self.model()
        if self._register.count_stale(model.name):
            reembed(self._register, model, self._progress)
        if self._index is None or self._retriever is None:
            self._index = SearchIndex(
                self._register, self._folder, model.name, self._open_dense, self._progress, model.leading
            )
            self._retriever = Retriever(self._register, self._index, model, self._without)
        self._index.sync()
        return self._retriever

    def follow(self) -> None:
        """Brings the caches up to date, where they are open; what came back may have the vectors of another model."""
        if self._index is not None:
            self.ready()

    def forget_words(self) -> None:
        """Leaves no word of what was removed in the caches; the next question builds them anew."""
        self.close()  # the index holds the files open
        try:
            forget_words(self._folder)
        except OSError as error:
            raise LibraryError("索引里这份文件的字删不掉，请检查资料库文件夹的权限后再试。") from error
