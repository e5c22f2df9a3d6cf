"""A file appears whole or not at all: whoever looks, and whatever stops us, sees the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFT = ".draft-"  # how the names of unfinished files begin; a kill leaves one


@contextmanager
def whole(path: Path, *, private: bool) -> Iterator[Path]:
    """A file to write in the place of `path`, beside it: it takes its name when the block ends well, and goes where it
    does not. Others on this computer may read it unless it is `private`. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=DRAFT, suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            draft.chmod(0o666 & ~umask)
        with draft.open("rb+") as file:  # a name must not outlive a power cut without its words
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, private: bool) -> None:
    """A file of these words. Raises OSError."""
    with whole(path, private=private) as draft:
        draft.write_text(text, encoding="utf-8")
