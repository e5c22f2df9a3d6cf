"""Records as lines of JSON, one each, appended: what every file of this room is made of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vectorstore.private import opener


def append_line(path: Path, row: Mapping[str, Any]) -> None:
    """Adds a record to a file in one write. An unfinished last line, as a killed process leaves it, is ended first: it
    is lost, the new record is not. Raises OSError."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with open(path, "ab+", opener=opener) as file:
        if file.seek(0, os.SEEK_END) > 0:
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, oldest first; none where there is no file. A line that was never finished is passed
    over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(row, dict):
                yield row
