"""Recognises the text of a picture of a page, offline, with RapidOCR in a process of its own (ocr_worker.py).

The process is started by the first page that needs it, reads one page at a time, and ends when nothing came for a
while: so its gigabyte of memory goes away, and a crash in it costs one page. What was recognised is kept
(ocr_cache.py); ocr_layout.py makes lines of it.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from ingest.readers import ocr_cache
from ingest.readers.ocr_dashes import mend_dashes
from ingest.readers.ocr_page import Fragment, Picture
from ingest.readers.ocr_worker import HEADER

DPI = 200
INSTALL = "没有安装文字识别组件（pip install rapidocr onnxruntime）"
_VERSION = 1  # raised when the worker's settings change, so that kept pages are read anew
_START_SECONDS = 60.0
_PAGE_SECONDS = 50.0  # a full page takes 4 s of one core; a stuck one must not hold an ingest
_STILL_SECONDS = 8.0  # without any work: it hangs
_PATIENCE = 12  # times the seconds a page may take, on a machine that has others to serve
_IDLE_SECONDS = 60.0
_THREADS = 2

_FORGETS: ContextVar[bool] = ContextVar("_FORGETS", default=False)


class OcrError(Exception):
    """A page that could not be recognised; the reader says so in its own words."""


@cache
def available() -> bool:
    """Whether the packages are installed; imports none of them."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def recognise(picture: Picture) -> tuple[Fragment, ...]:
    """The fragments of a page, in no order to rely on. Raises OcrError."""
    known = recall(picture)
    if _FORGETS.get():
        ocr_cache.drop(_key(picture))
        return known or ()
    if known is not None:
        return known
    fragments = mend_dashes(picture, _fragments(_WORKER.ask(picture)))
    ocr_cache.put(_key(picture), [[fragment.text, fragment.corners] for fragment in fragments])
    return fragments


@contextlib.contextmanager
def forgetting() -> Iterator[None]:
    """Within this block no picture is recognised, and what is kept of an earlier recognition is deleted."""
    before = _FORGETS.set(True)
    try:
        yield
    finally:
        _FORGETS.reset(before)


def recall(picture: Picture) -> tuple[Fragment, ...] | None:
    """What was recognised on this picture before; None if it was not, or was forgotten."""
    kept = ocr_cache.get(_key(picture))
    try:
        return None if kept is None else _fragments(kept)
    except (TypeError, ValueError):  # a file of another make
        return None


def _fragments(answer: Any) -> tuple[Fragment, ...]:
    fragments = []
    for text, corners in answer:
        x1, y1, x2, y2, x3, y3, x4, y4 = map(float, corners)
        fragments.append(Fragment(str(text), (x1, y1, x2, y2, x3, y3, x4, y4)))
    return tuple(fragments)


def _key(picture: Picture) -> str:
    digest = hashlib.sha256(f"{_VERSION} {_engine_version()} {picture.width} {picture.height} ".encode())
    digest.update(picture.pixels)
    return digest.hexdigest()


@cache
def _engine_version() -> str:
    try:
        return importlib.metadata.version("rapidocr")
    except importlib.metadata.PackageNotFoundError:
        return ""


class _Worker:
    """The process, or none yet; one page at a time, from whichever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None
        self.threads = _THREADS
        self.alive: Callable[[], None] = lambda: None

    def ask(self, picture: Picture) -> Any:
        with self._lock:
            self.alive()
            if self._idle is not None:
                self._idle.cancel()
            try:
                if self._process is None or self._process.poll() is not None:
                    self._start()
                answer = self._exchange(
                    HEADER.pack(picture.width, picture.height) + picture.pixels, _PAGE_SECONDS, "识别超时"
                )
            except BaseException:  # also Ctrl-C: an answer may be on its way, which the next page must not get
                self._stop()
                raise
            self._idle = threading.Timer(_IDLE_SECONDS, self.close)
            self._idle.daemon = True
            self._idle.start()
        if isinstance(answer, dict):
            raise OcrError("识别失败")
        return answer

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _start(self) -> None:
        self._stop()
        threads = min(self.threads, os.cpu_count() or 1)
        try:
            self._process = subprocess.Popen(
                # -P: its folder holds modules named like packages (docx, markdown), which must not stand in for them
                [sys.executable, "-P", str(Path(__file__).with_name("ocr_worker.py")), str(threads)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise OcrError("识别程序无法启动") from error
        self._exchange(b"", _START_SECONDS, "识别程序无法启动")

    def _exchange(self, message: bytes, seconds: float, fault: str) -> Any:
        """Sends bytes and takes one line back; kills the process when it takes longer than `seconds`."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        answered = threading.Event()
        threading.Thread(target=_guard, args=(process, seconds, answered), daemon=True).start()
        try:
            process.stdin.write(message)
            process.stdin.flush()
            line = process.stdout.readline()
            return json.loads(line)
        except (OSError, ValueError) as error:  # the pipe broke, or ended before the answer did
            raise OcrError(fault) from error
        finally:
            answered.set()

    def _stop(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # bytes that a dead process never took
                        pipe.close()
        self._process = self._idle = None


def _guard(process: subprocess.Popen[bytes], seconds: float, answered: threading.Event) -> None:
    """Kills a process that does not answer: it has worked for `seconds`, or stands still after them.

    The time on the wall alone would kill good pages on a busy machine, where ten of them pass for one of work.
    """
    began, worked = time.monotonic(), _processor_seconds(process.pid)
    looked = last = 0.0
    while not answered.wait(min(1.0, seconds)):
        wall = time.monotonic() - began
        now = _processor_seconds(process.pid)
        used = now - worked if now is not None and worked is not None else wall
        stands = wall - looked >= _STILL_SECONDS and used - last < 0.02 * (wall - looked)
        if wall - looked >= _STILL_SECONDS:
            looked, last = wall, used
        if used > seconds or wall > _PATIENCE * seconds or (wall > seconds and stands):
            process.kill()
            return


def _processor_seconds(process: int) -> float | None:
    """What a process has used so far; None where the system does not tell."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


_WORKER = _Worker()


def share(threads: int, alive: Callable[[], None]) -> None:
    """For one of several processes that read beside each other: how many threads recognise, and what is called before
    every page, as a sign of life."""
    _WORKER.threads, _WORKER.alive = min(threads, _THREADS), alive


def stop() -> None:
    """Ends the process, if there is one; the next page starts it again."""
    _WORKER.close()


atexit.register(stop)
