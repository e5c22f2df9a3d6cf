"""Batches that run while the browser app goes on: started, watched, stopped, taken up again.

A batch is known by its list, its output, its owner and what the library holds for them, so the same list given again
goes on where it stopped, after a restart as well, and nobody is shown what was answered for somebody else.
"""

from __future__ import annotations

import contextvars
import hashlib
import shutil
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from assistant.batches.answerers import Answerer, Asks, Log, in_threads
from assistant.batches.batch import Answered, Pace, run_batch, stamp_of
from ingest.errors import UserError, ZhengwenError
from vectorstore.private import private_folder

State = Literal["waiting", "running", "stopped", "done", "failed"]

_KEPT_SECONDS = 30 * 24 * 3600
_LONGEST_NAME = 60


@dataclass(slots=True)
class Batch:
    """One list being answered; `said` is the sentence of a failure, `output` is there when `state` is "done", and
    `answered` says what became of its rows. `documents`: what its owner saw when it began; `source`: our copy of the
    list."""

    key: str
    name: str
    output: Path
    documents: frozenset[str] = frozenset()
    source: Path = Path()
    group: str | None = None
    owner: str = ""
    state: State = "waiting"
    pace: Pace | None = None
    answered: Answered | None = None
    said: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to take up: a list that was refused has nothing."""
        return self.state == "stopped" or (self.state == "failed" and self.pace is not None)


class _StoppedError(ZhengwenError):
    """Somebody pressed 停止."""


class BatchJobs:
    """The batches of one app; one runs at a time, others wait. `requests`: questions under way at a time; `log` notes
    the exception that is being handled, with what was at work (`Library.log_fault`)."""

    def __init__(self, folder: Path, requests: int = 1, log: Log | None = None) -> None:
        self._folder = folder
        self._requests = requests
        self._log = log or _to_screen
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._batches: dict[str, Batch] = {}

    def start(
        self,
        assistant: Asks,
        documents: list[str],
        source: Path,
        suffix: str,
        group: str | None,
        model: str = "",
        owner: str = "",
    ) -> Batch:
        """Begins or takes up a batch over a list; `documents` are the ids that its owner may see.

        Raises UserError where the list cannot be taken in.
        """
        stamp = stamp_of(documents, model)
        told = hashlib.sha256(source.read_bytes())
        told.update(repr((source.name, suffix, group, stamp, owner)).encode())
        key = told.hexdigest()[:24]
        with self._lock:
            known = self._batches.get(key)
            if known is not None and known.state in ("waiting", "running"):
                return known
            folder = self._taken_in(source, key)
            name = source.stem[:_LONGEST_NAME]
            output, own = folder / f"{name}-答复{suffix}", folder / source.name
            batch = Batch(key, source.name, output, frozenset(documents), own, group, owner)
            self._batches.pop(key, None)  # the latest stands last
            self._batches[key] = batch
        # whose request this is goes along: who asks decides what is seen
        work = partial(contextvars.copy_context().run, self._work, batch, assistant, stamp)
        threading.Thread(target=work, daemon=True).start()
        return batch

    def batch(self, key: str) -> Batch | None:
        return self._batches.get(key)

    def latest(self, owner: str = "") -> Batch | None:
        """What somebody began last, for a page that was closed meanwhile."""
        return next(iter(self.of(owner)), None)

    def of(self, owner: str = "") -> list[Batch]:
        """What somebody began since the program did, the last first."""
        with self._lock:
            return [batch for batch in reversed(self._batches.values()) if batch.owner == owner]

    def stop(self, key: str) -> None:
        """Stops a batch after the row that is being answered."""
        batch = self._batches.get(key)
        if batch is not None:
            batch.stopping.set()
            if batch.state == "waiting":
                batch.state = "stopped"

    def _taken_in(self, source: Path, key: str) -> Path:
        try:
            private_folder(self._folder)
            for old in self._folder.iterdir():
                if old.name != key and time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                    shutil.rmtree(old, ignore_errors=True)
            folder = self._folder / key
            folder.mkdir(exist_ok=True)
            if source != folder / source.name:  # taken up again
                shutil.copyfile(source, folder / source.name)
        except OSError as error:
            raise UserError("清单无法放进资料库，请检查文件夹权限和磁盘空间。") from error
        return folder

    def _work(self, batch: Batch, assistant: Asks, stamp: str) -> None:
        def watch(pace: Pace) -> None:
            batch.pace = pace
            if batch.stopping.is_set():
                raise _StoppedError

        def answering(_rows: int) -> Answerer:
            return lambda jobs: in_threads(assistant, jobs, self._requests, self._log)

        with self._turn:
            if batch.stopping.is_set():
                batch.state = "stopped"
                return
            batch.state = "running"
            try:
                batch.answered = run_batch(
                    batch.source, batch.output, watch, group=batch.group, choose=answering, stamp=stamp
                )
                batch.state = "done"
            except _StoppedError:
                batch.state = "stopped"
            except UserError as error:
                batch.state, batch.said = "failed", str(error)
            except Exception as error:  # the app outlives a batch
                self._log(batch.name)
                batch.state, batch.said = "failed", f"批次意外停下了（{type(error).__name__}），请再开始一次。"


def _to_screen(what: str) -> None:
    print(what, traceback.format_exc(), sep="\n", file=sys.stderr)
