"""The rows of a batch that are done, kept beside its output: `<OUT>.partial.jsonl`, one line of JSON each.

Only where a row stands is held in memory, so that a batch of any length costs the same. So nobody else may write there
meanwhile: a lock lies beside it.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from ingest.errors import InputError

LOCK = ".lock"


class Partial:
    """Rows by key. A line that a kill cut is passed over, and closed so that the next begins anew.

    Raises InputError where another batch has the file, OSError where it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._lock = FileLock(f"{path}{LOCK}", timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:  # an OSError too
            raise InputError("另一个批次正在写同一个结果，请等它结束，或换一个结果文件名。") from error
        try:
            self._file = path.open("a+b")
            self._scan()
        except BaseException:
            self._let_go()
            raise

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __enter__(self) -> Partial:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._let_go()

    def add(self, key: str, row: dict[str, Any]) -> None:
        """Keeps a row; when this returns, a killed process does not lose it."""
        line = json.dumps({"key": key, "row": row}, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
        self._file.write(line)
        self._file.flush()
        self._places[key] = (self._end, len(line))
        self._end += len(line)

    def row(self, key: str) -> dict[str, Any]:
        """The row of a key that is here. Raises InputError where somebody has changed the file since."""
        at, length = self._places[key]
        self._file.seek(at)
        try:
            row: dict[str, Any] = json.loads(self._file.read(length))["row"]
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(f"“{self._path}”被别的程序改动了，请删掉它，再运行同一条命令。") from error
        return row

    def remove(self) -> None:
        """Takes the file away: the output is there."""
        self._file.close()
        self._path.unlink()

    def _let_go(self) -> None:
        with suppress(OSError):  # on Windows a file that is open stays, and goes when it is closed
            os.unlink(self._lock.lock_file)
        self._lock.release()

    def _scan(self) -> None:
        self._file.seek(0)
        self._end, line = 0, b"\n"
        for line in self._file:
            with suppress(ValueError, TypeError, KeyError):  # cut by a kill: that row is answered again
                self._places[json.loads(line)["key"]] = (self._end, len(line))
            self._end += len(line)
        if not line.endswith(b"\n"):
            self._file.write(b"\n")
            self._file.flush()
            self._end += 1
