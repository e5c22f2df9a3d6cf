"""`python -m eval.memory FILE --copies N`: how much memory it takes to ingest many large files.

FILE (best a document of a hundred pages) is copied N times, each copy made different by a comment behind its end, and
the copies are ingested into a temporary library the way the command does it. Looks at the owner, the processes that
read for it and theirs, five times a second: what is told is the most that all had together (shared pages counted once)
and how it grew from the first third of the files to the last. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.library import Library
from eval.processes import memory_of
from ingest.errors import InputError, UserError

_EVERY = 0.2  # seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.memory", description="量导入大量长文件时的内存")
    parser.add_argument("file", type=Path, help="一份长文件（PDF 或文本）")
    parser.add_argument("--copies", type=int, default=1000, metavar="N", help="导入多少份（默认1000）")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="用几个进程读（默认按处理器核数）")
    arguments = parser.parse_args(argv)
    try:
        print(json.dumps(measure(arguments.file, arguments.copies, arguments.jobs), ensure_ascii=False))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def measure(file: Path, copies: int, jobs: int = 0) -> dict[str, float | int]:
    """Ingests the copies. Raises InputError where there is no file or no /proc to look into."""
    if not file.is_file():
        raise InputError(f"找不到文件“{file}”，请检查路径。")
    if not Path("/proc/self/smaps_rollup").exists():
        raise InputError("只有 Linux 能这样量内存，请换一台机器。")
    with tempfile.TemporaryDirectory(prefix="zhengwen-memory-") as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        data = file.read_bytes()
        for n in range(copies):
            (papers / f"{n:05}{file.suffix}").write_bytes(data + f"\n%{n:05}\n".encode())
        watch = _Watch()
        pages = chunks = failed = 0
        began = time.monotonic()
        with Library.open(Path(folder) / "home") as library, watch:
            for result in library.ingest([papers], processes=jobs):
                pages, chunks = pages + result.pages, chunks + result.chunks
                failed += result.status == "failed"
        seconds = time.monotonic() - began
    third = max(1, len(watch.seen) // 3)
    return {
        "documents": copies,
        "failed": failed,
        "pages": pages,
        "chunks": chunks,
        "seconds": round(seconds, 1),
        "megabytes_most": round(max(watch.seen)),
        "megabytes_first_third": round(max(watch.seen[:third])),
        "megabytes_last_third": round(max(watch.seen[-third:])),
    }


class _Watch:
    """Looks at this process and all below it, until it is left."""

    def __init__(self) -> None:
        self.seen: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            self.seen.append(memory_of(os.getpid()))
            if self._done.wait(_EVERY):
                return


if __name__ == "__main__":
    sys.exit(main())
