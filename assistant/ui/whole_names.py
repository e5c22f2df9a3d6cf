"""The names of uploaded files: Gradio cuts a long one (200 bytes are 66 Chinese characters) and leaves out signs such
as ! and $, without a word. The page sends along what each file was called, and its copy is called so again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

LONGEST = 255  # bytes, of a name in most file systems
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def with_whole_names(copies: Sequence[Path], names: str | None) -> tuple[list[Path], list[str]]:
    """The copies of uploaded files under the names that the page sent (`names`, a list as JSON), and the names of those
    whose own is too long to be kept."""
    called = _read(names)
    if len(called) != len(copies):
        return list(copies), []
    cut = [copy.name for copy, name in zip(copies, called, strict=True) if len(name.encode()) > LONGEST]
    return [_renamed(copy, name) for copy, name in zip(copies, called, strict=True)], cut


def _read(names: str | None) -> list[str]:
    """What comes from a browser may be anything."""
    try:
        read = json.loads(names or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(read, list):
        return []
    return [_bare(name) if isinstance(name, str) else "" for name in read]


def _bare(name: str) -> str:
    """The last part of a path, as a file may be called."""
    name = _CONTROL.sub("", name.replace("\\", "/").rpartition("/")[2])
    return name.encode("utf-8", "ignore").decode()


def _renamed(copy: Path, name: str) -> Path:
    """The copy under its whole name, or as it is where it cannot be called so."""
    if name in ("", ".", "..", copy.name) or len(name.encode()) > LONGEST:
        return copy
    try:
        return copy.replace(copy.with_name(name))
    except (OSError, ValueError):  # a sign that this computer's file system has not, or another window took the copy
        return copy
