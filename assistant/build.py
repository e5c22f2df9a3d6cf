"""The composition root: settings become objects here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.access import Role, role_of
from assistant.answering import Assistant
from assistant.library import Library
from assistant.llm.client import from_settings
from assistant.people.tiers import Tiers
from assistant.records.history import FILE, History
from assistant.settings import KEY, Settings


@contextmanager
def open_library(
    settings: Settings,
    progress: Callable[[str, int, int], None] | None = None,
    without: frozenset[str] = frozenset(),
) -> Iterator[Library]:
    """The library of the settings' home, closed at the end. Raises LibraryLockedError when another process owns it."""
    # words read from scans stay inside the library, not in the user's cache folder
    os.environ.setdefault("ZHENGWEN_OCR_CACHE", str(settings.home.expanduser().absolute() / "pages"))
    embedder = "" if settings.embedder == "shipped" else settings.embedder
    with Library.open(settings.home, embedder, progress=progress, without=without) as library:
        yield library


@contextmanager
def open_tiers(settings: Settings, progress: Callable[[str, int, int], None] | None = None) -> Iterator[Tiers]:
    """An assistant for each role, over what the role may see of that library."""
    unstated = role_of(settings.unstated_level) or Role.ADMINISTRATOR
    with open_library(settings, progress) as library:
        yield Tiers(library, from_settings(settings, os.environ.get(KEY)), History(settings.home / FILE), unstated)


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
        history = History(settings.home / FILE) if recorded else None
        yield Assistant(library, from_settings(settings, os.environ.get(KEY)), history, without)
