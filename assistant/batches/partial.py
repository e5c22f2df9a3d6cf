"""The rows of a batch that are done, kept beside its output: `<OUT>.partial.jsonl`, one line of JSON each.

Only where a row stands is held in memory, so that a batch of any length costs the same.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any


class Partial:
    """Rows by key. A line that a kill cut is passed over, and closed so that the next begins anew.

    Raises OSError where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._file = path.open("a+b")
        self._scan()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __enter__(self) -> Partial:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, key: str, row: dict[str, Any]) -> None:
        """Keeps a row; when this returns, a killed process does not lose it."""
        line = json.dumps({"key": key, "row": row}, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n"
        self._file.write(line)
        self._file.flush()
        self._places[key] = (self._end, len(line))
        self._end += len(line)

    def row(self, key: str) -> dict[str, Any]:
        at, length = self._places[key]
        self._file.seek(at)
        row: dict[str, Any] = json.loads(self._file.read(length))["row"]
        return row

    def remove(self) -> None:
        """Takes the file away: the output is there."""
        self._file.close()
        self._path.unlink()

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
