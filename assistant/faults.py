"""Keeps the traceback of a fault of ours: the user gets a sentence, whoever mends it the place."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import Path

from vectorstore.private import close_to_others, opener


def keep_fault(file: Path, name: str) -> None:
    """Adds the exception that is being handled to a log; `name`: what was at work. A log that cannot be written to is
    no reason to stop."""
    close_to_others(file)
    with suppress(OSError), open(file, "a", encoding="utf-8", opener=opener) as log:
        log.write(f"{name}\n{traceback.format_exc()}\n")
