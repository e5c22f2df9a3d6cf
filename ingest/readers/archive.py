"""Zip archives: their members are documents of their own, taken out one at a time and never to a place they name.

A member's name is only shown: folders, drive letters and “..” in it lead nowhere. Names that are not marked as UTF-8
are tried as UTF-8 and then as GB18030, which is what Windows writes in China. An archive in an archive is opened, one
in that is not. Sizes, counts and ratios are looked at before anything is expanded; what is wrong with one member is
an error of that member. Not read: encrypted members, members packed by methods that Python lacks (Deflate64, AES…).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.errors import UnreadableFileError
from ingest.readers import MAX_BYTES, PACKAGE_SUFFIXES, SUFFIXES, package_kind

MAX_MEMBERS = 5_000
MAX_TOTAL = 2 * 1024 * 1024 * 1024
MAX_RATIO = 300  # Deflate cannot do more than 1032; a text of one repeated line reaches 200
_SMALL = 20 * 1024 * 1024  # a bomb that small costs nothing
_NESTED = 1

_ENCRYPTED = 0x1
_UTF8 = 0x800
_MAX_NAME = 120  # characters; with Chinese names still below the 255 bytes a file system takes after cutting


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: where it stands there, its name alone, and its bytes or what is wrong with it."""

    path: str
    name: str
    data: bytes = b""
    error: str | None = None


@dataclass(slots=True)
class _Budget:
    members: int
    total: int


def is_archive(path: Path) -> bool:
    """Whether the file is a zip archive, by its content; a .docx or an .ofd is none, not even a damaged one."""
    try:
        with path.open("rb") as handle:
            return _is_archive(handle, path.suffix.lower())
    except OSError:
        return False  # said when it is read


def _is_archive(handle: IO[bytes], suffix: str) -> bool:
    if handle.read(4) not in {b"PK\x03\x04", b"PK\x05\x06"} or suffix in PACKAGE_SUFFIXES:
        return False
    try:
        with zipfile.ZipFile(handle) as archive:
            return package_kind(set(archive.namelist())) == ".zip"
    except Exception:  # zipfile raises a dozen kinds on damaged input
        return suffix == ".zip"


def members(path: Path, others: frozenset[str] = frozenset()) -> Iterator[Member]:
    """The files of an archive that may be documents: by suffix, those we read and `others`.

    Raises UnreadableFileError where the archive as a whole cannot be taken.
    """
    found = False
    with path.open("rb") as handle:
        for member in _members(handle, path.name, "", SUFFIXES | others, _NESTED, _Budget(MAX_MEMBERS, MAX_TOTAL)):
            found = True
            yield member
    if not found:
        kinds = "、".join(sorted(SUFFIXES))
        raise UnreadableFileError(f"压缩包“{path.name}”里没有可以读取的文件，请放入{kinds}文件后再试。")


def _members(
    handle: IO[bytes], name: str, prefix: str, wanted: frozenset[str], nested: int, budget: _Budget
) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(handle)
        parts = [part for part in archive.infolist() if not part.is_dir()]
    except Exception as error:  # BadZipFile, struct.error, NotImplementedError, OverflowError…
        raise UnreadableFileError(f"压缩包“{name}”已损坏或不完整，请重新下载或重新压缩后再试。") from error
    chosen = [(part, steps) for part in parts if _is_meant(steps := _steps(part), wanted)]
    budget.members -= len(chosen)
    budget.total -= sum(part.file_size for part, _ in chosen)
    if budget.members < 0 or budget.total < 0 or len(parts) > 20 * MAX_MEMBERS:
        limit = f"{MAX_MEMBERS}个文件、{MAX_TOTAL >> 30}GB"
        raise UnreadableFileError(f"压缩包“{name}”里的内容过多（上限{limit}），请拆分后再试。")
    with archive:
        for part, steps in chosen:
            yield from _opened(archive, part, steps, prefix, wanted, nested, budget)


def _opened(
    archive: zipfile.ZipFile,
    part: zipfile.ZipInfo,
    steps: list[str],
    prefix: str,
    wanted: frozenset[str],
    nested: int,
    budget: _Budget,
) -> Iterator[Member]:
    path, name = prefix + "/".join(steps), steps[-1]
    error = _fault(part, name)
    data = b""
    if error is None:
        try:
            data = archive.read(part)
        except NotImplementedError:
            error = f"“{name}”用了这里不支持的压缩方式，请先解压再导入。"
        except Exception:  # zlib.error, BadZipFile (wrong checksum), EOFError, RuntimeError
            error = f"“{name}”在压缩包里已损坏，请重新压缩后再试。"
    if error is None and name.lower().endswith(".zip") and _is_archive(io.BytesIO(data), ".zip"):
        if nested <= 0:
            error = f"“{name}”是多层压缩包里的压缩包，请先解压再导入。"
        else:
            try:
                yield from _members(io.BytesIO(data), name, path + "/", wanted, nested - 1, budget)
            except UnreadableFileError as failure:
                error = str(failure)
            else:
                return
    yield Member(path, name, data if error is None else b"", error)


def _fault(part: zipfile.ZipInfo, name: str) -> str | None:
    if part.flag_bits & _ENCRYPTED:
        return f"“{name}”在压缩包里设了密码，请解密后重新压缩或直接导入。"
    if part.file_size > MAX_BYTES:
        return f"“{name}”超过{MAX_BYTES // 1024 // 1024}MB，请拆分后再试。"
    if part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        return f"“{name}”的压缩比异常，可能不是真实文件，已跳过，请核对压缩包来源。"
    return None


def _steps(part: zipfile.ZipInfo) -> list[str]:
    """The folders and the name of a member, none of which leads out of the archive."""
    shown = _name(part).replace("\\", "/")
    clean = ("".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in step) for step in shown.split("/"))
    steps = [_cut(step.strip()) for step in clean]
    return [step for step in steps if step not in {"", ".", ".."}] or ["_"]


def _name(part: zipfile.ZipInfo) -> str:
    name = part.orig_filename
    if part.flag_bits & _UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:  # not decoded from bytes at all
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _cut(step: str) -> str:
    """A name that a file system takes, its suffix kept."""
    if len(step.encode("utf-8", "replace")) <= 2 * _MAX_NAME:
        return step
    stem, suffix = Path(step).stem, Path(step).suffix[:12]
    return stem.encode("utf-8", "replace")[: 2 * _MAX_NAME - 20].decode("utf-8", "ignore") + suffix


def _is_meant(steps: list[str], wanted: frozenset[str]) -> bool:
    """By the rules for a folder: hidden files and what Word and macOS leave behind are passed by."""
    hidden = any(step.startswith((".", "~$")) or step == "__MACOSX" for step in steps)
    return not hidden and re.sub(r".*(?=\.)", "", steps[-1], flags=re.S).lower() in wanted
