"""How far an ingest is, and how long it will take, in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

_FIRST_SECONDS = 3.0  # before that nothing is known
_EACH_BYTES = 4_000  # what a file costs whatever it holds, as bytes of text


class IngestPace:
    """The files of an ingest (or what stands for one that is not there), weighed by their bytes."""

    def __init__(self, files: Sequence[object]) -> None:
        sizes = (_EACH_BYTES + (_size(file) if isinstance(file, Path) else 0) for file in files)
        self._before = [0, *accumulate(sizes)]  # the weight of the files before each
        self._began = time.monotonic()

    def words(self, at: int, name: str) -> str:
        """What to say after a result of file number `at`."""
        return f"导入 {name}{self._left(at + 1)}"

    def _left(self, done: int) -> str:
        spent = time.monotonic() - self._began
        total, weight = self._before[-1], self._before[done]
        if spent < _FIRST_SECONDS or not 0 < weight < total:
            return ""
        return f"（约剩{span_words(spent * (total - weight) / weight)}）"


def span_words(seconds: float) -> str:
    """A stretch of time, as it is said."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{minutes}分"
    return f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # said when it is read
        return 0
