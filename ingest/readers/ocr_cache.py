"""What was recognised on pictures, kept by the picture's digest: a page is read once, and later its lines can be boxed.

One small file a page, in `ZHENGWEN_OCR_CACHE` or the user's cache folder (readable by nobody else); an empty variable
keeps nothing. Losing it costs time, never words: whatever cannot be read or written is passed over.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

MAX_BYTES = 100_000_000  # some 40,000 pages
_MAX_FILE = 4_000_000
_PRUNE_EVERY = 200  # writes between two looks at the size

_writes = itertools.count()


def folder() -> Path | None:
    """Where pages are kept; None for nowhere."""
    named = os.environ.get("ZHENGWEN_OCR_CACHE")
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "zhengwen" / "ocr"


def get(key: str) -> Any | None:
    """The value kept under `key`, or None."""
    try:
        where = folder()
        if where is None:
            return None
        path = where / key
        packed = path.read_bytes()
        os.utime(path)  # what is used stays
        unpacking = zlib.decompressobj()
        return json.loads(unpacking.decompress(packed, _MAX_FILE))
    except (OSError, RuntimeError, ValueError, zlib.error):
        return None


def put(key: str, value: Any) -> None:
    """Keeps a JSON value."""
    try:
        where = folder()
        if where is None:
            return
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=where, prefix="new-")
        with os.fdopen(handle, "wb") as file:
            file.write(zlib.compress(json.dumps(value, ensure_ascii=False).encode()))
        Path(name).replace(where / key)
        if next(_writes) % _PRUNE_EVERY == 0:
            prune(where, MAX_BYTES)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return


def drop(key: str) -> None:
    """Keeps nothing under `key` any more."""
    with contextlib.suppress(OSError, RuntimeError):
        where = folder()
        if where is not None:
            (where / key).unlink(missing_ok=True)


def prune(where: Path, limit: int) -> None:
    """Removes what was not used for longest until `limit` bytes are left."""
    files = sorted(
        ((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in os.scandir(where) if entry.is_file()),
        reverse=True,
    )
    total = 0
    for _, size, path in files:
        total += size
        if total > limit:
            Path(path).unlink(missing_ok=True)
