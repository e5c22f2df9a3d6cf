"""Makes a backup of a library, beside whoever has it open: nobody waits for it.

SQLite's backup interface copies the register as it stands at one moment, through a connection of its own that reads
only; a document that is removed or replaced while its original is being copied makes the backup begin again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from assistant.backup.layout import MANIFEST, ORIGINALS, ROOM, Manifest, Part, written
from assistant.home import BACKED_UP, FILES, REGISTER
from ingest.errors import InputError, LibraryError, ZhengwenError
from vectorstore.index import Progress
from vectorstore.private import connect_private, opener

_BLOCK = 1 << 20
_PAGES = 2_000  # of the register at a time, 8 MB; between two, whoever else needs the disk has it
_ATTEMPTS = 5


_NO_ROOM = "磁盘空间不够，没有做成备份，请腾出空间或换一个地方再做。"


class _ChangedError(ZhengwenError):
    """An original that the snapshot names went away with its document."""


def write_backup(home: Path, target: Path, progress: Progress | None = None) -> Manifest:
    """Makes the backup `target` of the library in `home`; it appears there when it is whole.

    Raises UserError subclasses where there is no library, where `target` exists already, and where there is no room.
    """
    home, target = home.expanduser().absolute(), target.expanduser().absolute()
    if not (home / REGISTER).is_file():
        raise LibraryError(f"“{home}”里没有资料库，请用--home指明资料库文件夹。")
    if target.exists():
        raise InputError(f"“{target}”已经存在，请换一个文件名，免得盖掉以前的备份。")
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    snapshot = draft.with_suffix(".register")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_ATTEMPTS):
            with suppress(_ChangedError):
                manifest = _attempt(home, draft, snapshot, progress or _silent)
                draft.replace(target)
                return manifest
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise LibraryError(_NO_ROOM) from error
        if not os.access(home, os.W_OK):  # what is waiting beside the register cannot be read there
            raise LibraryError(f"“{home}”是只读的，没有做成备份，请把资料库复制到可以写入的地方再做。") from error
        raise LibraryError("资料库的登记文件读不出来，没有做成备份，请确认它没有损坏。") from error
    except OSError as error:
        raise LibraryError("备份没有写成，请检查磁盘空间和文件夹权限。") from error
    finally:
        for left in (draft, snapshot):
            left.unlink(missing_ok=True)
    raise LibraryError("资料库一直在变动，没有做成备份，请等导入结束再做。")


def _silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def _attempt(home: Path, draft: Path, snapshot: Path, progress: Progress) -> Manifest:
    _snap(home / REGISTER, snapshot)
    documents, names = _named(snapshot)
    sources = [(REGISTER, snapshot), *((name, home / name) for name in BACKED_UP if (home / name).is_file())]
    sources += [(ORIGINALS + name, home / FILES / name) for name in names]
    total = _size(sources)
    if total * ROOM > shutil.disk_usage(draft.parent).free:
        raise LibraryError(f"磁盘空间不够，备份约需要{total >> 20}MB，请腾出空间或换一个地方再做。")
    parts: list[Part] = []
    missing: list[str] = []
    done = 0
    with open(draft, "wb", opener=opener) as made, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sources:
            try:
                part = _put(archive, name, path)
            except FileNotFoundError:
                if not _is_still_named(home / REGISTER, path.name):
                    raise _ChangedError from None
                missing.append(name)  # somebody took it out of the folder: what is left is worth keeping all the same
                continue
            parts.append(part)
            done += part.size
            progress("备份（MB）", done >> 20, max(total >> 20, 1))
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        manifest = Manifest(at, documents, tuple(parts), tuple(missing))
        archive.writestr(MANIFEST, written(manifest))
    with draft.open("rb+") as handle:
        os.fsync(handle.fileno())
    return manifest


def _snap(register: Path, snapshot: Path) -> None:
    """Copies the register as it stands now. The source is read in one transaction, so that a write in between neither
    shows nor makes the copy begin anew."""
    snapshot.unlink(missing_ok=True)
    with _reading(register) as source, closing(connect_private(snapshot)) as copy:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM meta").fetchone()
        source.backup(copy, pages=_PAGES, sleep=0.001)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself


@contextmanager
def _reading(register: Path) -> Iterator[sqlite3.Connection]:
    address = f"{register.as_uri()}?mode=ro"
    # SQLite keeps two files beside a register even to read it; on a read-only disk it cannot, and need not
    if not os.access(register.parent, os.W_OK) and not register.with_name(f"{register.name}-wal").exists():
        address += "&immutable=1"
    with closing(sqlite3.connect(address, uri=True, timeout=30, isolation_level=None)) as db:
        yield db


def _named(register: Path) -> tuple[int, list[str]]:
    """How many documents there are, and the originals that are named, of removed documents too."""
    with _reading(register) as db:
        documents = int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
        return documents, sorted(_files(db))


def _files(db: sqlite3.Connection) -> set[str]:
    known = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = [table for table in ("documents", "removed_documents") if table in known]  # an older register has one
    return {row[0] for table in tables for row in db.execute(f"SELECT file FROM {table} WHERE file <> ''")}


def _is_still_named(register: Path, file: str) -> bool:
    with _reading(register) as db:
        return file in _files(db)


def _size(sources: list[tuple[str, Path]]) -> int:
    total = 0
    for _, path in sources:
        with suppress(FileNotFoundError):  # told when it is copied
            total += path.stat().st_size
    return total


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    """Copies a file into the archive. Originals are packed already; the register's text is not."""
    info = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if name.startswith(ORIGINALS) else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as reading, archive.open(info, "w", force_zip64=True) as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            writing.write(block)
            size += len(block)
    return Part(name, size, digest.hexdigest())
