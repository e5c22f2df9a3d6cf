"""What goes wrong where nobody foresaw it: the user gets a sentence, whoever mends it the traceback."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from assistant.home import FAULTS
from ingest.errors import UserError
from vectorstore.full_disk import NO_ROOM, is_full
from vectorstore.private import close_to_others, opener


def keep_fault(file: Path, name: str) -> None:
    """Adds the exception that is being handled to a log; `name`: what was at work. A log that cannot be written to is
    no reason to stop."""
    close_to_others(file)
    with suppress(OSError), open(file, "a", encoding="utf-8", errors="replace", opener=opener) as log:
        log.write(f"{name}\n{traceback.format_exc()}\n")


def words_of(error: OSError) -> str:
    """One sentence for a file or folder that the system refuses."""
    name = f"“{error.filename}”" if error.filename else "文件"
    if error.errno == errno.ENAMETOOLONG:
        return f"{name}的名字太长，请换一个短一些的名字再试。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"没有权限读写{name}，请检查它和所在文件夹的权限。"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NO_ROOM
    return f"{name}不能读写，请检查路径和磁盘后再试。"


def told(error: Exception, home_of: Callable[[], Path]) -> str:
    """One sentence for whatever ended a command and is being handled. A fault of ours is kept beside the library, whose
    folder `home_of` gives, or raises UserError."""
    if isinstance(error, OSError):
        return words_of(error)
    with suppress(UserError):
        home = home_of()
        if is_full(error, home):
            return NO_ROOM
        keep_fault(home / FAULTS, "命令")
        if (home / FAULTS).is_file():
            return f"程序出错了，请再试一次；经过记在“{home / FAULTS}”里。"
    return "程序出错了，请再试一次；加上--debug可以看到经过。"
