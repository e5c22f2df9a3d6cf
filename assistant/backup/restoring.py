"""Makes a library of a backup: unpacked beside where it shall be, looked through, and only then put in its place.

An empty folder that is there already may be where a disk is mounted, or stand in a folder that belongs to others: it is
filled, not exchanged, and the unpacking happens inside it.

A backup is a file that somebody hands over, so nothing in it is believed: not its names (none may lead out of the
folder), not its sizes, not what its register says of files. The library that is there already is renamed, never
deleted; until the last step nothing of it is touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.backup.layout import FORMAT, MANIFEST, ORIGINALS, ROOM, Manifest, is_ours, read_back
from assistant.home import CARRIED_OVER, FILES, LOCK, REGISTER, SETTINGS
from assistant.settings import load_settings, read_file
from ingest.errors import InputError, LibraryError, LibraryLockedError, SettingsError
from vectorstore.index import Progress
from vectorstore.private import close_to_others, opener, private_folder
from vectorstore.register import Register
from vectorstore.soundness import check_rows

_BLOCK = 1 << 20
_MOST_MANIFEST = 64 * 1024 * 1024  # bytes: some 400,000 originals
_MOST_PACKED = 200  # times smaller than unpacked; a register is packed five times smaller, a bomb a thousand
_STAGING = ".restoring-"
_NOTHING = {"lost+found", LOCK}  # what a new disk has in it, and what we leave
# as we pack; other unpackers have errors of their own
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

# what zipfile and its unpackers say of damage, encryption and odd packing
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Restored:
    """`missing`: originals that the backup lacked; `settings`: the entries that came along; `before`: where the library
    that stood here is now."""

    documents: int
    missing: tuple[str, ...]
    settings: tuple[str, ...] = ()
    before: Path | None = None


def restore_backup(source: Path, home: Path, *, replace: bool = False, progress: Progress | None = None) -> Restored:
    """Makes the library of the backup `source` in `home`; with `replace` in the place of the one that is there.

    Raises UserError subclasses, and leaves everything as it was then.
    """
    home = home.expanduser().absolute()
    taken = _is_taken(home)
    if taken and not replace:
        raise InputError(f"“{home}”里已经有文件，请用--home换一个新的文件夹，或加--replace（原来的会改名留在旁边）。")
    staging = _staging(home, taken)
    try:
        manifest = _unpack(source, staging, progress)
        _look_through(staging, manifest)
        settings = _settings(staging)
        if hasattr(os, "sync"):  # a power cut after it was said to be there leaves it there
            os.sync()
        before = _swap(staging, home) if taken else None
        if staging.parent == home:
            _fill(home, staging)
        elif not taken:
            staging.replace(home)
    except OSError as error:
        raise LibraryError("资料库没有恢复成，原来的没有动，请检查磁盘空间和文件夹权限。") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(manifest.documents, manifest.missing, settings, before)


def _is_taken(home: Path) -> bool:
    """Whether something is there that must not be lost. Raises UserError subclasses where no library can be."""
    if home.exists() and not home.is_dir():
        raise InputError(f"“{home}”是一个文件，请用--home指定一个文件夹。")
    try:
        found = [path.name for path in home.iterdir()] if home.exists() else []
    except OSError as error:
        raise LibraryError(f"文件夹“{home}”不能读，请检查它的权限。") from error
    return any(name not in _NOTHING and not name.startswith(_STAGING) for name in found)


def _staging(home: Path, taken: bool) -> Path:
    """A new folder to unpack into, on the same disk as `home`. Raises LibraryError where none can be made."""
    name = f"{_STAGING}{uuid.uuid4().hex[:8]}"
    if taken and (os.path.ismount(home) or not os.access(home.parent, os.W_OK)):
        raise LibraryError(
            f"“{home}”是挂载点，或上级文件夹不能写入，里面的资料库没法改名留在旁边；请用--home恢复到一个空文件夹。"
        )
    inside = home.exists() and not taken
    staging = home / name if inside else home.with_name(f"{home.name}{name}")
    try:
        staging.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir(mode=0o700)
    except OSError as error:
        if inside:
            raise LibraryError(f"文件夹“{home}”不能写入，请检查它的权限和磁盘空间。") from error
        raise LibraryError(
            f"不能在“{home.parent}”里新建文件夹，请检查那里的权限，或先建好空文件夹“{home}”再恢复。"
        ) from error
    return staging


def _unpack(source: Path, staging: Path, progress: Progress | None) -> Manifest:
    bad = f"“{source.name}”不是完整的政问备份，请换一份备份再试。"
    if source.exists() and not source.is_file():  # a pipe or a device would be read for ever
        raise InputError(f"“{source}”不是普通文件，请指定备份文件。")
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source.stat().st_size, bad)
            if manifest.size * ROOM > shutil.disk_usage(staging).free:
                raise LibraryError(f"磁盘空间不够，恢复约需要{manifest.size >> 20}MB，请腾出空间再试。")
            done = 0
            for part in manifest.parts:
                _take(archive, part.name, staging / part.name, part.size, part.sha256, bad)
                done += part.size
                if progress is not None:
                    progress("恢复（MB）", done >> 20, max(manifest.size >> 20, 1))
    except FileNotFoundError as error:
        raise InputError(f"找不到备份“{source}”，请检查路径。") from error
    except _DAMAGE as error:
        raise InputError(bad) from error
    return manifest


def _manifest(archive: zipfile.ZipFile, bytes_of_it: int, bad: str) -> Manifest:
    """What the backup says is in it, once that is what is in it."""
    entries = {info.filename: info for info in archive.infolist()}
    listed = entries.pop(MANIFEST, None)
    if listed is None or listed.file_size > _MOST_MANIFEST or len(entries) + 1 != len(archive.infolist()):
        raise InputError(bad)
    if any(info.compress_type not in _METHODS for info in archive.infolist()):
        raise InputError(bad)
    try:
        manifest = read_back(archive.read(listed))
    except (KeyError, TypeError, OverflowError) as error:
        raise InputError(bad) from error
    if manifest.format > FORMAT:
        raise InputError("这份备份由更新版本的程序做成，请升级本程序后再恢复。")
    sizes = {part.name: part.size for part in manifest.parts}
    if sizes != {name: info.file_size for name, info in entries.items()} or len(sizes) != len(manifest.parts):
        raise InputError(bad)
    if REGISTER not in sizes or not all(map(is_ours, (*sizes, *manifest.missing))):
        raise InputError(bad)
    # entries can claim any size, or share their bytes: together they are no more than the file
    packed = min(sum(info.compress_size for info in entries.values()), bytes_of_it)
    if manifest.size > _MOST_PACKED * packed + _BLOCK:
        raise InputError("这份备份解开后大得不合理，没有恢复，请换一份备份再试。")
    return manifest


def _take(archive: zipfile.ZipFile, name: str, target: Path, size: int, sha256: str, bad: str) -> None:
    """Unpacks one file, never more of it than was said."""
    private_folder(target.parent)
    digest, done = hashlib.sha256(), 0
    with archive.open(name) as reading, open(target, "wb", opener=opener) as copy:
        while block := reading.read(_BLOCK):
            done += len(block)
            if done > size:
                raise InputError(bad)
            digest.update(block)
            copy.write(block)
    if done != size or digest.hexdigest() != sha256:
        raise InputError(bad)


def _look_through(staging: Path, manifest: Manifest) -> None:
    """Opens the register as the program will, and asks whether it and the originals belong together."""
    bad = "备份里的登记文件已损坏，没有恢复，请换一份备份再试。"
    path = staging / REGISTER
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            sound = db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            acting = db.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()[0]
        if not sound or acting:  # ours has no triggers: somebody put them there
            raise LibraryError(bad)
        register = Register(path)  # brings an older one up to date
        try:
            named = [record.file for record in register.records()]
            named += [removed.record.file for removed in register.removed()]
        finally:
            register.close()
        with closing(sqlite3.connect(path)) as db:
            check_rows(db)
        held = {part.name for part in manifest.parts} | set(manifest.missing)
        if not {ORIGINALS + file for file in named if file} <= held:
            raise LibraryError("备份里缺少登记过的原件，没有恢复，请换一份备份再试。")
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LibraryError(bad) from error
    private_folder(staging / FILES)


def _settings(staging: Path) -> tuple[str, ...]:
    """The entries of the settings that came along. Raises InputError where the program could not start with them."""
    try:
        load_settings({"home": staging}, {"ZHENGWEN_LLM_MODEL": "x"})  # the name may stand in the environment
        return tuple(read_file(staging / SETTINGS))
    except SettingsError as error:
        raise InputError("备份里的设置（settings.toml）不能用，没有恢复，请换一份备份再试。") from error


def _swap(staging: Path, home: Path) -> Path:
    """Puts the new library in the place of the old one, which is renamed."""
    before = home.with_name(f"{home.name}.before-{datetime.now():%Y%m%d-%H%M%S}")
    with _owned(home):
        for pattern in CARRIED_OVER:
            for found in home.glob(pattern):
                copy = shutil.copytree if found.is_dir() else shutil.copy2
                copy(found, staging / found.name)
                close_to_others(staging / found.name)
        home.rename(before)
        try:
            staging.rename(home)
        except OSError:
            before.rename(home)
            raise
    return before


def _fill(home: Path, staging: Path) -> None:
    """Moves the new library up into the empty folder; the register last, without which it is none."""
    with _owned(home):
        if _is_taken(home):
            raise InputError(f"恢复时“{home}”里有了别的文件，没有恢复，请换一个空文件夹再试。")
        moved: list[Path] = []
        try:
            for left in set(home.glob(f"{_STAGING}*")) - {staging}:  # of a restore that was killed
                shutil.rmtree(left)
            for part in sorted(staging.iterdir(), key=lambda part: part.name == REGISTER):
                moved.append(part.rename(home / part.name))
        except OSError:
            for part in moved:
                part.rename(staging / part.name)
            raise


@contextmanager
def _owned(home: Path) -> Iterator[None]:
    """Nobody else has the library meanwhile. Raises LibraryLockedError if somebody has."""
    lock = FileLock(home / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryLockedError("资料库正被另一个程序使用，请先关闭那个程序再恢复。") from error
    if os.name == "nt":  # which renames no folder with an open file in it
        lock.release()
    try:
        yield
    finally:
        lock.release()
