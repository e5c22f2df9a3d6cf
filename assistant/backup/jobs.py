"""A backup made while the browser app goes on: begun, watched, taken away. The newest lies in the library's folder."""

from __future__ import annotations

import re
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from assistant.backup.writing import write_backup
from assistant.home import BACKUPS
from ingest.errors import UserError
from vectorstore.private import private_folder

_OURS = re.compile(r"政问备份-\d{8}-\d{6}\.zip|\..*\.(?:part|register)")

State = Literal["none", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Look:
    """How far it is, in MB; `said` is the sentence of a failure, `path` the backup when it is there."""

    state: State
    done: int = 0
    total: int = 0
    said: str = ""
    path: Path | None = None


class BackupJob:
    """The backups of one app, one at a time. Safe to use from several threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._look = Look("none")

    def look(self) -> Look:
        return self._look

    def start(self) -> None:
        """Begins one, unless one is being made."""
        with self._lock:
            if self._look.state == "running":
                return
            self._look = Look("running")
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        folder = self._home / BACKUPS
        target = folder / f"政问备份-{datetime.now():%Y%m%d-%H%M%S}.zip"
        try:
            self._clear(private_folder(folder), keep=None)
            write_backup(self._home, target, self._watch)
            self._clear(folder, keep=target)
            self._look = Look("done", path=target)
        except UserError as error:
            self._look = Look("failed", said=str(error))
        except Exception as error:  # the app outlives a backup
            print("backup", traceback.format_exc(), sep="\n", file=sys.stderr)
            self._look = Look("failed", said=f"备份意外停下了（{type(error).__name__}），请再做一次。")

    def _watch(self, _what: str, done: int, total: int) -> None:
        self._look = Look("running", done, total)

    def _clear(self, folder: Path, keep: Path | None) -> None:
        """Takes away what a killed process left; once a new backup is there, the one before it too."""
        for found in folder.iterdir() if folder.is_dir() else ():
            if _OURS.fullmatch(found.name) and (found.name.startswith(".") or keep not in (None, found)):
                found.unlink(missing_ok=True)
