"""The composition root: settings become objects here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.access import Role, role_of
from assistant.answering import Assistant
from assistant.home import HISTORY, PAGES
from assistant.library import Library
from assistant.llm.client import from_settings
from assistant.people.tiers import Tiers
from assistant.records.history import History
from assistant.settings import KEY, Settings
from vectorstore.chroma import ChromaIndex
from vectorstore.dense import DenseIndex, OpenDense
from vectorstore.sockets import plugged


@contextmanager
def open_library(
    settings: Settings,
    progress: Callable[[str, int, int], None] | None = None,
    without: frozenset[str] = frozenset(),
) -> Iterator[Library]:
    """The library of the settings' home, closed at the end. Raises LibraryLockedError when another process owns it."""
    dense = _open_dense(settings.vector_store)
    with (
        _pages_in(settings.home.expanduser().absolute() / PAGES),
        Library.open(settings.home, settings.embedder, open_dense=dense, progress=progress, without=without) as library,
    ):
        yield library


def open_beside(settings: Settings) -> Library:
    """That library for asking only, beside the process that owns it; see `Library.open_beside`."""
    return Library.open_beside(settings.home, settings.embedder, _open_dense(settings.vector_store))


@contextmanager
def open_tiers(settings: Settings, progress: Callable[[str, int, int], None] | None = None) -> Iterator[Tiers]:
    """An assistant for each role, over what the role may see of that library."""
    unstated = role_of(settings.unstated_level)
    if unstated is None:  # not `or`: the reader's number is 0
        unstated = Role.ADMINISTRATOR
    with open_library(settings, progress) as library:
        yield Tiers(library, from_settings(settings, os.environ.get(KEY)), History(settings.home / HISTORY), unstated)


@contextmanager
def open_assistant(
    settings: Settings,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    recorded: bool = True,
    without: frozenset[str] = frozenset(),
) -> Iterator[Assistant]:
    """The assistant over that library; `recorded`: how its answers came about is kept in the library. `without`: parts
    that an evaluation leaves out, see `Assistant` and `Retriever`."""
    with open_library(settings, progress, without) as library:
        history = History(settings.home / HISTORY) if recorded else None
        yield Assistant(library, from_settings(settings, os.environ.get(KEY)), history, without)


@contextmanager
def _pages_in(folder: Path) -> Iterator[None]:
    """Words read from scans stay inside the library that is open, not in the user's cache folder; unless the user named
    a folder for them."""
    before = os.environ.get(_PAGES_FOLDER)
    if before is not None and before not in _pages_folders:
        yield
        return
    _pages_folders.add(str(folder))
    os.environ[_PAGES_FOLDER] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_PAGES_FOLDER, None)
        else:
            os.environ[_PAGES_FOLDER] = before


_PAGES_FOLDER = "ZHENGWEN_OCR_CACHE"  # read by `ingest/readers/ocr_cache.py`, in the processes beside this one too
_pages_folders: set[str] = set()  # those of libraries: what the variable says is not the user's word then


def _open_dense(vector_store: str) -> OpenDense:
    """Chroma in the library's own folder, or the store of another machine that the setting names."""
    if not vector_store:
        return ChromaIndex

    def reach(_folder: Path) -> DenseIndex:
        from vectorstore.llama import LlamaIndexDense  # seconds of imports, for those who need them

        return LlamaIndexDense(plugged("vector_store", vector_store))

    return reach
