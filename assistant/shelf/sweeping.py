"""What a killed process left in a library's folders is taken away when the library is opened; what has no name of ours
is somebody's own and stays."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

from assistant.home import FILES, INCOMING, ORIGINAL, REGISTER
from ingest.errors import LibraryError
from vectorstore.register import Register

_INGEST = re.compile("[0-9a-f]{32}")  # what `Shelf.incoming` calls the folder of an ingest


def check_is_free(home: Path) -> None:
    """Raises LibraryError where a new library would move in with somebody's own files: its folders are ours alone."""
    if (home / REGISTER).exists():
        return
    for name in (FILES, INCOMING):
        if _contents(home / name):
            raise LibraryError(f"“{home / name}”里已经有别的文件，这里不能新建资料库，请用--home换一个文件夹。")


def sweep(home: Path, register: Register) -> None:
    """Removes half copies, and copies that the register does not name, from the folders of a library that was there
    before."""
    incoming = home / INCOMING
    for folder in _contents(incoming):
        if _INGEST.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # there is none, or something else in it
        incoming.rmdir()
    named = {record.file for record in register.records()}
    named |= {removed.record.file for removed in register.removed()}
    for file in (home / FILES).iterdir():
        if file.name not in named and ORIGINAL.fullmatch(file.name) and not file.is_dir():
            file.unlink(missing_ok=True)


def _contents(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where there is none to look into."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []
