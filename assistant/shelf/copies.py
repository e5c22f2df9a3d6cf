"""Copies on their way onto the shelf: when their bytes are on the disk, and what is said where none could be made."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

UPLOADED = "upload:"  # how the path key of a file begins that came through the browser; its name follows

_FSYNCS = 16  # at a time: the file system makes one of them


def make_durable(copies: Sequence[Path]) -> None:
    """Waits until the bytes of the copies are on the disk."""
    if len(copies) < 2:
        for copy in copies:
            _fsync(copy)
        return
    with ThreadPoolExecutor(_FSYNCS) as threads:
        list(threads.map(_fsync, copies))


def _fsync(copy: Path) -> None:
    # for writing, which Windows asks for; a copy that is gone is said when it is moved
    with suppress(OSError), copy.open("rb+") as handle:
        os.fsync(handle.fileno())


def not_there(name: str, path_key: str) -> str:
    if path_key.startswith(UPLOADED):  # two windows that send the same file are given one copy of it
        return f"“{name}”已不在原处，可能正由另一个窗口添加；资料库里没有的话，请再添加一次。"
    return f"“{name}”已不在原处，请检查路径后再导入一次。"


def not_copied(name: str) -> str:
    return f"“{name}”无法复制到资料库，请检查文件权限和磁盘空间。"
