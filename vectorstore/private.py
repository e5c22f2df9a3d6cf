"""Files and folders that nobody else on the computer may read: what they hold are people's words, and papers without
regard to who may read them. On Windows, where modes say nothing, the rights of the folder count.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path


def opener(path: str, flags: int) -> int:
    """For `open`: a new file is private from its first byte."""
    return os.open(path, flags, 0o600)


def close_to_others(path: Path) -> None:
    """Takes the rights of everybody but the owner from a file or folder that is there; where there is none, nothing."""
    with suppress(OSError):  # another person's file or a disk without modes: not ours to close, and no reason to stop
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o700)


def private_folder(path: Path) -> Path:
    """Makes a folder, with those above it, or closes the one that is there. Raises OSError."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    close_to_others(path)
    return path


def connect_private(path: Path, timeout: float = 5.0) -> sqlite3.Connection:
    """Opens, or makes, a database; the caller sees to it that one thread at a time uses it. What SQLite keeps beside
    the file takes over its mode. Raises OSError, sqlite3.DatabaseError."""
    # never opened beside SQLite: closing it again would end the locks that this process has on it
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    for end in ("", "-wal", "-shm"):
        close_to_others(path.with_name(path.name + end))
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=timeout)
