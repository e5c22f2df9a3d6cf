"""The commands `backup` and `restore`."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from vectorstore.index import Progress


def back_up(home: Path, target: Path, progress: Progress) -> int:
    """Makes a backup and says so; returns the exit status. Raises UserError subclasses."""
    manifest = write_backup(home, target, progress)
    _note(f"已备份{manifest.documents}份文件：“{target}”，约{max(target.stat().st_size >> 20, 1)}MB。")
    _missing(manifest.missing)
    return 0


def restore(source: Path, home: Path, progress: Progress, *, replace: bool) -> int:
    """Makes a library of a backup and says so; returns the exit status. Raises UserError subclasses."""
    restored = restore_backup(source, home, replace=replace, progress=progress)
    _note(f"已恢复{restored.documents}份文件：“{home}”，第一次提问时会重建索引。")
    if restored.settings:  # they decide who comes in and where words are sent
        _note(f"设置也来自备份（{'、'.join(restored.settings)}），启动前请看一遍那里的settings.toml。")
    if restored.before is not None:
        _note(f"原来的资料库没有丢，改名为“{restored.before}”，确认无误后可以删掉。")
    _missing(restored.missing)
    return 0


def _missing(names: tuple[str, ...]) -> None:
    if names:
        _note(f"注意：有{len(names)}份文件的原件已经不在资料库里，备份里只有它们的文字，例如“{names[0]}”。")


def _note(sentence: str) -> None:
    print(sentence, file=sys.stderr)
