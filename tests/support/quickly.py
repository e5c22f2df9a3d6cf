"""A time limit that also stops a search of `re`, which no other thread could."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlowError(Exception):
    """The limit is over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooSlowError in the main thread once the process has worked for so long; what others do of the machine
    does not count, and the clock that pytest-timeout uses is left to it."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
