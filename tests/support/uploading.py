"""A file that comes through the browser."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from assistant.shelf.intake import IngestResult


def uploaded(library: Any, name: str, path: Path) -> list[IngestResult]:
    """What becomes of one file that is uploaded under a name, or of the members of an archive."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(path, Path(folder) / name)
        return [result for some in library.ingest_uploads([copy]) for result in some.results]
