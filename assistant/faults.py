"""Keeps the traceback of a fault of ours: the user gets a sentence, whoever mends it the place."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import Path

FILE = "faults.log"


def keep_fault(file: Path, name: str) -> None:
    """Adds the exception that is being handled to a log; `name`: what was at work. A log that cannot be written to is
    no reason to stop."""
    with suppress(OSError), file.open("a", encoding="utf-8") as log:
        log.write(f"{name}\n{traceback.format_exc()}\n")
