"""Ctrl-C as a terminal sends it: to every process of a command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def interrupted(arguments: Sequence[str | Path], is_time: Callable[[int], bool]) -> tuple[int, str]:
    """Runs a command and interrupts it when `is_time` of its process id; returns its exit status and what it said.

    Fails where it does not stop soon, or leaves a process behind. Linux only.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests in the background ignore it, and so would the command
    try:
        command = [sys.executable, ROOT / "app.py", *arguments]
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        while not is_time(running.pid):
            assert running.poll() is None
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=20)
        until = time.monotonic() + 10  # multiprocessing's own helper goes when it reads the end of its pipe
        while left := [entry.name for entry in _processes() if _ids(entry)[1] == running.pid]:
            assert time.monotonic() < until, left
            time.sleep(0.1)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    return running.returncode, said


def children_of(owner: int) -> int:
    """How many processes an owner has beside it, multiprocessing's own helper not counted."""
    return sum(_ids(entry)[0] == owner and b"spawn_main" in _command(entry) for entry in _processes())


def _processes() -> list[Path]:
    return list(Path("/proc").glob("[0-9]*"))


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""  # gone meanwhile


def _ids(entry: Path) -> tuple[int, int]:
    """The parent and the group of a process."""
    try:
        parent, group = (entry / "stat").read_text().rpartition(")")[2].split()[1:3]
        return int(parent), int(group)
    except (OSError, ValueError):
        return 0, 0  # as above
