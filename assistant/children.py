"""Processes that work beside the owner of a library.

They are spawned, never forked (SQLite, PDFium and the threads of the tokenizer forbid it). Ctrl-C is the owner's
affair: a terminal sends it to every process of a command, and one that is still importing would end with a traceback,
so they are born deaf to it. What is handed over at birth must be small: it waits in a pipe that nobody reads before the
imports are over, and a child that dies meanwhile would leave its owner writing for ever.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start(work: Callable[..., None], *arguments: Any) -> tuple[Any, Any]:
    """A process that does `work(pipe, *arguments)`, and our end of the pipe. It ends with its owner.

    Raises OSError or RuntimeError where none can be started.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(theirs, work, *arguments), daemon=True)
    try:
        with _deaf():
            process.start()
    except BaseException:  # Ctrl-C came meanwhile: nobody else knows the process
        if process.pid is not None:
            process.terminate()
            process.join()
        raise
    finally:
        theirs.close()
    return process, ours


def _live(pipe: Any, work: Callable[..., None], *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # its own children hear what they like
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    work(pipe, *arguments)


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started within does not hear Ctrl-C, and no start is cut in half: ours comes after it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it lets SIGINT through again when it starts, so that must be over
    handler = signal.getsignal(signal.SIGINT)
    ours = threading.current_thread() is threading.main_thread() and callable(handler)
    pressed: list[tuple[Any, ...]] = []
    if ours:  # another thread may be given the signal that this one does not take
        signal.signal(signal.SIGINT, lambda *told: pressed.append(told))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)  # one that waited is noted here
        if ours:
            signal.signal(signal.SIGINT, handler)
    if pressed and callable(handler):
        handler(*pressed[0])
