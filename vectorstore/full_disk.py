"""Whether something failed because the disk is full. SQLite, Chroma and tantivy each say so in their own way, and
tantivy says only that a thread of its own was stopped."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

NO_ROOM = "磁盘空间不够，请腾出空间再试。"
_WORDS = ("database or disk is full", "No space left on device", "Disk quota exceeded")
_LEAST = 1 << 20  # bytes; with less, nothing that is written here gets to its end


def is_full(error: BaseException | None, folder: Path) -> bool:
    """`folder`: what was being written to."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or any(w in str(error) for w in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    try:
        return shutil.disk_usage(folder).free < _LEAST
    except OSError:
        return False
